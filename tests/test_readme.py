"""Every snippet of the documents is run, and every list in them is complete."""

from __future__ import annotations

import re
import shlex
import sys
import types
from pathlib import Path

import pytest
import typer.main

import swarmmatch as sm
from documents import ROOT, Snippet, rows, snippets, text_of
from swarmmatch.cli.app import app
from swarmmatch.cli.exits import MEANINGS, Exit
from swarmmatch.data.tables import TABLES
from swarmmatch.rules.catalogue import RULES

DOCUMENTS = ["README.md", "CONTRIBUTING.md"]
SHELL = [
    line
    for document in DOCUMENTS
    for snippet in snippets(document, "bash")
    for command in snippet.text.splitlines()
    for line in command.split(" && ")
    if line.startswith("python -m swarmmatch")
]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_python_snippets_run_from_top_to_bottom(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = snippets(document, "python")
    assert found
    module = types.ModuleType("snippets")  # where pickle finds a rule that a snippet defines
    monkeypatch.setitem(sys.modules, "snippets", module)
    monkeypatch.chdir(tmp_path)
    for snippet in found:
        exec(snippet.compiled(), vars(module))


@pytest.mark.parametrize("snippet", snippets("README.md", "toml"))
def test_policies_in_toml_are_read(snippet: Snippet, tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    file.write_text(snippet.text, encoding="utf-8")
    assert len(sm.Policy.read(file)) == snippet.text.count("[[rule]]")


@pytest.mark.parametrize("line", SHELL)
def test_shell_lines_are_understood(line: str) -> None:
    name, *arguments = shlex.split(line)[3:]
    command = typer.main.get_command(app).commands[name]
    command.make_context(name, arguments)


def test_all_commands_are_shown() -> None:
    assert {shlex.split(line)[3] for line in SHELL} == set(typer.main.get_command(app).commands)


def test_the_checks_run_the_commands_of_the_readme() -> None:
    checks = text_of(".ci/run")
    two = [snippet.text.strip() for snippet in snippets("README.md", "bash")][:2]
    assert all(f'as_typed "{command}"' in checks for command in two)


def test_tables_are_listed_with_all_their_columns() -> None:
    listed = {cells[0].strip("`"): cells[2] for cells in rows("README.md", "table")}
    assert set(listed) == set(TABLES)
    for name, table in TABLES.items():
        bold = set(re.findall(r"\*\*(\w+)\*\*", listed[name]))
        assert bold == {column.name for column in table.columns if column.required}
        for column in table.columns:
            assert re.search(rf"\b{column.name}\b", listed[name]), f"{name}.{column.name}"


def test_rules_are_listed() -> None:
    listed = [cells[0].strip("`") for cells in rows("README.md", "rule")]
    assert sorted(listed) == sorted(rule.__name__ for rule in RULES)


def test_exit_codes_are_listed() -> None:
    listed = {int(cells[0]) for cells in rows("README.md", "exit code")}
    assert listed == {int(code) for code in Exit} - {Exit.INTERRUPTED}
    assert all(f"{int(code)} " in MEANINGS for code in Exit)


@pytest.mark.parametrize("document", [*DOCUMENTS, "CHANGELOG.md"])
def test_links_lead_somewhere(document: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text_of(document)):
        if target.startswith("https://"):
            continue
        file, _, heading = target.partition("#")
        assert (ROOT / file).is_file(), target
        titles = re.findall(r"^#+ (.+)$", text_of(file), re.MULTILINE)
        assert not heading or heading in {title.lower().replace(" ", "-") for title in titles}


def test_the_version_is_the_same_everywhere() -> None:
    assert f"\nversion: {sm.__version__}\n" in text_of("CITATION.cff")
    assert re.search(r"^## (\S+?),? ", text_of("CHANGELOG.md"), re.MULTILINE)[1] == sm.__version__

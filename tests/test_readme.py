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
import swarmmatch.testing
from documents import ROOT, Snippet, rows, snippets, text_of
from swarmmatch.cli.app import app
from swarmmatch.cli.exits import MEANINGS, Exit
from swarmmatch.data.tables import TABLES
from swarmmatch.rules.catalogue import RULES

PAGES = sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs").glob("*.md"))
DOCUMENTS = ["README.md", "CONTRIBUTING.md", *PAGES]
WITH_PYTHON = ["README.md", "CONTRIBUTING.md", "docs/apps.md", "docs/researchers.md"]
SHELL = [
    line
    for document in DOCUMENTS
    for snippet in snippets(document, "bash")
    for command in snippet.text.splitlines()
    for line in command.split(" && ")
    if line.startswith("python -m swarmmatch")
]


@pytest.mark.parametrize("document", WITH_PYTHON)
def test_python_snippets_run_from_top_to_bottom(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = snippets(document, "python")
    assert found
    if any(word in snippet.text for snippet in found for word in ("plot_", "write_report")):
        pytest.importorskip("matplotlib")
    module = types.ModuleType("snippets")  # where pickle finds a rule that a snippet defines
    monkeypatch.setitem(sys.modules, "snippets", module)
    monkeypatch.chdir(tmp_path)
    for snippet in found:
        exec(snippet.compiled(), vars(module))


def test_no_document_has_snippets_that_are_not_run() -> None:
    assert {one for one in DOCUMENTS if snippets(one, "python")} == set(WITH_PYTHON)


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


def test_the_reference_names_all_that_is_public() -> None:
    listed = re.findall(
        r"^\.\. auto\w+:: swarmmatch\.([\w.]+)", text_of("docs/reference.md"), re.MULTILINE
    )
    public = {*sm.__all__, *(f"testing.{name}" for name in swarmmatch.testing.__all__)}
    assert public - {"__version__"} <= set(listed)
    assert len(listed) == len(set(listed))


def test_errors_are_told_to_app_developers() -> None:
    told = {cells[0].strip("`") for cells in rows("docs/apps.md", "error")}
    assert told == {name for name in sm.__all__ if name.endswith("Error")} - {"SwarmMatchError"}


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
        page = (ROOT / document).parent / file if file else ROOT / document
        assert page.is_file(), target
        if heading:
            titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
            assert heading in {title.lower().replace(" ", "-") for title in titles}


def test_the_version_is_the_same_everywhere() -> None:
    assert f"\nversion: {sm.__version__}\n" in text_of("CITATION.cff")
    assert re.search(r"^## (\S+?),? ", text_of("CHANGELOG.md"), re.MULTILINE)[1] == sm.__version__

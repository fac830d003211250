"""The shell: what each command does, prints where, and ends with."""

from __future__ import annotations

import io
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import swarmmatch as sm
from swarmmatch.cli import progress, solving
from swarmmatch.cli.app import app
from swarmmatch.cli.cells import cell, plain
from swarmmatch.cli.exits import Exit
from swarmmatch.cli.progress import in_a_line
from swarmmatch.cli.report import show_team
from swarmmatch.cli.screen import ERR, OUT
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.progress import Reporter, run_interruptibly

COMMANDS = ["demo", "generate", "match", "audit", "report"]
CLASH = pd.DataFrame({"rule": ["MustHave()"], "subject": ["[b]q1"], "detail": ["nobody holds it"]})


def run(*arguments: object) -> Result:
    """A command, with its output as on a wide page."""
    OUT.width = ERR.width = 200
    return CliRunner().invoke(app, [str(one) for one in arguments])


def told(result: Result, code: Exit) -> str:
    """What a command that failed said: on standard error only, and without a traceback."""
    assert result.exit_code == code, result.output
    assert not result.stdout
    assert "Traceback" not in result.stderr
    return " ".join(result.stderr.split())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A small demo, in its folder ``.out``."""
    out = tmp_path_factory.mktemp("demo") / "out"
    result = run("demo", "--professionals", 150, "--questions", 4, "--seed", 3, "--out", out)
    result.out = out  # type: ignore[attr-defined]
    return result


@pytest.fixture
def tables(demo: Result, tmp_path: Path) -> Path:
    """A copy of the demo's tables."""
    return Path(shutil.copytree(demo.out / "problem", tmp_path / "tables"))


@pytest.fixture
def result(demo: Result, tmp_path: Path) -> Path:
    """A copy of the demo's result."""
    return Path(shutil.copytree(demo.out / "result", tmp_path / "result"))


def test_demo_shows_three_teams_and_the_proof_and_keeps_all(demo: Result) -> None:
    assert demo.exit_code == Exit.OK, demo.output
    assert not demo.stderr
    problem = sm.Problem.read(demo.out / "problem")
    assert problem.fingerprint == sm.achterhoek(150, 4, 3).fingerprint
    matching = sm.Matching.read(demo.out / "result", problem)
    assert matching.summary() in demo.stdout
    staffed = matching.teams["question"].unique()
    assert [question in demo.stdout for question in staffed] == [True, True, True, False]
    for seat in matching.seats[matching.seats["question"].isin(staffed[:3])].itertuples():
        line = next(line for line in demo.stdout.splitlines() if seat.professional in line)
        assert seat.municipality in line
        assert seat.covers in line
    for fact in (f"{matching.value:,.10g} points", matching.status, matching.reason, "audit"):
        assert fact in demo.stdout


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_generate_writes_the_tables_of_the_library(tmp_path: Path, format: str) -> None:
    out = tmp_path / "new" / "tables"
    options = ("--professionals", 60, "--questions", 3, "--seed", 9, "--sector", "zorg")
    result = run("generate", out, *options, "--format", format)
    assert result.exit_code == Exit.OK, result.output
    assert {file.suffix for file in out.iterdir()} == {f".{format}"}
    assert sm.Problem.read(out).fingerprint == sm.achterhoek(60, 3, 9, "zorg").fingerprint


def test_match_goes_by_its_options_and_audit_agrees(tables: Path, tmp_path: Path) -> None:
    policy, out = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Fit(weight=2)]), tmp_path / "out"
    policy.write(tmp_path / "policy.toml")
    options = ("--gap", 0.01, "--time-limit", 20, "--seed", 5, "--workers", 1)
    found = run("match", tables, "--policy", tmp_path / "policy.toml", "--out", out, *options)
    assert found.exit_code == Exit.OK, found.output
    matching = sm.Matching.read(out, sm.Problem.read(tables))
    assert matching.policy == policy
    asked = {"gap": 0.01, "time_limit": 20.0, "seed": 5, "workers": 1}
    assert asked.items() <= matching.provenance.items()
    assert matching.summary() in found.stdout
    checked = run("audit", tables, out)
    assert checked.exit_code == Exit.OK, checked.output
    assert all(rule in checked.stdout for rule in matching.scores["rule"])
    assert "every rule holds" in checked.stdout


def test_match_takes_the_default_policy(tables: Path, tmp_path: Path) -> None:
    assert run("match", tables, "--out", tmp_path / "out").exit_code == Exit.OK
    problem = sm.Problem.read(tables)
    assert sm.Matching.read(tmp_path / "out", problem).policy == sm.Policy.default(problem)


def test_audit_fails_on_a_result_that_does_not_hold(tables: Path, result: Path) -> None:
    record = result / "matching.json"
    text = record.read_text(encoding="utf-8")
    value = sm.Matching.read(result, sm.Problem.read(tables)).value
    record.write_text(text.replace(f'"value": {value}', '"value": 12345.0'), encoding="utf-8")
    assert "12345.0" in told(run("audit", tables, result), Exit.AUDIT_FAILED)


def test_audit_refuses_other_tables(tables: Path, result: Path) -> None:
    (tables / "skills.csv").unlink()
    assert "made from other tables" in told(run("audit", tables, result), Exit.BAD_INPUT)


def test_report_writes_one_page_in_the_language_asked(
    tables: Path, result: Path, tmp_path: Path
) -> None:
    pytest.importorskip("matplotlib")
    pytest.importorskip("jinja2")
    page = tmp_path / "page.html"
    found = run("report", tables, result, "--language", "nl", "--out", page)
    assert found.exit_code == Exit.OK, found.output
    assert str(page) in found.stdout.replace("\n", "")
    matching = sm.Matching.read(result, sm.Problem.read(tables))
    assert page.read_text(encoding="utf-8") == sm.report(matching, language="nl")
    nowhere = tmp_path / "missing" / "page.html"
    assert "page.html" in told(run("report", tables, result, "--out", nowhere), Exit.BAD_INPUT)
    assert "'nl'" in run("report", tables, result, "--language", "de").output


def test_report_says_which_extra_is_missing(
    tables: Path, result: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "jinja2", None)
    said = told(run("report", tables, result), Exit.BAD_INPUT)
    assert "python -m pip install 'swarmmatch[show]'" in said


def test_faulty_tables_become_one_table_of_faults(tables: Path, tmp_path: Path) -> None:
    questions = pd.read_csv(tables / "questions.csv", dtype="str")
    questions.loc[0, "size_min"] = "-1"
    questions.loc[1, "value"] = "[/red]veel\x1b[31m"
    questions.to_csv(tables / "questions.csv", index=False)
    said = told(run("match", tables, "--out", tmp_path / "out"), Exit.BAD_INPUT)
    assert "2 problems" in said
    assert "below 0" in said
    assert "[/red]veel\\x1b[31m" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (sm.InfeasibleError(CLASH), Exit.INFEASIBLE, "MustHave() [b]q1 nobody holds it"),
        (sm.NoMatchingError("out of [i]time"), Exit.NO_MATCHING, "error: out of [i]time"),
        (sm.AuditError("off", CLASH), Exit.AUDIT_FAILED, "error: off"),
        (sm.PolicyError("no [rule]"), Exit.BAD_INPUT, "error: no [rule]"),
        (PermissionError(13, "Permission denied", "/x"), Exit.BAD_INPUT, "/x: Permission denied"),
        (KeyboardInterrupt(), Exit.INTERRUPTED, "error: interrupted"),
    ],
)
def test_every_failure_is_one_message_and_an_exit_code(
    error: BaseException,
    code: Exit,
    words: str,
    tables: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(sm, "match", fails, raising=False)
    assert words in told(run("match", tables, "--out", tmp_path / "out"), code)


def test_tables_that_no_teams_can_satisfy(tables: Path, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(
        '[[rule]]\nname = "TeamSize"\n\n[[rule]]\nname = "MaxDistance"\nkm = 0\n'
    )
    out, policy = tmp_path / "out", tmp_path / "policy.toml"
    said = told(run("match", tables, "--policy", policy, "--out", out), Exit.INFEASIBLE)
    assert "TeamSize()" in said


def test_a_policy_with_a_misspelt_rule_is_bad_input(tables: Path, tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[[rule]]\nname = "TeamSise"\n')
    said = told(run("match", tables, "--policy", policy, "--out", tmp_path / "o"), Exit.BAD_INPUT)
    assert "did you mean 'TeamSize'?" in said


def test_a_folder_with_other_files_is_refused_before_the_search(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sm, "match", pytest.fail, raising=False)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").touch()
    said = told(run("match", tables, "--out", tmp_path / "out"), Exit.BAD_INPUT)
    assert "thesis.doc" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["match", "in"],
        ["match", "in", "--out", "out", "--gap", "-1"],
        ["match", "in", "--out", "out", "--time-limit", "0"],
        ["generate", "out", "--format", "xls"],
        ["generate", "out", "--professionals", "-5"],
        ["generate", "out", "--sector", "bouww"],
        ["match", "no such folder", "--out", "out"],
        ["audit", "no such folder", "nor this"],
        ["solve"],
    ],
)
def test_bad_usage(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert told(run(*arguments), Exit.BAD_INPUT)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments", [[], *([name] for name in COMMANDS)])
def test_help_tells_the_exit_codes(arguments: list[str]) -> None:
    helped = run(*arguments, "--help")
    assert helped.exit_code == Exit.OK
    assert all(f"{int(code)} " in helped.stdout.partition("Exit codes:")[2] for code in Exit)


def test_progress_is_shown_on_a_terminal_only(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert not run("match", tables, "--out", out).stderr
    terminal = Console(file=io.StringIO(), force_terminal=True, force_interactive=True, width=200)
    monkeypatch.setattr(progress, "ERR", terminal)
    loud = run("match", tables, "--out", out)
    assert f"reading {tables}" in terminal.file.getvalue()
    assert str(tables) not in loud.stdout


def test_progress_in_a_line() -> None:
    known = sm.Progress("searching exactly", value=1234.5, bound=1235.0, gap=0.000405, seconds=1.0)
    assert in_a_line(known) == "searching exactly, value 1,234.5, bound 1,235, gap 0.0405%"
    assert in_a_line(sm.Progress("reading", None, None, None, 0.0)) == "reading"


def test_an_interrupted_search_keeps_the_best_so_far(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _with_interrupt_once_there_are_teams(sm.match)
    monkeypatch.setattr(solving.sm, "match", asked, raising=False)
    found = run("match", tables, "--out", tmp_path / "out", "--gap", 0)
    assert found.exit_code == Exit.OK, found.output
    matching = sm.Matching.read(tmp_path / "out", sm.Problem.read(tables))
    assert matching.status in {"interrupted", "optimal"}


def _with_interrupt_once_there_are_teams(match: Callable[..., Any]) -> Callable[..., Any]:
    """The same search, with a Ctrl-C from the terminal as soon as there is a value."""

    def asked(*arguments: Any, on_progress: Callable[[Any], None], **options: Any) -> Any:
        pressed = []

        def pressing(told: Any) -> None:
            on_progress(told)
            if told.value is not None and not pressed:
                pressed.append(told)
                signal.raise_signal(signal.SIGINT)

        matching = match(*arguments, on_progress=pressing, **options)
        assert pressed
        return matching

    return asked


def test_ctrl_c_while_waiting_asks_the_search_to_stop() -> None:
    clock = Clock(60.0)

    def searching() -> str:
        time.sleep(0.2)  # until the caller's thread has nothing to do but wait
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
        while clock.left:
            time.sleep(0.01)
        return "the best so far"

    # A job that a shell starts in the background is deaf to Ctrl-C.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert run_interruptibly(searching, clock, Reporter(None)) == "the best so far"
    finally:
        signal.signal(signal.SIGINT, before)
    assert clock.stopped


def test_names_are_never_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["[red]", "[/b]", ":smile:", "C++\x1b[2J"]
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": names, "sector": "[link=x]"}),
        questions=pd.DataFrame({"question": ["[q]"], "size_min": 4, "size_max": 4}),
    )
    matching = sm.Matching(
        problem=problem,
        policy=sm.Policy(),
        teams=pd.DataFrame({"question": "[q]", "professional": names}),
        value=0.0,
        bound=0.0,
        status="optimal",
        reason="[end]",
        provenance={},
    )
    show_team(matching, "[q]")
    shown = capsys.readouterr().out
    assert all(name in shown for name in [*names[:3], "C++\\x1b[2J", "[q]", "[link=x]"])
    assert "\x1b" not in shown


def test_cells() -> None:
    assert cell(float("nan")).plain == ""
    assert cell(1234567.0).plain == "1,234,567"
    assert cell("a\tb").plain == "a\\tb"
    assert plain("één [x]\n").plain == "één [x]\n"


def test_a_reader_that_leaves_early_stops_nothing(tables: Path, result: Path) -> None:
    command = [sys.executable, "-m", "swarmmatch", "audit", str(tables), str(result)]
    shell = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert shell.stdout is not None
    shell.stdout.close()
    _, said = shell.communicate()
    assert (shell.returncode, said) == (Exit.OK, b"")

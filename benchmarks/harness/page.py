"""The page of results, made of the results of each suite that stand and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.harness import pictures, repeating, results
from benchmarks.harness.machine import ROOT
from benchmarks.harness.profiling import FOLDER, INSIDE, STAGES
from benchmarks.harness.registry import SUITES, Suite
from benchmarks.harness.tables import as_markdown, summary, unsound

PAGE = ROOT / "benchmarks" / "README.md"
PICTURES = ROOT / "benchmarks" / "pictures"
#: What stands above the results, and what was tried to bring the largest costs down.
OPENING, TRIED = (ROOT / "benchmarks" / "text" / name for name in ("opening.md", "tried.md"))
FACTS = (
    "cells", "machine", "cores", "memory", "python", "ortools", "highspy", "team-formation",
    "commit",
)  # fmt: skip


def write_page() -> Path:
    """Write the page and its pictures."""
    parts = [OPENING.read_text().strip(), "## Results"]
    for suite in SUITES.values():
        parts += section(suite)
    parts += profile()
    PAGE.write_text("\n\n".join(parts) + "\n")
    return PAGE


def profile() -> list[str]:
    """The largest costs of the main job, and what was tried to bring them down."""
    run = results.newest("region", FOLDER)
    if run is None:
        return []
    head, table = run.head, run.rows
    costs = table[table["kind"] == INSIDE].head(3)[["where", "seconds", "share"]]
    stages = table[table["kind"] == STAGES][["where", "seconds", "share", "MB more"]]
    return [
        "## Where the time and the memory go",
        f"*`benchmarks profile region`, {head['started'][:10]}: {head['case']}; {facts(head)}.*",
        as_markdown(stages.round(3)),
        f"The three largest costs, {INSIDE}:",
        as_markdown(costs.round(3)),
        TRIED.read_text().strip(),
    ]


def facts(head: Mapping[str, str]) -> str:
    """What a run was made on."""
    return "; ".join(f"{name} {head[name]}" for name in FACTS if name in head)


def origin(run: results.Run, alone: bool) -> str:
    """Where rows come from; with their cases, when others come from another run."""
    cases = "" if alone else f"{', '.join(run.rows['case'].astype(str).unique())}: "
    return f"*{cases}{run.head['started'][:10]}, seeds {run.head['seeds']}; {facts(run.head)}.*"


def repeated(suite: Suite, runs: Sequence[results.Run]) -> list[str]:
    """Whether a second run found the same; nothing where these results were not run again."""
    second = results.newest(suite.name, repeating.FOLDER)
    if second is None or second.head["of"] != repeating.named(runs):
        return []
    return ["\n".join(repeating.findings(second.rows, second.head["started"][:10]))]


def section(suite: Suite) -> list[str]:
    """The part of one suite; a word when it has not been run."""
    runs = results.standing(results.runs_of(suite.name))
    title = f"### {suite.name}\n\n{suite.title}"
    if not runs:
        return [title, "*Not run yet.*"]
    rows = results.rows_of(runs)
    parts = [title, *(origin(run, alone=len(runs) == 1) for run in runs)]
    if suite.findings is not None:
        parts.append("\n".join(suite.findings(rows)))
    parts += repeated(suite, runs)
    drawn = pictures.picture(rows, suite.title)
    if drawn is not None:
        PICTURES.mkdir(exist_ok=True)
        drawn.savefig(PICTURES / f"{suite.name}.png", dpi=110)
        parts.append(f"![Seconds, case by case](pictures/{suite.name}.png)")
    table = as_markdown(summary(rows, suite.columns))
    parts.append(f"<details><summary>All figures</summary>\n\n{table}\n\n</details>")
    wrong = unsound(rows)
    if wrong:
        parts.append("Not counted:\n\n" + "\n".join(wrong))
    return parts

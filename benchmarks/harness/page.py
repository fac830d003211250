"""The page of results, made of the newest results of each suite and of nothing else."""

from __future__ import annotations

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
    path = results.newest("region", FOLDER)
    if path is None:
        return []
    head, table = results.read(path)
    facts = "; ".join(f"{name} {head[name]}" for name in FACTS if name in head)
    costs = table[table["kind"] == INSIDE].head(3)[["where", "seconds", "share"]]
    stages = table[table["kind"] == STAGES][["where", "seconds", "share", "MB more"]]
    return [
        "## Where the time and the memory go",
        f"*`benchmarks profile region`, {head['started'][:10]}: {head['case']}; {facts}.*",
        as_markdown(stages.round(3)),
        f"The three largest costs, {INSIDE}:",
        as_markdown(costs.round(3)),
        TRIED.read_text().strip(),
    ]


def repeated(suite: Suite, path: Path) -> list[str]:
    """Whether a second run found the same; nothing where these results were not run again."""
    second = results.newest(suite.name, repeating.FOLDER)
    if second is None:
        return []
    head, told = results.read(second)
    if head["of"] != path.name:
        return []
    return ["\n".join(repeating.findings(told, head["started"][:10]))]


def section(suite: Suite) -> list[str]:
    """The part of one suite; a word when it has not been run."""
    path = results.newest(suite.name)
    title = f"### {suite.name}\n\n{suite.title}"
    if path is None:
        return [title, "*Not run yet.*"]
    head, rows = results.read(path)
    facts = "; ".join(f"{name} {head[name]}" for name in FACTS if name in head)
    parts = [title, f"*{head['started'][:10]}, seeds {head['seeds']}; {facts}.*"]
    if suite.findings is not None:
        parts.append("\n".join(suite.findings(rows)))
    parts += repeated(suite, path)
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

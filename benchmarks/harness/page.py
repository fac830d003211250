"""The page of results, made of the newest results of each suite and of nothing else."""

from __future__ import annotations

from pathlib import Path

from benchmarks.harness import pictures, results
from benchmarks.harness.machine import ROOT
from benchmarks.harness.registry import SUITES, Suite
from benchmarks.harness.tables import as_markdown, summary, unsound

PAGE = ROOT / "benchmarks" / "README.md"
PICTURES = ROOT / "benchmarks" / "pictures"
#: What stands above the results, and what is written of the profile below them.
OPENING, PROFILE = (ROOT / "benchmarks" / "text" / name for name in ("opening.md", "profile.md"))
FACTS = ("machine", "cores", "memory", "python", "ortools", "highspy", "team-formation", "commit")


def write_page() -> Path:
    """Write the page and its pictures."""
    parts = [OPENING.read_text().strip(), "## Results"]
    for suite in SUITES.values():
        parts += section(suite)
    parts += [PROFILE.read_text().strip()] if PROFILE.exists() else []
    PAGE.write_text("\n\n".join(parts) + "\n")
    return PAGE


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

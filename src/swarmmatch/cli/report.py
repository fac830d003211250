"""What a command tells of a matching."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from swarmmatch.cli.cells import cell, plain
from swarmmatch.cli.frames import frame_table, noted, titled
from swarmmatch.cli.screen import ERR, OUT
from swarmmatch.errors import counted

if TYPE_CHECKING:
    import pandas as pd

    from swarmmatch.matching.matching import Matching

#: What is told of each member of a team.
MEMBER = ["professional", "municipality", "sector", "covers"]


def show_summary(matching: Matching) -> None:
    """Teams, coverage, time and scores in a few lines."""
    OUT.print(plain(matching.summary()), soft_wrap=True)


def show_team(matching: Matching, question: str) -> None:
    """Who sits at a question, what each covers, and which requirements are not met in full."""
    seats = matching.seats[matching.seats["question"] == question]
    asked = matching.coverage[matching.coverage["question"] == question]
    known = seats[["question", "title", "client"]].iloc[0].dropna()
    table = titled(", ".join(known))
    for name in MEMBER:
        table.add_column(name, no_wrap=name == "professional")
    for member in seats[MEMBER].itertuples(index=False):
        table.add_row(*map(cell, member))
    OUT.print()
    OUT.print(noted(table, _short(asked)))


def _short(asked: pd.DataFrame) -> str:
    short = asked[asked["held"] < asked["wanted"]]
    if short.empty:
        return f"all {len(asked):,} requirements are met in full"
    skills = ", ".join(f"{one.skill} ({one.held} of {one.wanted})" for one in short.itertuples())
    return f"{len(short):,} of {len(asked):,} requirements not met in full: {skills}"


def show_proof(matching: Matching) -> None:
    """Value, bound and gap, why the search ended, and what an audit without a solver finds."""
    table = titled("the proof")
    table.show_header = False
    for name, fact in _proof(matching).items():
        table.add_row(name, cell(fact))
    OUT.print()
    OUT.print(table)


def _proof(matching: Matching) -> dict[str, str]:
    bound = "none was proven"
    if math.isfinite(matching.bound):
        bound = f"{matching.bound:,.10g} points; no teams from this pool can earn more"
    broken = len(matching.audit().violations)
    verdict = (
        counted(broken, "violation") if broken else "every rule holds, every point is accounted for"
    )
    return {
        "value": f"{matching.value:,.10g} points",
        "bound": bound,
        "gap": f"{matching.gap:.4%}",
        "status": matching.status,
        "reason": matching.reason,
        "audit": verdict,
    }


def show_audit(matching: Matching) -> None:
    """What every rule finds, and the proof."""
    scores = matching.scores
    shown = scores.assign(measure=[f"{one:,.4g}" for one in scores["measure"]])
    OUT.print(frame_table(shown, "what every rule finds", whole=("rule",)))
    show_proof(matching)


def show_left_out(parts: Iterable[str], seconds: float) -> None:
    """Parts of a report that are not in it, on standard error: the report itself is sound."""
    for part in sorted(parts):
        remedy = "allow more with --time-limit"
        ERR.print(plain(f"left out: {part} were not found in {seconds:g} s; {remedy}", "yellow"))


def show_written(*folders: Path) -> None:
    """Where to find the files."""
    for folder in folders:
        OUT.print(plain(f"written: {folder}"))

"""A matching in words: the facts that tell how good it is, and how one knows."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from swarmmatch.errors import counted
from swarmmatch.matching.coverage import fully_met, share_met

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching

#: How many rules the summary names, those with the most points either way.
RULES = 5

_SAID = {
    "optimal": "proven optimal",
    "within_gap": "proven to be within the gap asked",
    "time_limit": "stopped by the time limit",
    "interrupted": "interrupted",
}


def as_line(matching: Matching) -> str:
    """Such as ``Matching(10 questions, 43 seats; value 8.5, bound 8.5, gap 0.0000%, optimal)``."""
    questions, seats = len(matching.problem.questions), len(matching.teams)
    return (
        f"Matching({counted(questions, 'question')}, {counted(seats, 'seat')}; "
        f"{_proof(matching)}, {matching.status})"
    )


def as_text(matching: Matching) -> str:
    """The facts, one a line, then the rules with the most points."""
    width = max(len(name) for name, _ in facts(matching))
    lines = [f"{name:<{width}}  {fact}" for name, fact in facts(matching)]
    return "\n".join([*lines, *_stages(matching), *_biggest(matching)])


def facts(matching: Matching) -> list[tuple[str, str]]:
    """What there is to know at a glance, as names and texts."""
    return [
        ("teams", _teams(matching)),
        ("proof", f"{_proof(matching)}: {_SAID[matching.status]}"),
        ("ended", matching.reason),
        ("coverage", _coverage(matching)),
        ("time", _time(matching)),
    ]


def _teams(matching: Matching) -> str:
    questions, teams = len(matching.problem.questions), matching.teams
    staffed = teams["question"].nunique()
    people, pool = teams["professional"].nunique(), len(matching.problem.professionals)
    return (
        f"{staffed:,} of {counted(questions, 'question')} staffed, "
        f"{counted(len(teams), 'seat')}, {people:,} of {counted(pool, 'professional')}"
    )


def _proof(matching: Matching) -> str:
    if math.isinf(matching.bound):
        return f"value {matching.value:,.10g}, no bound proven"
    return f"value {matching.value:,.10g}, bound {matching.bound:,.10g}, gap {matching.gap:.4%}"


def _coverage(matching: Matching) -> str:
    table = matching.coverage
    if table.empty:
        return "nothing is asked for"
    whole = int(fully_met(table).sum())
    return (
        f"{share_met(table):.1%} of weighted requirements; "
        f"{whole:,} of {counted(len(table), 'requirement')} met in full"
    )


def _time(matching: Matching) -> str:
    seconds = matching.provenance.get("seconds") or {}
    if not seconds:
        return "not recorded"
    stages = ", ".join(f"{stage} {spent:.2f}" for stage, spent in seconds.items())
    return f"{sum(seconds.values()):.2f} s ({stages})"


def _stages(matching: Matching) -> list[str]:
    """One line a stage: those of many steps are told by the sums of these."""
    table = matching.stages
    if table.empty:
        return []
    lines = []
    for number, steps in table.groupby("stage"):
        statuses = [status for status in _SAID if status in set(steps["status"])]
        name = steps["rules"].iloc[0] if len(steps) == 1 else f"{len(steps)} levels of leximin"
        value, bound = steps["value"].sum(), steps["bound"].sum()
        lines.append(f"  {number}  {value:,.10g} of at most {bound:,.10g}, {statuses[-1]}: {name}")
    return ["points by stage", *lines]


def _biggest(matching: Matching) -> list[str]:
    scores = matching.scores
    earning = scores[scores["points"] != 0]
    order = earning["points"].abs().sort_values(ascending=False, kind="stable").index
    top = earning.loc[order[:RULES]]
    if top.empty:
        return []
    width = max(map(len, top["rule"]))
    lines = [
        f"  {score.rule:<{width}}  {score.points:>12,.2f}  ({score.measure:,.4g} {score.unit})"
        for score in top.itertuples()
    ]
    return ["points by rule", *lines]

"""Rosters of which everybody is put into a group, beside the package team-formation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

import swarmmatch as sm
from benchmarks.harness.registry import Case, Method, Suite, register
from benchmarks.harness.solving import solved
from benchmarks.rosters import missed, policy_of, roster, sizes_of

OURS, THEIRS = "swarmmatch to proof", "team-formation"
PROVEN = "optimal"


def drawn(people: int, size: int, mix: str, seed: int) -> tuple[sm.Problem, sm.Policy]:
    """A roster, and the rules that it is grouped by."""
    return roster(people, size, seed), policy_of(mix)


def case(people: int, size: int, mix: str) -> Case:
    """A case and what it is called."""
    groups = len(sizes_of(people, size))
    return Case(
        name=f"{people} people in {groups} groups, {mix}",
        make=partial(drawn, people, size, mix),
        facts={"professionals": people, "questions": groups, "mix": mix},
    )


def measure(case: Case, method: Method, seed: int, time_limit: float) -> Mapping[str, Any]:
    """The row of a matching, and the neutral score of its groups."""
    found = solved(case, method, seed, time_limit)
    mix = str(case.facts["mix"])
    return {**found.row, "missed": missed(found.problem.professionals, found.matching.teams, mix)}


def findings(rows: pd.DataFrame) -> list[str]:
    """Who missed fewer members, how far apart they are, and what was proven."""
    if not {OURS, THEIRS} <= set(rows.loc[rows["counts"], "method"]):
        return ["- team-formation has not been run beside it."]
    rows = rows.assign(proven=rows["counts"] & (rows["status"] == PROVEN))
    by = rows.pivot(index=["case", "seed"], columns="method")
    ours, theirs = (by["missed"][name].where(by["counts"][name]) for name in (OURS, THEIRS))
    both = (ours.notna() & theirs.notna()).sum()
    lower = (ours < theirs).sum()
    proven = by["proven"][OURS] & by["proven"][THEIRS]
    ratio = theirs.sum() / max(ours[theirs.notna()].sum(), 1)
    gap = (ours + by["bound"][OURS]) / ours.clip(lower=1)
    return [
        (
            f"- Of {both} rosters that both grouped, swarmmatch misses fewer members on {lower}, "
            f"as many on {(ours == theirs).sum()} and more on {(ours > theirs).sum()}; in all "
            f"team-formation misses {ratio:.1f} times as many. On {theirs.isna().sum()} rosters it "
            f"finds no groups in time; swarmmatch on {ours.isna().sum()}."
        ),
        (
            f"- Proven to be the best: {by['proven'][OURS].sum()} of {len(by)} by swarmmatch, "
            f"{by['proven'][THEIRS].sum()} by team-formation; on the {proven.sum()} that both "
            f"prove, scores differ by at most {(ours - theirs)[proven].abs().max():g}. Where "
            f"swarmmatch's gap stays open, it is {gap[~by['proven'][OURS]].median():.0%} of the "
            f"members missed (median)."
        ),
        (
            "- team-formation's objective leaves the last value of an attribute out, so that with "
            "more than two values it is not its own count of members missed, and proves nothing of "
            "it; there its bound is left open. It is given its seconds after its model is stated."
        ),
    ]


SUITE = register(
    Suite(
        name="groups",
        title="Everybody in a group, by weighted rules: members missed, in the same time.",
        cases=[
            case(12, 4, "pairs"),
            case(16, 4, "close"),
            case(20, 5, "mixed"),
            case(100, 5, "even"),
            case(100, 7, "mixed"),
            case(200, 6, "pairs"),
            case(200, 8, "close"),
            case(300, 5, "even"),
            case(300, 7, "mixed"),
            case(400, 6, "close"),
            case(400, 8, "mixed"),
        ],
        smoke=[case(12, 4, "pairs"), case(60, 6, "even")],
        methods=(OURS, THEIRS),
        time_limit=30.0,
        measure=measure,
        findings=findings,
        columns=("missed",),
    )
)

"""The main job beside the ways it is usually done."""

from __future__ import annotations

import math

import pandas as pd

from benchmarks.harness.regions import region_case
from benchmarks.harness.registry import Suite, register

OURS, CP_SAT, HIGHS, TOP = "swarmmatch", "cp-sat all seats", "highs all seats", "cp-sat top 50"


def findings(rows: pd.DataFrame) -> list[str]:
    """Ratios of times to the same value and proof, and what a shortlist by rank loses."""
    told = []
    for case, here in rows.groupby("case", sort=False):
        by = {name: some.set_index("seed") for name, some in here.groupby("method")}
        if OURS not in by:
            continue
        ours = by[OURS]
        if CP_SAT in by:
            told.append(f"- {case}: {against_cp_sat(ours, by[CP_SAT])}")
        if HIGHS in by:
            told.append(f"- {case}: {against_highs(ours, by[HIGHS])}")
        if TOP in by and by[TOP]["value"].notna().any():
            lost = (1 - by[TOP]["value"] / ours["bound"]).median()
            told.append(
                f"- {case}: the 50 best a question by themselves lose up to {lost:.2%} of the "
                "proven ceiling over the pool (median)."
            )
    return told


def against_cp_sat(ours: pd.DataFrame, theirs: pd.DataFrame) -> str:
    """How much sooner the value is reached that swarmmatch proves."""
    reached = [
        time_to(trace, value)
        for trace, value in zip(theirs["trace"], ours["value"].reindex(theirs.index), strict=True)
    ]
    seconds = ours["seconds"].reindex(theirs.index)
    lasted = pd.Series(reached, theirs.index, dtype=float).fillna(theirs["limit"])
    never = sum(at is None for at in reached)
    share = (theirs["value"] / ours["value"]).median()
    least = "at least " if never else ""
    ends = "without teams" if math.isnan(share) else f"at {share:.1%} of it"
    return (
        f"CP-SAT over all seats takes {least}{(lasted / seconds).median():.0f} times as long to "
        f"the value that swarmmatch proves (median of {len(reached)}; never reached on {never}"
        f"{f', where it ends {ends}' if never else ''})."
    )


def time_to(trace: object, value: float) -> float | None:
    """Seconds until a trace reaches a value; None when it never does."""
    for found in trace.split() if isinstance(trace, str) else ():
        at, _, reached = found.partition(":")
        if float(reached) >= value - 1e-6:
            return float(at)
    return None


def against_highs(ours: pd.DataFrame, theirs: pd.DataFrame) -> str:
    """How much sooner there is a proof."""
    ended = theirs["gap"] <= 1e-3
    if not ended.any():
        ratio = theirs["limit"] / ours["seconds"].reindex(theirs.index)
        return (
            "HiGHS over all seats proves no gap of 0.1% within its time, which is "
            f"{ratio.median():.0f} times what swarmmatch takes to 0.01% (median of {len(theirs)})."
        )
    ratio = (theirs["seconds"] / ours["seconds"].reindex(theirs.index))[ended]
    return (
        f"HiGHS over all seats takes {ratio.median():.1f} times as long to a proven gap of 0.1% as "
        f"swarmmatch to 0.01% (median of {ended.sum()} of {len(theirs)} that it finished)."
    )


SUITE = register(
    Suite(
        name="region",
        title="The synthetic Achterhoek, beside the ways in which it is usually solved.",
        cases=[
            region_case(12_000, questions, time_limit=100.0) for questions in (10, 40, 100, 300)
        ],
        smoke=[region_case(400, 4)],
        methods=(OURS, CP_SAT, HIGHS, TOP, "greedy coverage", "random"),
        seeds=3,
        findings=findings,
    )
)

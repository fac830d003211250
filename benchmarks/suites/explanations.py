"""Seconds of every kind of explanation, for seats drawn among people who are free then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

import swarmmatch as sm
from benchmarks.harness.regions import region_case
from benchmarks.harness.registry import Case, Method, Suite, register
from benchmarks.harness.scoring import CLEAN, SLIP
from benchmarks.harness.timing import timed

#: Seats asked about, and how many of them are searched exactly.
ASKED, EXACT = 20, 3


def measure(case: Case, method: Method, seed: int, time_limit: float) -> Mapping[str, Any]:
    """Explain a matching in every way; an estimate must not exceed what a seat truly costs."""
    matching = method(*case.make(seed), time_limit, seed)
    asked = seats(matching, seed)
    who, where = asked[0]
    member = matching.teams.loc[matching.teams["question"] == where, "professional"].iloc[0]
    jobs = {
        "prices, once": lambda: sm.why_not(matching, who, where, changes=False),
        "estimate": lambda: [sm.why_not(matching, *seat, changes=False) for seat in asked],
        "what would change it": lambda: sm.why_not(matching, who, where),
        "exact": lambda: [
            sm.why_not(matching, *seat, exact=True, changes=False) for seat in asked[:EXACT]
        ],
        "why": lambda: sm.why(matching, member, where),
        "a team": lambda: sm.explain_team(matching, where),
        "next best": lambda: sm.next_best(matching, where),
        "next best, exact": lambda: sm.next_best(matching, where, exact=True),
        "bottlenecks": lambda: sm.bottlenecks(matching),
    }
    each = {"estimate": len(asked), "exact": len(asked[:EXACT])}
    row: dict[str, Any] = {}
    for job, work in jobs.items():
        found, seconds = timed(work)
        row[job] = seconds / each.get(job, 1)
        if job == "exact":
            wrong = sum(
                one.exact.loss < one.estimate.at_least - SLIP
                for one in found
                if one.exact.after is not None
            )
    verdict = f"{wrong} estimates are above the truth" if wrong else CLEAN
    return {**row, "seconds": row["estimate"], "verdict": verdict}


def seats(matching: sm.Matching, seed: int) -> list[tuple[str, str]]:
    """Pairs of a professional and a question, of people who have no seat and are free then."""
    problem, rng = matching.problem, np.random.default_rng(seed)
    idle = problem.professionals["professional"]
    idle = idle[~idle.isin(matching.teams["professional"])]
    offered = problem.availability
    assert offered is not None
    free = offered.merge(problem.questions[["question", "slot"]], on="slot")
    free = free[free["professional"].isin(idle)]
    drawn = free.iloc[rng.choice(len(free), ASKED, replace=False)]
    return list(drawn[["professional", "question"]].itertuples(index=False, name=None))


def findings(rows: pd.DataFrame) -> list[str]:
    """The estimate and the search."""
    return [
        f"- {case}: why not somebody, {here['estimate'].median():.2f} s by prices, which take "
        f"{here['prices, once'].median():.1f} s once; {here['exact'].median():.1f} s exactly "
        "(medians)."
        for case, here in rows.groupby("case", sort=False)
    ]


SUITE = register(
    Suite(
        name="explanations",
        title="Why, why not, and what if: seconds of each answer.",
        cases=[region_case(12_000, 100, policy=sm.Policy.default)],
        smoke=[region_case(300, 3, policy=sm.Policy.default)],
        methods=("swarmmatch",),
        seeds=2,
        measure=measure,
        findings=findings,
        columns=(
            "prices, once", "estimate", "what would change it", "exact", "why", "a team",
            "next best", "next best, exact", "bottlenecks",
        ),
    )
)  # fmt: skip

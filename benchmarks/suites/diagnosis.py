"""Why no matching exists: conflicts planted at full size, and random tiny ones by brute force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from tests.conflicts import demand_minimal, members_of

import swarmmatch as sm
from benchmarks.harness.plants import PLANTS, Planted, nothing
from benchmarks.harness.registry import Case, Method, Suite, register
from benchmarks.harness.scoring import CLEAN
from benchmarks.harness.timing import timed
from swarmmatch.engine.diagnosis.relaxations import PRICES
from swarmmatch.testing import tiny_problem

#: Of these, 3 to 7 are drawn for each tiny problem.
TINY = (
    sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Locks(), sm.Pairs(), sm.MustHave(),
    sm.Budget(), sm.MinLoad(1), sm.MaxDistance(20), sm.Quota("municipality", at_most=1),
    sm.NotAlone("gender"), sm.ClientRotation(1), sm.Distinct("sector", at_least=2),
    sm.RepeatPairs(at_most=0), sm.Balance("experience", 2), sm.TeamSize(unstaffed=3),
)  # fmt: skip
#: Tiny problems a case, and the first number of each seed.
MANY, APART = 100, 100_000
#: For one in so many, relaxations are looked for, which take the most time.
RELAXED = 10
NO_RELAXATIONS = dict.fromkeys(PRICES, float("inf"))
TINY_CASE = "tiny problems"


def planted(
    professionals: int, questions: int, plant: Callable[[sm.Problem], Planted], seed: int
) -> Planted:
    """The region with a conflict in it."""
    return plant(sm.achterhoek(professionals, questions, seed=seed))


def drawn(number: int) -> Planted:
    """A tiny problem and a few rules."""
    rng = np.random.default_rng(number)
    chosen = np.sort(rng.choice(len(TINY), rng.integers(3, 8), replace=False))
    return tiny_problem(number, questions=2, professionals=4), sm.Policy([TINY[i] for i in chosen])


def measure(case: Case, method: Method, seed: int, time_limit: float) -> Mapping[str, Any]:
    """Size of the conflict, what would undo it, and seconds."""
    if case.name.endswith(TINY_CASE):
        return by_brute_force(int(case.facts["problems"]), seed)
    problem, policy = case.make(seed)
    found, seconds = timed(lambda: sm.diagnose(problem, policy, time_limit=time_limit))
    expected = case.name.endswith(nothing.__name__)
    return {
        "seconds": seconds,
        "conflict": len(found.conflict),
        "minimal": found.minimal,
        "shortages": len(found.shortages),
        "relaxations": len(found.relaxations),
        "verified": int(found.relaxations["verified"].sum()),
        "verdict": CLEAN if found.feasible == expected else f"says feasible is {found.feasible}",
    }


def by_brute_force(problems: int, seed: int) -> Mapping[str, Any]:
    """Every conflict must be minimal, and as small as the smallest that brute force finds."""
    told = [
        by_brute_force_once(seed * APART + at, relaxed=at % RELAXED == 0) for at in range(problems)
    ]
    table = pd.DataFrame(told)
    clash = table[table["infeasible"]]
    wrong = int(clash["wrong"].sum())
    return {
        "seconds": table["seconds"].mean(),
        "conflict": clash["conflict"].mean(),
        "relaxations": int(clash["relaxations"].sum()),
        "verified": int(clash["verified"].sum()),
        "infeasible": len(clash),
        "verdict": f"{wrong} conflicts are not as they should be" if wrong else CLEAN,
    }


def by_brute_force_once(number: int, *, relaxed: bool) -> Mapping[str, Any]:
    """One tiny problem; relaxations, where they are looked for, must each let it be matched."""
    problem, policy = drawn(number)
    found, seconds = timed(
        lambda: sm.diagnose(problem, policy, weights=None if relaxed else NO_RELAXATIONS)
    )
    row = {"seconds": seconds, "infeasible": not found.feasible}
    if found.feasible:
        return row
    try:
        smallest = demand_minimal(problem, policy, found.conflict).smallest()
        wrong = not found.minimal or len(members_of(found.conflict)) != smallest
    except AssertionError:
        wrong = True
    n = len(found.relaxations)
    verified = sum(sm.match(*found.apply(at), gap=1.0, workers=1).audit().ok for at in range(n))
    told = {"conflict": len(found.conflict), "relaxations": n, "verified": verified}
    return {**row, **told, "wrong": wrong or verified < n}


def cases(professionals: int, questions: int, problems: int) -> list[Case]:
    """One for each kind of conflict, and the tiny problems together."""
    return [
        *(
            Case(
                name=f"{professionals}x{questions} {plant.__name__}",
                make=partial(planted, professionals, questions, plant),
            )
            for plant in PLANTS
        ),
        Case(name=f"{problems} {TINY_CASE}", make=drawn, facts={"problems": problems}),
    ]


def findings(rows: pd.DataFrame) -> list[str]:
    """What brute force says, and how the planted conflicts were named."""
    tiny = rows[rows["case"].str.endswith(TINY_CASE)]
    full = rows[~rows["case"].str.endswith(TINY_CASE)]
    clash = full[full["conflict"] > 0]
    least, most = clash["conflict"].min(), clash["conflict"].max()
    return [
        (
            f"- {tiny['infeasible'].sum():.0f} infeasible tiny problems: in "
            f"{(tiny['verdict'] == CLEAN).sum()} of {len(tiny)} rounds every conflict is minimal "
            f"and as small as brute force finds; {tiny['seconds'].median():.2f} s each."
        ),
        (
            f"- Planted at full size: {clash['minimal'].astype(bool).sum()} of {len(clash)} "
            f"conflicts proven minimal, of {least:.0f} to {most:.0f} rows; "
            f"{clash['verified'].sum():.0f} of {clash['relaxations'].sum():.0f} relaxations "
            f"verified by a match; {full['seconds'].median():.1f} s (median)."
        ),
    ]


SUITE = register(
    Suite(
        name="diagnosis",
        title="Why no matching exists: conflicts planted in a region, and random tiny problems.",
        cases=cases(12_000, 100, MANY),
        smoke=cases(600, 12, 5)[:1] + cases(600, 12, 5)[-1:],
        methods=("swarmmatch",),
        seeds=2,
        measure=measure,
        findings=findings,
        columns=("conflict", "shortages", "relaxations", "verified", "infeasible"),
    )
)

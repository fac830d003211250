"""The best matching of a tiny problem, found by trying all of them against the rules' checks.

What a rule says is asked of its check alone, so that a solver can be held against it; its blocks
only tell whether it speaks of the whole plan, and has to be asked about one matching at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from swarmmatch.data.problem import Problem
from swarmmatch.engine.match import match
from swarmmatch.errors import InfeasibleError
from swarmmatch.rules import Policy, Rule
from swarmmatch.testing.copies import Copies
from swarmmatch.testing.ties import tie_questions

#: Matchings that are judged at once, and seats beyond which there are too many to try.
AT_ONCE, MOST_SEATS = 4096, 18

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def brute_force(
    problem: Problem, policy: Policy, resolution: float = 1e-4
) -> tuple[float | None, pd.DataFrame | None]:
    """Points of the best matching and its teams, or twice None when no matching is allowed."""
    n_seats = len(problem.questions) * len(problem.professionals)
    if n_seats > MOST_SEATS:
        raise ValueError(f"{n_seats} seats make too many matchings to try")
    copies = Copies.of(problem, min(AT_ONCE, 2**n_seats))
    ties = [tie_questions(rule.blocks(problem)) for rule in policy]
    by_team = [rule for rule, tied in zip(policy, ties, strict=True) if not tied]
    by_team.sort(key=lambda rule: rule.soft)  # what forbids leaves fewer for the others to judge
    by_plan = [rule for rule, tied in zip(policy, ties, strict=True) if tied]
    best_units, best = -np.inf, None
    for taken in all_matchings(problem):
        allowed, units = _judged(problem, copies, by_team, taken, resolution)
        allowed, units = _judged_alone(problem, by_plan, allowed, units, resolution)
        if len(units) and units.max() > best_units:
            best_units, best = units.max(), allowed[units.argmax()]
    if best is None:
        return None, None
    return float(best_units * resolution), teams_of(problem, best)


def demand_the_best(problem: Problem, policy: Policy) -> None:
    """Raise an AssertionError unless `match` finds and proves what trying all of them finds."""
    best, _ = brute_force(problem, policy)
    if best is None:
        with pytest.raises(InfeasibleError):
            match(problem, policy, gap=0, workers=1, relaxations=False)
    else:
        matching = match(problem, policy, gap=0, workers=1)
        assert matching.value == pytest.approx(best, abs=1e-9)
        assert matching.bound >= best - 1e-9
        assert matching.audit().ok


def teams_of(problem: Problem, taken: Bools) -> pd.DataFrame:
    """Seats taken, (Q, P), as a frame of teams."""
    question, professional = np.nonzero(taken)
    return pd.DataFrame(
        {
            "question": problem.questions["question"].array[question],
            "professional": problem.professionals["professional"].array[professional],
        }
    )


def all_matchings(problem: Problem) -> Iterator[Bools]:
    """Every set of teams, some thousands (T, Q, P) at a time."""
    shape = (-1, len(problem.questions), len(problem.professionals))
    n_seats = shape[1] * shape[2]
    for start in range(0, 2**n_seats, AT_ONCE):
        number = np.arange(start, min(start + AT_ONCE, 2**n_seats))
        yield (number[:, None] >> np.arange(n_seats) & 1).astype(np.bool_).reshape(shape)


def _judged(
    problem: Problem, copies: Copies, rules: Iterable[Rule], taken: Bools, resolution: float
) -> tuple[Bools, Floats]:
    """The allowed ones of these matchings, and the units that they earn."""
    units = np.zeros(len(taken))
    for rule in rules:
        if not len(taken):
            break
        said = copies.judge(rule, taken, resolution)
        if said is None:  # what it says is of the whole plan
            taken, units = _judged_alone(problem, [rule], taken, units, resolution)
        else:
            holds, earned = said
            taken, units = taken[holds], (units + earned)[holds]
    return taken, units


def _judged_alone(
    problem: Problem, rules: Iterable[Rule], taken: Bools, units: Floats, resolution: float
) -> tuple[Bools, Floats]:
    """The same, by rules that are asked about one matching at a time."""
    for rule in rules:
        checks = [rule.check(problem, teams_of(problem, one)) for one in taken]
        holds = np.array([check.violations.empty for check in checks], dtype=np.bool_)
        earned = [np.rint(check.earned["each"].astype(float) / resolution)
                  @ check.earned["count"].astype(float) for check in checks]  # fmt: skip
        taken, units = taken[holds], (units + np.array(earned, dtype=float))[holds]
    return taken, units

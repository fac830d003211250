"""The best matching of a tiny problem, found by trying all of them against the rules' checks.

Nothing here looks at blocks, so that a solver can be held against it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.problem import Problem
from swarmmatch.rules import Policy
from swarmmatch.testing.copies import Copies

#: Matchings that are judged at once, and seats beyond which there are too many to try.
AT_ONCE, MOST_SEATS = 4096, 18

Bools = NDArray[np.bool_]


def brute_force(
    problem: Problem, policy: Policy, resolution: float = 1e-4
) -> tuple[float | None, pd.DataFrame | None]:
    """Points of the best matching and its teams, or twice None when no matching is allowed."""
    n_seats = len(problem.questions) * len(problem.professionals)
    if n_seats > MOST_SEATS:
        raise ValueError(f"{n_seats} seats make too many matchings to try")
    copies = Copies.of(problem, min(AT_ONCE, 2**n_seats))
    best_units, best = -np.inf, None
    for taken in all_matchings(problem):
        allowed, units = _judged(copies, policy, taken, resolution)
        if len(units) and units.max() > best_units:
            best_units, best = units.max(), allowed[units.argmax()]
    if best is None:
        return None, None
    return float(best_units * resolution), teams_of(problem, best)


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
    copies: Copies, policy: Policy, taken: Bools, resolution: float
) -> tuple[Bools, NDArray[np.float64]]:
    """The allowed ones of these matchings, and the units that they earn."""
    units = np.zeros(len(taken))
    for rule in policy:
        if not len(taken):
            break
        said = copies.judge(rule, taken, resolution)
        if said is None:
            raise ValueError(f"{rule.name} speaks of the whole plan; copies cannot judge it")
        holds, earned = said
        taken, units = taken[holds], (units + earned)[holds]
    return taken, units

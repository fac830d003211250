"""Ties as whole counts: for the solvers from `history.ties`, and once more in plain pandas.

Without a half-life every pair that shared a team counts for 1. With one it counts for its strength
in whole hundredths, the nearest, halves up; a strength below half a hundredth does not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.history.ties import team_codes, ties
from swarmmatch.rules.blocks import Ints
from swarmmatch.rules.days import day_of_plan, is_day, recent
from swarmmatch.rules.rule import Rule, demand, is_number, is_whole

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Strength is counted in hundredths.
HUNDRED = 100

#: A hair above a half, so that the order of a sum never decides how a strength is rounded.
HALF_UP = 0.5 + 1e-6


def demand_half_life(rule: Rule, half_life: float | None, as_of: str | None) -> None:
    """Raise a PolicyError unless both options make sense."""
    right = half_life is None or (is_number(half_life) and half_life > 0)
    demand(right, rule, f"half_life must be a number of days above 0, not {half_life!r}")
    dated = as_of is None or is_day(as_of)
    demand(dated, rule, f"as_of must be a day such as '2015-11-30', not {as_of!r}")


def demand_amount(rule: Rule, at_most: float, half_life: float | None) -> None:
    """Raise a PolicyError unless this is an amount of ties: of pairs, or of strength."""
    if half_life is None:
        right, what = is_whole(at_most) and at_most >= 0, "a whole number of pairs"
    else:
        right, what = is_number(at_most) and at_most >= 0, "a strength"
    demand(right, rule, f"at_most must be {what}, 0 or more, not {at_most!r}")


def in_counts(amount: float, half_life: float | None) -> float:
    """An amount of ties in what pairs are counted in: pairs, or the nearest whole hundredths."""
    return float(amount) if half_life is None else float(np.rint(HUNDRED * amount))


def counts_in_one(half_life: float | None) -> int:
    """How many counts make one pair, or a strength of 1."""
    return 1 if half_life is None else HUNDRED


def tied_pairs(
    problem: Problem, half_life: float | None, as_of: str | None
) -> tuple[Ints, Ints, Ints]:
    """Tied pairs of the pool by position, and what each counts for; three arrays, shape (N,).

    Members of earlier teams who are no longer in the pool are left out.
    """
    known = recent(problem.history, None, as_of)
    # Days are compared as days, whatever the hour; a team stays itself by its number.
    known = known.assign(team=team_codes(known), date=known["date"].dt.normalize())
    found = ties(known, as_of=day_of_plan(known, as_of), half_life=half_life)
    first = problem.arrays.professional_codes(found["a"])
    second = problem.arrays.professional_codes(found["b"])
    count = np.ones(len(found), dtype=np.int64)
    if half_life is not None:
        strength = found["strength"].to_numpy(np.float64)
        count = np.floor(HUNDRED * strength + HALF_UP).astype(np.int64)
    counts = (first >= 0) & (second >= 0) & (count >= 1)
    return first[counts], second[counts], count[counts]


def counts_of_teams(
    problem: Problem, teams: pd.DataFrame, half_life: float | None, as_of: str | None
) -> pd.DataFrame:
    """Columns ``question, count``, a row a team with ties within.

    Written apart from `tied_pairs`, for checks: the history of who has a seat, joined with itself.
    """
    history = recent(problem.history, None, as_of)
    mine = history[history["professional"].isin(teams["professional"])]
    tied = _counts_by_hand(mine, half_life, day_of_plan(history, as_of))
    seats = teams[["question", "professional"]]
    one, other = (seats.rename(columns={"professional": name}) for name in ("a", "b"))
    both = tied.merge(one, on="a").merge(other, on=["question", "b"])
    within = both.groupby("question", as_index=False).agg(count=("count", "sum"))
    return within[within["count"] > 0]


def _counts_by_hand(
    history: pd.DataFrame, half_life: float | None, day: pd.Timestamp
) -> pd.DataFrame:
    """Columns ``a, b, count``, a row a pair that shared a team."""
    held = history[["team", "date", "professional"]]
    met = held.merge(held, on=["team", "date"])
    met = met.rename(columns={"professional_x": "a", "professional_y": "b"})
    met = met[met["a"] < met["b"]]
    if half_life is None:
        return met[["a", "b"]].drop_duplicates().assign(count=1)
    age = (day - met["date"].dt.normalize()).dt.days
    faded = met.assign(strength=0.5 ** (age / half_life))
    strength = faded.groupby(["a", "b"], as_index=False).agg(strength=("strength", "sum"))
    hundredths = (HUNDRED * strength["strength"] + HALF_UP).astype(np.int64)
    return strength.assign(count=hundredths)

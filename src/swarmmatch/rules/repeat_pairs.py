"""RepeatPairs: who shared a team before meets others now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.rules.blocks import Block, PairCounts
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight
from swarmmatch.rules.tied import (
    HUNDRED,
    counts_in_one,
    counts_of_teams,
    demand_amount,
    demand_half_life,
    in_counts,
    tied_pairs,
)

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class RepeatPairs(Rule):
    """Few pairs of a team shared a team before: at most so many, or a price for each.

    With ``n[q] = sum over tied pairs (a, b) of x[q, a] * x[q, b]``, where a pair is tied when both
    were in one team of the history table: hard, ``n[q] <= at_most`` in every team; soft,
    ``weight * max(n[q] - at_most, 0)`` points off.

    Without ``half_life`` a tied pair counts for 1, however often it met. With it, a pair counts
    for its strength, ``sum over shared teams of 0.5 ** (days ago / half_life)``, in whole
    hundredths (the nearest, halves up; what rounds to 0 does not count), and ``at_most`` and
    ``weight`` are in and by units of strength.

    Parameters
    ----------
    at_most : int, or float with ``half_life``
        Pairs in each team, or their strengths together (to the nearest hundredth). 0 when left
        out of the soft form.
    weight : float, optional
        The soft form: points that each pair beyond ``at_most`` costs, or each unit of strength.
    half_life : float, optional
        Days after which a shared team counts for half.
    as_of : str, optional
        Day of the plan, such as ``2015-11-30``: teams of later days do not count, and days ago
        are counted from it. The newest day of the history when left out.

    Notes
    -----
    Source: Guimera, Uzzi, Spiro and Amaral (2005), doi 10.1126/science.1106340, in whose fields of
    science teams of journals of higher impact tend to repeat fewer past pairs; and the practice
    of seating, where a session is for meeting new people.
    """

    at_most: float | None = None
    weight: float | None = None
    half_life: float | None = None
    as_of: str | None = None

    def __post_init__(self) -> None:
        some = self.at_most is not None or self.weight is not None
        demand(some, self, "give at_most (hard), weight (soft) or both (soft)")
        demand_half_life(self, self.half_life, self.as_of)
        if self.at_most is not None:
            demand_amount(self, self.at_most, self.half_life)
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """Tied pairs that count when they share a team; nothing at all without a tie."""
        first, second, count = tied_pairs(problem, self.half_life, self.as_of)
        if not len(first):
            return []
        about = "pairs that shared a team before"
        if self.half_life is not None:
            about = "hundredths of strength of pairs that shared a team before"
        points = None if self.weight is None else -self._each
        return [PairCounts(first, second, count, self._allowed, points, about)]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Join the history with itself for who met, and that with the teams."""
        found = counts_of_teams(problem, teams, self.half_life, self.as_of)
        measure = found["count"].sum() / counts_in_one(self.half_life)
        unit = "pairs that shared a team before, over all teams"
        if self.half_life is not None:
            unit = "strength of " + unit
        over = found[found["count"] > self._allowed]
        if self.weight is None:
            detail = over["count"].map(self._detail).astype("str")
            violations = pd.DataFrame({"subject": over["question"], "detail": detail})
            return Check.of(measure, unit, violations=violations)
        beyond = (over["count"] - self._allowed).astype("int64")
        earned = {"subject": over["question"], "count": beyond, "each": -self._each}
        return Check.of(measure, unit, earned=pd.DataFrame(earned))

    def _detail(self, count: int) -> str:
        if self.half_life is None:
            return f"{count} pairs shared a team before, allowed {self._allowed:.0f}"
        found, allowed = count / HUNDRED, self._allowed / HUNDRED
        return f"pairs of strength {found:.2f} shared a team before, allowed {allowed:.2f}"

    @property
    def _allowed(self) -> float:
        return in_counts(self.at_most or 0, self.half_life)

    @property
    def _each(self) -> float:
        """Points that a count costs."""
        return float(self.weight or 0) / counts_in_one(self.half_life)

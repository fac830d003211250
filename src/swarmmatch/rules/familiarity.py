"""Familiarity: some members of a team know each other from an earlier one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.rules.blocks import Block, PairCounts
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight
from swarmmatch.rules.tied import (
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
class Familiarity(Rule):
    """Points for ties within a team, for so many of them at most.

    With ``n[q] = sum over tied pairs (a, b) of x[q, a] * x[q, b]``, where a pair is tied when both
    were in one team of the history table, a team earns ``weight * min(n[q], at_most)`` points.

    Without ``half_life`` a tied pair counts for 1, however often it met. With it, a pair counts
    for its strength, ``sum over shared teams of 0.5 ** (days ago / half_life)``, in whole
    hundredths (the nearest, halves up; what rounds to 0 does not count), and ``at_most`` and
    ``weight`` are in and by units of strength.

    Credit is capped in each team because ties grow with the square of a clique: paid in full, a
    group that always works together would be seated together again, and newcomers left out. A few
    ties are enough to start on.

    Parameters
    ----------
    weight : float
        Points for a tie, or for a strength of 1.
    at_most : int, or float with ``half_life``
        Ties credited in each team, 1 or more; or their strengths together (to the nearest
        hundredth), 0.01 or more.
    half_life : float, optional
        Days after which a shared team counts for half.
    as_of : str, optional
        Day of the plan, such as ``2015-11-30``: teams of later days do not count, and days ago
        are counted from it. The newest day of the history when left out.

    Notes
    -----
    Source: dense ties within a team go with better results in 1,518 project teams of Reagans,
    Zuckerman and McEvily (2004), doi 10.2307/4131457, and so do earlier projects shared by the
    members in Huckman, Staats and Upton (2009), doi 10.1287/mnsc.1080.0921. Against full credit:
    Guimera, Uzzi, Spiro and Amaral (2005), doi 10.1126/science.1106340, on repeated pairs. The cap
    of 3 is an assumption: a team of four where one knows all others, or a trio that met.
    """

    weight: float
    at_most: float = 3
    half_life: float | None = None
    as_of: str | None = None

    def __post_init__(self) -> None:
        demand_weight(self, self.weight)
        demand_half_life(self, self.half_life, self.as_of)
        demand_amount(self, self.at_most, self.half_life)
        demand(self._credited > 0, self, f"at_most must leave something, not {self.at_most!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """Tied pairs that earn when they share a team; nothing at all without a tie."""
        first, second, count = tied_pairs(problem, self.half_life, self.as_of)
        if not len(first):
            return []
        about = "ties within a team"
        if self.half_life is not None:
            about = "hundredths of strength of ties within a team"
        return [PairCounts(first, second, count, self._credited, self._each, about)]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Join the history with itself for who met, and that with the teams."""
        found = counts_of_teams(problem, teams, self.half_life, self.as_of)
        measure = found["count"].sum() / counts_in_one(self.half_life)
        unit = "ties within teams" if self.half_life is None else "strength of ties within teams"
        credited = np.minimum(found["count"], self._credited).astype("int64")
        earned = {"subject": found["question"], "count": credited, "each": self._each}
        return Check.of(measure, unit, earned=pd.DataFrame(earned))

    @property
    def _credited(self) -> float:
        """Counts that a team is paid for at most."""
        return in_counts(self.at_most, self.half_life)

    @property
    def _each(self) -> float:
        """Points for a count."""
        return float(self.weight) / counts_in_one(self.half_life)

"""Pairs: two professionals who must not sit together, only together, or who wish to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.rules.blocks import Block, PairCounts, PairRows
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Pairs(Rule):
    """The pairs table at every question q: hard for who must, points for who wish.

    Without ``weight`` the rows of kind ``apart`` and ``together`` hold: ``x[q, a] + x[q, b] <= 1``
    for a pair that stays apart, ``x[q, a] = x[q, b]`` for one together. Wishes are not looked at.

    With ``weight`` only the rows of kind ``wish`` are: ``a`` wishes to share a team with ``b``,
    which says nothing of what ``b`` wishes. A team earns ``weight * x[q, a] * x[q, b]`` points for
    every wish, so twice the weight for two who wish each other; with ``mutual``, only for two who
    wish each other, and once. A policy may hold both forms. Where two who must stay apart wish
    each other's company, the hard row decides.

    Parameters
    ----------
    weight : float, optional
        Points for a wish that is fulfilled.
    mutual : bool
        Whether only wishes that are returned count, both as one.

    Notes
    -----
    Source: the practice of seating and of forming groups, where people name company they would
    like and company they cannot have; wishes both ways are those of the stable roommates problem,
    Gale and Shapley (1962), doi 10.2307/2312726.
    """

    weight: float | None = None
    mutual: bool = False

    def __post_init__(self) -> None:
        demand_weight(self, self.weight, or_hard=True)
        demand(isinstance(self.mutual, bool), self, f"mutual is true or false, not {self.mutual!r}")
        earning = self.weight is not None or not self.mutual
        demand(earning, self, "mutual speaks of wishes, which earn points: give weight too")

    def blocks(self, problem: Problem) -> list[Block]:
        """The pairs by position."""
        table, arrays = problem.pairs, problem.arrays
        wish = table["kind"] == "wish"
        table = table[~wish if self.weight is None else wish]
        first, second = arrays.professional_codes(table["a"]), arrays.professional_codes(table["b"])
        if self.weight is None:
            together = (table["kind"] == "together").to_numpy(np.bool_)
            return [PairRows(first, second, together)] if len(table) else []
        ends = np.sort(np.column_stack([first, second]), axis=1)
        ends, count = np.unique(ends, axis=0, return_counts=True)
        if self.mutual:  # a wish is in the table once, so two are one each way
            ends, count = ends[count == 2], count[count == 2] // 2
        first, second, about = ends[:, 0], ends[:, 1], "wishes for company"
        points = float(self.weight)
        return [PairCounts(first, second, count, np.inf, points, about)] if len(ends) else []

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look for both of each pair at every question."""
        pairs = problem.pairs[["a", "b", "kind"]]
        wish = pairs["kind"] == "wish"
        if self.weight is None:
            return _as_asked(pairs[~wish], teams)
        return self._wished(pairs.loc[wish, ["a", "b"]], teams)

    def _wished(self, wishes: pd.DataFrame, teams: pd.DataFrame) -> Check:
        unit = "wishes fulfilled, over all teams"
        if self.mutual:
            returned = wishes.rename(columns={"a": "b", "b": "a"})
            wishes = wishes.merge(returned, on=["a", "b"])
            wishes, unit = wishes[wishes["a"] < wishes["b"]], f"mutual {unit}"
        seats = teams[["question", "professional"]]
        wishing = wishes.merge(seats.rename(columns={"professional": "a"}), on="a")
        granted = wishing.merge(seats.rename(columns={"professional": "b"}), on=["question", "b"])
        earned = {"subject": granted["question"], "count": 1, "each": self.weight}
        return Check.of(len(granted), unit, earned=pd.DataFrame(earned))


def _as_asked(pairs: pd.DataFrame, teams: pd.DataFrame) -> Check:
    """Count at each question how many of a pair are there."""
    unit = "pairs not as asked, over all teams"
    if pairs.empty:
        return Check.of(0, unit)
    members = pairs.melt("kind", value_name="professional", ignore_index=False)
    there = members.reset_index(names="pair").merge(teams, on="professional")
    count = there.groupby(["question", "pair"], as_index=False).agg(seats=("kind", "size"))
    found = count.join(pairs, on="pair")
    apart = (found["kind"] == "apart") & (found["seats"] == 2)
    alone = (found["kind"] == "together") & (found["seats"] == 1)
    broken = found[apart | alone]
    says = broken["kind"].map(
        {
            "apart": " sit together, but must stay apart",
            "together": " must sit together or not at all",
        }
    )
    detail = broken["a"] + " and " + broken["b"] + says
    violations = pd.DataFrame({"subject": broken["question"], "detail": detail})
    return Check.of(len(broken), unit, violations=violations)

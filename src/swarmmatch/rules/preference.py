"""Preference: the ranked wishes of professionals, or of clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocking import blocking_pairs
from swarmmatch.rules.blocks import Block, SeatPoints
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Preference(Rule):
    """Points for every seat that one side has wished for, the more the higher it is ranked.

    A seat of rank ``r`` in the wishes table earns ``weight * (last - r + 1) / last`` points, where
    ``last`` is the lowest rank that anybody of that side gives: a first wish earns the whole
    weight, the last ``weight / last``, and a seat that was not wished for nothing. Professionals
    rank questions, clients rank professionals question by question; equal ranks are equally
    welcome.

    ``measure`` counts the blocking pairs of both sides, see `swarmmatch.rules.blocking`: pairs who
    named each other and would both rather sit together. Points make them fewer, they do not rule
    them out. Gale and Shapley (1962), doi 10.2307/2312726; Roth (1984), doi 10.2307/1911460.

    Parameters
    ----------
    side : "professional" or "client"
        Whose wishes earn points; add the rule twice for both.
    weight : float
        Points for a first wish.
    """

    side: str
    weight: float = 5.0

    def __post_init__(self) -> None:
        known = self.side in ("professional", "client")
        demand(known, self, f"side is 'professional' or 'client', not {self.side!r}")
        demand_weight(self, self.weight)

    def blocks(self, problem: Problem) -> list[Block]:
        """Points by seat; nothing at all without a wish of this side."""
        arrays, wishes = problem.arrays, problem.wishes
        wishes = wishes[wishes["side"] == self.side]
        if wishes.empty:
            return []
        seat = (
            arrays.question_codes(wishes["question"]),
            arrays.professional_codes(wishes["professional"]),
        )
        rank = wishes["rank"].to_numpy(np.int64)
        earned = self.weight * (rank.max() - rank + 1) / rank.max()
        shape = (len(arrays.questions), len(arrays.professionals))
        wished = sparse.csr_array((earned, seat), shape=shape)

        def points(question: int, part: slice) -> NDArray[np.float64]:
            row: NDArray[np.float64] = wished[question : question + 1, part].toarray()[0]
            return row

        return [SeatPoints(points, at_most=float(earned.max()))]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look every seat up among the wishes, and count the blocking pairs."""
        wishes = problem.wishes
        mine = wishes[wishes["side"] == self.side]
        if mine.empty:
            return Check.of(0, "blocking pairs")
        granted = teams[["question", "professional"]].merge(mine, on=["question", "professional"])
        last = mine["rank"].max()
        each = self.weight * (last - granted["rank"] + 1) / last
        earned = pd.DataFrame(
            {"subject": granted["question"], "count": 1, "each": each.astype(float)}
        )
        return Check.of(len(blocking_pairs(problem, teams)), "blocking pairs", earned=earned)

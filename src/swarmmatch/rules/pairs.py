"""Pairs: two professionals who must not sit together, or only together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.rules.blocks import Block, PairRows
from swarmmatch.rules.rule import Check, Rule

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Pairs(Rule):
    """The pairs table holds at every question q.

    ``x[q, a] + x[q, b] <= 1`` for a pair that stays apart, ``x[q, a] = x[q, b]`` for one together.
    """

    def blocks(self, problem: Problem) -> list[Block]:
        """The pairs by position."""
        table, arrays = problem.pairs, problem.arrays
        if table.empty:
            return []
        first, second = arrays.professional_codes(table["a"]), arrays.professional_codes(table["b"])
        return [PairRows(first, second, (table["kind"] == "together").to_numpy(np.bool_))]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count at each question how many of a pair are there."""
        pairs = problem.pairs[["a", "b", "kind"]]
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
        return Check.of(len(broken), "pairs not as asked, over all teams", violations=violations)

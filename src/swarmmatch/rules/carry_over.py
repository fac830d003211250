"""CarryOver: whoever was passed over before is worth more now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.rules.blocks import Block, SeatPoints
from swarmmatch.rules.members import seated
from swarmmatch.rules.rule import Check, Rule, demand, demand_attribute, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class CarryOver(Rule):
    """Points for every seat by its professional's balance of chances: ``weight * balance[p]``.

    A balance counts the rounds in which somebody could have been seated and was not, since their
    last seat. ``Ledger`` in ``swarmmatch.history.ledger`` keeps it, and ``Ledger.on(problem)``
    writes it into the column that this rule reads. Who has no balance earns nothing.

    Parameters
    ----------
    weight : float
        Points for a seat of somebody with a balance of 1.
    attribute : str
        The column of the professionals table with the balances; numbers, below 0 too.

    Notes
    -----
    Source: the practice of preference points in drawings of permits, where every draw lost counts
    in the next and a draw won takes the points back to nothing.
    """

    weight: float
    attribute: str = "carry_over"

    def __post_init__(self) -> None:
        demand_weight(self, self.weight)
        demand_attribute(self, self.attribute)

    def blocks(self, problem: Problem) -> list[Block]:
        """The same points at every question."""
        balance = problem.arrays.number(self.attribute)
        finite = not np.isinf(balance).any()
        demand(finite, self, f"{self.attribute} must hold finite numbers")
        earned = self.weight * np.where(np.isnan(balance), 0.0, balance)

        def points(question: int, part: slice) -> NDArray[np.float64]:
            return earned[part]

        return [SeatPoints(points, at_most=max(0.0, float(earned.max(initial=0.0))))]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look the balance of every seat's professional up."""
        people = seated(problem, teams)
        balances = pd.Series(people[self.attribute].array, index=people["professional"])
        balance = balances.reindex(teams["professional"]).astype("Float64").fillna(0.0)
        earned = pd.DataFrame(
            {
                "subject": teams["question"].array,
                "count": 1,
                "each": self.weight * balance.to_numpy(np.float64),
            }
        )
        mean = float(balance.mean()) if len(teams) else 0.0
        return Check.of(mean, "mean balance of a seat, in chances passed over", earned=earned)

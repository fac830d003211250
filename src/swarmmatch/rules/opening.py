"""Opening: a price for every question that gets a team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_UPPER, Auxiliaries, Block, Rows
from swarmmatch.rules.question_numbers import each_of
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Opening(Rule):
    """A price for every question with a team: a room, a coach, a group beyond those planned.

    A question with one member or more costs ``weight * price[q]`` points; one without a team costs
    nothing. `TeamSize` says which questions may go without.

    Parameters
    ----------
    price : str, optional
        A column of the questions table with numbers of 0 or more, which multiply the weight; a
        question without one opens for nothing. When left out, all cost the same.
    weight : float
        Points for a price of 1.

    Notes
    -----
    These are the opening costs of facility location: Balinski (1965), Integer programming:
    methods, uses, computations, doi 10.1287/mnsc.12.3.253.
    """

    price: str | None = None
    weight: float = 1.0

    def __post_init__(self) -> None:
        named = self.price is None or isinstance(self.price, str)
        demand(named, self, f"price must name a column of questions, not {self.price!r}")
        demand_weight(self, self.weight)

    def blocks(self, problem: Problem) -> list[Block]:
        """A variable a question that is 1 with a team: such a row binds only where one sits."""
        price = each_of(self, problem, self.price)
        asked = np.flatnonzero(price > 0)
        n = len(asked)
        return [
            Rows(
                features=problem.arrays.everyone,
                weights=sparse.csr_array((n, 1)),
                over=sparse.csr_array(sparse.eye_array(len(price), format="csr")[asked]),
                lower=np.ones(n),
                upper=np.full(n, NO_UPPER),
                about=np.full(n, "opened", dtype=object),
                variables=Auxiliaries(
                    np.zeros(n, np.int64), np.ones(n, np.int64), -self.weight * price[asked]
                ),
                auxiliary=sparse.eye_array(n, format="csr"),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Add up the prices of the questions with a team."""
        opened = problem.questions[problem.questions["question"].isin(teams["question"])]
        price = 1.0 if self.price is None else opened[self.price].astype(float).fillna(0.0)
        each = pd.Series(-self.weight * price, index=opened.index, dtype=float)
        earned = pd.DataFrame({"subject": opened["question"], "count": 1, "each": each})
        return Check.of(len(opened), "questions with a team", earned=earned)

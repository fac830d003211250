"""IdealSize: a team is as large as its question would like, or pays for each head off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, NO_UPPER, Auxiliaries, Block, Floats, Rows
from swarmmatch.rules.question_numbers import each_of, numbers_of
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class IdealSize(Rule):
    """A price for each member that a team has more, or less, than its ideal size.

    A team of ``n`` members, 1 or more, costs ``weight * price[q] * |n - ideal[q]|`` points. A
    question without an ideal size costs nothing, and neither does one without a team: what that
    costs is for `TeamSize` and `Opening` to say.

    Parameters
    ----------
    ideal : str
        A column of the questions table with whole numbers of heads.
    weight : float
        Points for each head off.
    price : str, optional
        A column of the questions table with numbers of 0 or more, which multiply the weight; a
        question without one pays nothing. When left out, all pay the same.
    """

    ideal: str
    weight: float = 1.0
    price: str | None = None

    def __post_init__(self) -> None:
        named = isinstance(self.ideal, str)
        demand(named, self, f"ideal must name a column of questions, not {self.ideal!r}")
        demand_weight(self, self.weight)
        named = self.price is None or isinstance(self.price, str)
        demand(named, self, f"price must name a column of questions, not {self.price!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """Two rows and two variables a question: heads short, and heads over."""
        ideal, price = self._ideal(problem), each_of(self, problem, self.price)
        asked = np.flatnonzero(~np.isnan(ideal) & (price > 0))
        ideal, n, pool = ideal[asked], len(asked), len(problem.professionals)
        over = sparse.eye_array(len(price), format="csr")[asked]
        each = sparse.eye_array(n, format="csr")
        return [
            Rows(
                features=problem.arrays.everyone,
                weights=sparse.csr_array(np.ones((2 * n, 1))),
                over=sparse.csr_array(sparse.vstack([over, over])),
                lower=np.append(ideal, np.full(n, NO_LOWER)),
                upper=np.append(np.full(n, NO_UPPER), ideal),
                about=np.full(2 * n, "ideal size", dtype=object),
                variables=Auxiliaries(
                    lower=np.zeros(2 * n, np.int64),
                    upper=np.append(ideal, np.maximum(pool - ideal, 0)).astype(np.int64),
                    points=np.tile(-self.weight * price[asked], 2),
                ),
                auxiliary=sparse.csr_array(sparse.block_diag([each, -each])),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Compare the size of every team with its ideal."""
        asked = problem.questions.set_index("question")
        ideal = asked[self.ideal].astype(float)
        price = 1.0 if self.price is None else asked[self.price].astype(float).fillna(0.0)
        size = teams["question"].value_counts()
        off = (size - ideal.reindex(size.index)).abs().dropna()
        each = pd.Series(-self.weight * price, index=asked.index).reindex(off.index)
        earned = pd.DataFrame({"subject": off.index, "count": off.astype(int), "each": each})
        mean = off.mean() if len(off) else 0.0
        return Check.of(mean, "heads off the ideal size, mean over teams", earned=earned)

    def _ideal(self, problem: Problem) -> Floats:
        """Heads by question, NaN where there is no ideal."""
        ideal = numbers_of(self, problem, self.ideal)
        broken = np.flatnonzero(~np.isnan(ideal) & (ideal != np.rint(ideal)))
        for question in broken[:1].tolist():
            name = problem.arrays.questions[question]
            says = f"{self.ideal} of question {name!r} is {ideal[question]:g}, no number of heads"
            demand(False, self, f"{says}; give a whole one")
        return ideal

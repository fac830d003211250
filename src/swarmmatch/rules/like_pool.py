"""LikePool: a team has as many members with each value of an attribute as its share of the pool."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Ints, Rows
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.pool_shares import eligible_by_value, eligible_heads
from swarmmatch.rules.rule import Check, Rule, demand_attribute, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class LikePool(Rule):
    """Members of a team with each value of ``attribute``: as many as the pool's share of a team.

    With ``s[v]`` the share of those eligible for the question who show value v, the smallest team
    that the question allows has ``t[v] = round(s[v] * size_min)`` of them; halves are rounded to
    the even number. With n[v] members of value v, hard: ``n[v] >= t[v]`` for every value; soft:
    ``-weight * sum_v max(t[v] - n[v], 0)`` points, a price for each head short. Members beyond
    ``size_min`` cost nothing, whoever they are. In a team of ``size_min`` each head short is one
    too many elsewhere, as far as the rounded shares add up to the team.

    Eligible is who offers a seat and is available in the question's slot, see `rules.pool_shares`.
    A member without a value counts for none, and a question without seats is no team.

    Parameters
    ----------
    attribute : str
        A column of the professionals table.
    weight : float, optional
        Points that each head short costs. Without it the rule is hard.
    """

    attribute: str
    weight: float | None = None

    def __post_init__(self) -> None:
        demand_attribute(self, self.attribute)
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """A row a question and value that is due a head: heads present, and heads short."""
        features, values = problem.arrays.one_hot(self.attribute)
        due = self._due(problem, features)
        question, value = np.nonzero(due)
        least, n = due[question, value], len(question)
        each = np.arange(n)
        short = np.zeros_like(least) if self.weight is None else least
        return [
            Rows(
                features=features,
                weights=_ones(each, value, (n, len(values))),
                over=_ones(each, question, (n, len(due))),
                lower=least.astype(np.float64),
                upper=np.full(n, np.inf),
                about=values.to_numpy(object)[value],
                variables=Auxiliaries(
                    np.zeros(n, np.int64), short, np.full(n, -float(self.weight or 0))
                ),
                auxiliary=sparse.eye_array(n, format="csr"),
            )
        ]

    @staticmethod
    def _due(problem: Problem, features: sparse.csc_array) -> Ints:
        """Heads of each value that each question is due, (Q, V), in whole numbers throughout."""
        eligible = eligible_heads(problem, features)
        in_all = np.maximum(eligible.in_all, 1)[:, None]
        size = problem.questions["size_min"].to_numpy(np.int64)[:, None]
        whole, rest = np.divmod(eligible.of_value * size, in_all)
        due: Ints = whole + ((2 * rest > in_all) | ((2 * rest == in_all) & (whole % 2 == 1)))
        return due

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Hold the heads of every team against the shares of the pool."""
        questions: pd.Index[Any] = pd.Index(teams["question"].unique())
        of_value, in_all = eligible_by_value(problem, questions, self.attribute)
        size = problem.questions.set_index("question")["size_min"]
        shown = values_of_seats(problem, teams, self.attribute)
        held = pd.crosstab(shown["question"], shown["value"])
        held = held.reindex(index=questions, columns=of_value.columns, fill_value=0)
        due = [
            [round(Fraction(heads * int(size[question]), max(int(in_all[question]), 1)))
             for heads in of_value.loc[question].tolist()]
            for question in questions
        ]  # fmt: skip
        wanted = pd.DataFrame(due, index=questions, columns=of_value.columns, dtype=np.int64)
        short = (wanted - held).clip(lower=0).sum(axis=1)
        unit = f"heads of a team short of the pool's shares of {self.attribute}"
        measure = short.mean() if len(short) else 0.0
        if self.weight is not None:
            missed = {"subject": questions, "count": short, "each": -float(self.weight)}
            return Check.of(measure, unit, earned=pd.DataFrame(missed))
        short = short[short > 0]
        detail = short.astype(str) + f" heads short of the pool's shares of {self.attribute}"
        found = pd.DataFrame({"subject": short.index, "detail": detail.to_numpy()})
        return Check.of(measure, unit, violations=found)


def _ones(row: Ints, column: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)

"""NotAlone: nobody is the only member of a team with their value of an attribute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Rows
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.rule import Check, Rule, demand_attribute, demand_weight
from swarmmatch.rules.shown import Shown

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class NotAlone(Rule):
    """Members of a team with a value of ``attribute``: none, or two and more.

    With ``n[q, v]`` members of value v in team q: hard, ``n[q, v] != 1``; soft, ``-weight`` points
    for each value that exactly one member shows. A member without a value is alone in nothing.

    Organisers ask for it under the name "never alone". On why the only one of a kind in a group is
    watched more and heard less, see Kanter (1977), doi 10.1086/226425.

    Parameters
    ----------
    attribute : str
        A column of the professionals table.
    value : str, number or bool, optional
        The value that is looked at; without it every value that the pool shows, each by itself.
    weight : float, optional
        Points that each value with one member costs. Without it the rule is hard.

    Raises
    ------
    PolicyError
        For options that make no sense; on use, for a value that nobody in the pool has when it
        looks like a misspelling of one that somebody has.
    """

    attribute: str
    value: Any = None
    weight: float | None = None

    def __post_init__(self) -> None:
        demand_attribute(self, self.attribute)
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """A row a question and value: heads in twos and at most one three, or one who is alone.

        Every whole number but 1 is a sum of twos and at most one three, so that no row needs a
        coefficient as large as the pool.
        """
        shown = Shown.of(self, problem, self.attribute, self.value)
        n_questions, n_values = len(problem.questions), len(shown.judged)
        n = n_questions * n_values
        question, value = np.divmod(np.arange(n), max(n_values, 1))
        heads = shown.heads[value]
        alone = np.minimum(heads, 0 if self.weight is None else 1)
        price = np.full(n, -float(self.weight or 0))
        each = (np.arange(n), shown.judged[value])
        weights = sparse.csr_array((np.ones(n), each), shape=(n, shown.features.shape[1]))
        over = sparse.csr_array((np.ones(n), (np.arange(n), question)), shape=(n, n_questions))
        one = sparse.eye_array(n, format="csr")
        return [
            Rows(
                features=shown.features,
                weights=weights,
                over=over,
                lower=np.zeros(n),
                upper=np.zeros(n),
                about=shown.values.to_numpy(object)[shown.judged[value]],
                variables=Auxiliaries(
                    np.zeros(3 * n, np.int64),
                    np.concatenate([heads // 2, np.minimum(heads // 3, 1), alone]),
                    np.concatenate([np.zeros(2 * n), price]),
                ),
                auxiliary=sparse.hstack([-2 * one, -3 * one, -one], format="csr"),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look for the values that one member of a team shows."""
        seats = values_of_seats(problem, teams, self.attribute).dropna()
        if self.value is not None:
            seats = seats[(seats["value"] == self.value).to_numpy(np.bool_)]
        alone = seats[~seats.duplicated(keep=False)]
        unit = f"members alone in their {self.attribute}"
        if self.weight is not None:
            earned = {"subject": alone["question"], "count": 1, "each": -float(self.weight)}
            return Check.of(len(alone), unit, earned=pd.DataFrame(earned))
        detail = "one member alone with " + self.attribute + " " + alone["value"].astype(str)
        violations = pd.DataFrame({"subject": alone["question"], "detail": detail})
        return Check.of(len(alone), unit, violations=violations)

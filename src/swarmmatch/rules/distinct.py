"""Distinct: a team shows many different values of an attribute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Rows
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.rule import Check, Rule, demand, is_number, is_whole

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Distinct(Rule):
    """Different values of ``attribute`` within a team: at least so many, or points for each.

    With n[q] the number of distinct values among the members of team q: hard, ``n[q] >= at_least``
    for every team; soft, ``weight * n[q]`` points. A member without a value adds none.

    Parameters
    ----------
    attribute : str
        A column of the professionals table.
    at_least : int, optional
        The hard form.
    weight : float, optional
        The soft form: points for each distinct value. Give one of the two.
    """

    attribute: str
    at_least: int | None = None
    weight: float | None = None

    def __post_init__(self) -> None:
        named = isinstance(self.attribute, str)
        demand(named, self, f"attribute must name a column, not {self.attribute!r}")
        one = (self.at_least is None) != (self.weight is None)
        demand(one, self, "give either at_least (hard) or weight (soft)")
        if self.at_least is not None:
            right = is_whole(self.at_least) and self.at_least >= 0
            demand(
                right, self, f"at_least must be a whole number of 0 or more, not {self.at_least!r}"
            )
        if self.weight is not None:
            right = is_number(self.weight) and self.weight >= 0
            demand(right, self, f"weight must be points of 0 or more, not {self.weight!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """A variable a question and value: present in the team, at most its members' count."""
        features, values = problem.arrays.one_hot(self.attribute)
        n_questions, n_values = len(problem.questions), len(values)
        n = n_questions * n_values
        question, value = np.divmod(np.arange(n), max(n_values, 1))
        shown = sparse.csr_array((np.ones(n), (np.arange(n), value)), shape=(n, n_values))
        over = sparse.csr_array((np.ones(n), (np.arange(n), question)), shape=(n, n_questions))
        floors = 0 if self.at_least is None else n_questions
        counted = over.T[:floors]  # a row a question: its variables added up
        each = sparse.eye_array(n_questions, format="csr")[:floors]
        return [
            Rows(
                features=features,
                weights=sparse.vstack([shown, sparse.csr_array((floors, n_values))], format="csr"),
                over=sparse.vstack([over, each], format="csr"),
                lower=np.concatenate([np.zeros(n), np.full(floors, float(self.at_least or 0))]),
                upper=np.full(n + floors, np.inf),
                about=np.concatenate([values.to_numpy(object)[value], [self.attribute] * floors]),
                variables=Auxiliaries(
                    np.zeros(n, np.int64), np.ones(n, np.int64), np.full(n, self.weight or 0.0)
                ),
                auxiliary=sparse.vstack([-sparse.eye_array(n), counted], format="csr"),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the distinct values of every team."""
        seats = values_of_seats(problem, teams, self.attribute)
        shown = seats.groupby("question")["value"].nunique()
        detail = shown.astype(str) + f" different values of {self.attribute}"
        found = pd.DataFrame({"subject": shown.index, "detail": detail.to_numpy()})
        measure = shown.mean() if len(shown) else 0.0
        unit = f"different values of {self.attribute} a team"
        if self.at_least is not None:
            return Check.of(measure, unit, violations=found[(shown < self.at_least).to_numpy()])
        earned = pd.DataFrame({"subject": shown.index, "count": shown, "each": self.weight})
        return Check.of(measure, unit, earned=earned)

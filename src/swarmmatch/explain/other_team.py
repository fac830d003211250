"""OtherTeam: a question has another team than this one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, Block, Rows, Sizes
from swarmmatch.rules.rule import Check, Rule

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class OtherTeam(Rule):
    """The team of a question is not this very set of people.

    ``sum_{p in members} x[q, p] - sum_{p not in members} x[q, p] <= |members| - 1``, which this
    set alone breaks (a no-good cut: Balas and Jeroslow 1972, doi:10.1137/0123007). Where the
    members are none, the question must have a team.

    Parameters
    ----------
    question : str
        Which question.
    members : tuple of str
        The team that it may not have.
    """

    question: str
    members: tuple[str, ...]

    def blocks(self, problem: Problem) -> list[Block]:
        """One row over the question, or a least size of its team."""
        n, where = len(problem.questions), problem.arrays.questions.get_loc(self.question)
        if not self.members:
            least = (np.arange(n) == where).astype(np.int64)
            return [Sizes(lower=least, upper=np.full(n, len(problem.professionals)))]
        members = problem.arrays.professionals.isin(self.members)
        return [
            Rows(
                features=sparse.csc_array(np.where(members, 1, -1).astype(np.int32)[:, None]),
                weights=sparse.csr_array(np.ones((1, 1))),
                over=sparse.csr_array(([1.0], ([0], [where])), shape=(1, n)),
                lower=np.array([NO_LOWER]),
                upper=np.array([len(self.members) - 1.0]),
                about=np.array(["another team"], dtype=object),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Compare two sets; a question without seats is in the tables alone."""
        seated = teams.loc[teams["question"] == self.question, "professional"]
        same = set(seated) == set(self.members) and self.question in set(problem.arrays.questions)
        found = {"subject": [self.question], "detail": ["has the very team"]}
        violations = pd.DataFrame(found, dtype="str") if same else None
        return Check.of(float(not same), "whether the team is another", violations=violations)

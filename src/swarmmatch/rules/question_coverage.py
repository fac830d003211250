"""The coverage of whole questions: in arrays for the solvers, and once more in plain pandas.

A question's coverage is what its credited holders add up to, over what it asks for. Rules that
compare questions with each other stand on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import Ints
from swarmmatch.rules.holders import holders_in_teams, holders_of_requirements
from swarmmatch.rules.whole_credits import whole_credits

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True, eq=False)
class Asked:
    """The R requirements that carry a credit, and the questions that ask for them.

    Attributes
    ----------
    skill : object array (R,)
        What each asks for.
    features, weights : csc_array (P, K), csr_array (R, K)
        Who holds each requirement, as a block of rows has it.
    question : int array (A,)
        The questions that ask for anything, by position, sorted.
    of : int array (R,)
        Which of these each requirement belongs to.
    credit : int array (R,)
        Of one holder, in whole parts.
    credited : int array (R,)
        Holders that count at most: as many as are wanted, or as many as there are.
    due, within_reach : int arrays (A,)
        Credits that each question asks for, and those that the pool has for it.
    """

    skill: NDArray[np.object_]
    features: sparse.csc_array
    weights: sparse.csr_array
    question: Ints
    of: Ints
    credit: Ints
    credited: Ints
    due: Ints
    within_reach: Ints

    @staticmethod
    def of_problem(problem: Problem) -> Asked | None:
        """The requirements of a problem; None where no question asks for anything."""
        table = problem.requirements.assign(credit=whole_credits(problem.requirements))
        table = table[table["credit"] > 0]
        if table.empty:
            return None
        features, weights = holders_of_requirements(problem, table)
        question, of = np.unique(
            problem.arrays.question_codes(table["question"]), return_inverse=True
        )
        credit, wanted = (table[name].to_numpy(np.int64) for name in ("credit", "holders"))
        credited = np.minimum(wanted, weights @ features.sum(axis=0)).astype(np.int64)
        due, within_reach = (
            np.bincount(of, credit * holders).astype(np.int64) for holders in (wanted, credited)
        )
        skill = table["skill"].to_numpy(object)
        return Asked(skill, features, weights, question, of, credit, credited, due, within_reach)


def served_and_due(problem: Problem, teams: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Credits that teams earn and those asked for, by question that asks for anything."""
    asked = problem.requirements
    credit = whole_credits(asked)
    met = holders_in_teams(problem, teams).clip(upper=asked["holders"])
    served = (credit * met).groupby(asked["question"]).sum()
    due = (credit * asked["holders"]).groupby(asked["question"]).sum()
    return served[due > 0], due[due > 0]

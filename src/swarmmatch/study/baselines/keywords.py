"""How well each profile answers to the skills that a question asks for, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Floats = NDArray[np.float64]


class Keywords:
    """Scores of the whole pool for one question at a time.

    Parameters
    ----------
    problem : Problem
        The tables.
    """

    def __init__(self, problem: Problem) -> None:
        arrays, asked = problem.arrays, problem.requirements
        self._held, known = arrays.holders
        self._levels = arrays.levels
        self._weight = asked["weight"].to_numpy(np.float64)
        self._at_level = known.get_indexer(pd.MultiIndex.from_frame(asked[["skill", "level"]]))
        self._skill = arrays.skills.get_indexer(pd.Index(asked["skill"]))
        question = pd.Series(arrays.question_codes(asked["question"]))
        self._asked = question.groupby(question).indices

    def met(self, question: int) -> Floats:
        """Weight of the requirements that each professional meets alone, shape (P,)."""
        rows = self._asked.get(question, [])
        found: Floats = self._held[:, self._at_level[rows]] @ self._weight[rows]
        return found

    def levels(self, question: int) -> Floats:
        """Sum of the levels at which each professional holds the skills asked, shape (P,).

        Levels below the one that is asked count too; a skill that is asked at two levels, twice.
        """
        rows = self._asked.get(question, [])
        found: Floats = self._levels[:, self._skill[rows]] @ np.ones(len(rows))
        return found

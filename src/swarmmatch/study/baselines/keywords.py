"""How well each profile answers to the skills that a question asks for, word by word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

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
        question = arrays.question_codes(asked["question"])
        weight, n = asked["weight"].to_numpy(np.float64), len(arrays.questions)
        at = known.get_indexer(pd.MultiIndex.from_frame(asked[["skill", "level"]]))
        skill = arrays.skills.get_indexer(pd.Index(asked["skill"]))
        self._by_level = sparse.csc_array((weight, (at, question)), shape=(len(known), n))
        self._by_skill = sparse.csc_array(
            (np.ones(len(asked)), (skill, question)), shape=(len(arrays.skills), n)
        )

    def met(self, question: int) -> Floats:
        """Weight of the requirements that each professional meets alone, shape (P,)."""
        found: Floats = (self._held @ self._by_level[:, [question]]).toarray().ravel()
        return found

    def levels(self, question: int) -> Floats:
        """Sum of the levels at which each professional holds the skills asked, shape (P,).

        Levels below the one that is asked count too; a skill that is asked at two levels, twice.
        """
        found: Floats = (self._levels @ self._by_skill[:, [question]]).toarray().ravel()
        return found

"""Who holds what a requirement asks for: once as arrays, once as a join of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def holders_of_requirements(
    problem: Problem, requirements: pd.DataFrame
) -> tuple[sparse.csc_array, sparse.csr_array]:
    """Features of who holds each skill at each level asked, and which of them each row counts.

    Parameters
    ----------
    problem : Problem
        Gives the skills of the pool.
    requirements : pandas.DataFrame
        Rows of the requirements table, R of them.

    Returns
    -------
    features : csc_array (P, K)
        A column for every distinct (skill, level) of the problem's requirements.
    weights : csr_array (R, K)
        One 1 a row.
    """
    features, distinct = problem.arrays.holders
    column = distinct.get_indexer(pd.MultiIndex.from_frame(requirements[["skill", "level"]]))
    rows = np.arange(len(requirements))
    shape = (len(requirements), len(distinct))
    return features, sparse.csr_array((np.ones(len(rows), np.int64), (rows, column)), shape=shape)


def holders_in_teams(problem: Problem, teams: pd.DataFrame) -> pd.Series:
    """How many of its question's team meet each requirement, indexed as the requirements."""
    asked = problem.requirements.reset_index(names="requirement")
    skills = problem.skills.rename(columns={"level": "held"})
    skills = skills[skills["professional"].isin(teams["professional"])]
    seated = teams[["question", "professional"]].merge(skills, on="professional")
    both = asked.merge(seated, on=["question", "skill"])
    counts = both.loc[both["held"] >= both["level"], "requirement"].value_counts()
    return counts.reindex(problem.requirements.index, fill_value=0)

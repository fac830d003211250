"""Who is seated, and what the members of each team show of an attribute, as joins of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def seated(problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
    """Rows of the professionals who have a seat: few, where the pool may be large."""
    # By positions: to look texts up in a column of texts takes pandas a Python loop.
    positions = problem.arrays.professional_codes(pd.Series(teams["professional"].unique()))
    return problem.professionals.iloc[np.sort(positions[positions >= 0])]


def values_of_seats(problem: Problem, teams: pd.DataFrame, attribute: str) -> pd.DataFrame:
    """Columns ``question, value``, a row a seat; whatever the attribute's column is called."""
    people = seated(problem, teams)
    shown = pd.Series(people[attribute].array, index=people["professional"])
    return teams[["question"]].assign(value=shown.reindex(teams["professional"]).array)

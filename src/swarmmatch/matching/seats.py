"""Teams as a table of seats: one row a seat, ids as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.data.issues import fault
from swarmmatch.data.plain import as_text, plain
from swarmmatch.errors import DataError

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: The columns that make a seat.
SEAT = ["question", "professional"]


def as_seats(teams: pd.DataFrame) -> pd.DataFrame:
    """Teams as a caller may give them, in normal form.

    Parameters
    ----------
    teams : pandas.DataFrame
        One row a seat; columns ``question`` and ``professional``, of text or numbers. Others are
        left out.

    Returns
    -------
    pandas.DataFrame
        The two columns as ``str`` (missing where the cell is, or holds no id), with a RangeIndex.

    Raises
    ------
    DataError
        When `teams` is no frame, or has not both columns once.
    """
    if not isinstance(teams, pd.DataFrame):
        remedy = "give a pandas.DataFrame with columns question and professional, one row a seat"
        raise DataError(fault(f"the teams are a {type(teams).__name__}", remedy))
    for name in SEAT:
        if list(teams.columns).count(name) != 1:
            problem, remedy = "the teams do not have this column once", "give one row a seat"
            raise DataError(fault(problem, remedy, column=name))
    cells = {name: as_text(plain(teams[name])[0]) for name in SEAT}
    return pd.DataFrame(cells).reset_index(drop=True)


def in_order(problem: Problem, seats: pd.DataFrame) -> pd.DataFrame:
    """Seats by the problem's order of questions, then of professionals; unknown ids come last."""
    question = problem.arrays.question_codes(seats["question"])
    professional = problem.arrays.professional_codes(seats["professional"])
    last = np.iinfo(np.int64).max
    keys = [np.where(codes < 0, last, codes) for codes in (professional, question)]
    return seats.iloc[np.lexsort(keys)].reset_index(drop=True)

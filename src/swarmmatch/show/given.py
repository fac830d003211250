"""What a caller hands to plots and reports, seen to be what they need."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.data.issues import collected, fault
from swarmmatch.data.nearest import nearest
from swarmmatch.errors import DataError

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching


def demand_columns(frame: object, needed: Iterable[str], name: str) -> pd.DataFrame:
    """The frame, when it has the columns, each once.

    Raises
    ------
    DataError
        When it is no frame, or lacks columns; all of those are listed.
    """
    if not isinstance(frame, pd.DataFrame):
        raise DataError(
            fault(f"is a {type(frame).__name__}", "give a pandas.DataFrame", table=name)
        )
    has = ", ".join(map(str, frame.columns))
    lacking = [
        fault("does not have this column once", f"it has {has}", table=name, column=column)
        for column in needed
        if list(frame.columns).count(column) != 1
    ]
    if lacking:
        raise DataError(collected(lacking))
    return frame


def team_at(matching: Matching, question: str) -> pd.DataFrame:
    """Seats of the team at a question, as `Matching.seats` tells of them.

    Raises
    ------
    DataError
        When there is no such question, or nobody sits there.
    """
    seats = matching.seats
    found = seats[seats["question"] == question]
    if len(found):
        return found.reset_index(drop=True)
    ids = list(matching.problem.questions["question"])
    if question in ids:
        remedy = f"choose a question with a team: {', '.join(seats['question'].unique()[:5])}"
        raise DataError(fault("nobody sits at this question", remedy, value=question))
    meant = nearest(str(question), ids)
    remedy = f"did you mean {meant!r}?" if meant else "give an id of the questions table"
    raise DataError(fault("there is no such question", remedy, value=question))


def seats_at(matching: Matching, questions: Iterable[str] | None) -> pd.DataFrame:
    """Teams at some questions, or all: columns ``question, professional``.

    Raises
    ------
    DataError
        For a question without a team.
    """
    teams = matching.teams
    if questions is None:
        return teams
    chosen = list(questions)
    for question in chosen:
        if not (teams["question"] == question).any():
            team_at(matching, question)
    return teams[teams["question"].isin(chosen)].reset_index(drop=True)

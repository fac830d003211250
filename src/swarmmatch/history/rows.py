"""The rows of a history: checked as the table of a problem is, and with one more session."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pandas as pd

from swarmmatch.data.checking import checked
from swarmmatch.data.issues import fault
from swarmmatch.errors import DataError

if TYPE_CHECKING:
    from swarmmatch.history.seated import Seated


def checked_rows(history: pd.DataFrame) -> pd.DataFrame:
    """The frame in normal form; whom it names is not asked.

    Raises
    ------
    DataError
        When there is any fault in the frame; its ``issues`` list all of them.
    """
    nobody = pd.DataFrame({"professional": []}, dtype="str")
    nothing = pd.DataFrame({"question": [], "size_min": [], "size_max": []})
    given = {"professionals": nobody, "questions": nothing, "history": history}
    return cast(pd.DataFrame, checked(given)["history"])


def with_session(rows: pd.DataFrame, matching: Seated, day: pd.Timestamp) -> pd.DataFrame:
    """The rows and those of a matching, whose teams are called ``"<question> <date>"``.

    Raises
    ------
    DataError
        When a team of that question and date is there already.
    """
    asked = matching.problem.questions[["question", "client"]]
    seats = matching.teams[["question", "professional"]].merge(asked, on="question", how="left")
    seats = seats.assign(team=seats["question"] + f" {day:%Y-%m-%d}", date=day)
    again = seats["team"].isin(rows.loc[rows["date"] == day, "team"])
    if again.any():
        remedy = "append each session once, or give its own date"
        team = seats["team"][again].iloc[0]
        raise DataError(fault("the team is in the history already", remedy, value=team))
    return checked_rows(pd.concat([rows, seats], ignore_index=True))

"""Bad tables of every kind, each bad for one reason only."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from tiny_tables import Tables, tiny, with_cell, with_rows, without_column


class Case(NamedTuple):
    """Bad tables, where the one issue is, and words of its problem and remedy."""

    spoil: Callable[[], Tables]
    table: str | None
    row: int | None
    column: str | None
    problem: str
    remedy: str


def cell(
    table: str, row: int, column: str, value: object, problem: str, remedy: str, shown: str = ""
) -> Case:
    """One bad cell, reported where it is."""
    return Case(
        lambda: with_cell(table, row, column, value), table, row, shown or column, problem, remedy
    )


def rows(
    table: str, *added: tuple[object, ...], at: int, column: str, problem: str, remedy: str
) -> Case:
    """Rows that are bad only together."""
    return Case(lambda: with_rows(table, *added), table, at, column, problem, remedy)


def whole(table: str, given: object, problem: str, remedy: str, column: str | None = None) -> Case:
    """A table that is bad as a whole."""
    return Case(lambda: tiny() | {table: given}, table, None, column, problem, remedy)


def frame(table: str) -> pd.DataFrame:
    found = tiny()[table]
    assert found is not None
    return found


def crowded() -> Tables:
    """Two locks where only one can sit."""
    tables = with_rows("seats", ("q1", "cees", "lock"))
    return tables | {"questions": with_cell("questions", 0, "size_max", 1)["questions"]}


CASES = {
    # one cell
    "empty id": cell("skills", 2, "skill", "", "is missing", "the skill"),
    "missing id": cell("skills", 2, "skill", None, "is missing", "the skill"),
    "blank id": cell("skills", 2, "skill", " \t", "white space only", "id of the skill"),
    "missing number": cell("questions", 1, "size_max", None, "is missing", "most seats"),
    "missing points": cell("fit", 0, "points", np.nan, "is missing", "points"),
    "missing word": cell("pairs", 0, "kind", None, "is missing", "which it is"),
    "missing date": cell("history", 1, "date", pd.NaT, "is missing", "when the team started"),
    "text as number": cell("professionals", 1, "rate", "cheap", "not a number", "without unit"),
    "amount with unit": cell("professionals", 1, "rate", "€ 86", "not a number", "without unit"),
    "thousands": cell("questions", 0, "value", "15.000,00", "not a number", "without unit"),
    "not a number": cell("questions", 0, "hours", "nan", "not a number", "without unit"),
    "hexadecimal": cell("questions", 0, "hours", "0x1F", "not a number", "without unit"),
    "truth as number": cell("professionals", 1, "rate", True, "not a number", "without unit"),
    "infinite": cell("fit", 0, "points", np.inf, "is infinite", "a finite number"),
    "infinite text": cell("fit", 0, "points", "-Infinity", "is infinite", "a finite number"),
    "too large to hold": cell("fit", 0, "points", "1e999", "is infinite", "a finite number"),
    "too large to use": cell("fit", 0, "points", 1e300, "is above 1", "or less"),
    "fraction": cell("skills", 1, "level", 2.5, "not a whole number", "such as 3"),
    "negative size": cell("questions", 1, "size_min", -1, "is below 0", "0 or more: fewest seats"),
    "huge size": cell("questions", 1, "size_max", 2**31, "is above 2147483647", "or less"),
    "level 0": cell("skills", 1, "level", 0, "is below 1", "1 or more: level held"),
    "level 0 wanted": cell("requirements", 1, "level", 0, "is below 1", "lowest level"),
    "no holders": cell("requirements", 1, "holders", 0, "is below 1", "members who should"),
    "negative weight": cell("requirements", 1, "weight", -0.5, "is below 0", "points when met"),
    "negative capacity": cell("professionals", 0, "capacity", -1, "is below 0", "seats that may"),
    "negative rate": cell("professionals", 0, "rate", -1, "is below 0", "euro an hour"),
    "negative experience": cell("professionals", 0, "experience", -1, "is below 0", "years of"),
    "negative hours": cell("questions", 0, "hours", -8, "is below 0", "hours for each"),
    "negative value": cell("questions", 0, "value", -1, "is below 0", "value of the assignment"),
    "latitude": cell("professionals", 0, "lat", 519.25, "is above 90", "degrees north"),
    "longitude": cell("professionals", 0, "lon", -180.5, "is below -180", "degrees east"),
    "half a place": cell("professionals", 2, "lat", 52, "lat is given without lon", "both", "lon"),
    "other half": cell("professionals", 0, "lat", None, "lon is given without lat", "both"),
    "bad truth": cell("requirements", 0, "must", "perhaps", "neither true nor false", "ja, nee"),
    "bad truth number": cell("requirements", 0, "must", 2, "neither true nor false", "true or"),
    "bad date": cell("history", 0, "date", "18-06-2013", "not a date", "year-month-day"),
    "no such day": cell("history", 0, "date", "2013-02-30", "not a date", "year-month-day"),
    "number as date": cell("history", 0, "date", 41443, "not a date", "year-month-day"),
    "unknown word": cell("seats", 0, "kind", "locked", "is not a kind", "did you mean 'lock'"),
    "word in capitals": cell("pairs", 0, "kind", "Apart", "is not a kind", "mean 'apart'"),
    "strange word": cell("pairs", 0, "kind", "xyz", "is not a kind", "'together' or 'wish'"),
    "list in a cell": cell("skills", 0, "level", [3], "is not text, a number", "plain value"),
    "object in a cell": cell("skills", 3, "skill", object, "is not text, a number", "plain value"),
    "bytes in a cell": cell("questions", 0, "title", b"x", "is not text, a number", "plain"),
    "complex number": cell("fit", 0, "points", 1j, "is not text, a number", "plain value"),
    "half a character": cell("questions", 0, "title", "\ud800", "is not text", "plain value"),
    "list as attribute": cell("professionals", 1, "hobby", ["chess"], "is not text", "plain"),
    # rows together
    "professional twice": rows(
        "professionals", ("bram", None, None, None, None, 9),
        at=3, column="professional", problem="is there twice", remedy="row 1 says it first",
    ),
    "question twice": rows(
        "questions", ("q1", None, None, 1, 1, None),
        at=2, column="question", problem="is there twice", remedy="row 0 says it first",
    ),
    "skill twice": rows(
        "skills", ("anna", "GIS", 1),
        at=4, column="professional, skill", problem="is there twice", remedy="row 0",
    ),
    "requirement twice": rows(
        "requirements", ("q2", "C++", 2, False),
        at=2, column="question, skill, level", problem="is there twice", remedy="row 1",
    ),
    "fit twice": rows(
        "fit", ("q2", "cees", 4),
        at=1, column="question, professional", problem="is there twice", remedy="row 0",
    ),
    "wish twice": rows(
        "wishes", ("client", "q2", "anna", 3),
        at=2, column="side, question, professional", problem="is there twice", remedy="row 1",
    ),
    "lock twice": rows(
        "seats", ("q1", "anna", "lock"),
        at=1, column="question, professional, kind", problem="is there twice", remedy="row 0",
    ),
    "availability twice": rows(
        "availability", ("bram", "monday"),
        at=2, column="professional, slot", problem="is there twice", remedy="row 1",
    ),
    "member twice": rows(
        "history", ("t1", "2013-06-18", "anna"),
        at=2, column="team, date, professional", problem="is there twice", remedy="row 0",
    ),
    "pair twice, other way round": rows(
        "pairs", ("bram", "anna", "apart"),
        at=1, column="a, b, kind", problem="is there twice", remedy="row 0",
    ),
    "wish for company twice": rows(
        "pairs", ("bram", "anna", "wish"), ("bram", "anna", "wish"),
        at=2, column="a, b, kind", problem="is there twice", remedy="row 1",
    ),
    "wish for oneself": rows(
        "pairs", ("cees", "cees", "wish"),
        at=1, column="b", problem="one with itself", remedy="two professionals",
    ),
    "apart and together, with a wish between": rows(
        "pairs", ("anna", "bram", "wish"), ("bram", "anna", "together"),
        at=2, column="kind", problem="an earlier row says 'apart'", remedy="keep the row",
    ),
    "pair of one": rows(
        "pairs", ("cees", "cees", "apart"),
        at=1, column="b", problem="one with itself", remedy="two professionals",
    ),
    "apart and together": rows(
        "pairs", ("bram", "anna", "together"),
        at=1, column="kind", problem="an earlier row says 'apart'", remedy="keep the row",
    ),
    "locked and barred": rows(
        "seats", ("q1", "anna", "bar"),
        at=1, column="kind", problem="an earlier row says 'lock'", remedy="keep the row",
    ),
    "too many locks": Case(
        crowded, "seats", 1, "question", "more seats are locked", "raise size_max"
    ),
    "locked though apart": rows(
        "seats", ("q1", "bram", "lock"),
        at=1, column="professional", problem="from whom pairs keeps it apart", remedy="drop",
    ),
    "sizes crossed": cell(
        "questions", 0, "size_min", 3, "size_min is above", "swap", "size_min, size_max"
    ),
    "too many must holders": cell("requirements", 0, "holders", 3, "size_max 2", "raise size_max"),
    # names
    "case": rows(
        "professionals", ("Anna", None, None, None, None, 9),
        at=3, column="professional", problem="differs from 'anna'", remedy="write 'anna'",
    ),
    "white space around": rows(
        "professionals", ("anna ", None, None, None, None, 9),
        at=3, column="professional", problem="differs from 'anna'", remedy="write 'anna'",
    ),
    "white space inside": rows(
        "professionals", ("an\u00a0na", None, None, None, None, 9),
        at=3, column="professional", problem="differs from 'anna'", remedy="write 'anna'",
    ),
    "question by case": rows(
        "questions", ("Q2", None, None, 1, 1, None),
        at=2, column="question", problem="differs from 'q2'", remedy="write 'q2'",
    ),
    "skill across tables": cell(
        "requirements", 0, "skill", "gis ", "differs from 'GIS'", "write 'GIS'"
    ),
    "team by case": cell("history", 1, "team", "T1", "differs from 't1'", "write 't1'"),
    "slot by case": cell(
        "availability", 1, "slot", "Monday", "differs from 'monday'", "write 'monday'"
    ),
    "unknown holder": cell(
        "skills", 3, "professional", "dirk", "no professional of the table", "add it to prof"
    ),
    "misspelt holder": cell(
        "skills", 3, "professional", "ceees", "no professional of the table", "mean 'cees'"
    ),
    "holder by case": cell(
        "skills", 3, "professional", "Cees", "no professional of the table", "mean 'cees'"
    ),
    "unknown question": cell(
        "requirements", 1, "question", "q9", "no question of the table", "add it to questions"
    ),
    "unknown in availability": cell(
        "availability", 1, "professional", "dirk", "no professional", "add it"
    ),
    "unknown in pairs, a": cell("pairs", 0, "a", "dirk", "no professional", "add it"),
    "unknown in wishes for company": rows(
        "pairs", ("anna", "dirk", "wish"),
        at=1, column="b", problem="no professional", remedy="add it",
    ),
    "wish misspelt": cell("pairs", 0, "kind", "wishes", "is not a kind", "mean 'wish'"),
    "unknown in pairs, b": cell("pairs", 0, "b", "dirk", "no professional", "add it"),
    "unknown in seats": cell("seats", 0, "question", "q9", "no question", "add it"),
    "unknown in fit": cell("fit", 0, "professional", "dirk", "no professional", "add it"),
    "unknown in wishes": cell("wishes", 1, "professional", "dirk", "no professional", "add it"),
    "wish of a third side": cell("wishes", 0, "side", "broker", "is not", "professional"),
    "wish of rank 0": cell("wishes", 0, "rank", 0, "is below 1", "1 or more"),
    "wish without rank": cell("wishes", 0, "rank", None, "is missing", "rank"),
    "slot where nobody is": cell(
        "questions", 0, "slot", "mondya", "no slot of the table", "did you mean 'monday'"
    ),
    "history by case": cell("history", 1, "professional", "Anna", "no professional", "mean 'anna'"),
    # tables and columns
    "no professionals": whole("professionals", None, "is missing", "at least professional"),
    "no questions": whole("questions", None, "is missing", "question, size_min, size_max"),
    "a dict": whole("pairs", {"a": ["anna"]}, "is a dict", "pandas.DataFrame"),
    "a list": whole("pairs", [("anna", "bram")], "is a list", "pandas.DataFrame"),
    "a column": whole("pairs", pd.Series(["anna"]), "is a Series", "pandas.DataFrame"),
    "column missing": Case(
        lambda: without_column("questions", "size_max"),
        "questions", None, "size_max", "is missing", "add it: most seats",
    ),
    "column misspelt": whole(
        "fit", frame("fit").rename(columns={"points": "point"}),
        "is missing", "rename 'point'", "points",
    ),
    "column in capitals": whole(
        "fit", frame("fit").rename(columns={"points": "Points "}),
        "is missing", "rename 'Points '", "points",
    ),
    "optional column misspelt": whole(
        "skills", frame("skills").rename(columns={"level": "levle"}),
        "looks misspelt", "rename 'levle' to 'level'", "level",
    ),
    "column twice": whole(
        "fit", frame("fit").set_axis(["question", "professional", "question"], axis=1)
        .assign(points=1.0), "is there twice", "rename", "question",
    ),
    "column is the index": whole(
        "fit", frame("fit").set_index("question"), "is missing", "reset_index()", "question"
    ),
    "column without name": whole(
        "fit", frame("fit").assign(**{" ": 1}), "has no name", "index=False", " "
    ),
    "column named by a number": whole(
        "fit", frame("fit").assign(x=1).rename(columns={"x": 0}), "not text", "as its name"
    ),
}  # fmt: skip

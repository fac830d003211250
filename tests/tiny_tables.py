"""A tiny valid set of tables, and ways to spoil it."""

from __future__ import annotations

import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.errors import DataError

Tables = dict[str, pd.DataFrame | None]


def tiny() -> Tables:
    """Every table with a few sound rows."""
    return {
        "professionals": pd.DataFrame(
            {
                "professional": ["anna", "bram", "cees"],
                "municipality": ["Aalten", "Doetinchem", None],
                "lat": [51.925, 51.965, None],
                "lon": [6.581, 6.289, None],
                "rate": [86.0, 45.5, None],
                "age": [44, 51, 38],
            }
        ),
        "skills": pd.DataFrame(
            {
                "professional": ["anna", "anna", "bram", "cees"],
                "skill": ["GIS", "C++", "C#", "GIS"],
                "level": [3, 5, 1, 2],
            }
        ),
        "questions": pd.DataFrame(
            {
                "question": ["q1", "q2"],
                "title": ["Waar blijft het water?", None],
                "slot": ["monday", None],
                "size_min": [1, 0],
                "size_max": [2, 3],
                "value": [15000.0, None],
            }
        ),
        "requirements": pd.DataFrame(
            {
                "question": ["q1", "q2"],
                "skill": ["GIS", "C++"],
                "holders": [1, 1],
                "must": [True, False],
            }
        ),
        "availability": pd.DataFrame(
            {"professional": ["anna", "bram"], "slot": ["monday", "monday"]}
        ),
        "history": pd.DataFrame(
            {
                "team": ["t1", "t1"],
                "date": pd.to_datetime(["2013-06-18", "2013-06-18"]),
                "professional": ["anna", "somebody gone"],
            }
        ),
        "pairs": pd.DataFrame({"a": ["anna"], "b": ["bram"], "kind": ["apart"]}),
        "seats": pd.DataFrame({"question": ["q1"], "professional": ["anna"], "kind": ["lock"]}),
        "fit": pd.DataFrame({"question": ["q2"], "professional": ["cees"], "points": [-1.5]}),
        "wishes": pd.DataFrame(
            {
                "side": ["professional", "client"],
                "question": ["q2", "q2"],
                "professional": ["cees", "anna"],
                "rank": [2, 1],
            }
        ),
    }


def with_cell(table: str, row: int, column: str, value: object) -> Tables:
    """The tiny tables with one cell changed; a column that was not there is empty elsewhere."""
    tables = tiny()
    frame = tables[table]
    assert frame is not None
    cells = [None] * len(frame) if column not in frame else list(frame[column].astype(object))
    cells[row] = value
    tables[table] = frame.assign(**{column: pd.Series(cells, dtype=object)})
    return tables


def with_rows(table: str, *rows: tuple[object, ...]) -> Tables:
    """The tiny tables with rows added to one of them."""
    tables = tiny()
    frame = tables[table]
    assert frame is not None
    added = pd.DataFrame(rows, columns=frame.columns)
    tables[table] = pd.concat([frame.astype(object), added.astype(object)], ignore_index=True)
    return tables


def without_column(table: str, column: str) -> Tables:
    """The tiny tables with one column left out."""
    tables = tiny()
    frame = tables[table]
    assert frame is not None
    return tables | {table: frame.drop(columns=column)}


def issues_of(tables: Tables) -> pd.DataFrame:
    """The issues that making a problem of these tables raises; none when it raises nothing."""
    try:
        Problem.from_frames(**tables)
    except DataError as error:
        return error.issues
    return pd.DataFrame(columns=["table", "row", "column", "value", "problem", "remedy"])

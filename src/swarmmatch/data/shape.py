"""The shape of what was given: which tables and columns there are, before any cell is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from swarmmatch.data.issues import fault, faults
from swarmmatch.data.nearest import nearest
from swarmmatch.data.plain import plain
from swarmmatch.data.tables import TABLES, Table

#: How like a known name an unknown one must be, before it is taken for a typing error of it.
TYPING_ERROR = 0.8


class Unreadable:
    """Stands for a table that is there, but whose faults are already known."""


def check_names(given: Iterable[str]) -> Iterator[pd.DataFrame]:
    """Tables that this library does not know."""
    for name in given:
        if name not in TABLES:
            meant = nearest(name, TABLES)
            remedy = f"did you mean {meant!r}?" if meant else f"known: {', '.join(TABLES)}"
            yield fault("no such table", remedy, value=name)


def check_container(table: Table, given: object) -> Iterator[pd.DataFrame]:
    """A table that is missing, or is no frame."""
    if given is None:
        if table.needed:
            remedy = f"give a table {table.name} with at least {_required(table)}"
            yield fault("the table is missing", remedy, table=table.name)
    elif not isinstance(given, pd.DataFrame | Unreadable):
        problem = f"is a {type(given).__name__}, not a table"
        remedy = "give a pandas.DataFrame (from records: pandas.DataFrame(records))"
        yield fault(problem, remedy, table=table.name, value=given)
    elif isinstance(given, pd.DataFrame) and isinstance(given.columns, pd.MultiIndex):
        remedy = "give every column one text as its name, such as by frame.columns.droplevel(1)"
        yield fault("the columns have names of several levels", remedy, table=table.name)


def check_columns(table: Table, frame: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Columns that are missing, misspelt, without a name or there twice."""
    labels = list(frame.columns)
    for label in labels:
        if not isinstance(label, str):
            remedy = "give every column one text as its name"
            yield fault("a column's name is not text", remedy, table=table.name, value=label)
        elif not label.strip():
            remedy = "name the column or remove it (when pandas wrote it: to_csv(index=False))"
            yield fault("a column has no name", remedy, table=table.name, column=label)
    names = [label for label in labels if isinstance(label, str) and label.strip()]
    for name in sorted({name for name in names if names.count(name) > 1}):
        remedy = "keep one of them, or rename the others"
        yield fault("the column is there twice", remedy, table=table.name, column=name)
    yield from _missing(table, names, [name for name in frame.index.names if name in table.names])


def check_others(table: Table, others: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cells of the caller's own columns that hold Python objects, which no file can keep."""
    for column in (others[name] for name in others.columns):
        if column.dtype.kind not in "iufb":
            _, strange = plain(column)
            problem, remedy = "is not text, a number or a date", "give one plain value a cell"
            yield faults(table.name, column, strange, problem, remedy)


def _missing(table: Table, names: list[str], index: list[str]) -> Iterator[pd.DataFrame]:
    others = [name for name in names if name not in table.names]
    for column in table.columns:
        if column.name in names:
            continue
        close = nearest(column.name, others, 0.6 if column.required else TYPING_ERROR)
        if column.name in index:
            remedy = "it is the frame's index: call reset_index() first"
        elif close:
            remedy = f"rename {close!r} to {column.name!r}, or to something less like it"
        elif column.required:
            remedy = f"add it: {column.meaning}"
        else:
            continue
        problem = "the column is missing" if column.required else "the column looks misspelt"
        value = close if column.name not in index else None
        yield fault(problem, remedy, table=table.name, column=column.name, value=value)


def _required(table: Table) -> str:
    return ", ".join(column.name for column in table.columns if column.required)

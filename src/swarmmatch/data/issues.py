"""Faults as rows of one table, so that a caller sees all of them at once.

A check yields `faults(...)` for cells and `fault(...)` for what is no cell's; `collected` joins
them.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from swarmmatch.data.plain import SCALARS, Mask, as_text, text_of
from swarmmatch.data.tables import TABLES

#: Longest value that an issue shows.
SHOWN = 100

_DTYPES = {
    "table": "str",
    "row": "Int64",
    "column": "str",
    "value": "str",
    "problem": "str",
    "remedy": "str",
}


def fault(
    problem: str,
    remedy: str,
    *,
    table: str | None = None,
    row: int | None = None,
    column: str | None = None,
    value: object = None,
) -> pd.DataFrame:
    """One issue, as a frame of one row."""
    shown = None if value is None else shown_value(value)
    cells = (table, row, column, shown, problem, remedy)
    return pd.DataFrame([cells], columns=list(_DTYPES)).astype(_DTYPES)


def faults(
    table: str,
    values: pd.Series,
    wrong: Mask | None,
    problem: str | pd.Series,
    remedy: str | pd.Series,
) -> pd.DataFrame:
    """One issue for each wrong cell.

    Parameters
    ----------
    table : str
        Name of the table.
    values : pandas.Series
        The cells, shape (n,); its name is the column's (None: the whole row), its index the rows'
        positions as given.
    wrong : numpy.ndarray of bool, or None
        Which cells are wrong, shape (n,), w of them; None when all are.
    problem, remedy : str or pandas.Series
        One text for all, or one for each wrong cell, shape (w,).
    """
    if len(values) == 0 or (wrong is not None and not wrong.any()):
        return pd.DataFrame()
    bad = values if wrong is None else values[wrong]
    found = {
        "table": table,
        "row": bad.index,
        "column": values.name,
        "value": bad.map(shown_value, na_action="ignore").array,
        "problem": problem if isinstance(problem, str) else problem.array,
        "remedy": remedy if isinstance(remedy, str) else remedy.array,
    }
    return pd.DataFrame(found, index=range(len(bad))).astype(_DTYPES)


def joint(cells: pd.DataFrame) -> pd.Series:
    """Cells of several columns as one, for a fault that they share: "size_min, size_max" "5, 3"."""
    texts = pd.DataFrame({name: as_text(cells[name]) for name in cells.columns})
    joined = texts.iloc[:, 0].str.cat(texts.iloc[:, 1:], sep=", ")
    return joined.rename(", ".join(cells.columns))


def collected(found: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All issues in one frame: by table, faults of a whole table or file ahead of its rows'."""
    parts = [part for part in found if len(part)]
    if not parts:
        return pd.DataFrame(columns=list(_DTYPES)).astype(_DTYPES)
    issues = pd.concat(parts, ignore_index=True)
    place = issues["table"].map({name: at for at, name in enumerate(TABLES)}).fillna(-1)
    row = issues["row"].astype("Float64").fillna(-1)
    order = np.lexsort((row.to_numpy(np.float64), place.to_numpy(np.float64)))
    return issues.iloc[order].reset_index(drop=True)


def shown_value(cell: object) -> str:
    """A cell as an issue shows it: text as it stands, an object as Python writes it, cut short."""
    if isinstance(cell, str):
        text = cell.encode("utf-8", "backslashreplace").decode()
    else:
        text = text_of(cell) if isinstance(cell, SCALARS) else repr(cell)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"

"""Decimal commas, as Dutch spreadsheets write them: read only when they can mean nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd

from swarmmatch.data.plain import Mask, by_distinct
from swarmmatch.data.tables import Column, Table

_COMMA = r"\s*[+-]?[0-9]+,[0-9]+\s*"
_POINT = r"\s*[+-]?[0-9]*\.[0-9]+\s*"

#: A comma that cannot part thousands: not three digits after it, or not one to three before it.
_DECIMAL = r"\s*[+-]?(?:[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})|0[0-9]*,[0-9]+|[0-9]{4,},[0-9]+)\s*"

#: What is below this has no thousands to part.
_THOUSAND = 1000


def with_points(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Number columns of a semicolon file with decimal points for decimal commas.

    "1,234" may be a thousand or little more than one, so commas are decimal only when the file
    proves it: some number has a comma that cannot part thousands, or stands in a column (a
    latitude) that holds no thousands, and no number in the file has a decimal point. Otherwise the
    cells stay as they are, and are then reported as no numbers.

    Parameters
    ----------
    table : Table
        Spec of the table.
    frame : pandas.DataFrame
        Cells as text.

    Returns
    -------
    pandas.DataFrame
        A new frame where anything changed.
    """
    numbers = [one for one in table.columns if one.kind in ("number", "integer")]
    distinct = {one: pd.Series(frame[one.name].unique()) for one in numbers if one.name in frame}
    proven = any(_proves_comma(column, cells) for column, cells in distinct.items())
    if not proven or any(_are(_POINT, cells).any() for cells in distinct.values()):
        return frame
    changed = {one.name: by_distinct(frame[one.name], _pointed, "str") for one in distinct}
    return frame.assign(**changed)


def _proves_comma(column: Column, cells: pd.Series) -> bool:
    has_no_thousands = column.at_most is not None and column.at_most < _THOUSAND
    return bool(_are(_COMMA if has_no_thousands else _DECIMAL, cells).any())


def _pointed(cells: pd.Index) -> pd.Series:
    text = pd.Series(cells)
    return text.mask(_are(_COMMA, text), text.str.replace(",", ".", regex=False))


def _are(pattern: str, cells: pd.Series) -> Mask:
    return cells.str.fullmatch(pattern).fillna(False).to_numpy(np.bool_)

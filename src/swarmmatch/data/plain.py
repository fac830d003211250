"""Whatever a caller's column is made of, as one of three plain kinds: text, numbers or dates.

Categories, truth values, nullable, Arrow and object columns are all accepted; the rest of this room
then needs to know only pandas' ``str``, ``int64``/``float64`` and ``datetime64[us]``. Of a moment
with a time zone the local time is kept, as the clock there said it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from numbers import Real
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Mask = NDArray[np.bool_]

#: What a single cell may be; anything else (a list, a dict, an object) is a fault.
SCALARS = (str, Real, Decimal, np.bool_, date, time, timedelta, UUID)

DATES: Final = "datetime64[us]"


def plain(column: pd.Series) -> tuple[pd.Series, Mask]:
    """The column as text, numbers or dates, and which of its cells are none of these.

    Parameters
    ----------
    column : pandas.Series
        Any dtype, shape (n,).

    Returns
    -------
    pandas.Series
        Of dtype ``str``, ``int64``, ``float64`` or ``datetime64[us]``, with the index of `column`;
        missing where the cell is missing, an empty text or strange. Truth values become text.
    numpy.ndarray of bool
        Cells that hold a Python object, or text that UTF-8 cannot hold; shape (n,).
    """
    column = _unpacked(column)
    dtype, none = column.dtype, np.zeros(len(column), dtype=np.bool_)
    if pd.api.types.is_bool_dtype(dtype):
        return column.astype("str").str.lower(), none
    if pd.api.types.is_float_dtype(dtype):
        return converted(column, "float64"), none
    if pd.api.types.is_integer_dtype(dtype):
        fits = dtype.kind == "i" and not column.isna().any()
        return converted(column, "int64" if fits else "str"), none
    if isinstance(dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_localize(None)  # what the clock said there: days stay what they were
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return converted(column, DATES), none
    if isinstance(dtype, pd.StringDtype) or pd.api.types.infer_dtype(column) == "string":
        with suppress(UnicodeEncodeError):  # which cell it is, is found below
            return _without_empty(converted(column, "str")), none
    return _from_objects(column.astype(object))


def converted(column: pd.Series, dtype: Any) -> pd.Series:
    """The column in a dtype; itself when it has it already, for a copy takes time."""
    return column if column.dtype == dtype else column.astype(dtype)


def as_text(column: pd.Series) -> pd.Series:
    """A plain column as text: 7 and 7.0 become "7", a day "2015-06-18"; missing stays missing."""
    if isinstance(column.dtype, pd.StringDtype):
        return column
    if column.dtype == "int64":
        return column.astype("str")
    return by_distinct(column, lambda values: pd.Series(values).astype(object).map(text_of), "str")


def text_of(cell: object) -> str:
    """One cell as the text by which it is known, whatever type holds it."""
    if isinstance(cell, bool | np.bool_):
        return str(cell).lower()
    if isinstance(cell, float | np.floating):
        return str(int(cell)) if float(cell).is_integer() else repr(float(cell))
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None).isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(cell)


def by_distinct(column: pd.Series, change: Callable[[Any], Any], dtype: str) -> pd.Series:
    """Apply `change` to the distinct values only, and spread the outcome; missing stays missing.

    Parameters
    ----------
    column : pandas.Series
        Shape (n,).
    change : callable
        Takes the d distinct values as an Index, gives d values back.
    dtype : str
        Of the result: "str", "float64" or a datetime64.
    """
    codes, distinct = pd.factorize(column)
    changed = pd.Series(change(pd.Index(distinct)), dtype=dtype).reset_index(drop=True)
    spread: pd.Series = changed.reindex(codes) if (codes < 0).any() else changed.take(codes)
    spread.index, spread.name = column.index, column.name
    return spread


def _unpacked(column: pd.Series) -> pd.Series:
    """The same values without the wrapping of categories, sparse storage or Arrow types."""
    dtype = column.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return _unpacked(column.astype(dtype.categories.dtype))
    if isinstance(dtype, pd.SparseDtype):
        return _unpacked(pd.Series(column.to_numpy(), index=column.index, name=column.name))
    if isinstance(dtype, pd.ArrowDtype):
        cells: pd.Series = column.array.__arrow_array__().to_pandas()
        cells.index, cells.name = column.index, column.name
        return _unpacked(cells)
    return column


def _without_empty(text: pd.Series) -> pd.Series:
    empty = np.asarray(text.array == "", dtype=np.bool_)
    return text.mask(empty) if empty.any() else text


def _from_objects(cells: pd.Series) -> tuple[pd.Series, Mask]:
    """Cells of mixed types as text; their types are looked at one by one, distinct types once."""
    types = cells.map(type)
    accepted = [one for one in types.unique() if issubclass(one, SCALARS)]
    missing = cells.isna().to_numpy(np.bool_)
    strange = ~types.isin(accepted).to_numpy(np.bool_) & ~missing
    sound = cells.mask(strange | missing)
    try:
        text = sound.map(text_of, na_action="ignore").astype("str")
    except UnicodeEncodeError:
        strange |= sound.map(_beyond_utf8).to_numpy(np.bool_)
        text = sound.mask(strange).map(text_of, na_action="ignore").astype("str")
    return _without_empty(text), strange


def _beyond_utf8(cell: object) -> bool:
    return isinstance(cell, str) and cell != cell.encode(errors="ignore").decode()

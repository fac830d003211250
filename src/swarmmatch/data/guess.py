"""What the cells of a caller's own column in a CSV file are: truth values, numbers, or text."""

from __future__ import annotations

import pandas as pd

#: Numbers as programs write them. Codes such as 007, 1e5 or +31 are text.
_WHOLE = r"-?(?:0|[1-9][0-9]{0,17})"
_REAL = rf"(?:{_WHOLE}(?:\.[0-9]+)?(?:e[+-][0-9]+)?|-?inf)"


def guessed(column: pd.Series) -> pd.Series:
    """A text column as truth values or numbers, if every filled cell is one; otherwise as it is.

    Parameters
    ----------
    column : pandas.Series
        Any dtype; only text is looked at.

    Returns
    -------
    pandas.Series
        Of dtype ``bool`` (no cell empty), ``int64`` (no cell empty), ``float64``, or as given.
    """
    cells = column.dropna()
    if not isinstance(column.dtype, pd.StringDtype) or cells.empty:
        return column
    full = len(cells) == len(column)
    distinct = pd.Series(cells.unique())
    if full and distinct.str.fullmatch("(?:[Tt]rue|[Ff]alse)").all():
        return column.str.lower() == "true"
    if distinct.str.fullmatch(_REAL).all():
        whole = full and distinct.str.fullmatch(_WHOLE).all()
        return column.astype("int64" if whole else "float64")
    return column

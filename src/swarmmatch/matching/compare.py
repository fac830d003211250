"""What differs between a table as it was found and as it should be."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.errors import counted

#: How many differing cells of a table are told.
TOLD = 3

#: Relative difference up to which two computations of a measure count as the same.
_SAME = 1e-9


def differences(where: str, found: pd.DataFrame, by: str, truth: pd.DataFrame) -> list[str]:
    """The first few cells that differ, each as a sentence; none when the tables say the same.

    Parameters
    ----------
    where, by : str
        Where the two tables come from, for the sentences.
    found : pandas.DataFrame
        Cells of any kind, also numbers as text.
    truth : pandas.DataFrame
        What they should be.
    """
    if list(found.columns) != list(truth.columns):
        return [f"{where}: has columns {list(found.columns)}, by {by} {list(truth.columns)}"]
    if len(found) != len(truth):
        return [f"{where}: has {counted(len(found), 'row')}, by {by} {len(truth):,}"]
    wrong = [~_same(found[name], truth[name]) for name in truth]
    rows, columns = np.nonzero(np.column_stack(wrong))
    told = [
        f"{where}, row {row}, {truth.columns[column]}: is {found.iat[row, column]!s:.80}, "
        f"by {by} {truth.iat[row, column]!s:.80}"
        for row, column in zip(rows[:TOLD], columns[:TOLD], strict=True)
    ]
    more = len(rows) - len(told)
    return [*told, f"{where}: {counted(more, 'more cell')}"] if more else told


def _same(found: pd.Series, truth: pd.Series) -> NDArray[np.bool_]:
    if pd.api.types.is_float_dtype(truth.dtype):
        numbers = pd.to_numeric(found, errors="coerce").to_numpy(np.float64)
        same = np.isclose(numbers, truth.to_numpy(np.float64), _SAME, _SAME, equal_nan=True)
    else:
        same = found.astype("str").to_numpy() == truth.astype("str").to_numpy()
    return np.asarray(same, dtype=np.bool_)

"""One short text that stands for all that the tables say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from swarmmatch.data.guess import guessed
from swarmmatch.data.plain import as_text, plain
from swarmmatch.data.tables import TABLES

#: Changes whenever the same tables would get another fingerprint than before.
_VERSION = "swarmmatch tables 2"


def fingerprint(tables: Mapping[str, pd.DataFrame | None]) -> str:
    """SHA-256 over the content of tables in normal form.

    Two problems whose CSV files say the same have the same fingerprint, whatever the process,
    machine or storage format. The order of rows counts; the dtype of a caller's own column does not
    (a CSV file cannot tell the number 7 from the text "7" there).

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame or None
        Every table of `tables.TABLES`.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    digest = hashlib.sha256(_VERSION.encode())
    for spec in TABLES.values():
        table = tables[spec.name]
        digest.update(repr((spec.name, None if table is None else table.shape)).encode())
        for name, cells in [] if table is None else table.items():
            column = cells if name in spec.names else guessed(plain(cells)[0])
            for part in _parts(column):
                digest.update(part)
    return digest.hexdigest()


def _parts(column: pd.Series) -> Iterator[bytes | memoryview]:
    """A column as bytes from which it could be rebuilt: no two columns give the same."""
    if column.isna().all():
        column = pd.Series(np.nan, index=column.index, name=column.name)  # whatever the dtype
    if pd.api.types.is_numeric_dtype(column.dtype):  # truth values are numeric too
        numbers = column.astype("float64").to_numpy(np.float64) + 0.0  # -0.0 is 0.0
        yield repr((column.name, "numbers")).encode()
        yield np.where(np.isnan(numbers), np.nan, numbers).astype("<f8").tobytes()
    else:
        yield repr((column.name, "text")).encode()
        yield from _text_parts(as_text(column))


def _text_parts(text: pd.Series) -> Iterator[bytes | memoryview]:
    """The length of each text in bytes (-1: missing), then all texts in a row, never copied."""
    import pyarrow as pa
    from pyarrow import compute

    cells = pa.array(text, type=pa.large_string(), from_pandas=True)
    chunks = cells.chunks if isinstance(cells, pa.ChunkedArray) else [cells]
    for chunk in chunks:
        lengths = compute.fill_null(compute.binary_length(chunk), -1)
        yield lengths.to_numpy(zero_copy_only=False).astype("<i8").tobytes()
    for chunk in chunks:
        filled = chunk.drop_null()
        if len(filled):
            _, ends, letters = filled.buffers()
            first, last = np.frombuffer(ends, np.int64)[
                [filled.offset, filled.offset + len(filled)]
            ]
            yield memoryview(letters)[first:last]

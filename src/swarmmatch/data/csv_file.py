"""One CSV file as a frame of text, and what is wrong with the file itself."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.data.decimals import with_points
from swarmmatch.data.guess import guessed
from swarmmatch.data.issues import fault, faults
from swarmmatch.data.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

#: A last row of our own: when it is not the last row read, a quoted cell has swallowed it.
_END = "\x1fend\x1f"

#: Files that are something else than their name says, by their first bytes.
_MAGIC = {
    b"PK\x03\x04": "an Excel workbook (or another zip file)",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a gzip file",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}

#: What parts the cells of a row; of those that find as many columns, the first.
DELIMITERS = (",", ";", "\t")

#: A first line by which Excel knows the delimiter.
_SEPARATOR = re.compile(rb'"?sep=.?"?[\t,;]*(?=[\r\n])', re.IGNORECASE)

_MARK = "\ufffd"  # what Python puts in place of a byte that is no text

_BLOCK = 1 << 26  # bytes that are read at once; a row has to fit in

Found = tuple[pd.DataFrame | None, list[pd.DataFrame]]


def read_csv(table: Table, data: bytes) -> Found:
    """Read a CSV file, with comma, semicolon or tab, in UTF-8 with or without a byte order mark.

    Parameters
    ----------
    table : Table
        Spec of the table that the file holds.
    data : bytes
        The file.

    Returns
    -------
    pandas.DataFrame or None
        Cells as text, the empty text missing; the caller's own columns as what they look like. The
        index is the row's position in the file. None when nothing can be read.
    list of pandas.DataFrame
        The issues.
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            return None, [fault(f"the file is {what}", "save it as CSV UTF-8", table=table.name)]
    if not data.strip(b"\xef\xbb\xbf\r\n\t ,;"):
        remedy = "write at least a row of column names"
        return None, [fault("the file is empty", remedy, table=table.name)]
    data = _without_separator(data.removeprefix(b"\xef\xbb\xbf")).lstrip(b"\r\n")
    text, is_utf8 = _readable(data)
    try:
        names, delimiter = _header(text)
        cells, ragged = _records(text, len(names), delimiter)
    except (csv.Error, ValueError) as error:  # pyarrow's errors are ValueErrors
        return None, [fault(f"the file cannot be read: {error}", "save it anew", table=table.name)]
    total = cells.num_rows + len(ragged)
    if not cells.num_rows or cells.column(0)[-1].as_py() != _END:
        problem, remedy = "a quotation mark is opened and never closed", "close it"
        return None, [fault(problem, remedy, table=table.name, row=total - 1)]
    frame = cells.slice(0, cells.num_rows - 1).to_pandas().astype("str")
    frame.index = pd.Index(np.delete(np.arange(total), ragged["row"])[:-1])
    frame.columns = pd.Index(names)
    issues = _ragged_issues(table, ragged, len(names))
    if not is_utf8:
        issues += _garbled_issues(table, frame)
    if delimiter != "," and frame.columns.is_unique:
        frame = with_points(table, frame)
    return _with_guesses(table, frame), issues


def _without_separator(data: bytes) -> bytes:
    told = _SEPARATOR.match(data)
    return data[told.end() :] if told else data


def _readable(data: bytes) -> tuple[bytes, bool]:
    """The file with a mark for each byte that is not UTF-8, and whether there are none."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode(errors="replace").encode(), False
    return data, True


def _header(data: bytes) -> tuple[list[str], str]:
    """The column names, and whichever delimiter finds more of them."""
    read = {}
    for delimiter in DELIMITERS:
        text = io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="")
        read[delimiter] = next(csv.reader(text, delimiter=delimiter))
    delimiter = max(read, key=lambda one: len(read[one]))
    return read[delimiter], delimiter


def _records(data: bytes, width: int, delimiter: str) -> tuple[pa.Table, pd.DataFrame]:
    """All records below the header as text, then our own last one; and the ragged ones apart."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    ragged = []

    def put_aside(record: arrow.InvalidRow) -> str:
        ragged.append((record.number - 2, record.actual_columns, record.text))
        return "skip"

    end = delimiter.join([_END] * width)
    columns = [str(at) for at in range(width)]
    cells = arrow.read_csv(
        io.BytesIO(b"".join((data, b"\n", end.encode(), b"\n"))),
        read_options=arrow.ReadOptions(
            use_threads=False,  # with threads, ragged rows lose their numbers
            block_size=_BLOCK,
            column_names=columns,
            skip_rows_after_names=1,
        ),
        parse_options=arrow.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, invalid_row_handler=put_aside
        ),
        convert_options=arrow.ConvertOptions(
            column_types=dict.fromkeys(columns, pa.large_string()),
            null_values=[""],
            strings_can_be_null=True,
        ),
    )
    return cells, pd.DataFrame(ragged, columns=["row", "width", "text"])


def _ragged_issues(table: Table, ragged: pd.DataFrame, width: int) -> list[pd.DataFrame]:
    if ragged.empty:
        return []
    text = ragged.set_index("row")["text"].rename(None)
    found = ragged["width"].astype("str")
    problem = "has " + found + f" cells where the header has {width}"
    remedy = "add or remove cells; put a cell that holds the delimiter in quotation marks"
    return [faults(table.name, text, None, problem, remedy)]


def _garbled_issues(table: Table, frame: pd.DataFrame) -> list[pd.DataFrame]:
    problem = "holds bytes that are not UTF-8"
    remedy = "save the file as CSV UTF-8 (it looks like an older code page)"
    issues = []
    for at, name in enumerate(frame.columns):
        if _MARK in name:
            issues.append(fault(problem, remedy, table=table.name, column=name))
        cells = frame.iloc[:, at]
        garbled = cells.str.contains(_MARK, regex=False).fillna(False).to_numpy(np.bool_)
        issues.append(faults(table.name, cells, garbled, problem, remedy))
    return issues


def _with_guesses(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The same, with the caller's own columns as numbers or truth values where they look it."""
    columns = [
        frame.iloc[:, at] if name in table.names else guessed(frame.iloc[:, at])
        for at, name in enumerate(frame.columns)
    ]
    return pd.concat(columns, axis=1)

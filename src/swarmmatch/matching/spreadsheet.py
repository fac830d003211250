"""CSV files for spreadsheets: no cell runs as a formula, and all of them read back exactly.

A spreadsheet takes a cell for a formula when it begins with one of ``= + - @`` (also in their wide
forms), a tab or a line break, perhaps after white space or quotation marks. Before such a beginning
stands an apostrophe in the file. The same holds after each comma, semicolon, tab and line break
within a text, for a spreadsheet set to another separator (in Dutch, the semicolon) makes new cells
there. Reading takes each of these apostrophes away again. Where a text of its own has apostrophes
at such a place, it gets one more, so that nothing is lost; ``'s-Heerenberg`` has none, and stays.
"""

from __future__ import annotations

import csv
import io
import re

import pandas as pd

#: Where a cell may begin: at the start of the text, or after what may part cells.
_BEGIN = r"(?<![^,;\t\r\n])"

#: What makes it a formula, perhaps after what a spreadsheet passes over.
_FORMULA = r"(?=[\s\"']*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"

_TO_GUARD = re.compile(_BEGIN + _FORMULA)
_GUARDED = re.compile(_BEGIN + "'" + _FORMULA)


def guarded(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet might see the beginning of a formula."""
    return _TO_GUARD.sub("'", text)


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return _GUARDED.sub("", text)


def to_csv(frame: pd.DataFrame) -> str:
    """A frame as CSV: comma and decimal point, every text guarded and in quotation marks."""
    safe = frame.copy(deep=False)
    texts: list[str] = frame.select_dtypes("str").columns.tolist()
    for name in texts:
        safe[name] = frame[name].map(guarded, na_action="ignore")
    return safe.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")


def from_csv(text: str) -> pd.DataFrame:
    """A CSV text as a frame of text cells, as they were before they were guarded.

    The delimiter is comma, or semicolon where a Dutch spreadsheet saved the file anew.

    Raises
    ------
    ValueError
        When the text is no table: empty, a quotation mark not closed, a row longer than the header.
    """
    header = next(csv.reader(io.StringIO(text, newline="")), [])
    delimiter = ";" if len(header) == 1 and ";" in header[0] else ","
    cells = pd.read_csv(
        io.StringIO(text, newline=""), sep=delimiter, header=None, dtype="str", na_filter=False
    )
    rows = {at: cells[at][1:].map(unguarded).reset_index(drop=True) for at in cells.columns}
    return pd.DataFrame(rows).set_axis(cells.iloc[0].tolist(), axis=1)

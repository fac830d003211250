"""A short frame as an HTML table for notebooks: every text escaped, and nothing endless."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from swarmmatch.data.display import LEFT

#: Rows that are shown, and the longest text of a cell.
ROWS, LENGTH = 20, 400


def frame_html(frame: pd.DataFrame, caption: str = "", *, numbered: bool = False) -> str:
    """The first rows of a frame, and how many more there are.

    Parameters
    ----------
    frame : pandas.DataFrame
        Its columns without any value are left out.
    caption : str
        Above the table.
    numbered : bool
        Whether each row begins with its position.
    """
    told = frame.dropna(axis="columns", how="all")
    right = [told[name].dtype.kind in "iuf" for name in told.columns]
    heads = [_cell("th", name, number) for name, number in zip(told.columns, right, strict=True)]
    rows = [
        "".join(_cell("td", value, number) for value, number in zip(row, right, strict=True))
        for row in told.head(ROWS).itertuples(index=False)
    ]
    if numbered:
        heads, rows = ["<th></th>", *heads], [f"<th>{i}</th>{row}" for i, row in enumerate(rows)]
    title = f"<p><b>{escape(caption)}</b></p>" if caption else ""
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    more = f"<p>and {len(frame) - ROWS:,} more</p>" if len(frame) > ROWS else ""
    head = f"<thead><tr>{''.join(heads)}</tr></thead>"
    return f"{title}<table>{head}<tbody>{body}</tbody></table>{more}"


def _cell(tag: str, value: Any, number: bool) -> str:
    look = "" if number else f" {LEFT}"
    return f"<{tag}{look}>{escape(_told(value))}</{tag}>"


def _told(value: Any) -> str:
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return ""
    told = f"{value:,.8g}" if isinstance(value, float) else str(value)
    return told if len(told) <= LENGTH else told[: LENGTH - 1] + "…"

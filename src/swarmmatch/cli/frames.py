"""Frames as tables for the terminal."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from swarmmatch.cli.cells import cell, plain
from swarmmatch.cli.screen import OUT
from swarmmatch.errors import SHOWN

#: Columns of texts no longer than this are never folded; the longer ones give way.
NARROW = 14

#: Room between two columns.
GUTTER = 3


def titled(title: str, style: str = "bold") -> Table:
    """An empty table below a title, with nothing between its cells but room."""
    return Table(title=plain(title, style), title_justify="left", box=SIMPLE_HEAD, pad_edge=False)


def noted(table: Table, note: str) -> Table:
    """The table with a note below it."""
    table.caption, table.caption_justify = plain(note, "dim"), "left"
    return table


def frame_table(
    frame: pd.DataFrame, title: str, *, style: str = "bold", whole: Collection[str] = ()
) -> Table:
    """A frame of a few columns, cut short after a screenful; columns without a value are left out.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of any length.
    title : str
        Above the table.
    style : str
        Of the title.
    whole : collection of str
        Columns whose words are never folded.
    """
    told = frame.dropna(axis="columns", how="all")
    table = titled(title, style)
    columns = [[cell(value) for value in told[name].head(SHOWN)] for name in told.columns]
    room = sum(map(_longest, columns)) + GUTTER * len(columns) <= OUT.width
    for name, cells in zip(told.columns, columns, strict=True):
        table.add_column(
            plain(name),
            justify="right" if pd.api.types.is_numeric_dtype(told[name]) else "left",
            # A least width would push the last columns off a narrow screen.
            width=None if room or name not in whole else _longest_word(cells),
            no_wrap=all(one.cell_len <= NARROW for one in cells),
        )
    for row in zip(*columns, strict=True):
        table.add_row(*row)
    if len(frame) > SHOWN:
        noted(table, f"... and {len(frame) - SHOWN:,} more")
    return table


def _longest(cells: Iterable[Text]) -> int:
    return max((one.cell_len for one in cells), default=0)


def _longest_word(cells: Iterable[Text]) -> int:
    words = (word for one in cells for word in one.plain.split())
    return max(map(len, words), default=0)

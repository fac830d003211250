"""Texts from the tables, made safe to print."""

from __future__ import annotations

from typing import Any

import pandas as pd
from rich.text import Text


def plain(text: object, style: str = "") -> Text:
    """Text as it stands: no markup, and control characters shown instead of obeyed."""
    shown = (mark if mark.isprintable() or mark == "\n" else _escaped(mark) for mark in str(text))
    return Text("".join(shown), style, overflow="fold")


def cell(value: Any) -> Text:
    """A cell of a frame: missing is empty, numbers have thousands marked."""
    if pd.isna(value):
        return Text("")
    return plain(f"{value:,.10g}" if isinstance(value, float) else value)


def _escaped(mark: str) -> str:
    return mark.encode("unicode_escape", "backslashreplace").decode("ascii")

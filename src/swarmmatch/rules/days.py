"""Days in options, and what lies within so many months before one of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd


def is_day(value: Any) -> bool:
    """Whether an option is a day as ISO 8601 text: ``2015-11-30``."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def day_of_plan(history: pd.DataFrame, as_of: str | None) -> pd.Timestamp:
    """The day a plan is made: the one given, or else the newest of the history (NaT if empty)."""
    newest: pd.Timestamp = history["date"].dt.normalize().max()
    return newest if as_of is None else pd.Timestamp(as_of)


def recent(history: pd.DataFrame, months: int | None, as_of: str | None) -> pd.DataFrame:
    """Rows of history up to the day of the plan, and after the same day ``months`` earlier."""
    day, held = day_of_plan(history, as_of), history["date"].dt.normalize()
    known = held <= day
    if months is not None:
        known &= held > day - pd.DateOffset(months=months)
    rows: pd.DataFrame = history[known]
    return rows

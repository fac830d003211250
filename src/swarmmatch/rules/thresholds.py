"""Dated amounts of law and policy: shipped as a file, and yours to edit. No legal advice."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from swarmmatch.errors import PolicyError
from swarmmatch.rules.days import is_day
from swarmmatch.rules.rule import is_number

#: Where the amounts of the library stand.
SHIPPED = Path(__file__).with_name("thresholds.toml")


class Threshold(NamedTuple):
    """One amount in euro, and from when to when it holds.

    Parameters
    ----------
    name : str
        What holds from the amount on, such as "tender".
    authority, purchase : str
        Whose rule it is, and for what is bought.
    amount : float
        Euro without VAT; an hour for "presumed employment", which holds below it.
    since, until : str
        First and last day, such as "2026-01-01"; until is empty when no end is known.
    source : str
        Where it is written.
    """

    name: str
    authority: str
    purchase: str
    amount: float
    since: str
    until: str = ""
    source: str = ""


def read_thresholds(path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Thresholds of a TOML file (the library's own when left out) as a frame, for you to edit.

    Raises
    ------
    PolicyError
        For a file that cannot be read, or a threshold that makes no sense.
    """
    rows = shipped() if path is None else _rows(Path(path))
    return pd.DataFrame(rows, columns=list(Threshold._fields))


def as_options(thresholds: pd.DataFrame) -> tuple[Threshold, ...]:
    """A frame of thresholds in the form that rules take as their option.

    Raises
    ------
    PolicyError
        For a threshold that makes no sense.
    """
    return checked_thresholds(thresholds.to_dict("records"))


def checked_thresholds(rows: Sequence[Any]) -> tuple[Threshold, ...]:
    """Thresholds from dictionaries or tuples, such as a policy file holds."""
    return tuple(_threshold(row) for row in rows)


@cache
def shipped() -> tuple[Threshold, ...]:
    """The thresholds of the library."""
    return _rows(SHIPPED)


def in_force(
    thresholds: Sequence[Threshold] | None,
    name: str,
    *,
    authority: str,
    purchase: str,
    as_of: str | None,
) -> Threshold:
    """The threshold that holds on a day; without a day, the newest.

    Raises
    ------
    PolicyError
        When there is none.
    """
    known = known_as(thresholds, name, authority=authority, purchase=purchase)
    found = on_day(known, as_of)
    if found is None:
        days = ", ".join(f"{row.since} to {row.until or 'now'}" for row in known)
        what = f"no threshold {name!r} of {authority!r} for {purchase!r}"
        raise PolicyError(f"{what} is known on {as_of}, only from {days}; give one in thresholds")
    return found


def known_as(
    thresholds: Sequence[Threshold] | None, name: str, *, authority: str, purchase: str
) -> list[Threshold]:
    """All thresholds of one name, whatever the day (of the library's, when none are given).

    Raises
    ------
    PolicyError
        When there is none.
    """
    every = shipped() if thresholds is None else thresholds
    wanted = (name, authority, purchase)
    known = [row for row in every if (row.name, row.authority, row.purchase) == wanted]
    if not known:
        what = f"no threshold {name!r} of {authority!r} for {purchase!r}"
        raise PolicyError(f"{what} is known; give one in thresholds")
    return known


def on_day(known: Sequence[Threshold], day: str | None) -> Threshold | None:
    """The one of these that holds on a day, if any does; without a day, the newest."""
    held = [row for row in known if day is None or _holds(row, day)]
    return max(held, key=lambda row: row.since, default=None)


def _holds(row: Threshold, day: str) -> bool:
    return row.since <= day and (not row.until or day <= row.until)


def _rows(path: Path) -> tuple[Threshold, ...]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PolicyError(f"{path}: cannot be read ({error.strerror})") from error
    except ValueError as error:
        raise PolicyError(f"{path}: is no TOML in UTF-8 ({error})") from error
    rows = content.get("threshold")
    if not isinstance(rows, list):
        raise PolicyError(f"{path}: write [[threshold]] above each threshold")
    return checked_thresholds(rows)


def _threshold(row: Any) -> Threshold:
    try:
        given = Threshold(**row) if isinstance(row, dict) else Threshold(*row)
    except TypeError as error:
        columns = ", ".join(Threshold._fields)
        raise PolicyError(f"a threshold has {columns}, not {row!r}") from error
    since, until = str(given.since), "" if pd.isna(given.until) else str(given.until)
    if not (is_day(since) and (not until or is_day(until))):
        raise PolicyError(f"since and until of a threshold are days such as '2026-01-01': {row!r}")
    if not is_number(given.amount) or given.amount < 0:
        raise PolicyError(f"the amount of a threshold is 0 euro or more: {row!r}")
    return given._replace(amount=float(given.amount), since=since, until=until)

"""Ties: two professionals who shared a team, how often, when last, and how strong that still is.

Nothing here knows a graph, so that rules can import it at no cost.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    Day = str | date | np.datetime64 | pd.Timestamp

Ints = NDArray[np.int64]

#: Days after which one shared team counts for half (an assumption: two editions a year).
HALF_LIFE = 365.0


def ties(
    history: pd.DataFrame, *, as_of: Day | None = None, half_life: float | None = HALF_LIFE
) -> pd.DataFrame:
    """One row a pair that shared a team.

    ``strength = sum over shared teams of 0.5 ** (age / half_life)``, with the age of a team in days
    before ``as_of``: 1 for a team of that day, 1/2 for one a half-life ago. Teams after ``as_of``
    are not counted: they are not known then. The rows of one team have its id and its date, so an
    id that returns on another date is another team.

    Parameters
    ----------
    history : pandas.DataFrame
        Columns ``team, date, professional``, as `Problem.history` has them; one row a member.
    as_of : date, optional
        Left out: the last date of the history.
    half_life : float or None
        Days, more than 0; None lets nothing fade, so that strength equals count.

    Returns
    -------
    pandas.DataFrame
        Columns ``a, b`` (ids, ``a < b``), ``count`` (teams shared), ``last`` (date of the last
        one) and ``strength``; by a, then by b. A team of n members gives n(n-1)/2 pairs.

    Raises
    ------
    ValueError
        When the half-life is no number above 0.
    """
    demand_half_life(half_life)
    moment = moment_of(history, as_of)
    known = history.loc[history["date"] <= moment, ["team", "date", "professional"]]
    known = known.drop_duplicates()
    person, names = pd.factorize(known["professional"], sort=True)
    a, b = pairs_within(team_codes(known))
    low, high = np.minimum(person[a], person[b]), np.maximum(person[a], person[b])
    days = known["date"].to_numpy()[a]
    key = low * len(names) + high
    order = np.lexsort((days, key))  # the newest of each pair comes last
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    count = np.diff(first, append=len(order))
    fresh = _faded(moment, days[order], half_life)
    return pd.DataFrame(
        {
            "a": names.take(low[order][first]),
            "b": names.take(high[order][first]),
            "count": count.astype(np.int64),
            "last": days[order][first + count - 1],
            "strength": np.add.reduceat(fresh, first) if len(first) else fresh,
        }
    )


def client_ties(
    history: pd.DataFrame, *, as_of: Day, half_life: float | None = HALF_LIFE
) -> pd.DataFrame:
    """One row a professional and client who had a team together, up to a date.

    Returns
    -------
    pandas.DataFrame
        Columns ``professional, client, count, last, strength``, in order of the first two; as
        `ties` for the rest. Teams without a client are left out.
    """
    moment = pd.Timestamp(as_of)
    seats = history[history["date"] <= moment].dropna(subset=["client"])
    seats = seats.drop_duplicates(["team", "date", "professional", "client"])
    seats = seats.assign(strength=_faded(moment, seats["date"].to_numpy(), half_life))
    seats = seats.sort_values("date", kind="stable")
    measures = {"count": ("date", "size"), "last": ("date", "max"), "strength": ("strength", "sum")}
    found: pd.DataFrame = seats.groupby(["professional", "client"]).agg(**measures).reset_index()
    return found


def demand_half_life(half_life: float | None) -> None:
    """Raise `ValueError` unless it is a number of days above 0, or None."""
    if half_life is not None and not half_life > 0:
        raise ValueError(f"half_life must be a number of days above 0, not {half_life!r}")


def moment_of(history: pd.DataFrame, as_of: Day | None) -> pd.Timestamp:
    """The date given, or that of the newest team; not-a-time when there is none."""
    return pd.Timestamp(history["date"].max() if as_of is None else as_of)


def team_codes(history: pd.DataFrame) -> Ints:
    """A number for each row, the same for rows of the same team: of one id and date."""
    return np.asarray(history.groupby(["team", "date"]).ngroup(), dtype=np.int64)


def pairs_within(groups: Ints) -> tuple[Ints, Ints]:
    """Positions of every two rows of the same group, each pair once.

    Parameters
    ----------
    groups : array of int, shape (n,)

    Returns
    -------
    two arrays of int, shape (pairs,)
        Positions into ``groups``.
    """
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    here = np.arange(len(order))
    partners = np.searchsorted(ordered, ordered, side="right") - here - 1
    first = np.repeat(here, partners)
    begin = np.repeat(partners.cumsum() - partners, partners)
    second = first + 1 + np.arange(len(first)) - begin
    order = order.astype(np.int64)
    return order[first], order[second]


def _faded(
    moment: pd.Timestamp, days: NDArray[np.datetime64], half_life: float | None
) -> NDArray[np.float64]:
    """What a team of each date still counts for on another date; never quite nothing."""
    if half_life is None or not len(days):
        return np.ones(len(days))
    age = (moment.to_datetime64() - days) / np.timedelta64(1, "D")
    left = np.exp2(-np.asarray(age, dtype=np.float64) / half_life)
    return np.maximum(left, np.finfo(np.float64).tiny)

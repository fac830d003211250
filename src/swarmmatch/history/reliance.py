"""How far teams could have found each other: strong communities make intermediaries superfluous."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.history.ties import Ints, pairs_within, team_codes

#: Rows of the largest table made at a time.
ROWS = 2_000_000

#: Later than any date.
NEVER = np.iinfo(np.int64).max

PERIODS = {"year": "Y", "quarter": "Q", "month": "M"}


def team_reach(
    history: pd.DataFrame,
    *,
    communities: pd.DataFrame | None = None,
    organisers: Iterable[str] = (),
    period: str = "year",
) -> pd.DataFrame:
    """For each seat of each team, how many teammates were within two hops beforehand.

    Two people are within two hops before a date when they shared an earlier team, or each of them
    shared one with the same third person. Teams of one date do not know of each other.

    Parameters
    ----------
    history : pandas.DataFrame
        Columns ``team, date, professional``; a row a member.
    communities : pandas.DataFrame, optional
        Columns ``professional, community``, such as `Communities.members`.
    organisers : iterable of str
        People who are left out as members and as third persons, because bringing others together
        is their work.
    period : "year", "quarter" or "month"
        What a date is put under.

    Returns
    -------
    pandas.DataFrame
        A row a member of a team of two or more: ``team, date, period`` (such as "2014" or
        "2014Q3"), ``professional, community`` (missing when not known), ``teammates, known`` (those
        within two hops) and ``reach = known / teammates``. The mean reach of a team's seats is its
        share of pairs within two hops.

    Raises
    ------
    ValueError
        For another period.
    """
    if period not in PERIODS:
        raise ValueError(f"period must be one of {', '.join(PERIODS)}, not {period!r}")
    columns = ["team", "date", "professional"]
    seats = history.loc[~history["professional"].isin(list(organisers)), columns]
    seats = seats.drop_duplicates(ignore_index=True)
    i, j = pairs_within(team_codes(seats))
    person, names = pd.factorize(seats["professional"], sort=True)
    date = seats["date"].to_numpy().astype("datetime64[us]").astype(np.int64)
    within = _since(person[i], person[j], date[i], len(names)) < date[i]
    ends = np.concatenate([i, j])
    teammates = np.bincount(ends, minlength=len(seats))
    known = np.bincount(ends[np.tile(within, 2)], minlength=len(seats))
    labels = pd.DataFrame({"professional": [], "community": []}, dtype=object)
    labels = labels if communities is None else communities
    community = labels.drop_duplicates("professional").set_index("professional")["community"]
    found = seats.assign(
        period=seats["date"].dt.to_period(PERIODS[period]).astype("str"),
        community=seats["professional"].map(community),
        teammates=teammates,
        known=known,
        reach=known / np.maximum(teammates, 1),
    )
    found = found.sort_values(["date", "team", "professional"])
    found = found[found["teammates"] > 0].reset_index(drop=True)
    return found[[*columns[:2], "period", "professional", "community", *found.columns[-3:]]]


def self_reliance(reach: pd.DataFrame, by: Sequence[str] = ("community", "period")) -> pd.DataFrame:
    """The self-reliance index: how far a community could form its teams without an intermediary.

    ``index = mean over its seats of (teammates already within two hops / teammates)``, from 0 (all
    teammates were strangers, of whom no friend knew either) to 1 (everybody could have been found
    by asking those one knows, and those whom they know). The organisers' own ties do not count: see
    `team_reach`. An early period is low for want of history, so compare periods, not single
    figures; it says who *could* have been found, not who was. A measure of this library's own,
    after the third lesson of Pr8werk (2015).

    Parameters
    ----------
    reach : pandas.DataFrame
        From `team_reach`.
    by : sequence of str
        Columns to divide by: ``community``, ``period``, ``team``, both, or none for one row.

    Returns
    -------
    pandas.DataFrame
        A row a group, in order: the columns of ``by``, ``teams`` (with a seat in it), ``seats``,
        ``index`` (missing when there is no seat).
    """
    one = reach.assign(at=reach.groupby(["team", "date"]).ngroup())
    measures = {"teams": ("at", "nunique"), "seats": ("at", "size"), "index": ("reach", "mean")}
    if by:
        found: pd.DataFrame = one.groupby(list(by), dropna=False).agg(**measures).reset_index()
        return found
    whole = {"teams": one["at"].nunique(), "seats": len(one), "index": one["reach"].mean()}
    return pd.DataFrame([whole])


def _since(a: Ints, b: Ints, date: Ints, people: int) -> Ints:
    """Since when each pair is within two hops, shape (pairs,); a later meeting counts for none."""
    key = np.minimum(a, b) * people + np.maximum(a, b)
    distinct, pair = np.unique(key, return_inverse=True)
    first = np.full(len(distinct), NEVER)
    np.minimum.at(first, pair, date)
    third = _through_a_third(distinct // people, distinct % people, first, people)
    since: Ints = np.minimum(first, third)[pair]
    return since


def _through_a_third(low: Ints, high: Ints, first: Ints, people: int) -> Ints:
    """Since when some third person knows both ends of each tie."""
    one, other = np.concatenate([low, high]), np.concatenate([high, low])
    order = np.lexsort((other, one))
    links = one[order] * people + other[order]
    contact, day = other[order], np.tile(first, 2)[order]
    begin = np.searchsorted(one[order], np.arange(people + 1))
    count = np.diff(begin)
    fewer = count[low] <= count[high]  # look among the contacts of who has fewer
    near, far = np.where(fewer, low, high), np.where(fewer, high, low)
    since = np.full(len(low), NEVER)
    for part in _parts(count[near]):
        size = count[near[part]]
        owner = np.repeat(np.arange(len(size)), size)
        row = np.arange(len(owner)) - np.repeat(size.cumsum() - size, size)
        row += begin[near[part]][owner]
        wanted = contact[row] * people + far[part][owner]
        place = np.minimum(np.searchsorted(links, wanted), len(links) - 1)
        both = np.where(links[place] == wanted, np.maximum(day[row], day[place]), NEVER)
        since[part] = np.minimum.reduceat(both, size.cumsum() - size)
    return since


def _parts(sizes: NDArray[np.int64]) -> list[slice]:
    """Cut a list into runs of at most `ROWS` together, or of one."""
    if not len(sizes):
        return []
    turn = (sizes.cumsum() - sizes) // ROWS
    cuts = np.flatnonzero(np.diff(turn, prepend=-1))
    ends = [*cuts[1:].tolist(), len(sizes)]
    return [slice(begin, end) for begin, end in zip(cuts.tolist(), ends, strict=True)]

"""How far teams stay the same from one point of a sweep to another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

SEAT = ["question", "professional"]

#: Between the ids of a team.
COMMA = ", "


def kept(teams: pd.DataFrame, points: pd.DataFrame, reference: int) -> pd.Series:
    """Share of the reference's seats that each point has too, 0 to 1, by the index of `points`.

    Missing for a point without a matching, and everywhere when the reference has no seat.
    """
    own = teams.loc[teams["point"] == reference, SEAT]
    same = teams.merge(own, on=SEAT).groupby("point").size()
    share = same.reindex(points["point"], fill_value=0) / (len(own) or np.nan)
    found = pd.Series(share.to_numpy(np.float64), index=points.index)
    return found.where(points["value"].notna())


def unchanged(points: pd.DataFrame, options: Sequence[str], reference: int) -> pd.DataFrame:
    """For each option, the tried values around the reference that leave every seat as it is.

    Parameters
    ----------
    points : pandas.DataFrame
        Columns ``point, kept, seats`` and the options.
    options : sequence of str
        Columns of the points.
    reference : int
        A point.
    """
    rows = [_run(points, option, options, reference) for option in options]
    columns = ["option", "value", "low", "high", "below", "above"]
    return pd.DataFrame(rows, columns=columns)


def _run(
    points: pd.DataFrame, option: str, options: Sequence[str], reference: int
) -> tuple[Any, ...]:
    own = points.loc[points["point"] == reference].iloc[0]
    others = [one for one in options if one != option]
    alike = (points[others] == own[others]).all(axis=1)
    tried = points[alike].sort_values(option, kind="stable")
    same = ((tried["kept"] >= 1) & (tried["seats"] == own["seats"])).to_numpy(np.bool_)
    values, at = tried[option].to_list(), int(np.argmax(tried["point"] == reference))
    before, after = np.flatnonzero(~same[:at]), np.flatnonzero(~same[at:]) + at
    first = int(before[-1]) + 1 if len(before) else 0
    last = int(after[0]) - 1 if len(after) else len(values) - 1
    below = values[first - 1] if len(before) else None
    above = values[last + 1] if len(after) else None
    return option, own[option], values[first], values[last], below, above


def stable_teams(teams: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """How often each question gets the same team over the points that have a matching.

    Returns
    -------
    pandas.DataFrame
        Columns ``question, teams, share, team``; a question without a team at a point counts as
        one with another team there.
    """
    solved = int(points["value"].notna().sum())
    whole = teams.sort_values(["point", *SEAT]).groupby(["question", "point"])["professional"]
    each = whole.agg(COMMA.join).rename("team").reset_index()
    counts = each.groupby(["question", "team"]).size().rename("times").reset_index()
    counts = counts.sort_values(["question", "times", "team"], ascending=[True, False, True])
    most = counts.drop_duplicates("question")
    different = counts.groupby("question").size()
    table = pd.DataFrame(
        {
            "question": most["question"],
            "teams": different.reindex(most["question"]).to_numpy(),
            "share": most["times"] / max(solved, 1),
            "team": most["team"],
        }
    )
    return table.sort_values(["share", "question"], ascending=[False, True], ignore_index=True)

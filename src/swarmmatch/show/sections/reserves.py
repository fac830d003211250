"""Who comes in when a seat falls free: told at each team, for that is where one looks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.show.page import Table, table_of

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.words import Words

#: What tells a seat, and who may take it.
SEAT, RESERVE = ["question", "professional"], "reserve"


def at_teams(
    reserves: pd.DataFrame | None, matching: Matching, say: Words
) -> tuple[dict[str, Table], pd.DataFrame | None]:
    """Reserves for seats of the matching, a table a question; and what is left, in a frame.

    All is left of a frame that does not tell seats and reserves.
    """
    if reserves is None or not {*SEAT, RESERVE} <= set(reserves.columns):
        return {}, reserves
    seats = pd.MultiIndex.from_frame(matching.teams[SEAT].astype("str"))
    here = pd.MultiIndex.from_frame(reserves[SEAT].astype("str")).isin(seats)
    told = reserves[here].astype(object)
    told[RESERVE] = told[RESERVE].where(told[RESERVE].notna(), say("no_reserve"))
    tables = {
        str(question): table_of(
            rows.drop(columns="question"), say("reserves_caption", question=str(question)), say
        )
        for question, rows in told.groupby("question", sort=False)
    }
    return tables, reserves[~here]

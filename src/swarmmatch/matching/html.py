"""A matching as HTML for notebooks: the proof, then the first teams; every text is escaped."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.data.display import LEFT
from swarmmatch.matching.coverage import fully_met
from swarmmatch.matching.display import facts

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching

#: How many teams are shown, and of each how many seats and requirements that it does not meet.
TEAMS, SEATS, LACKS = 10, 20, 5

#: Longest text of a cell.
LENGTH = 80

_COLUMNS = ["professional", "municipality", "sector", "covers"]


def as_html(matching: Matching) -> str:
    """The facts, and a table for each of the first teams."""
    rows = "".join(
        f"<tr><th {LEFT}>{name}</th><td {LEFT}>{escape(fact)}</td></tr>"
        for name, fact in facts(matching)
    )
    seats = matching.seats
    staffed = seats["question"].unique()
    shown = seats[seats["question"].isin(staffed[:TEAMS])]
    missing = matching.coverage[~fully_met(matching.coverage)]
    teams = [
        _team(team, missing[missing["question"] == question])
        for question, team in shown.groupby("question", sort=False)
    ]
    more = _more(len(staffed) - TEAMS, "team")
    return f"<div><table><tbody>{rows}</tbody></table>{''.join(teams)}{more}</div>"


def _team(seats: pd.DataFrame, missing: pd.DataFrame) -> str:
    about = [_cell(text) for text in seats.iloc[0][["question", "title", "client"]].dropna()]
    head = "".join(f"<th {LEFT}>{name}</th>" for name in _COLUMNS)
    rows = "".join(
        "<tr>" + "".join(f"<td {LEFT}>{_cell(cell)}</td>" for cell in row) + "</tr>"
        for row in seats[_COLUMNS].fillna("").head(SEATS).itertuples(index=False)
    )
    return (
        f"<p><b>{about[0]}</b> {' · '.join(about[1:])}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"{_more(len(seats) - SEATS, 'seat')}{_lacks(missing)}"
    )


def _lacks(missing: pd.DataFrame) -> str:
    """What is asked of the team and not met in full."""
    if missing.empty:
        return ""
    skills = [
        f"{_cell(one.skill)} at level {one.level} ({one.held} of {one.wanted})"
        for one in missing.head(LACKS).itertuples()
    ]
    return f"<p>lacks {', '.join(skills)}</p>{_more(len(missing) - LACKS, 'requirement')}"


def _more(count: int, what: str) -> str:
    return f"<p>and {count:,} more {what}{'s' * (count > 1)}</p>" if count > 0 else ""


def _cell(text: object) -> str:
    """A text escaped, and cut short."""
    told = str(text)
    return escape(told if len(told) <= LENGTH else told[: LENGTH - 1] + "…")

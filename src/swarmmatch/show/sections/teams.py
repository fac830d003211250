"""Every team: who sits there, what each member covers, and what is missing."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from swarmmatch.matching.coverage import fully_met
from swarmmatch.show.page import Table, table_of

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.words import Words

#: What is told of a member, of a requirement, and of a question.
MEMBER = ["professional", "municipality", "sector", "covers"]
ASKED = ["skill", "level", "wanted", "held", "by", "must"]
PLACE = ["client", "sector", "municipality", "slot"]


class Team(NamedTuple):
    """A team of the report.

    Attributes
    ----------
    question, title : str
        Its id and title; the title may be empty.
    about : list of (str, str)
        What is known of the question, by name.
    verdict : str
        How far what is asked is met.
    whole : bool
        Whether all of it is.
    members : Table
        Who sits there.
    asked : Table or None
        What is asked and who covers it; None where nothing is asked.
    reserves : Table or None
        Who comes in for whom; None where that is not known.
    """

    question: str
    title: str
    about: list[tuple[str, str]]
    verdict: str
    whole: bool
    members: Table
    asked: Table | None
    reserves: Table | None


def teams(matching: Matching, say: Words, reserves: Mapping[str, Table]) -> list[Team]:
    """Every team, in the order of the questions, with the reserves known of it."""
    questions = matching.problem.questions.to_dict("records")
    known = {str(one["question"]): one for one in questions}
    asked = matching.coverage.groupby("question", sort=False)
    needs = {str(question): needed for question, needed in asked}
    return [
        _team(
            known[str(question)],
            members,
            needs.get(str(question)),
            reserves.get(str(question)),
            say,
        )
        for question, members in matching.seats.groupby("question", sort=False)
    ]


def unstaffed(matching: Matching, say: Words) -> Table | None:
    """Questions without a team; None when there are none."""
    questions = matching.problem.questions
    left = questions[~questions["question"].isin(matching.teams["question"])]
    if left.empty:
        return None
    return table_of(left[["question", "title", "client"]], say("unstaffed_caption"), say)


def _team(
    question: Mapping[Hashable, Any],
    members: pd.DataFrame,
    asked: pd.DataFrame | None,
    reserves: Table | None,
    say: Words,
) -> Team:
    name = str(question["question"])
    needs = None
    met = needed = 0
    if asked is not None:
        met, needed = int(fully_met(asked).sum()), len(asked)
        needs = table_of(asked[ASKED], say("asked_caption", question=name), say)
    verdict = say("requirements_met", met=say.number(met), needed=say.number(needed))
    return Team(
        question=name,
        title="" if pd.isna(question["title"]) else str(question["title"]),
        about=[(say.phrase(one), str(question[one])) for one in PLACE if pd.notna(question[one])],
        verdict=verdict if needed else say("nothing_asked"),
        whole=met == needed,
        members=table_of(members[MEMBER], say("members_caption", question=name), say),
        asked=needs,
        reserves=reserves,
    )

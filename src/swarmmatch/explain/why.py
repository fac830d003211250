"""Why somebody has a seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from swarmmatch.errors import InfeasibleError
from swarmmatch.explain.asked import (
    demand_matching,
    is_seated,
    professional_id,
    question_id,
    told_question,
)
from swarmmatch.explain.marginal import Marginal, without
from swarmmatch.explain.resolve import searched_again, with_seat
from swarmmatch.explain.skills import asked_and_held, told_skills
from swarmmatch.explain.telling import Audience, Explanation, Fact
from swarmmatch.explain.told_rules import told_points, told_rules
from swarmmatch.matching.coverage import coverage
from swarmmatch.matching.matching import Matching
from swarmmatch.rules.locks import Locks


@dataclass(frozen=True, eq=False, repr=False)
class Why(Explanation):
    """Why somebody has a seat; `why` makes it.

    Attributes
    ----------
    matching, question, professional
        What was asked.
    covers : pandas.DataFrame
        Columns ``skill, level`` (asked), ``has`` (level held) and ``alone`` (nobody else in the
        team meets it), a row a requirement that this member meets.
    absence : Marginal
        What the same teams would earn more without this member, below 0 where they lose.
    locked : bool
        Whether the seat was fixed beforehand.
    exact : Matching or None
        The best teams found with this seat kept free; None where that was not asked, or where
        there are none.
    needed : bool or None
        Whether no teams keep the hard rules without this seat; None where that was not asked.
    """

    matching: Matching
    question: str
    professional: str
    covers: pd.DataFrame
    absence: Marginal
    locked: bool
    exact: Matching | None
    needed: bool | None

    def facts(self, audience: Audience) -> list[Fact]:
        """What the member covers and adds, and what breaks without them."""
        who = self.professional
        told = [Fact.of("sits", who=who, question=told_question(self.matching.problem,
                                                               self.question))]  # fmt: skip
        told += [Fact("was locked")] * self.locked
        told += self._covered(who)
        lost = -self.absence.points
        key = "adds" if lost >= 0 else "adds nothing"
        told.append(Fact.of(key, who=who, points=abs(lost)))
        policy = self.matching.policy
        told += told_points(-self.absence.by_rule, policy, audience)
        if len(self.absence.broken):
            rules = told_rules(self.absence.broken["rule"], policy, audience)
            told.append(Fact.of("would break", who=who, rules=rules))
        return told + self._searched(who)

    def tables(self) -> dict[str, pd.DataFrame]:
        """What is covered, the points by rule, and what would be broken."""
        points = self.absence.by_rule.rename_axis("rule").reset_index()
        return {"covers": self.covers, "absence": points, "broken": self.absence.broken}

    def _covered(self, who: str) -> list[Fact]:
        if self.covers.empty:
            return [Fact.of("covers nothing", who=who)]
        told = [Fact.of("covers", who=who, skills=_skills(self.covers))]
        alone = self.covers[self.covers["alone"]]
        return told + [Fact.of("only holder", skills=_skills(alone))] * bool(len(alone))

    def _searched(self, who: str) -> list[Fact]:
        if self.needed:
            return [Fact.of("none without", who=who)]
        if self.exact is None:
            return []
        found, now = self.exact, self.matching.value
        return [Fact.of("next without", who=who, value=found.value, bound=found.bound, now=now)]


def why(
    matching: Matching,
    professional: Any,
    question: Any,
    *,
    exact: bool = False,
    gap: float | None = None,
    time_limit: float | None = None,
) -> Why:
    """Say why somebody sits at a question.

    Parameters
    ----------
    matching : Matching
        With the seat.
    professional, question : id
        Who, and where.
    exact : bool
        Also search for the best teams with this seat kept free, which takes about one `match`.
    gap, time_limit : float, optional
        Of that search; those of the matching when left out.

    Returns
    -------
    Why
        Its ``text`` and ``to_dict`` are safe to hand to the person.

    Raises
    ------
    DataError
        For an unknown id.
    NoMatchingError
        When that search ran out of time before it found any teams.
    TypeError
        When `matching` is none.
    ValueError
        When this professional does not sit there: ask `why_not`.
    """
    demand_matching(matching)
    problem = matching.problem
    where, who = question_id(problem, question), professional_id(problem, professional)
    if not is_seated(matching, where, who):
        raise ValueError(f"{who!r} does not sit at {where!r}; ask why_not")
    locked, found = _is_locked(matching, where, who), None
    if exact and not locked:
        found = _without(matching, where, who, gap, time_limit)
    return Why(
        matching=matching,
        question=where,
        professional=who,
        covers=_covers(matching, where, who),
        absence=without(matching, where, who),
        locked=locked,
        exact=found,
        needed=(found is None) if exact else None,
    )


def _without(
    matching: Matching,
    question: str,
    professional: str,
    gap: float | None,
    time_limit: float | None,
) -> Matching | None:
    """The best teams found with a seat kept free; None when there are none."""
    barred = with_seat(matching.problem, matching.policy, question, professional, "bar")
    try:
        return searched_again(matching, *barred, gap, time_limit)
    except InfeasibleError:
        return None


def _covers(matching: Matching, question: str, professional: str) -> pd.DataFrame:
    """The requirements that a member meets, and whether alone."""
    problem, teams = matching.problem, matching.teams
    mine = asked_and_held(problem, question, professional)
    team = coverage(problem, teams[teams["question"] == question])
    held = team.loc[team["question"] == question, "held"]
    mine = mine.assign(alone=held.to_numpy() == 1)
    return mine.loc[mine["meets"], ["skill", "level", "has", "alone"]].reset_index(drop=True)


def _is_locked(matching: Matching, question: str, professional: str) -> bool:
    seats = matching.problem.seats
    mine = (seats["question"] == question) & (seats["professional"] == professional)
    return Locks() in matching.policy.rules and "lock" in set(seats.loc[mine, "kind"])


def _skills(table: pd.DataFrame) -> tuple[Fact, ...]:
    return told_skills(table["skill"], table["has"])

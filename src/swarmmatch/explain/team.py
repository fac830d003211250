"""A team explained: who covers what, what each member adds, what is thin and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from swarmmatch.explain.asked import demand_matching, question_id, team_of, told_question
from swarmmatch.explain.free_people import free_people
from swarmmatch.explain.marginal import Marginal, without
from swarmmatch.explain.skills import told_skills
from swarmmatch.explain.telling import Audience, Explanation, Fact, rows_of
from swarmmatch.explain.told_rules import told_points, told_rules
from swarmmatch.matching.coverage import COMMA, coverage, holdings
from swarmmatch.matching.matching import Matching


@dataclass(frozen=True, eq=False, repr=False)
class TeamExplanation(Explanation):
    """One team, explained; `explain_team` makes it.

    Attributes
    ----------
    matching, question
        What was asked.
    requirements : pandas.DataFrame
        Columns ``skill, level, wanted, held, by, must, weight`` as in ``Matching.coverage``, and
        ``state``: "covered", "thin" (met, but not at any one holder's absence) or "missing".
    members : pandas.DataFrame
        Columns ``professional, covers`` (skills asked that the member holds at the level asked),
        ``adds`` (points that all teams earn less without this member) and ``breaks`` (hard rules
        that the teams break then, joined by "; "), a row a member.
    holders : tuple of tuples of str
        Of each requirement, the members who meet it.
    absences : dict of str to Marginal
        Of each member, what the same teams would earn more without them, and break.
    available : pandas.DataFrame
        Whom the pool still has for what is missing: see `swarmmatch.explain.free_people`.
    """

    matching: Matching
    question: str
    requirements: pd.DataFrame
    members: pd.DataFrame
    holders: tuple[tuple[str, ...], ...]
    absences: dict[str, Marginal]
    available: pd.DataFrame

    @property
    def points(self) -> pd.DataFrame:
        """Columns ``professional, rule, points``: what members add by rule, where it is not 0."""
        rows = [
            (who, rule, 0.0 - points)
            for who, change in self.absences.items()
            for rule, points in change.by_rule.items()
            if points
        ]
        table = pd.DataFrame(rows, columns=["professional", "rule", "points"])
        return table.astype({"professional": "str", "rule": "str", "points": "float64"})

    @property
    def fragility(self) -> float:
        """Most points that any one absence costs all teams."""
        return float(self.members["adds"].max()) if len(self.members) else 0.0

    @property
    def indispensable(self) -> list[str]:
        """Members at whose absence the teams break a hard rule."""
        return list(self.members.loc[self.members["breaks"] != "", "professional"])

    def facts(self, audience: Audience) -> list[Fact]:
        """The team, its requirements, and what each member adds."""
        people = tuple(self.members["professional"])
        where = told_question(self.matching.problem, self.question)
        if not people:
            return [Fact.of("no team", question=where), *self._asked(audience)]
        told = [Fact.of("team", question=where, people=people), *self._asked(audience)]
        for member in people:
            told += self._member(member, audience)
        return told + self._fragile()

    def tables(self) -> dict[str, pd.DataFrame]:
        """The requirements, the members, their points by rule, and who is available."""
        return {
            "requirements": self.requirements,
            "members": self.members,
            "points": self.points,
            "available": self.available,
        }

    def _asked(self, audience: Audience) -> list[Fact]:
        told = []
        keys = {"covered": "covered by", "thin": "thin", "missing": "missing"}
        skills = told_skills(self.requirements["skill"], self.requirements["level"])
        rows = rows_of(self.requirements)
        for skill, row, people in zip(skills, rows, self.holders, strict=True):
            told.append(Fact.of(keys[row["state"]], skill=skill, people=people,
                                held=row["held"], wanted=row["wanted"]))  # fmt: skip
            if row["state"] == "missing":
                told += self._available(row["skill"], row["level"], audience)
        return told

    def _available(self, skill: str, level: int, audience: Audience) -> list[Fact]:
        """How many are free; for an auditor also who."""
        table = self.available
        rows = rows_of(table[(table["skill"] == skill) & (table["level"] == level)])
        free = int(rows[0]["free"]) if rows else 0
        told = [Fact.of("pool still has", n=free)]
        if audience == "person":
            return told
        for row in rows:
            more = {"who": row["professional"], "level": row["has"], "points": row["adds"]}
            against = {"rules": row["breaks"]} if row["breaks"] else {}
            told.append(Fact("could join against" if against else "could join", more | against))
        return told

    def _member(self, who: str, audience: Audience) -> list[Fact]:
        policy, change = self.matching.policy, self.absences[who]
        key = "member adds" if change.points <= 0 else "member adds nothing"
        told = [Fact.of(key, who=who, points=abs(change.points))]
        if audience == "auditor":
            told += told_points(0.0 - change.by_rule, policy, audience)
        if len(change.broken):
            rules = told_rules(change.broken["rule"], policy, audience)
            told.append(Fact.of("would break", who=who, rules=rules))
        return told

    def _fragile(self) -> list[Fact]:
        """Whose absence costs most, rules before points."""
        order = self.members.assign(rule=self.members["breaks"] != "")
        worst = order.sort_values(["rule", "adds"], ascending=False, kind="stable").iloc[0]
        if not worst["rule"] and worst["adds"] <= 0:
            return []
        return [Fact.of("fragile", who=worst["professional"])]


def explain_team(matching: Matching, question: Any) -> TeamExplanation:
    """Explain a team: who covers what, what each adds, what is thin, and what is missing.

    Parameters
    ----------
    matching : Matching
        The teams.
    question : id
        Which team.

    Returns
    -------
    TeamExplanation

    Raises
    ------
    DataError
        For an unknown id.
    TypeError
        When `matching` is none.
    """
    demand_matching(matching)
    where = question_id(matching.problem, question)
    requirements = _requirements(matching, where)
    absences = {who: without(matching, where, who) for who in team_of(matching, where)}
    missing = requirements[requirements["state"] == "missing"]
    return TeamExplanation(
        matching=matching,
        question=where,
        requirements=requirements,
        members=_members(matching, where, absences),
        holders=_holders(matching, where),
        absences=absences,
        available=free_people(matching, where, missing),
    )


def _requirements(matching: Matching, question: str) -> pd.DataFrame:
    table = coverage(matching.problem, matching.teams)
    table = table[table["question"] == question].drop(columns="question").reset_index(drop=True)
    short, spare = table["held"] < table["wanted"], table["held"] > table["wanted"]
    state = np.select([short, spare], ["missing", "covered"], "thin")
    return table.assign(state=pd.Series(state, index=table.index, dtype="str"))


def _holders(matching: Matching, question: str) -> tuple[tuple[str, ...], ...]:
    """The members who meet each requirement of a question."""
    asked = matching.problem.requirements
    met = holdings(matching.problem, matching.teams).groupby("requirement")["professional"]
    found = met.agg(tuple).to_dict()
    return tuple(found.get(one, ()) for one in asked.index[asked["question"] == question])


def _members(matching: Matching, question: str, absences: dict[str, Marginal]) -> pd.DataFrame:
    teams = matching.teams
    seats = teams[teams["question"] == question].reset_index(drop=True)
    covers = holdings(matching.problem, seats).drop_duplicates(["seat", "skill"]).groupby("seat")
    found = absences.values()
    return seats[["professional"]].assign(
        covers=covers["skill"].agg(COMMA.join).reindex(seats.index).fillna("").astype("str"),
        adds=[0.0 - change.points for change in found],
        breaks=pd.Series(
            ["; ".join(change.broken["rule"].drop_duplicates()) for change in found],
            index=seats.index,
            dtype="str",
        ),
    )

"""What differs between two matchings: who moved, and which rules gained and lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from swarmmatch.explain.asked import demand_matching, told_question
from swarmmatch.explain.marginal import by_rule, points_by_question
from swarmmatch.explain.telling import Audience, Explanation, Fact
from swarmmatch.explain.told_rules import told_points
from swarmmatch.matching.matching import Matching
from swarmmatch.matching.seats import SEAT
from swarmmatch.matching.units import as_points, as_units


@dataclass(frozen=True, eq=False, repr=False)
class Difference(Explanation):
    """What one matching has that another has not; `compare` makes it.

    Attributes
    ----------
    before, after : Matching
        The two.
    value : float
        Points that the second earns more than the first.
    seats : pandas.DataFrame
        Columns ``question, professional, change`` ("in" or "out"), a row a seat that only one has.
    rules : pandas.DataFrame
        Columns ``rule, before, after, change``: points, a row a rule of either policy.
    questions : pandas.DataFrame
        Columns ``question, before, after, change``: points by rules that speak of questions alone,
        a row a question in which they differ.
    """

    before: Matching
    after: Matching
    value: float
    seats: pd.DataFrame
    rules: pd.DataFrame
    questions: pd.DataFrame

    @property
    def moved(self) -> list[str]:
        """Professionals who sit elsewhere, or no more, or only now."""
        return list(self.seats["professional"].drop_duplicates())

    def facts(self, audience: Audience) -> list[Fact]:
        """The value, how many move, and the points; for an auditor also who moves where."""
        told = [
            Fact.of("difference", before=self.before.value, after=self.after.value,
                    points=self.value),
            *self.counted(),
        ]  # fmt: skip
        changed = self.rules.set_index("rule")["change"]
        policy = self.after.policy | self.before.policy
        if audience == "auditor":
            told += self._teams() + self._questions()
        return told + told_points(changed, policy, audience)

    def counted(self) -> list[Fact]:
        """How many people and teams change."""
        if self.seats.empty:
            return [Fact("nobody moved")]
        teams = self.seats["question"].nunique()
        return [Fact.of("people moved", n=len(self.moved)), Fact.of("teams changed", n=teams)]

    def tables(self) -> dict[str, pd.DataFrame]:
        """The seats, the points by rule and those by question."""
        return {"seats": self.seats, "rules": self.rules, "questions": self.questions}

    def _teams(self) -> list[Fact]:
        return [
            _team(told_question(self.before.problem, str(question)), seats)
            for question, seats in self.seats.groupby("question", sort=False)
        ]

    def _questions(self) -> list[Fact]:
        return [
            Fact.of("question points", question=told_question(self.before.problem, str(question)),
                    points=float(points))
            for question, points in self.questions.set_index("question")["change"].items()
        ]  # fmt: skip


def compare(before: Matching, after: Matching) -> Difference:
    """Compare two matchings of the same questions.

    Parameters
    ----------
    before, after : Matching
        Their policies, and other tables than the questions, may differ; rules go by their names.

    Returns
    -------
    Difference

    Raises
    ------
    TypeError
        For anything but matchings.
    ValueError
        When they are about different questions.
    """
    demand_matching(before, "before")
    demand_matching(after, "after")
    if set(before.problem.arrays.questions) != set(after.problem.arrays.questions):
        raise ValueError("the two matchings are about different questions; give two of the same")
    return Difference(
        before=before,
        after=after,
        value=_apart(before, after),
        seats=_seats(before, after),
        rules=_side_by_side("rule", *(by_rule(one.scores) for one in (before, after))),
        questions=_questions(before, after),
    )


def _apart(before: Matching, after: Matching) -> float:
    """Points that the second earns more, exactly where both count in the same units."""
    unit = after.resolution
    if before.resolution != unit:
        return after.value - before.value
    return as_points(int(as_units(after.value, unit) - as_units(before.value, unit)), unit)


def _seats(before: Matching, after: Matching) -> pd.DataFrame:
    """Seats that only one has, question by question in the order of the problem."""
    both = before.teams.merge(after.teams, on=SEAT, how="outer", indicator="change")
    seats = both[both["change"] != "both"]
    order = before.problem.arrays.question_codes(seats["question"])
    said = seats["change"].map({"left_only": "out", "right_only": "in"}).astype("str")
    table = seats.assign(change=said, order=order).sort_values(
        ["order", "change", "professional"], kind="stable", ignore_index=True
    )
    return table[[*SEAT, "change"]]


def _questions(before: Matching, after: Matching) -> pd.DataFrame:
    each = [
        points_by_question(one.problem, one.policy, one.teams, one.resolution)
        for one in (before, after)
    ]
    table = _side_by_side("question", *each)
    return table[table["change"].abs() > after.resolution / 2].reset_index(drop=True)


def _side_by_side(name: str, before: pd.Series, after: pd.Series) -> pd.DataFrame:
    names = pd.Index([*before.index, *after.index.difference(before.index, sort=False)])
    columns: dict[str, Any] = {
        "before": before.reindex(names, fill_value=0.0),
        "after": after.reindex(names, fill_value=0.0),
    }
    table = pd.DataFrame(columns, index=names).rename_axis(name).reset_index()
    change = (table["after"] - table["before"]).round(12)
    return table.assign(change=change)


def _team(question: Fact | str, seats: pd.DataFrame) -> Fact:
    """Who joins and who leaves one team."""
    into = tuple(seats.loc[seats["change"] == "in", "professional"])
    out = tuple(seats.loc[seats["change"] == "out", "professional"])
    if into and out:
        return Fact.of("joins and leaves", question=question, people=into, others=out)
    return Fact.of("joins" if into else "leaves", question=question, people=into or out)

"""The audit says of teams what the blocks of the rules say, and judges malformed teams too."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from swarmmatch.data.problem import Problem
from swarmmatch.errors import DataError, PolicyError
from swarmmatch.matching.audit import audit
from swarmmatch.matching.units import as_points
from swarmmatch.rules import Capacity, Check, Coverage, Distinct, Fit, Policy, Quota, Rule, TeamSize
from swarmmatch.testing import planted, tiny_problem
from swarmmatch.testing.verdict import by_blocks
from tiny_tables import tiny

POLICY = Policy(
    [
        TeamSize(unstaffed=1 / 7),
        Capacity(),
        Coverage(weight=10 / 3),
        Fit(weight=0.7),
        Quota("gender", at_least=1, weight=np.pi),
        Distinct("sector", weight=1.1),
    ]
)


@dataclass(frozen=True)
class Earns(Rule):
    """A rule of a user: earns what it is told to earn, also where that is "nan"."""

    count: float | str
    each: float | str

    def blocks(self, _: Problem) -> list[Any]:
        return []

    def check(self, _: Problem, __: pd.DataFrame) -> Check:
        earned = pd.DataFrame({"subject": ["q"], "count": [self.count], "each": [self.each]})
        earned = earned.astype({"count": "float64", "each": "float64"})
        return Check.of(0.0, "nothing", earned=earned)


def seats(*taken: tuple[Any, Any]) -> pd.DataFrame:
    return pd.DataFrame(taken, columns=["question", "professional"])


@pytest.mark.parametrize("seed", range(12))
def test_it_says_what_the_blocks_say(seed: int) -> None:
    problem, rng = tiny_problem(seed), np.random.default_rng(seed)
    questions, people = problem.arrays.questions, problem.arrays.professionals
    taken = rng.random((len(questions), len(people))) < rng.random()
    question, professional = rng.permutation(np.argwhere(taken)).T
    teams = pd.DataFrame({"question": questions[question], "professional": people[professional]})
    said = [by_blocks(rule.blocks(problem), taken[None], 1e-3) for rule in POLICY]
    found = audit(problem, POLICY, teams, resolution=1e-3)
    assert found.ok == all(holds[0] for holds, _ in said)
    for points, (holds, units) in zip(found.scores["points"], said, strict=True):
        if holds[0]:
            assert points == as_points(int(units[0]), 1e-3)
    if found.ok:
        assert found.units == sum(int(units[0]) for _, units in said)
    assert found.value == as_points(found.units, 1e-3)
    assert found.value == pytest.approx(found.scores["points"].sum())


def test_planted_teams_earn_their_value_and_break_nothing() -> None:
    case = planted(seed=3)
    found = audit(case.problem, case.policy, case.teams)
    assert found.ok
    assert found.value == case.value
    assert found.scores["rule"].tolist() == [rule.name for rule in case.policy]
    assert found.scores.loc[2, "measure"] == 1.0


def test_a_breach_is_named_with_its_rule_and_subject() -> None:
    case = planted(seed=3)
    short = audit(case.problem, case.policy, case.teams.iloc[1:])
    assert not short.ok
    assert short.violations["rule"].tolist() == ["TeamSize()"]
    assert short.violations["subject"].tolist() == [case.teams["question"].iloc[0]]


def test_units_are_rounded_a_count_at_a_time() -> None:
    problem = Problem.from_frames(**tiny())
    third = audit(problem, Policy([Earns(3, 1 / 3), Earns(1, 2 / 3)]), seats())
    assert third.units == 3 * 3333 + 6667
    assert third.scores["points"].tolist() == [0.9999, 0.6667]
    assert third.value == 1.6666


def test_points_are_the_nearest_to_the_decimal() -> None:
    assert as_points(33_333, 1e-4) == 3.3333
    assert as_points(-7, 0.1) == -0.7
    assert as_points(10**30 + 1, 1.0) == 1e30


@pytest.mark.parametrize(
    ("seat", "subject", "detail"),
    [
        (("q9", "anna"), "q9", "is no question of the tables"),
        (("q1", "dirk"), "dirk", "is no professional of the tables"),
        (("Q1", "anna"), "Q1", "is no question of the tables"),
        ((None, "anna"), "(missing)", "is no question of the tables"),
        (("q1", ["anna"]), "(missing)", "is no professional of the tables"),
        (("q1", "bram"), "q1", "has the same seat more than once: bram"),
    ],
)
def test_malformed_seats_are_violations_and_the_rules_judge_the_others(
    seat: tuple[Any, Any], subject: str, detail: str
) -> None:
    problem, policy = Problem.from_frames(**tiny()), Policy([TeamSize(), Coverage()])
    sound = seats(("q1", "bram"), ("q1", "anna"))
    given = pd.concat([sound.astype(object), seats(seat).astype(object)], ignore_index=True)
    found = audit(problem, policy, given)
    assert not found.ok
    assert found.violations.to_numpy().tolist() == [["teams", subject, detail]]
    assert found.scores.equals(audit(problem, policy, sound).scores)


def test_ids_may_be_numbers_and_teams_have_other_columns() -> None:
    people = pd.DataFrame({"professional": [7, 8]})
    asked = pd.DataFrame({"question": [1], "size_min": 1, "size_max": 1})
    problem = Problem.from_frames(professionals=people, questions=asked)
    teams = pd.DataFrame({"why": ["!"], "professional": [8.0], "question": [1]}, index=[5])
    before = teams.copy()
    assert audit(problem, Policy([TeamSize()]), teams).ok
    pd.testing.assert_frame_equal(teams, before)


@pytest.mark.parametrize(
    "teams",
    [None, {"question": []}, pd.DataFrame({"question": ["q1"]}), seats().iloc[:, [0, 1, 1]]],
)
def test_what_is_no_frame_of_seats_is_refused(teams: Any) -> None:
    with pytest.raises(DataError, match="teams"):
        audit(Problem.from_frames(**tiny()), Policy(), teams)


@pytest.mark.parametrize(
    ("count", "each"), [(0.5, 1), (1, "nan"), ("nan", 1), (1, np.inf), (2, 3e14), (-2, 3e14)]
)
def test_a_rule_whose_points_cannot_be_added_up_is_named(
    count: float | str, each: float | str
) -> None:
    rule = Earns(count, each)
    with pytest.raises(PolicyError, match=rf"^Earns\(count={count!r}.* whole numbers"):
        audit(Problem.from_frames(**tiny()), Policy([rule]), seats())


@pytest.mark.parametrize("resolution", [0, -1e-4, np.nan, np.inf])
def test_a_resolution_is_above_nothing(resolution: float) -> None:
    with pytest.raises(ValueError, match="resolution must be"):
        audit(Problem.from_frames(**tiny()), Policy(), seats(), resolution)


def test_nobody_and_no_rules_are_fine() -> None:
    found = audit(Problem.from_frames(**tiny()), Policy(), seats())
    assert found.ok
    assert (found.units, found.value) == (0, 0.0)
    assert list(found.scores) == ["rule", "measure", "unit", "points"]
    assert list(found.violations) == ["rule", "subject", "detail"]


def test_it_prints_short_and_pickles() -> None:
    case = planted(questions=30, professionals=100)
    found = audit(case.problem, case.policy, seats())
    text = str(found)
    assert text.startswith("audit: 30 violations; value 0 points")
    assert "Coverage()" in text
    assert text.endswith("... and 10 more")
    again = pickle.loads(pickle.dumps(found))
    assert again.violations.equals(found.violations)
    assert again.scores.equals(found.scores)
    assert "every rule holds" in str(audit(case.problem, case.policy, case.teams))

"""Rules of fairness: blocks and checks agree, planted breaches are found, match proves the best."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import swarmmatch as sm
from fairness_mutants import BROKEN
from oracle import demand_the_best
from swarmmatch.data.problem import Problem
from swarmmatch.errors import PolicyError
from swarmmatch.rules.blocks import ProfessionalRows, Rows
from swarmmatch.rules.carry_over import CarryOver
from swarmmatch.rules.max_load_gap import MaxLoadGap
from swarmmatch.rules.newcomers import Newcomers
from swarmmatch.rules.parity import Parity
from swarmmatch.rules.rule import Rule
from swarmmatch.rules.whole_credits import whole_credits
from swarmmatch.rules.worst_off import WorstOff
from swarmmatch.testing import check_rule, tiny_problem

RULES: list[Rule] = [
    Newcomers(share=0.25), Newcomers(share=1 / 3), Newcomers(share=1), Newcomers(weight=1.5),
    Parity("gender", 0), Parity("newcomer", 0.2), Parity("municipality", 1 / 3, weight=2.5),
    Parity("sector", 1), CarryOver(2.0, "experience"), CarryOver(1 / 3, "rate"),
    MaxLoadGap(0), MaxLoadGap(1), MaxLoadGap(0, weight=1.5), MaxLoadGap(1, weight=4.0),
    WorstOff(10), WorstOff(1 / 3), WorstOff(0),
]  # fmt: skip

by_name = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def _everybody_can_sit(problem: Problem) -> bool:
    return bool(problem.questions["size_max"].sum() >= len(problem.professionals))


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    """With seats for everybody and without, and with and without an availability table."""
    some = [tiny_problem(seed) for seed in (1, 11)]
    assert {_everybody_can_sit(problem) for problem in some} == {True, False}
    assert {problem.availability is None for problem in some} == {True, False}
    return some


@by_name
def test_blocks_and_check_agree(rule: Rule, problems: list[Problem]) -> None:
    check_rule(rule, problems, teams=7)


@by_name
def test_they_work_on_the_barest_tables(rule: Rule) -> None:
    people = pd.DataFrame({"professional": list("abc"), "gender": None, "newcomer": [1, 1, 0]})
    asked = pd.DataFrame({"question": ["x", "y"], "size_min": 0, "size_max": [2, 0]})
    bare = Problem.from_frames(professionals=people, questions=asked)
    check_rule(rule, [bare], teams=4)


@pytest.mark.parametrize(
    "values",
    [pd.Categorical(["u", "v", None, "u"], categories=["w", "u", "v"]),
     pd.array([True, None, False, True], dtype="boolean"), [1.0, 2.5, None, 1.0],
     pd.to_datetime(["2014-10-06", "2015-11-30", None, "2014-10-06"])],
    ids=["category", "truth", "number", "day"],
)  # fmt: skip
def test_groups_may_be_of_any_kind(values: Any) -> None:
    people = pd.DataFrame({"professional": list("abcd"), "value": values})
    asked = pd.DataFrame({"question": ["x", "y"], "size_min": 0, "size_max": 3})
    problem = Problem.from_frames(professionals=people, questions=asked)
    check_rule(Parity("value", 0.1), [problem], teams=8)


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: type(rule).__name__)
def test_a_broken_rule_is_found_out(rule: Rule) -> None:
    people = pd.DataFrame(
        {
            "professional": list("abcdef"),
            "capacity": [2, 2, 2, 2, 1, 2],
            "gender": ["f", "f", "f", "m", "m", None],
            "rate": [40.0, None, 50.0, 60.0, None, 40.0],
        }
    )
    asked = pd.DataFrame(
        {"question": ["x", "y"], "slot": ["mon", "tue"], "size_min": 2, "size_max": 3}
    )
    skills = pd.DataFrame({"professional": list("abcd"), "skill": ["C", "C++", "C++", "C"]})
    needs = [("x", "C", 2, 1.0), ("x", "C++", 1, 1.0), ("y", "C", 1, 2.0), ("y", "C++", 2, 1.0)]
    problem = Problem.from_frames(
        professionals=people,
        questions=asked,
        skills=skills,
        requirements=pd.DataFrame(needs, columns=["question", "skill", "holders", "weight"]),
        availability=pd.DataFrame(
            {"professional": list("abdefabdef"), "slot": ["mon"] * 5 + ["tue"] * 5}
        ),
        history=pd.DataFrame({"team": "t", "date": "2014-10-06", "professional": list("abd")}),
    )
    with pytest.raises(AssertionError, match=type(rule).__name__):
        check_rule(rule, [problem], teams=30)


PEOPLE = {
    "professional": ["Ann", "Bob", "Cas", "Dee"],
    "gender": ["f", "m", "m", "f"],
    "capacity": [2, 2, 2, 0],
    "carry_over": [3.0, -1.0, None, 9.0],
}
SLOTS = pd.DataFrame({"professional": ["Ann", "Bob", "Cas", "Dee"], "slot": "mon"})


def _problem(**tables: pd.DataFrame) -> Problem:
    """Two questions for one or two each, Ann known from an earlier team, Dee not to be had."""
    asked = {"question": ["x", "y"], "slot": "mon", "size_min": 0, "size_max": [2, 2]}
    given = {
        "professionals": pd.DataFrame(PEOPLE),
        "questions": pd.DataFrame(asked),
        "availability": SLOTS,
        "history": pd.DataFrame({"team": ["t"], "date": "2014-10-06", "professional": "Ann"}),
        "skills": pd.DataFrame({"professional": ["Ann", "Bob"], "skill": "C++"}),
        "requirements": pd.DataFrame({"question": ["x", "y"], "skill": "C++", "holders": [2, 1]}),
    }
    return Problem.from_frames(**{**given, **tables})


def _seats(*seats: str) -> pd.DataFrame:
    """Seats written as question, colon, professional."""
    columns = ["question", "professional"]
    return pd.DataFrame([seat.split(":") for seat in seats], columns=columns, dtype="str")


PLANTED = [
    (Newcomers(share=0.5), _seats("x:Ann", "y:Ann", "y:Bob"), "plan",
     "1 of 3 seats go to newcomers, wanted 2 or more"),
    (Parity("gender", 0.0), _seats("x:Bob", "y:Cas", "y:Bob"), "gender f", "0 of 3 seats, 1 short"),
    (Parity("gender", 0.5), _seats("x:Ann", "y:Ann"), "gender f", "2 of 2 seats, 1 over"),
    (MaxLoadGap(1), _seats("x:Ann", "y:Ann", "x:Bob"), "plan",
     "Ann has 2 seats and the least loaded professional 0, allowed 1 more"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "teams", "subject", "detail"), PLANTED)
def test_a_planted_violation_is_found(
    rule: Rule, teams: pd.DataFrame, subject: str, detail: str
) -> None:
    found = rule.check(_problem(), teams).violations.set_index("subject")["detail"]
    assert found[subject] == detail
    kept = _seats("x:Ann", "y:Bob", "y:Cas")
    assert rule.check(_problem(), kept).violations.empty


def test_points_are_earned_as_the_docstrings_say() -> None:
    teams = _seats("x:Ann", "y:Ann", "y:Bob", "y:Cas")

    def points(rule: Rule) -> float:
        earned = rule.check(_problem(), teams).earned
        return float((earned["count"] * earned["each"]).sum())

    assert points(Newcomers(weight=1.5)) == 3.0
    assert points(CarryOver(weight=2)) == 2 * (3 + 3 - 1)
    assert points(Parity("gender", 0.0, weight=4)) == 0  # f are owed 4 / 3 seats: 1 or 2
    assert points(MaxLoadGap(0, weight=3)) == -3  # Ann 2, Bob and Cas 1, Dee offers none
    assert points(WorstOff(weight=7)) == 3.5  # x has one of the two holders that it asks for


def test_a_question_without_a_team_is_served_least() -> None:
    found = WorstOff(weight=7).check(_problem(), _seats("x:Ann", "x:Bob"))
    assert found.measure == 0.0
    assert found.earned["count"].tolist() == [0]
    silent = _problem(requirements=None)
    assert WorstOff(weight=7).check(silent, _seats("x:Ann")).earned.empty


def test_only_who_can_come_is_owed_a_seat() -> None:
    """Without Cas and Dee there is one eligible of each gender."""
    fewer = _problem(availability=SLOTS[:2])
    assert not Parity("gender", 0.0).check(fewer, _seats("x:Ann", "y:Ann")).violations.empty
    assert Parity("gender", 0.0).check(fewer, _seats("x:Ann", "y:Bob")).measure == 0.0
    assert MaxLoadGap(0).check(fewer, _seats("x:Ann", "y:Bob")).violations.empty


def test_with_fewer_seats_than_people_the_least_load_is_nothing() -> None:
    few = _problem(questions=_problem().questions.assign(size_max=1))
    (block,) = MaxLoadGap(1).blocks(few)
    assert isinstance(block, ProfessionalRows)
    assert block.upper[0].tolist() == [1.0, 1.0, 1.0, np.inf]
    (rows,) = MaxLoadGap(1).blocks(_problem())
    assert isinstance(rows, Rows)


def test_weights_of_requirements_are_whole_parts() -> None:
    def parts(weights: list[float], holders: list[int]) -> list[int]:
        table = pd.DataFrame({"question": "x", "weight": weights, "holders": holders})
        return whole_credits(table).tolist()

    assert parts([1, 1 / 3, 2 / 3], [1, 1, 1]) == [3, 1, 2]
    assert parts([2, 1, 0], [1, 3, 2]) == [6, 1, 0]
    assert parts([0, 0], [1, 2]) == [0, 0]
    assert parts([1, 1 / 101, 1 / 103], [1, 1, 1]) == [10_000, 99, 97]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (Newcomers, {}), (Newcomers, {"share": 0.5, "weight": 1}), (Newcomers, {"share": 1.1}),
        (Newcomers, {"share": True}), (Newcomers, {"weight": -1}), (CarryOver, {"weight": "1"}),
        (CarryOver, {"weight": 1, "attribute": None}), (Parity, {"attribute": 3, "tolerance": 0}),
        (Parity, {"attribute": "gender", "tolerance": -0.1}),
        (Parity, {"attribute": "gender", "tolerance": float("nan")}),
        (Parity, {"attribute": "gender", "tolerance": 0.1, "weight": -1}),
        (MaxLoadGap, {"at_most": -1}), (MaxLoadGap, {"at_most": 1.5}),
        (MaxLoadGap, {"at_most": 1, "weight": float("inf")}), (WorstOff, {"weight": -1}),
        (WorstOff, {"weight": None}),
    ],
)  # fmt: skip
def test_senseless_options_are_refused(kind: type[Rule], options: dict[str, Any]) -> None:
    with pytest.raises(PolicyError, match=kind.__name__):
        kind(**options)


def test_columns_that_cannot_be_read_are_refused() -> None:
    with pytest.raises(PolicyError, match="did you mean 'carry_over'"):
        CarryOver(1, "carryover").blocks(_problem())
    with pytest.raises(PolicyError, match="text where numbers are needed"):
        CarryOver(1, "gender").blocks(_problem())
    endless = _problem().professionals.assign(carry_over=np.inf)
    with pytest.raises(PolicyError, match="carry_over must hold finite numbers"):
        CarryOver(0).blocks(_problem(professionals=endless))
    with pytest.raises(PolicyError, match="no attribute 'gendr'"):
        Parity("gendr", 0.1).blocks(_problem())


AROUND = sm.Policy([sm.TeamSize(unstaffed=5), sm.Capacity(), sm.Available(), sm.Coverage(3)])


@settings(max_examples=3, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), fair=st.lists(st.sampled_from(RULES), min_size=1, max_size=2))
def test_match_proves_the_best(seed: int, fair: list[Rule]) -> None:
    demand_the_best(tiny_problem(seed, questions=2, professionals=4), AROUND | sm.Policy(fair))

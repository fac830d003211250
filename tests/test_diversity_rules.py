"""Rules of diversity: never alone, means near a target, teams that differ, shares of the pool."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import swarmmatch as sm
from diversity_mutants import BROKEN
from oracle import brute_force
from swarmmatch.data.problem import Problem
from swarmmatch.errors import PolicyError
from swarmmatch.rules import (
    Capacity,
    Coverage,
    Distinct,
    Fit,
    Policy,
    Quota,
    Rule,
    TeamSize,
)
from swarmmatch.rules.alike import Alike
from swarmmatch.rules.balance import Balance
from swarmmatch.rules.like_pool import LikePool
from swarmmatch.rules.not_alone import NotAlone
from swarmmatch.rules.spread import Spread
from swarmmatch.testing import check_rule, tiny_problem

RULES_WITH_OPTIONS: list[Rule] = [
    NotAlone("gender"), NotAlone("sector", "care"), NotAlone("newcomer", True, weight=2),
    NotAlone("cooperative", weight=1 / 3), NotAlone("sector", "fishing"),
    Balance("experience", 2), Balance("experience", 0.5, target=8), Balance("lat", 0.05),
    Balance("rate", 5, weight=1.5), Balance("rate", 0, target=50, weight=0.3, unit=0.01),
    Balance("newcomer", 0.1, weight=2), Balance("newcomer", 0, target=0.5),
    Spread(("sector",), 5), Spread(("experience",), 3, steps=2),
    Spread(("sector", "experience", "rate"), 4.5, steps=3), Spread(("newcomer", "lat"), 1, steps=1),
    Quota("gender", "f", at_least=1, at_most=1, like_pool=True),
    Quota("municipality", at_least=0.8, at_most=1.25, like_pool=True),
    Quota("sector", at_least=1, at_most=1, like_pool=True, weight=1.5),
    Quota("sector", "fishing", at_most=2, like_pool=True),
    Distinct("municipality", at_least=1, like_pool=True),
    Distinct("sector", at_least=0.7, like_pool=True),
    Distinct("gender", at_least=1, weight=1.5, like_pool=True),
    LikePool("municipality"), LikePool("sector", weight=0.3), LikePool("experience", weight=2),
    Alike("sector"), Alike("municipality", weight=1 / 3), Alike("newcomer", weight=2),
]  # fmt: skip

SOME = Policy([TeamSize(unstaffed=2), Capacity(), Coverage(), Fit()])


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    some = [tiny_problem(seed) for seed in (1, 2, 7)]
    assert {problem.availability is None for problem in some} == {True, False}
    return some


@pytest.mark.parametrize("rule", RULES_WITH_OPTIONS, ids=lambda rule: rule.name)
def test_blocks_and_check_agree(rule: Rule, problems: list[Problem]) -> None:
    check_rule(rule, problems[::2], teams=6)


@settings(max_examples=3, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), rule=st.sampled_from(RULES_WITH_OPTIONS))
def test_value_is_that_of_brute_force(seed: int, rule: Rule) -> None:
    problem, policy = tiny_problem(seed, questions=2, professionals=4), SOME | rule
    best, _ = brute_force(problem, policy)
    assert best is not None  # every question may stay empty
    matching = sm.match(problem, policy, gap=0, workers=1)
    assert (matching.status, matching.bound) == ("optimal", matching.value)
    assert matching.value == pytest.approx(best, abs=1e-9)


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: type(rule).__name__)
def test_a_broken_rule_is_found_out(rule: Rule, problems: list[Problem]) -> None:
    with pytest.raises(AssertionError, match=type(rule).__name__):
        check_rule(rule, problems, teams=30)


PEOPLE = pd.DataFrame(
    {
        "professional": list("abcdef"),
        "gender": ["f", "f", "m", "m", "m", None],
        "age": [20.0, 40.0, 60.0, 40.0, None, 30.0],
        "trade": ["x", "y", "x", "z", "x", "y"],
        "capacity": [1, 1, 1, 1, 1, 0],
    }
)


def _problem(people: pd.DataFrame = PEOPLE, **tables: pd.DataFrame) -> Problem:
    asked = pd.DataFrame(
        {"question": ["q", "r"], "size_min": [3, 0], "size_max": [4, 6], "slot": ["mon", None]}
    )
    return Problem.from_frames(professionals=people, questions=asked, **tables)


def _team(members: str, question: str = "q") -> pd.DataFrame:
    return pd.DataFrame({"question": question, "professional": list(members)}, dtype="str")


def _points(rule: Rule, teams: pd.DataFrame, problem: Problem | None = None) -> float:
    earned = rule.check(problem or _problem(), teams).earned
    return float((earned["count"] * earned["each"]).sum())


PLANTED: list[tuple[Rule, str, str]] = [
    (NotAlone("gender"), "abc", "one member alone with gender m"),
    (NotAlone("trade", "z"), "abd", "one member alone with trade z"),
    (Balance("age", 5), "abf", "mean age 30.0, wanted 38"),
    (Balance("age", 5, target=50), "cd", ""),
    (Spread(("trade",), 1), "abcde", "5 members, where pairs are counted up to 4"),
    (Quota("gender", "f", at_least=1, like_pool=True), "cde", "0 with gender f, 1 short"),
    (Quota("gender", at_most=1, like_pool=True), "abf", ""),
    (Quota("trade", at_most=1, like_pool=True), "bfb", "2 with trade y, 1 over"),
    (Distinct("trade", at_least=1, like_pool=True), "ac", "1 different values of trade"),
    (LikePool("gender"), "abc", "1 heads short of the pool's shares of gender"),
    (LikePool("gender"), "acd", ""),
    (Alike("gender"), "abc", "1 members outside its most common gender"),
    (Alike("gender"), "abf", "1 members outside its most common gender"),
    (Alike("gender"), "cde", ""),
    (Alike("trade"), "abcde", "5 members, where the question has at most 4"),
]


@pytest.mark.parametrize(("rule", "members", "detail"), PLANTED)
def test_a_planted_violation_is_found(rule: Rule, members: str, detail: str) -> None:
    team = _team(members).drop_duplicates()
    found = rule.check(_problem(), team).violations
    assert set(found["subject"]) == ({"q"} if detail else set())
    assert found["detail"].str.startswith(detail).any() == bool(detail)


def test_a_price_for_each_value_shown_by_one_member() -> None:
    assert _points(NotAlone("gender", weight=2), _team("abcd")) == 0
    assert _points(NotAlone("gender", weight=2), _team("acf")) == -4
    assert _points(NotAlone("gender", "m", weight=2), _team("acf")) == -2


def test_a_price_for_each_unit_outside_the_tolerance() -> None:
    # The pool's mean age is 38; a, b and f add up to 24 below, and may lie 3 * 5 off.
    assert _points(Balance("age", 5, weight=2), _team("abf")) == -2 * 9
    assert _points(Balance("age", 5, weight=2, unit=4), _team("abf")) == -2 * 3
    assert _points(Balance("age", 5, weight=2), _team("bde")) == 0  # who has no age counts not
    assert Balance("age", 5).check(_problem(), _team("abf")).measure == 8


@pytest.mark.parametrize(
    ("tolerance", "kept"), [(0.1, True), (0.0999, False), (0.3 - 0.2, True), (1 / 10, True)]
)
def test_means_are_exact_to_four_decimals(tolerance: float, kept: bool) -> None:
    people = pd.DataFrame({"professional": list("abc"), "rating": [0.1, 0.2, 0.6]})
    problem = _problem(people)
    rule = Balance("rating", tolerance, target=0.2)  # a, b and c have a mean of 0.3
    assert rule.check(problem, _team("abc")).violations.empty is kept
    check_rule(rule, [problem], teams=10)


def _mean_gower(members: str, attributes: dict[str, float | None]) -> float:
    """By the textbook, pair by pair: ranges for numbers, None for categories."""
    people = PEOPLE.set_index("professional")
    total = 0.0
    for one, other in combinations(members, 2):
        for name, span in attributes.items():
            x, y = people.loc[one, name], people.loc[other, name]
            if not (pd.isna(x) or pd.isna(y)):
                total += (x != y) if span is None else abs(x - y) / span
    return total / len(attributes) / (len(members) * (len(members) - 1) / 2)


@pytest.mark.parametrize("members", ["abcd", "acde", "cdef", "bdef"])
def test_a_full_team_earns_its_mean_gower_dissimilarity(members: str) -> None:
    rule = Spread(("gender", "age", "trade"), 6, steps=4)  # ages are whole tens from 20 to 60
    expected = _mean_gower(members, {"gender": None, "age": 40.0, "trade": None})
    assert _points(rule, _team(members)) == pytest.approx(6 * expected)
    assert rule.check(_problem(), _team(members)).measure == pytest.approx(expected)


def test_a_further_member_never_costs_points() -> None:
    rule = Spread(("gender", "age", "trade"), 6)
    for members in ("fabcde",):
        points = [_points(rule, _team(members[:n], "r")) for n in range(7)]
        assert points == sorted(points)


def test_shares_are_those_of_who_is_eligible_for_the_question() -> None:
    # On Monday a, c and d can come, f offers no seat: one in three is a woman.
    offered = pd.DataFrame({"professional": list("acdf"), "slot": "mon"})
    problem = _problem(availability=offered)
    mirror = Quota("gender", "f", at_least=1, at_most=1, like_pool=True)
    for members, question, kept in (
        ("acd", "q", True), ("cde", "q", False), ("abc", "q", False), ("cd", "q", True),
        ("ac", "q", True), ("cd", "r", True), ("cde", "r", False), ("abcde", "r", True),
    ):  # fmt: skip
        assert mirror.check(problem, _team(members, question)).violations.empty is kept
    check_rule(mirror, [problem], teams=30)


def test_values_wanted_are_those_that_chance_would_show() -> None:
    # Trades x, y, z of a to e: 3, 1 and 1 in 5. A draw of three shows 1.912 of them on average.
    shown = 3 - 0.4**3 - 2 * 0.8**3
    assert shown == pytest.approx(1.912)
    for factor, least in ((1, 2), (0.53, 2), (0.52, 1)):
        rule = Distinct("trade", at_least=factor, like_pool=True)
        assert rule.check(_problem(), _team("ac")).violations.empty is (least < 2)
        soft = replace(rule, weight=3)
        assert _points(soft, _team("ac")) == -3 * (least - 1)
        assert _points(soft, _team("a", "r")) == 0  # whose size_min is 0
    everyone_alike = PEOPLE.assign(trade="x")
    rule = Distinct("trade", at_least=1, like_pool=True)
    assert rule.check(_problem(everyone_alike), _team("abc")).violations.empty


COLUMNS = {
    "category": pd.Categorical(["u", "v", None, "u"], categories=["w", "u", "v"]),
    "integer": pd.array([1, 2, None, 1], dtype="Int64"),
    "truth": pd.array([True, None, False, True], dtype="boolean"),
    "number": [1.0, 2.5, None, 1.0],
    "same": [3.0, 3.0, 3.0, None],
    "day": pd.to_datetime(["2014-10-06", "2015-11-30", None, "2014-10-06"]),
    "question": ["u", "v", None, "u"],
    "slot": ["u", "v", None, "u"],
    "value": ["u", "v", None, "u"],
    "nothing": pd.array([None] * 4, dtype="str"),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_of_any_kind_and_name_make_attributes(name: str) -> None:
    people = pd.DataFrame({"professional": list("abcd"), **COLUMNS})
    asked = pd.DataFrame({"question": ["x", "y"], "size_min": [0, 2], "size_max": 3, "slot": "s"})
    offered = pd.DataFrame({"professional": list("abc"), "slot": "s"})
    problem = Problem.from_frames(professionals=people, questions=asked, availability=offered)
    rules = [
        NotAlone(name), Spread((name,), 2), Quota(name, at_least=1, at_most=1, like_pool=True),
        Distinct(name, at_least=1, like_pool=True),
    ]  # fmt: skip
    rules += [Balance(name, 0.5)] if name in ("integer", "truth", "number", "same") else []
    for rule in rules:
        check_rule(rule, [problem], teams=4)


def test_nobody_is_like_a_pool_of_nobody() -> None:
    problem = _problem(availability=pd.DataFrame({"professional": ["f"], "slot": ["mon"]}))
    for rule in (
        Quota("trade", at_least=1, at_most=1, like_pool=True),
        Distinct("trade", at_least=1, like_pool=True, weight=1),
    ):
        check_rule(rule, [problem], teams=12)


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (NotAlone, {"attribute": 7}), (NotAlone, {"attribute": "sector", "weight": -1}),
        (NotAlone, {"attribute": "sector", "weight": True}),
        (Balance, {"attribute": None, "tolerance": 1}),
        (Balance, {"attribute": "rate", "tolerance": -1}),
        (Balance, {"attribute": "rate", "tolerance": float("nan")}),
        (Balance, {"attribute": "rate", "tolerance": 1, "target": "60"}),
        (Balance, {"attribute": "rate", "tolerance": 1, "unit": 0}),
        (Balance, {"attribute": "rate", "tolerance": 1, "weight": float("inf")}),
        (Spread, {"attributes": "sector", "weight": 1}), (Spread, {"attributes": (), "weight": 1}),
        (Spread, {"attributes": ["sector"], "weight": 1}),
        (Spread, {"attributes": ("sector", "sector"), "weight": 1}),
        (Spread, {"attributes": ("sector",), "weight": None}),
        (Spread, {"attributes": ("sector",), "weight": 1, "steps": 0}),
        (Quota, {"attribute": "sector", "like_pool": True}),
        (Quota, {"attribute": "sector", "at_least": 1.2, "like_pool": True}),
        (Quota, {"attribute": "sector", "at_most": 0.8, "like_pool": True}),
        (Quota, {"attribute": "sector", "at_most": float("nan"), "like_pool": True}),
        (Quota, {"attribute": "sector", "at_most": 1, "like_pool": True, "share": True}),
        (Distinct, {"attribute": "sector", "weight": 1, "like_pool": True}),
        (Distinct, {"attribute": "sector", "at_least": 2, "like_pool": True}),
        (Distinct, {"attribute": "sector", "at_least": 0.5}),
    ],
)  # fmt: skip
def test_senseless_options_are_refused(kind: type[Rule], options: dict[str, Any]) -> None:
    with pytest.raises(PolicyError, match=kind.__name__):
        kind(**options)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (NotAlone("gendr"), "did you mean 'gender'"),
        (NotAlone("municipality", "aalten"), "did you mean 'Aalten'"),
        (Balance("gender", 1), "holds text where numbers are needed"),
        (Balance("huge", 1), "must lie within 100,000,000 of 0"),
        (Spread(("age", "gendr"), 1), "did you mean 'gender'"),
        (Spread(("endless",), 1), "has an infinite number"),
        (Quota("municipality", "aalten", at_least=1, like_pool=True), "did you mean 'Aalten'"),
    ],
)
def test_attributes_that_cannot_serve_are_refused(rule: Rule, says: str) -> None:
    people = PEOPLE.assign(municipality="Aalten", huge=1e9, endless=[1.0, np.inf, 1, 1, 1, 1])
    with pytest.raises(PolicyError, match=says):
        rule.blocks(_problem(people))


def test_policy_files_keep_every_option(tmp_path: Path) -> None:
    policy = Policy([NotAlone("sector", "care"), Balance("age", 2, weight=1.0),
                     Spread(("age", "sector"), 2.0)])  # fmt: skip
    policy.write(tmp_path / "policy.toml")
    assert Policy.read(tmp_path / "policy.toml").rules == policy.rules


def test_heads_short_and_heads_outside_cost_the_weight_each() -> None:
    assert _points(LikePool("trade", weight=2), _team("abd")) == -2  # one x of two
    assert _points(LikePool("trade", weight=2), _team("acb")) == -2  # no z
    assert _points(Alike("trade", weight=1.5), _team("abcd")) == -3
    assert _points(Alike("gender", weight=1.5), _team("f")) == -1.5  # no gender, like nobody


@pytest.mark.parametrize(("size", "each"), [(1, 0), (3, 2), (5, 2), (7, 4)])
def test_shares_of_a_half_are_rounded_to_the_even_number(size: int, each: int) -> None:
    halves = pd.DataFrame({"professional": list("abcdefgh"), "side": list("llllrrrr")})
    asked = pd.DataFrame({"question": ["q"], "size_min": size, "size_max": 8})
    problem = Problem.from_frames(professionals=halves, questions=asked)
    assert _points(LikePool("side", weight=1), _team("a"), problem) == min(1, each) - 2 * each
    check_rule(LikePool("side", weight=1), [problem], teams=12)


def test_alike_and_like_pool_refuse_senseless_options() -> None:
    for kind in (Alike, LikePool):
        for options in ({"attribute": 7}, {"attribute": "a", "weight": -1}):
            with pytest.raises(PolicyError, match=kind.__name__):
                kind(**options)  # type: ignore[arg-type]

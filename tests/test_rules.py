"""Every rule says the same in blocks and in its check; broken rules are found out."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mutants
import swarmmatch.rules
from swarmmatch.data.problem import Problem
from swarmmatch.errors import PolicyError
from swarmmatch.rules import (
    Alike,
    Available,
    Balance,
    Bridge,
    Budget,
    Capacity,
    CarryOver,
    ClientRotation,
    Coverage,
    Distinct,
    Earmark,
    Familiarity,
    Fit,
    IdealSize,
    Leximin,
    LikePool,
    Locks,
    MaxDistance,
    MaxLoadGap,
    MaxSumGap,
    MinLoad,
    MustHave,
    Newcomers,
    NotAlone,
    Opening,
    Pairs,
    Parity,
    Preference,
    ProcurementRoute,
    Qualified,
    Quota,
    RepeatPairs,
    Rule,
    Spread,
    Survives,
    TeamSize,
    Unchanged,
    WorstOff,
)
from swarmmatch.rules.catalogue import RULES
from swarmmatch.rules.leximin import Reached
from swarmmatch.testing import check_rule, tiny_problem

RULES_WITH_OPTIONS: list[Rule] = [
    TeamSize(), TeamSize(unstaffed=3.3), Capacity(), Available(), Locks(), Pairs(), MustHave(),
    Coverage(), Coverage(weight=1 / 3), Fit(), Fit(weight=1.7, reach_km=20), MaxDistance(km=20),
    MinLoad(), MinLoad(2), Budget(), Budget(at_most=0.9), Budget(at_most=0),
    Distinct("municipality", weight=1), Distinct("sector", at_least=2),
    Quota("municipality", at_most=2, weight=4), Quota("cooperative", at_most=1),
    Quota("municipality", at_least=1, at_most=2, weight=0.5), Quota("gender", "f", at_least=1),
    Quota("newcomer", True, at_least=3, weight=2), Quota("sector", "fishing", at_least=1),
    Quota("gender", at_least=0.4, share=True), Quota("gender", "m", at_most=1 / 3, share=True),
    Quota("newcomer", True, at_least=1 / 3, at_most=0.5, share=True, weight=0.7),
    NotAlone("gender"), Balance("experience", 2, weight=1.5), Spread(("sector", "rate"), 4.5),
    Newcomers(share=0.25), Parity("gender", 0.1), CarryOver(2.0, "experience"), MaxLoadGap(1),
    WorstOff(10), Bridge(2.5), ClientRotation(2), Earmark("De Kring", 0.3), Leximin(3),
    Preference("professional"), ProcurementRoute(social=("trade",), tender="nobody"),
    RepeatPairs(at_most=1), Familiarity(1.5), Pairs(weight=2), Pairs(weight=1.5, mutual=True),
    Unchanged(), Unchanged(2.5, refill=True), Survives(), Survives(weight=1.5),
    LikePool("gender"), LikePool("sector", weight=1.5), Alike("gender"), Alike("sector", weight=2),
    Qualified(), Qualified(trainings=1, weight=1.5), Qualified(2, weight=1 / 3, trainee="newcomer"),
    MaxSumGap("experience", 2), MaxSumGap("rate", 5, weight=1.5, unit=2.5),
    IdealSize("size_max", 1.5), IdealSize("size_min", 0.5, price="hours"), Opening(weight=1.7),
    Opening("hours", 0.3),
]  # fmt: skip


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    """With and without a fit table and availability, and with musts for one holder and for two."""
    some = [tiny_problem(seed) for seed in (1, 2, 7, 12, 13)]
    musts = [problem.requirements.query("must")["holders"] for problem in some]
    assert set(pd.concat(musts)) == {1, 2}
    assert {problem.fit.empty for problem in some} == {True, False}
    assert {problem.availability is None for problem in some} == {True, False}
    assert {"announced" in set(problem.seats["kind"]) for problem in some} == {True, False}
    return some


def _discovered() -> set[type[Rule]]:
    for module in pkgutil.iter_modules(swarmmatch.rules.__path__):
        importlib.import_module(f"swarmmatch.rules.{module.name}")
    return {
        kind for kind in Rule.__subclasses__() if kind.__module__.startswith("swarmmatch.rules.")
    }


def test_every_rule_is_tried_exported_and_known_to_policy_files() -> None:
    tried = {type(rule) for rule in RULES_WITH_OPTIONS}
    steps = {Reached}  # a part of a rule, which no policy names
    exported = {getattr(swarmmatch.rules, name) for name in swarmmatch.rules.__all__}
    assert _discovered() - steps == tried == set(RULES)
    assert tried <= exported


@pytest.mark.parametrize("rule", RULES_WITH_OPTIONS, ids=lambda rule: rule.name)
def test_blocks_and_check_agree(rule: Rule, problems: list[Problem]) -> None:
    check_rule(rule, problems, teams=24)


@pytest.mark.parametrize("rule", mutants.BROKEN, ids=lambda rule: type(rule).__name__)
def test_a_broken_rule_is_found_out(rule: Rule, problems: list[Problem]) -> None:
    with pytest.raises(AssertionError, match=type(rule).__name__):
        check_rule(rule, problems, teams=24)


def test_a_rule_over_the_whole_plan_can_be_proven_too(problems: list[Problem]) -> None:
    check_rule(mutants.SeatsInAll(4), problems[:3], teams=15)


@settings(max_examples=6, deadline=None, derandomize=True)
@given(
    shares=st.tuples(st.fractions(0, 1), st.fractions(0, 1)).map(sorted),
    weight=st.none() | st.floats(0, 100),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_shares_agree(shares: list[Fraction], weight: float | None, seed: int) -> None:
    least, most = map(float, shares)
    rule = Quota("gender", "f", at_least=least, at_most=most, share=True, weight=weight)
    check_rule(rule, [tiny_problem(seed)], teams=20, seed=seed)


COLUMNS = {
    "category": pd.Categorical(["u", "v", None, "u"], categories=["w", "u", "v"]),
    "integer": pd.array([1, 2, None, 1], dtype="Int64"),
    "truth": pd.array([True, None, False, True], dtype="boolean"),
    "number": [1.0, 2.5, None, 1.0],
    "day": pd.to_datetime(["2014-10-06", "2015-11-30", None, "2014-10-06"]),
    "question": ["u", "v", None, "u"],
    "value": ["u", "v", None, "u"],
    "nothing": pd.array([None] * 4, dtype="str"),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_of_any_kind_and_name_make_attributes(name: str) -> None:
    people = pd.DataFrame({"professional": list("abcd"), **COLUMNS})
    asked = pd.DataFrame({"question": ["x", "y"], "size_min": [0, 1], "size_max": 3})
    problem = Problem.from_frames(professionals=people, questions=asked)
    value = people[name].dropna().iloc[0] if people[name].notna().any() else "u"
    for rule in (
        Distinct(name, at_least=2),
        Quota(name, at_most=1),
        Quota(name, value, at_least=0.5, share=True, weight=1),
    ):
        check_rule(rule, [problem], teams=15)


def test_every_rule_works_on_the_barest_tables() -> None:
    people = pd.DataFrame({"professional": list("abcd")})
    asked = pd.DataFrame({"question": ["x", "y"], "size_min": [0, 1], "size_max": [2, 3]})
    bare = Problem.from_frames(professionals=people, questions=asked)
    mine = {"gender": "sector", "newcomer": "sector"}
    for rule in RULES_WITH_OPTIONS:
        column = getattr(rule, "attribute", None)
        known = replace(rule, attribute=mine[column]) if column in mine else rule  # type: ignore[call-arg]
        check_rule(known, [bare], teams=4)


def test_a_disagreement_is_shown_with_problem_teams_and_both_verdicts() -> None:
    with pytest.raises(AssertionError) as caught:
        check_rule(mutants.OneSeatTooMany(), [tiny_problem(3)])
    for part in ("OneSeatTooMany()", "blocks: the rule holds", "check: the rule is broken",
                 "seats taken where the team has", "size_max", "requirements"):  # fmt: skip
        assert part in str(caught.value)


def _problem(**tables: pd.DataFrame) -> Problem:
    """Ann, Bob and Cas; a morning and an evening question, each for two."""
    people = {
        "professional": ["Ann", "Bob", "Cas"],
        "municipality": ["Aalten", "Aalten", None],
        "lat": [51.9, 52.3, None],
        "lon": [6.5, 6.5, None],
        "rate": [50.0, 60.0, None],
    }
    asked = {
        "question": ["morning", "evening"],
        "slot": ["mon", "mon"],
        "size_min": [1, 1],
        "size_max": [2, 2],
        "lat": [51.9, None],
        "lon": [6.5, None],
        "value": [800.0, None],
        "hours": [8.0, 8.0],
    }
    needed = {"professionals": pd.DataFrame(people), "questions": pd.DataFrame(asked)}
    return Problem.from_frames(**{**needed, **tables})


def _seats(*seats: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(seats, columns=["question", "professional"], dtype="str")


ONE_SEAT = _seats(("morning", "Ann"))
TWO_SEATS = _seats(("morning", "Ann"), ("morning", "Bob"))
SKILLS = {
    "skills": pd.DataFrame({"professional": ["Ann", "Bob"], "skill": "C++", "level": [2, 3]}),
    "requirements": pd.DataFrame(
        {"question": ["morning"], "skill": "C++", "level": 3, "holders": 2, "must": True}
    ),
}
ABSENT = {"availability": pd.DataFrame({"professional": ["Bob"], "slot": ["mon"]})}
APART = {"pairs": pd.DataFrame({"a": ["Ann"], "b": ["Bob"], "kind": ["apart"]})}
TOGETHER = {"pairs": pd.DataFrame({"a": ["Bob"], "b": ["Ann"], "kind": ["together"]})}
LOCKED = {"seats": pd.DataFrame({"question": ["evening"], "professional": "Bob", "kind": "lock"})}
BARRED = {"seats": pd.DataFrame({"question": ["morning"], "professional": "Ann", "kind": "bar"})}

PLANTED: list[tuple[Rule, dict[str, Any], pd.DataFrame, str, str]] = [
    (TeamSize(), {}, ONE_SEAT, "evening", "0 seats taken where the team has 1 to 2"),
    (Capacity(), {}, _seats(("morning", "Ann"), ("evening", "Ann")), "Ann", "2 seats, offered 1"),
    (MinLoad(), {}, TWO_SEATS, "Cas", "0 seats, wanted 1 or more"),
    (Available(), ABSENT, ONE_SEAT, "morning", "Ann is not available in slot mon"),
    (MaxDistance(44), {}, TWO_SEATS, "morning", "Bob is 44.5 km away, allowed 44"),
    (MaxDistance(44), {}, _seats(("morning", "Cas")), "morning", "Cas is an unknown number of km"),
    (Locks(), LOCKED, ONE_SEAT, "evening", "Bob is locked in and has no seat"),
    (Locks(), BARRED, ONE_SEAT, "morning", "Ann is barred and has a seat"),
    (Pairs(), APART, TWO_SEATS, "morning", "Ann and Bob sit together"),
    (Pairs(), TOGETHER, ONE_SEAT, "morning", "Bob and Ann must sit together or not at all"),
    (MustHave(), SKILLS, TWO_SEATS, "morning", "1 of 2 with C++ at level 3"),
    (Qualified(), SKILLS, TWO_SEATS, "Ann", "lacks 1 skills, such as C++"),
    (Quota("municipality", at_most=1), {}, TWO_SEATS, "morning", "2 with municipality Aalten, 1"),
    (Quota("municipality", "Aalten", at_least=0.6, share=True), {},
     _seats(("morning", "Ann"), ("morning", "Cas")), "morning", "1 with municipality Aalten, 1"),
    (Distinct("municipality", at_least=2), {}, TWO_SEATS, "morning", "1 different values"),
    (Survives(), SKILLS, TWO_SEATS, "morning", "1 with C++, of whom one may fall out, and 2 must"),
    (Survives(), {}, ONE_SEAT, "morning", "1 seats, of which one may fall out"),
    (Budget(), {}, TWO_SEATS, "morning", "costs 880.0 euro of 800.0"),
    (Budget(), {}, _seats(("morning", "Cas")), "morning", "Cas has no rate"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "tables", "teams", "subject", "detail"), PLANTED)
def test_a_planted_violation_is_found(
    rule: Rule, tables: dict[str, Any], teams: pd.DataFrame, subject: str, detail: str
) -> None:
    found = rule.check(_problem(**tables), teams).violations
    assert subject in found["subject"].tolist()
    assert found.loc[found["subject"] == subject, "detail"].str.startswith(detail).any()


def test_every_hard_rule_has_a_planted_violation() -> None:
    elsewhere = {NotAlone, LikePool, Alike, Balance, MaxSumGap, Spread, Newcomers, Parity,
                 MaxLoadGap, ClientRotation, Earmark, ProcurementRoute, RepeatPairs}  # fmt: skip
    soft = {Coverage, Fit, CarryOver, WorstOff, Leximin, Preference, Familiarity, Bridge, Unchanged,
            IdealSize, Opening}  # fmt: skip
    assert {type(rule) for rule, *_ in PLANTED} == set(RULES) - soft - elsewhere


def test_points_are_earned_as_the_docstrings_say() -> None:
    problem = _problem(**SKILLS)

    def points(rule: Rule, teams: pd.DataFrame = TWO_SEATS) -> float:
        earned = rule.check(problem, teams).earned
        return float((earned["count"] * earned["each"]).sum())

    assert points(Coverage(weight=10)) == 5  # Bob of the two asked
    assert points(Fit(weight=4, reach_km=60)) == pytest.approx(2 + 2 * (1 - 44.478 / 60), abs=1e-3)
    assert points(Quota("municipality", at_most=1, weight=4)) == -4
    assert points(Quota("municipality", at_least=3, weight=4)) == -4
    assert points(Distinct("municipality", weight=1.5)) == 1.5
    assert points(TeamSize(unstaffed=7)) == -7
    assert points(Qualified(1, weight=3)) == -3  # Ann lacks a level
    two_teams = _seats(("morning", "Ann"), ("evening", "Bob"), ("evening", "Cas"))
    assert points(MaxSumGap("rate", 4, weight=2, unit=5), two_teams) == -2 * 2  # 50 and 60, 4 free


def test_sums_too_far_apart_are_told_with_their_teams() -> None:
    two_teams = _seats(("morning", "Ann"), ("evening", "Bob"), ("evening", "Cas"))
    (told,) = MaxSumGap("rate", 4).check(_problem(), two_teams).violations["detail"]
    assert told == "rate adds up to 60 at evening and to 50 at morning, allowed 4 apart"
    assert MaxSumGap("rate", 10).check(_problem(), two_teams).violations.empty


def test_who_may_be_trained_is_a_column_of_truths() -> None:
    with pytest.raises(PolicyError, match="column rate of professionals must hold true or false"):
        Qualified(1, weight=1, trainee="rate").blocks(_problem(**SKILLS))


def test_fit_takes_the_points_of_the_table_and_nothing_for_other_seats() -> None:
    table = pd.DataFrame({"question": ["morning"], "professional": ["Ann"], "points": [-1.5]})
    earned = Fit(weight=2).check(_problem(fit=table), TWO_SEATS).earned
    assert earned[["subject", "count", "each"]].values.tolist() == [["morning", 1, -3.0]]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (TeamSize, {"unstaffed": -1}), (Coverage, {"weight": float("nan")}),
        (Coverage, {"weight": "10"}), (Fit, {"weight": -1}), (Fit, {"reach_km": 0}),
        (MaxDistance, {"km": -1}), (MaxDistance, {"km": True}), (MinLoad, {"at_least": 0}),
        (MinLoad, {"at_least": 1.5}), (Budget, {"at_most": -0.1}), (Budget, {"at_most": None}),
        (Distinct, {"attribute": "sector"}),
        (Distinct, {"attribute": "sector", "at_least": 1, "weight": 1}),
        (Distinct, {"attribute": "sector", "at_least": 1.5}),
        (Distinct, {"attribute": "sector", "weight": float("inf")}),
        (Quota, {"attribute": "sector"}), (Quota, {"attribute": "sector", "at_most": 1.5}),
        (Quota, {"attribute": "sector", "at_most": 40, "share": True}),
        (Quota, {"attribute": "sector", "at_least": 3, "at_most": 2}),
        (Quota, {"attribute": "sector", "at_most": 2, "weight": -1}),
        (Qualified, {"trainings": -1, "weight": 1}), (Qualified, {"trainings": 1}),
        (Qualified, {"weight": 2}), (Qualified, {"trainings": 1, "weight": 1, "trainee": 3}),
        (MaxSumGap, {"attribute": 3}), (MaxSumGap, {"attribute": "rate", "at_most": -1}),
        (MaxSumGap, {"attribute": "rate", "unit": 0}),
        (MaxSumGap, {"attribute": "rate", "weight": float("inf")}),
        (Quota, {"attribute": 7, "at_most": 2}), (Distinct, {"attribute": None, "weight": 1}),
    ],
)  # fmt: skip
def test_senseless_options_are_refused(kind: type[Rule], options: dict[str, Any]) -> None:
    with pytest.raises(PolicyError, match=kind.__name__):
        kind(**options)


@pytest.mark.parametrize("rule", [Quota("municipalty", at_most=1), Distinct("sectr", weight=1)])
def test_an_unknown_attribute_names_the_nearest(rule: Rule) -> None:
    with pytest.raises(PolicyError, match=r"did you mean '(municipality|sector)'"):
        rule.blocks(_problem())


def test_a_misspelt_value_names_the_nearest() -> None:
    with pytest.raises(
        PolicyError, match="nobody has municipality 'aalten'; did you mean 'Aalten'"
    ):
        Quota("municipality", "aalten", at_most=1).blocks(_problem())


def test_shares_are_exact_fractions() -> None:
    people = pd.DataFrame(
        {"professional": [f"p{i}" for i in range(10)], "gender": list("ffffmmmmmm")}
    )
    asked = pd.DataFrame({"question": ["q"], "size_min": [0], "size_max": [10]})
    problem = Problem.from_frames(professionals=people, questions=asked)
    everyone = pd.DataFrame(
        {"question": "q", "professional": problem.professionals["professional"]}
    )
    for share, kept in ((0.4, True), (0.4001, False), (2 / 5, True)):
        rule = Quota("gender", "f", at_least=share, share=True)
        assert rule.check(problem, everyone).violations.empty is kept
        check_rule(rule, [problem], teams=10)

"""Rules of pairs who count together: blocks and checks agree, and say what their texts say."""

from __future__ import annotations

from datetime import datetime
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pair_mutants import BROKEN
from swarmmatch.data.problem import Problem
from swarmmatch.errors import PolicyError
from swarmmatch.rules.blocks import PairCounts, PairRows
from swarmmatch.rules.familiarity import Familiarity
from swarmmatch.rules.pairs import Pairs
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.repeat_pairs import RepeatPairs
from swarmmatch.rules.rule import Check, Rule
from swarmmatch.testing import check_rule, tiny_problem

#: Tiny problems have teams of 6 and of 13 October 2014.
RULES: list[Rule] = [
    RepeatPairs(at_most=0), RepeatPairs(at_most=1), RepeatPairs(at_most=2.0), RepeatPairs(weight=2),
    RepeatPairs(at_most=1, weight=1 / 3), RepeatPairs(weight=0), RepeatPairs(1, as_of="2014-10-06"),
    RepeatPairs(at_most=1, half_life=7), RepeatPairs(at_most=0.5, half_life=7.0),
    RepeatPairs(at_most=0.495, weight=2.5, half_life=7), RepeatPairs(weight=100, half_life=3.3),
    RepeatPairs(at_most=0, half_life=0.9), RepeatPairs(weight=1, half_life=30, as_of="2015-01-01"),
    RepeatPairs(at_most=0, as_of="2014-10-05"),
    Familiarity(1.5), Familiarity(2, at_most=1), Familiarity(0), Familiarity(1 / 3, at_most=2),
    Familiarity(15, half_life=7), Familiarity(15, at_most=0.75, half_life=7),
    Familiarity(1, at_most=0.01, half_life=3.3, as_of="2014-11-30"),
    Familiarity(7, half_life=1, as_of="2014-10-12"),
    Pairs(), Pairs(weight=1.5), Pairs(weight=0), Pairs(weight=2, mutual=True),
]  # fmt: skip

by_name = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


def _has_mutual_wish(problem: Problem) -> bool:
    wishes = problem.pairs.query("kind == 'wish'")
    return not wishes.merge(wishes, left_on=["a", "b"], right_on=["b", "a"]).empty


@pytest.fixture(scope="module")
def problems() -> list[Problem]:
    """With pairs that met once and twice, wishes that are returned or not, and without any."""
    some = [tiny_problem(seed) for seed in (5, 16)]
    met_twice = [problem.history["professional"].value_counts().ge(2).sum() for problem in some]
    assert max(met_twice) >= 2
    assert {_has_mutual_wish(problem) for problem in some} == {True, False}
    assert {"wish" in set(problem.pairs["kind"]) for problem in some} == {True, False}
    return some


@by_name
def test_blocks_and_check_agree(rule: Rule, problems: list[Problem]) -> None:
    hours = pd.to_timedelta([9, 9, 9, 14, 14, 14, 23, 23, 8, 8], unit="h")
    at_hours = HISTORY.assign(date=pd.to_datetime(HISTORY["date"]) + hours)
    check_rule(rule, [problems[0], _problem(history=at_hours)], teams=16)


@by_name
def test_they_say_nothing_of_the_barest_tables(rule: Rule) -> None:
    people = pd.DataFrame({"professional": list("abc")})
    asked = pd.DataFrame({"question": ["x", "y"], "size_min": 0, "size_max": [2, 0]})
    bare = Problem.from_frames(professionals=people, questions=asked)
    found = rule.check(bare, _seats(x="ABC"))
    assert rule.blocks(bare) == []
    assert found.measure == 0
    assert found.violations.empty
    assert _points(found) == 0


@settings(max_examples=6, deadline=None, derandomize=True)
@given(
    half_life=st.none() | st.floats(0.1, 1e4),
    at_most=st.integers(1, 4),
    weight=st.none() | st.integers(0, 100).map(float),
    days=st.integers(-3, 800),
    which=st.integers(0, 1),
)
def test_any_options_agree(
    half_life: float | None,
    at_most: int,
    weight: float | None,
    days: int,
    which: int,
    problems: list[Problem],
) -> None:
    day = str((pd.Timestamp("2014-10-06") + pd.Timedelta(days, "D")).date())
    repeat = RepeatPairs(at_most, weight, half_life=half_life, as_of=day)
    reward = Familiarity(weight or 1.0, at_most, half_life=half_life, as_of=day)
    for rule in (repeat, reward):
        check_rule(rule, [problems[which]], teams=12)


#: Ann and Bob met twice, once with Cas, who met Dee ten days later in a team of the same name; Eve
#: met somebody who has left the pool.
HISTORY = pd.DataFrame(
    [
        ("t1", "2015-01-01", "Ann"), ("t1", "2015-01-01", "Bob"), ("t1", "2015-01-01", "gone"),
        ("t2", "2015-01-11", "Ann"), ("t2", "2015-01-11", "Bob"), ("t2", "2015-01-11", "Cas"),
        ("t2", "2015-01-21", "Cas"), ("t2", "2015-01-21", "Dee"),
        ("t3", "2015-01-21", "Eve"), ("t3", "2015-01-21", "gone"),
    ],
    columns=["team", "date", "professional"],
)  # fmt: skip
WISHES = pd.DataFrame(
    [
        ("Ann", "Bob", "wish"), ("Bob", "Ann", "wish"), ("Cas", "Ann", "wish"),
        ("Cas", "Dee", "wish"), ("Ann", "Cas", "apart"), ("Dee", "Bob", "together"),
    ],
    columns=["a", "b", "kind"],
)  # fmt: skip


def _problem(**tables: Any) -> Problem:
    people = pd.DataFrame({"professional": ["Ann", "Bob", "Cas", "Dee", "Eve"]})
    asked = pd.DataFrame({"question": ["x", "y"], "size_min": 0, "size_max": 5})
    given = {"professionals": people, "questions": asked, "history": HISTORY, "pairs": WISHES}
    return Problem.from_frames(**{**given, **tables})


def _seats(**teams: str) -> pd.DataFrame:
    """Teams written as initials."""
    names = {name[0]: name for name in ("Ann", "Bob", "Cas", "Dee", "Eve")}
    rows = [(question, names[one]) for question, team in teams.items() for one in team]
    return pd.DataFrame(rows, columns=["question", "professional"], dtype="str")


def _points(found: Check) -> float:
    return float((found.earned["count"] * found.earned["each"]).sum())


@pytest.mark.parametrize(
    "rule", BROKEN, ids=lambda rule: f"{type(rule).__name__} {rule.name[-12:]}"
)
def test_a_broken_rule_is_found_out(rule: Rule) -> None:
    with pytest.raises(AssertionError, match=type(rule).__name__):
        check_rule(rule, [_problem()], teams=40)


@pytest.mark.parametrize(
    ("rule", "teams", "detail"),
    [
        (RepeatPairs(at_most=2), _seats(x="ABC", y="CDE"),
         "3 pairs shared a team before, allowed 2"),
        (RepeatPairs(at_most=0), _seats(x="AB", y="AD"), "1 pairs shared a team before, allowed 0"),
        (RepeatPairs(at_most=1.74, half_life=10), _seats(x="ABC", y="CD"),
         "pairs of strength 1.75 shared a team before, allowed 1.74"),
        (Pairs(), _seats(x="AC", y="BD"), "Ann and Cas sit together, but must stay apart"),
        (Pairs(), _seats(x="AB", y="A"), "Dee and Bob must sit together or not at all"),
    ],
)  # fmt: skip
def test_a_planted_violation_is_found(rule: Rule, teams: pd.DataFrame, detail: str) -> None:
    found = rule.check(_problem(), teams).violations
    assert found[["subject", "detail"]].to_numpy().tolist() == [["x", detail]]


@pytest.mark.parametrize(
    ("rule", "teams"),
    [
        (RepeatPairs(at_most=3), _seats(x="ABC", y="ABC")),
        (RepeatPairs(at_most=0), _seats(x="ADE", y="BDE")),
        (RepeatPairs(at_most=1.75, half_life=10), _seats(x="ABC", y="CD")),
        (RepeatPairs(at_most=0, as_of="2014-12-31"), _seats(x="ABCDE")),
        (RepeatPairs(at_most=0, half_life=1, as_of="2016-01-01"), _seats(x="ABCDE")),
        (Pairs(), _seats(x="CE", y="A")),
    ],
)
def test_teams_within_the_rule_are_left_alone(rule: Rule, teams: pd.DataFrame) -> None:
    assert rule.check(_problem(), teams).violations.empty


#: Strengths after ten days a half: Ann and Bob 0.75, Ann and Cas 0.5, Bob and Cas 0.5, Cas, Dee 1.
EARNED: list[tuple[Rule, float, float]] = [
    (RepeatPairs(weight=2), 4, -8), (RepeatPairs(2, weight=2), 4, -2), (RepeatPairs(1), 4, 0),
    (RepeatPairs(weight=2, half_life=10), 2.75, -5.5),
    (RepeatPairs(1, weight=2, half_life=10), 2.75, -1.5),
    (RepeatPairs(weight=2, as_of="2015-01-20"), 3, -6),
    (RepeatPairs(weight=2, as_of="2015-01-01"), 1, -2),
    (Familiarity(5), 4, 20), (Familiarity(5, at_most=2), 4, 15), (Familiarity(0), 4, 0),
    (Familiarity(4, half_life=10), 2.75, 11), (Familiarity(4, 1.5, half_life=10), 2.75, 10),
    (Familiarity(4, half_life=10, as_of="2015-01-11"), 2.5 + 1, 12),
    (Pairs(weight=3), 4, 12), (Pairs(weight=3, mutual=True), 1, 3),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "measure", "points"), EARNED, ids=str)
def test_points_and_measure_are_as_the_docstrings_say(
    rule: Rule, measure: float, points: float
) -> None:
    found = rule.check(_problem(), _seats(x="ABC", y="CDE"))
    assert found.measure == measure
    assert _points(found) == pytest.approx(points, abs=1e-12)


def test_who_meets_at_two_questions_counts_at_both() -> None:
    twice = _seats(x="AB", y="AB")
    assert _points(Pairs(weight=3).check(_problem(), twice)) == 12
    assert _points(Pairs(weight=3, mutual=True).check(_problem(), twice)) == 6
    assert _points(Familiarity(3, at_most=1).check(_problem(), twice)) == 6


def test_strength_is_rounded_to_hundredths_with_halves_up() -> None:
    """Three half-lives leave 12.5 hundredths, eight 0.39 of one, and seven 0.78."""
    teams = _seats(x="CD")

    def strength(half_life: float, as_of: str) -> float:
        rule = Familiarity(1, half_life=half_life, as_of=as_of)
        counts = [block.count for block in rule.blocks(_problem()) if isinstance(block, PairCounts)]
        measure = rule.check(_problem(), teams).measure
        assert np.any([measure == found / 100 for found in counts]) or measure == 0
        return measure

    assert strength(10, "2015-02-20") == 0.13
    assert strength(0.1 / 3, "2015-01-21") == 1.0
    assert strength(5, "2015-02-25") == 0.01
    assert strength(5, "2015-03-02") == 0.0


def test_a_strength_that_rounds_to_nothing_ties_nobody() -> None:
    assert RepeatPairs(at_most=0, half_life=1, as_of="2016-01-01").blocks(_problem()) == []


def test_the_hard_rows_know_no_wishes_and_the_wishes_no_hard_rows() -> None:
    (rows,) = Pairs().blocks(_problem())
    assert isinstance(rows, PairRows)
    assert len(rows.first) == 2
    (counts,) = Pairs(weight=1).blocks(_problem())
    assert isinstance(counts, PairCounts)
    found = np.column_stack([counts.first, counts.second, counts.count]).tolist()
    assert sorted(found) == [[0, 1, 2], [0, 2, 1], [2, 3, 1]]
    wishes = WISHES[WISHES["kind"] == "wish"]
    assert Pairs().blocks(_problem(pairs=wishes)) == []
    assert Pairs(1.0).blocks(_problem(pairs=WISHES[WISHES["kind"] != "wish"])) == []
    assert Pairs().check(_problem(pairs=wishes), _seats(x="AC")).violations.empty


def _by_hand(problem: Problem, rule: RepeatPairs | Familiarity, teams: pd.DataFrame) -> list[int]:
    """What pairs of each team count for, told by plain loops over teams of old."""
    day = datetime.fromisoformat(str(rule.as_of or problem.history["date"].max().date()))
    strength: dict[tuple[str, str], float] = {}
    met: set[tuple[str, str]] = set()
    for (_, date), members in problem.history.groupby(["team", "date"])["professional"]:
        age = (day - date.to_pydatetime()).days
        for pair in permutations(members, 2) if age >= 0 else ():
            met.add(pair)
            faded = 0.5 ** (age / (rule.half_life or 1))
            strength[pair] = strength.get(pair, 0.0) + faded
    counts = {
        pair: 1 if rule.half_life is None else int(100 * strength[pair] + 0.5 + 1e-9)
        for pair in met
    }
    people = teams.groupby("question")["professional"]
    return [sum(counts.get(p, 0) for p in combinations(team, 2)) for _, team in people]


@pytest.mark.parametrize("half_life", [None, 7.0, 3.3])
@pytest.mark.parametrize("as_of", [None, "2014-10-06", "2014-11-01"])
def test_checks_count_as_plain_loops_do(
    half_life: float | None, as_of: str | None, problems: list[Problem]
) -> None:
    rng = np.random.default_rng(4)
    rule = RepeatPairs(weight=1, half_life=half_life, as_of=as_of)
    each = 1 if half_life is None else 100
    totals = []
    for problem in problems:
        every = problem.questions[["question"]].merge(
            problem.professionals[["professional"]], how="cross"
        )
        teams = every[rng.random(len(every)) < 0.7]
        counts = _by_hand(problem, rule, teams)
        found = rule.check(problem, teams)
        assert found.measure == pytest.approx(sum(counts) / each, abs=1e-12)
        assert _points(found) == pytest.approx(-sum(counts) / each, abs=1e-12)
        paid = Familiarity(1, at_most=1, half_life=half_life, as_of=as_of).check(problem, teams)
        assert _points(paid) == pytest.approx(sum(min(n, each) for n in counts) / each, abs=1e-12)
        totals += counts
    assert max(totals) > 0


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (RepeatPairs, {}), (RepeatPairs, {"half_life": 10}), (RepeatPairs, {"at_most": -1}),
        (RepeatPairs, {"at_most": 1.5}), (RepeatPairs, {"at_most": True}),
        (RepeatPairs, {"at_most": float("inf")}), (RepeatPairs, {"at_most": float("nan")}),
        (RepeatPairs, {"at_most": -0.1, "half_life": 10}), (RepeatPairs, {"weight": -1}),
        (RepeatPairs, {"weight": True}), (RepeatPairs, {"weight": "1"}),
        (RepeatPairs, {"weight": 1, "half_life": 0}),
        (RepeatPairs, {"weight": 1, "half_life": "x"}),
        (RepeatPairs, {"weight": 1, "half_life": True}), (RepeatPairs, {"weight": 1, "as_of": "x"}),
        (RepeatPairs, {"weight": 1, "as_of": "2015-1-1"}),
        (Familiarity, {"weight": None}), (Familiarity, {"weight": -1}),
        (Familiarity, {"weight": float("nan")}), (Familiarity, {"weight": 1, "at_most": 0}),
        (Familiarity, {"weight": 1, "at_most": None}), (Familiarity, {"weight": 1, "at_most": 2.5}),
        (Familiarity, {"weight": 1, "at_most": 0.001, "half_life": 10}),
        (Familiarity, {"weight": 1, "half_life": -1}), (Familiarity, {"weight": 1, "as_of": 2015}),
        (Pairs, {"weight": -1}), (Pairs, {"weight": True}), (Pairs, {"weight": float("inf")}),
        (Pairs, {"mutual": True}), (Pairs, {"weight": 1, "mutual": 1}),
        (Pairs, {"weight": 1, "mutual": None}),
    ],
)  # fmt: skip
def test_senseless_options_are_refused(kind: type[Rule], options: dict[str, Any]) -> None:
    with pytest.raises(PolicyError, match=kind.__name__):
        kind(**options)


def test_a_policy_file_holds_them(tmp_path: Any) -> None:
    policy = Policy(RULES)
    policy.write(tmp_path / "policy.toml")
    assert Policy.read(tmp_path / "policy.toml") == policy

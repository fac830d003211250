"""Exact figures and estimates of explanations against all matchings of tiny problems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import swarmmatch as sm
from swarmmatch.explain.other_team import OtherTeam
from swarmmatch.testing import check_rule, planted, tiny_problem
from swarmmatch.testing.copies import Copies

UNIT = 1e-4
HARD = [sm.TeamSize(unstaffed=2.5), sm.Capacity(), sm.Available(), sm.MustHave()]
SOFT = [sm.Coverage(10), sm.Fit(2), sm.Distinct("sector", weight=1.5)]
POLICIES = [
    sm.Policy([*HARD, sm.Locks(), sm.Pairs(), *SOFT]),
    sm.Policy([*HARD, *SOFT, sm.RepeatPairs(weight=1.5), sm.Pairs(weight=2)]),
    sm.Policy([*HARD, *SOFT, sm.Parity("gender", 0.3, weight=2), sm.Quota("sector", at_most=1)]),
]

#: Seeds of tiny problems, and which policy each is solved with.
CASES = [(0, 0), (2, 0), (0, 1), (1, 1), (0, 2), (1, 2)]


@dataclass(frozen=True, eq=False)
class Every:
    """Every allowed matching of a problem, (T, Q, P), and the points it earns, (T,)."""

    taken: np.ndarray
    points: np.ndarray

    @staticmethod
    def of(problem: sm.Problem, policy: sm.Policy) -> Every:
        taken = np.concatenate(list(oracle.all_matchings(problem)))
        copies = Copies.of(problem, len(taken))
        taken, units = oracle._judged(problem, copies, policy, taken, UNIT)
        return Every(taken, units * UNIT)

    def best(self, among: np.ndarray) -> float:
        """The most points among some of them; -inf without any."""
        return float(self.points[among].max(initial=-np.inf))


@cache
def solved(seed: int, which: int) -> tuple[sm.Matching, Every] | None:
    """A tiny problem's best matching and all others; None where nothing is allowed."""
    people = 3 if which == 2 else 4  # parity is slow to try
    problem = tiny_problem(seed, questions=2, professionals=people)
    every = Every.of(problem, POLICIES[which])
    if not len(every.points):
        return None
    return sm.match(problem, POLICIES[which], gap=0, workers=1), every


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[sm.Matching, Every]:
    found = solved(*request.param)
    assert found is not None
    return found


def free_seats(matching: sm.Matching) -> list[tuple[int, int, str, str]]:
    """Positions and ids of every seat that nobody has."""
    taken = set(matching.teams[["question", "professional"]].itertuples(index=False, name=None))
    arrays = matching.problem.arrays
    return [
        (q, p, question, who)
        for q, question in enumerate(arrays.questions)
        for p, who in enumerate(arrays.professionals)
        if (question, who) not in taken
    ]


def test_the_cost_of_a_seat_is_that_of_brute_force(case: tuple[sm.Matching, Every]) -> None:
    matching, every = case
    for q, p, question, who in free_seats(matching)[::2]:
        told = sm.why_not(matching, who, question, exact=True, changes=False)
        best = every.best(every.taken[:, q, p])
        assert told.exact is not None
        if np.isinf(best):
            assert told.reason != "outbid"
            assert told.exact.after is None
            assert len(told.exact.conflict)
        else:
            assert told.reason == "outbid"
            assert told.exact.after is not None
            assert told.exact.after.value == pytest.approx(best, abs=1e-9)
            assert told.exact.loss == pytest.approx(every.points.max() - best, abs=1e-9)
            assert told.exact.loss_between == pytest.approx((told.exact.loss,) * 2, abs=1e-9)
            assert told.exact.after.audit().ok


@settings(max_examples=6)
@given(st.integers(0, 10**6), st.integers(0, 2))
def test_estimates_of_seats_and_teams_are_true_limits(seed: int, which: int) -> None:
    found = solved(seed, which)
    if found is None:
        return
    matching, every = found
    for q, p, question, who in free_seats(matching):
        told = sm.why_not(matching, who, question, changes=False)
        best = every.best(every.taken[:, q, p])
        if told.reason == "barred":
            assert np.isinf(best)
            assert told.estimate is None
            continue
        assert told.estimate is not None
        assert told.estimate.ceiling >= best - 1e-9
        assert np.isinf(best) or told.reason == "outbid"
        assert 0 <= told.estimate.at_least <= every.points.max() - best + 1e-9
    for q, question in enumerate(matching.problem.arrays.questions):
        other = sm.next_best(matching, question)
        assert other.ceiling >= every.best(_another(matching, every, q)) - 1e-9
        assert not other.possible or set(other.team) != set(_team(matching, question))


def test_the_next_best_team_is_that_of_brute_force(case: tuple[sm.Matching, Every]) -> None:
    matching, every = case
    for q, question in enumerate(matching.problem.arrays.questions):
        other = sm.next_best(matching, question, exact=True)
        best = every.best(_another(matching, every, q))
        assert other.possible == np.isfinite(best)
        if other.possible:
            assert other.price == pytest.approx(every.points.max() - best, abs=1e-9)
            assert set(other.team) != set(_team(matching, question))


def test_the_cases_hold_seats_of_every_kind() -> None:
    """Otherwise the tests above would be about less than they seem."""
    kinds = set()
    for one in CASES:
        found = solved(*one)
        assert found is not None
        matching, every = found
        for q, p, question, who in free_seats(matching)[::2]:
            reason = sm.why_not(matching, who, question, changes=False).reason
            best = every.best(every.taken[:, q, p])
            kinds.add((reason, np.isinf(best)))
    assert {("barred", True), ("outbid", False)} < kinds
    assert kinds & {("no team", True), ("outbid", True)}


def test_that_a_team_is_another_is_said_the_same_twice() -> None:
    problems = [tiny_problem(seed, questions=2, professionals=4) for seed in range(3)]
    check_rule(OtherTeam("q0", ("p0", "p2")), problems)
    check_rule(OtherTeam("q1", ("p1",)), problems)


def test_what_a_seat_is_needed_for_is_that_of_brute_force(case: tuple[sm.Matching, Every]) -> None:
    matching, every = case
    question, who = matching.teams.iloc[-1]
    arrays = matching.problem.arrays
    q, p = arrays.questions.get_loc(question), arrays.professionals.get_loc(who)
    told, best = sm.why(matching, who, question, exact=True), every.best(~every.taken[:, q, p])
    assert told.needed == np.isinf(best)
    if not told.needed:
        assert told.exact is not None
        assert told.exact.value == pytest.approx(best, abs=1e-9)


def test_where_the_lp_is_whole_the_estimate_is_the_cost() -> None:
    """Who holds nothing costs the weight of the requirement that its holder met."""
    case = planted(seed=3, questions=3, professionals=30, size=3)
    matching = sm.match(case.problem, case.policy, gap=0, workers=1)
    idle = sorted(set(case.problem.arrays.professionals) - set(matching.teams["professional"]))
    asked = case.problem.requirements
    for question in case.problem.arrays.questions:
        cheapest = 10 * asked.loc[asked["question"] == question, "weight"].min()
        told = sm.why_not(matching, idle[0], question, exact=True, changes=False)
        assert told.estimate is not None
        assert told.exact is not None
        assert told.estimate.at_least == pytest.approx(cheapest, abs=1e-3)
        assert told.estimate.reduced_cost == pytest.approx(cheapest, abs=1e-3)
        assert told.exact.loss == pytest.approx(cheapest)


def test_under_stages_a_seat_has_an_exact_cost_and_no_estimate() -> None:
    problem = tiny_problem(4, questions=2, professionals=4)
    policy = sm.Policy([*HARD, sm.Fit(2)], stages=[[sm.Coverage(10)]])
    matching = sm.match(problem, policy, gap=0, workers=1)
    for _, _, question, who in free_seats(matching):
        told = sm.why_not(matching, who, question, exact=True, changes=False)
        assert told.estimate is None
        if told.reason == "outbid":
            break
    assert told.exact is not None
    assert "no estimate" in told.text()
    if told.exact.after is not None:
        fixed = pd.DataFrame({"question": [question], "professional": [who], "kind": ["lock"]})
        fresh = sm.match(problem.replace(seats=fixed), policy | sm.Locks(), gap=0, workers=1)
        assert told.exact.after.value == fresh.value
    with pytest.raises(sm.PolicyError, match="stages has no prices"):
        sm.bottlenecks(matching)


def _team(matching: sm.Matching, question: str) -> list[str]:
    teams = matching.teams
    return list(teams.loc[teams["question"] == question, "professional"])


def _another(matching: sm.Matching, every: Every, q: int) -> np.ndarray:
    """Which matchings give a question another team than this one."""
    arrays = matching.problem.arrays
    mine = arrays.professionals.isin(_team(matching, arrays.questions[q]))
    return (every.taken[:, q] != mine).any(axis=1)

"""Whole teams: look-alike questions, all teams of one, and the choice among them, proven."""

from __future__ import annotations

from functools import partial
from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import swarmmatch as sm
from oracle import brute_force
from swarmmatch.data.problem import Problem
from swarmmatch.engine.alike_questions import firsts_alike, kinds_of_questions
from swarmmatch.engine.all_teams import AllTeams
from swarmmatch.engine.bound import opening_prices
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.exact import solve
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.prices import Prices, free
from swarmmatch.engine.pricing import Pricer, join
from swarmmatch.engine.restricted import restrict, value_of_plan
from swarmmatch.engine.search import NOTHING, Found
from swarmmatch.engine.split import split
from swarmmatch.engine.whole_teams import by_whole_teams, step_of, suits
from swarmmatch.matching.units import RESOLUTION
from swarmmatch.rules import Policy
from swarmmatch.testing import tiny_problem

POLICY = Policy([
    sm.TeamSize(unstaffed=0.3), sm.Capacity(), sm.Fit(1), sm.Pairs(weight=2, mutual=True),
    sm.IdealSize("ideal", 0.7, price="head"), sm.Opening("opening"),
])  # fmt: skip


def drawn(seed: int, people: int, kinds: int, copies: int, size: int = 3) -> Problem:
    """Groups of some kinds, several of each; who likes which kind, and whose company."""
    rng = np.random.default_rng(seed)
    ids = [f"p{i}" for i in range(people)]
    kind = np.repeat(np.arange(kinds), copies)
    each = rng.integers(0, [3, 3, 2], (kinds, 3))[kind]
    asked = pd.DataFrame(
        {
            "question": [f"k{k}g{i}" for i, k in enumerate(kind)],
            "size_min": 1,
            "size_max": size,
            "ideal": 1 + each[:, 0],
            "head": each[:, 1],
            "opening": each[:, 2] * (np.arange(len(kind)) % copies > 0),
        }
    )
    likes = rng.integers(0, 4, (kinds, people))[kind]
    fit = pd.DataFrame(
        {
            "question": np.repeat(asked["question"].to_numpy(), people),
            "professional": np.tile(ids, len(kind)),
            "points": likes.ravel(),
        }
    )
    wish = np.argwhere((rng.random((people, people)) < 0.4) & ~np.eye(people, dtype=bool))
    pairs = pd.DataFrame(np.array(ids)[wish], columns=["a", "b"]).assign(kind="wish")
    return Problem.from_frames(
        professionals=pd.DataFrame({"professional": ids}), questions=asked, fit=fit, pairs=pairs
    )


def finder_of(problem: Problem, policy: Policy = POLICY) -> TeamFinder:
    """At prices that no LP has made better."""
    program = compile_program(problem, policy, RESOLUTION, Clock(60))
    return TeamFinder(Pricer(program), split(program), opening_prices(LazyRows(program)))


def solved(problem: Problem, policy: Policy = POLICY) -> tuple[Found, list[Found]]:
    """What whole teams find without a plan to begin with, and all that was told on the way."""
    told: list[Found] = []
    found = by_whole_teams(finder_of(problem, policy), NOTHING, 0.0, Clock(60), told.append)
    return found, told


@settings(max_examples=12, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), shape=st.sampled_from([(3, 2, 2), (4, 1, 3), (2, 2, 3)]))
def test_the_choice_is_what_trying_all_matchings_finds(
    seed: int, shape: tuple[int, int, int]
) -> None:
    problem = drawn(seed, *shape)
    best, _ = brute_force(problem, POLICY)
    found, told = solved(problem)
    assert found.value * RESOLUTION == pytest.approx(best)
    assert found.ceiling == found.value == told[-1].value


@pytest.mark.parametrize("seed", range(3))
def test_the_choice_is_what_cp_sat_proves_over_all_seats(seed: int) -> None:
    problem = drawn(seed, people=9, kinds=2, copies=3, size=4)
    finder = finder_of(problem)
    program, lazy = finder.program, finder.prices.lazy
    seats = join([finder.pricer.seats(q, finder.prices) for q in range(program.n_questions)])
    restricted = restrict(program, lazy, seats)
    exact = solve(restricted.whole, Clock(60))
    assert exact.proven
    found, _ = solved(problem)
    assert found.value == found.ceiling == exact.value + restricted.constant
    assert found.seats is not None
    assert value_of_plan(program, lazy, found.seats) == found.value


@pytest.mark.parametrize(
    "rule",
    [
        sm.Quota("sector", "trade", at_most=1, weight=1.5),
        sm.Distinct("sector", weight=0.7),
        sm.Pairs(weight=0.5),
        sm.MinLoad(1),
        sm.Survives(weight=1.1),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_other_rules_beside_are_kept_and_counted(rule: sm.Rule) -> None:
    plain = drawn(5, people=3, kinds=2, copies=2)
    people = plain.professionals.assign(sector=["trade", "care", "trade"])
    problem, policy = plain.replace(professionals=people), POLICY | rule
    best, _ = brute_force(problem, policy)
    found, _ = solved(problem, policy)
    assert found.value * RESOLUTION == pytest.approx(best)
    assert found.ceiling == found.value


@pytest.mark.parametrize(
    "capped",
    [
        sm.Familiarity(3, at_most=1.5, half_life=100),
        sm.RepeatPairs(at_most=1.5, weight=3, half_life=100),
    ],
    ids=lambda rule: type(rule).__name__,
)
def test_values_lie_whole_steps_apart_also_under_a_cap_between_two_counts(capped: sm.Rule) -> None:
    history = pd.DataFrame({"team": "t", "date": "2015-01-01", "professional": ["p0", "p1", "p2"]})
    problem = drawn(4, people=3, kinds=1, copies=2).replace(history=history)
    policy = Policy([sm.TeamSize(unstaffed=0), sm.Capacity(), sm.Fit(1), capped])
    finder = finder_of(problem, policy)
    kind = AllTeams(finder, 0, Clock(60))
    step = step_of(finder.program.variables.worth, [kind])
    listed = kind.above(free(finder.prices.lazy), -1e12, Clock(60))
    assert listed is not None
    assert len(listed.values) == 7
    assert (listed.values % step == 0).all()
    best, _ = brute_force(problem, policy)
    found, _ = solved(problem, policy)
    assert found.value * RESOLUTION == pytest.approx(best)
    assert found.ceiling == found.value


def test_the_choice_ends_where_there_is_no_plan() -> None:
    problem = drawn(4, people=3, kinds=1, copies=2)
    twice = pd.DataFrame({"question": ["k0g0", "k0g1"], "professional": "p0", "kind": "lock"})
    locked, policy = problem.replace(seats=twice), POLICY | sm.Locks()
    found = by_whole_teams(finder_of(locked, policy), NOTHING, 0.0, Clock(np.inf), print)
    assert found.seats is None
    with pytest.raises(sm.InfeasibleError):
        sm.match(locked, policy, gap=0, relaxations=False)


def test_what_cannot_be_weighed_by_counting_is_left_to_others() -> None:
    plain = drawn(5, people=4, kinds=2, copies=2)
    people = plain.professionals.assign(experience=[1.0, 9.0, 4.0, 3.0])
    problem = plain.replace(professionals=people)
    found, told = solved(problem, POLICY | sm.Balance("experience", 2, weight=1.1))
    assert (found, told) == (NOTHING, [])


@pytest.mark.parametrize("seed", range(4))
def test_all_teams_near_the_best_are_listed(seed: int) -> None:
    finder = finder_of(drawn(seed, people=7, kinds=1, copies=2))
    kind, prices = AllTeams(finder, 1, Clock(60)), _some_prices(finder, seed)
    worth = partial(_worth, finder, 1, prices)
    size = int(finder.program.size_max[1])
    teams = chain.from_iterable(combinations(range(7), k) for k in range(1, size + 1))
    by_hand = {team: worth(team) for team in teams}
    best = max(by_hand.values())
    for below in (0.0, 1.5, 30.0):  # points
        least = best - below / RESOLUTION
        listed = kind.above(prices, least, Clock(60))
        assert listed is not None
        got = {
            tuple(np.flatnonzero(members).tolist()): value
            for members, value in zip(listed.members, listed.values, strict=True)
        }
        near = {team: value for team, value in by_hand.items() if value >= least}
        assert got == pytest.approx(near)
    good, ceiling = kind.best(prices, np.zeros(7, np.bool_), Clock(60))
    assert good.values[0] == ceiling == pytest.approx(best)


def test_questions_alike_are_told_from_those_that_differ_in_anything() -> None:
    problem = drawn(1, people=4, kinds=1, copies=3)
    asked = problem.questions.assign(ideal=2, head=1, opening=0)
    same = problem.replace(questions=asked)
    assert _first_alike(same) == [0, 0, 0]
    for column, value in (("ideal", 1), ("head", 2), ("opening", 1), ("size_max", 2)):
        other = asked.copy()
        other.loc[2, column] = value
        assert _first_alike(problem.replace(questions=other)) == [0, 0, 2]
    fit = problem.fit.copy()
    fit.loc[fit.index[-1], "points"] += 1
    assert _first_alike(same.replace(fit=fit)) == [0, 0, 2]
    lock = pd.DataFrame({"question": ["k0g1"], "professional": ["p0"], "kind": ["lock"]})
    assert _first_alike(same.replace(seats=lock), POLICY | sm.Locks()) == [0, 1, 0]


def test_many_seats_suit_only_where_look_alikes_make_few_of_them() -> None:
    few = drawn(1, people=50, kinds=2, copies=30)
    likes = few.fit.assign(points=np.arange(len(few.fit)))
    for problem, right in ((few, True), (few.replace(fit=likes), False)):
        program = compile_program(problem, POLICY, RESOLUTION, Clock(60))
        assert suits(program, split(program)) is right


def test_match_proves_small_closed_pools() -> None:
    matching = sm.match(drawn(3, people=16, kinds=3, copies=3, size=5), POLICY, gap=0, workers=1)
    assert matching.status == "optimal"
    assert matching.audit().ok


def _first_alike(problem: Problem, policy: Policy = POLICY) -> list[int]:
    program = compile_program(problem, policy, RESOLUTION, Clock(60))
    kind = kinds_of_questions(program, split(program), with_its_rows=False)
    return firsts_alike(kind).tolist()


def _some_prices(finder: TeamFinder, seed: int) -> Prices:
    """Whole prices, drawn, of everybody's capacity."""
    n = finder.program.n_professionals
    drawn_prices = np.random.default_rng(seed).integers(0, 30_000, n).astype(float)
    lazy = finder.prices.lazy
    return Prices(lazy, np.zeros(len(finder.program.rows.lower)), np.arange(n), drawn_prices)


def _worth(finder: TeamFinder, question: int, prices: Prices, team: tuple[int, ...]) -> float:
    """Units of a team, by completing a plan of this team alone, less those of an empty plan."""
    seats = finder.pricer.seats(question, prices)[list(team)]
    lazy = finder.prices.lazy
    whole = value_of_plan(finder.program, lazy, seats)
    nobody = value_of_plan(finder.program, lazy, seats[:0])
    paid = prices.seat_charges_at(question, seats.professional).sum()
    return whole - nobody - paid


def test_that_there_is_no_plan_is_left_to_the_exact_search() -> None:
    """It had no time left for the proof, where ever more teams were listed."""
    problem = tiny_problem(830, questions=2, professionals=4)
    hard = sm.Policy([
        sm.Available(), sm.TeamSize(unstaffed=7.5), sm.Budget(), sm.MinLoad(1), sm.MustHave(),
        sm.Quota("municipality", at_most=1, weight=2.0), sm.Distinct("municipality", weight=1.25),
        sm.Coverage(10.0),
    ])  # fmt: skip
    with pytest.raises(sm.InfeasibleError):
        sm.match(problem, hard, gap=0, workers=1, time_limit=20, relaxations=False)

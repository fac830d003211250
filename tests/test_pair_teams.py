"""Teams of one question with counted pairs: exchanges, exact solves, and ceilings that hold."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.engine import one_team
from swarmmatch.engine.bound import bound_over_pool
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.counted_pairs import earned_by_team
from swarmmatch.engine.nearby import Nearby
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.pricing import Pricer, Seats
from swarmmatch.engine.split import split

POLICIES = [
    [sm.Familiarity(4, at_most=3)],
    [sm.Familiarity(4, at_most=2), sm.RepeatPairs(at_most=1)],
    [sm.Familiarity(2, at_most=1, half_life=400), sm.RepeatPairs(1, weight=1.5)],
]
CLOCK = Clock(math.inf)


@pytest.fixture(scope="module", params=POLICIES, ids=lambda rules: rules[0].name)
def finder(request: pytest.FixtureRequest) -> TeamFinder:
    """At the LP's prices, in a pool with many ties."""
    rng, problem = np.random.default_rng(5), sm.achterhoek(300, 4, seed=2)
    pool = problem.professionals["professional"].to_numpy()
    teams = [rng.choice(pool, 4, replace=False) for _ in range(150)]
    history = pd.DataFrame(
        {
            "team": np.repeat([f"t{i}" for i in range(150)], 4),
            "date": np.repeat(pd.Timestamp("2014-01-01") + pd.to_timedelta(range(150), "D"), 4),
            "professional": np.concatenate(teams),
        }
    )
    problem = problem.replace(history=history)
    policy = sm.Policy.basic(problem) | sm.Policy(request.param)
    program = compile_program(problem, policy, 1e-4, CLOCK)
    pricer = Pricer(program)
    bound = bound_over_pool(program, pricer, CLOCK, lambda _: None)
    return TeamFinder(pricer, split(program), bound.prices)


@pytest.mark.parametrize("question", range(4))
def test_a_narrower_look_leaves_a_ceiling_that_is_true(finder: TeamFinder, question: int) -> None:
    seats = finder.pricer.seats(question, finder.prices)
    best = finder.best_of(question, seats, CLOCK, widest=len(seats))
    assert best.ceiling == best.value
    ceilings = []
    for widest in (5, 20, 60):
        found = finder.best_of(question, seats, CLOCK, widest=widest)
        assert found.value <= best.value <= found.ceiling
        ceilings.append(found.ceiling)
    assert ceilings == sorted(ceilings, reverse=True)
    assert best.value <= finder.ceiling(question, seats)


def test_what_is_promising_by_pairs_is_only_where_to_begin(
    finder: TeamFinder, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [finder.find(question, CLOCK) for question in range(4)]
    monkeypatch.setattr(one_team, "PAIRS", 0)
    for question, best in enumerate(known):
        seats = finder.pricer.seats(question, finder.prices)
        assert finder.best_of(question, seats, CLOCK, widest=len(seats)).value == best.value


@pytest.mark.parametrize("question", range(4))
def test_ceilings_through_seats_hold_for_every_team(finder: TeamFinder, question: int) -> None:
    seats = _few_tied(finder, question, 13)
    size = int(finder.program.size_max[question])
    nearby = Nearby(finder, question, seats, CLOCK)
    teams = [np.array(team) for n in range(1, size + 1) for team in combinations(range(13), n)]
    value = np.array([_value(finder, nearby, seats[team]) for team in teams])
    most = finder.ceiling(question, seats)
    for short in (0.0, 3.0, 1e3):  # points by which a team may fall short of the best
        least = float(value.max()) - short / finder.program.resolution
        best = np.full(len(seats), least)
        for team, worth in zip(teams, value, strict=True):
            best[team] = np.maximum(best[team], worth)
        ceilings = [
            finder.ceilings_through(question, seats, most, least, widest, CLOCK)
            for widest in (2, 10, 1_000)
        ]
        for one in ceilings:
            assert (one >= best - one_team.SLIP).all()
        assert ceilings[0].max() <= most + one_team.SLIP
        assert ceilings[-1].sum() <= ceilings[0].sum()


def _few_tied(finder: TeamFinder, question: int, n: int) -> Seats:
    """Some seats of a question: half of them good, half of them of people with many ties there."""
    seats = finder.pricer.seats(question, finder.prices)
    ties = sum(counted.among(seats.professional) for counted in finder.program.counted)
    kept = set(np.argsort(-seats.reduced)[: n // 2].tolist())
    by_ties = np.argsort(-np.asarray(ties.sum(axis=0)), kind="stable").tolist()
    kept |= set([seat for seat in by_ties if seat not in kept][: n - len(kept)])
    return seats[np.array(sorted(kept))]


def _value(finder: TeamFinder, nearby: Nearby, seats: Seats) -> float:
    """What a team is worth at the prices; -inf when it breaks a row."""
    team = nearby.team(seats, CLOCK)
    if team is None:
        return -math.inf
    return team.worth - float(finder.coupling_charges(nearby.question, seats).sum())


@pytest.mark.parametrize("question", range(4))
def test_exchanges_weigh_pairs_as_the_exact_solver_does(finder: TeamFinder, question: int) -> None:
    best = finder.find(question, CLOCK)
    nearby = Nearby(finder, question, best.near, CLOCK)
    assert best.seats is not None
    team = nearby.team(best.seats, CLOCK)
    assert team is not None
    others = nearby.around(team, finder.coupling, 30)
    assert others
    program, _, _ = finder.program_of(question, best.near, pairs=True)
    first = len(finder.split.parts[question].variables)
    for other in [team, *others]:
        members = best.near.among(other.seats)
        lower, upper = program.lower.copy(), program.upper.copy()
        seats = slice(first, first + len(members))
        lower[seats] = upper[seats] = members
        exact = one_team.solve(replace(program, lower=lower, upper=upper), CLOCK)
        charged = finder.coupling_charges(question, other.seats).sum()
        assert other.worth - charged == pytest.approx(exact.value)
        assert exact.value <= best.value
        assert earned_by_team(finder.program.counted, other.seats.professional) > -np.inf

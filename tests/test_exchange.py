"""Teams found by exchange are what an exact solve says they are."""

from __future__ import annotations

import math

import numpy as np
import pytest

import swarmmatch as sm
from swarmmatch.engine.bound import bound_over_pool
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.exact import solve
from swarmmatch.engine.exchange import Exchange
from swarmmatch.engine.nearby import Nearby
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.pricing import Pricer
from swarmmatch.engine.split import split


@pytest.fixture(scope="module")
def finder() -> TeamFinder:
    problem = sm.achterhoek(300, 6, seed=3)
    clock = Clock(math.inf)
    program = compile_program(problem, sm.Policy.basic(problem), 1e-4, clock)
    pricer = Pricer(program)
    bound = bound_over_pool(program, pricer, clock, lambda _: None)
    return TeamFinder(pricer, split(program), bound.prices)


@pytest.mark.parametrize("question", range(6))
def test_every_exchange_is_worth_what_an_exact_solve_says(
    finder: TeamFinder, question: int
) -> None:
    clock = Clock(math.inf)
    best = finder.find(question, clock)
    assert best.seats is not None
    program, _, _ = finder.program_of(question, best.near)
    first = len(finder.split.parts[question].variables)
    exchange = Exchange.of(program, first)
    assert exchange is not None
    members = best.near.among(best.seats)
    assert exchange.value(program.worth[first:], members) == pytest.approx(best.value)
    others = exchange.near(program.worth[first:], members, 20)
    assert len(others) == 20
    for other, value in others:
        assert 1 <= np.sum(other != members) <= 2
        fixed = np.append(program.lower[:first], other), np.append(program.upper[:first], other)
        exact = solve(
            type(program)(
                program.worth, *fixed, program.matrix, program.row_lower, program.row_upper
            ),
            clock,
        )
        assert value == pytest.approx(exact.value)
        assert value <= best.value
    values = [value for _, value in others]
    assert values == sorted(values, reverse=True)


def test_a_team_looked_for_again_keeps_its_worth(finder: TeamFinder) -> None:
    clock = Clock(math.inf)
    best = finder.find(0, clock)
    assert best.seats is not None
    nearby = Nearby(finder, 0, best.near, clock)
    again, named = nearby.best(finder.coupling, clock), nearby.team(best.seats, clock)
    assert again is not None
    assert named is not None
    for team in (again, named):
        charged = finder.coupling_charges(0, team.seats).sum()
        assert team.worth - charged == pytest.approx(best.value)
    around = nearby.around(named, finder.coupling, 5)
    assert len(around) == 5
    assert all(nearby.team(team.seats, clock) is not None for team in around)


def test_somebody_barred_is_in_no_team(finder: TeamFinder) -> None:
    clock = Clock(math.inf)
    best = finder.find(0, clock)
    assert best.seats is not None
    nearby = Nearby(finder, 0, best.near, clock)
    barred = best.near.among(best.seats)
    other = nearby.best(finder.coupling, clock, barred)
    assert other is not None
    assert not other.seats.among(best.seats).any()
    assert nearby.best(finder.coupling, clock, np.ones(len(best.near), np.bool_)) is None


@pytest.mark.parametrize("question", range(6))
def test_a_climb_ends_where_no_exchange_is_better(finder: TeamFinder, question: int) -> None:
    clock = Clock(math.inf)
    best = finder.find(question, clock)
    program, _, _ = finder.program_of(question, best.near)
    first = len(finder.split.parts[question].variables)
    exchange, worth = Exchange.of(program, first), program.worth[first:]
    assert exchange is not None
    nobody = np.zeros(len(worth), np.bool_)
    team, value = exchange.climb(worth, nobody)
    assert value == pytest.approx(exchange.value(worth, team))
    assert value <= best.value
    assert all(other <= value for _, other in exchange.near(worth, team, 10**6))


@pytest.mark.parametrize("question", range(6))
def test_a_better_team_than_one_known_is_found_or_the_one_known_is_best(
    finder: TeamFinder, question: int
) -> None:
    clock = Clock(math.inf)
    best = finder.find(question, clock)
    nearby = Nearby(finder, question, best.near, clock)
    named = nearby.team(best.seats, clock) if best.seats is not None else None
    assert named is not None
    worst = nearby.around(named, finder.coupling, 20)[-1]
    value = worst.worth - finder.coupling_charges(question, worst.seats).sum()
    for known in [(worst, value), nearby.climbed(worst.seats, finder.coupling)]:
        team = nearby.best(finder.coupling, clock, known=known)
        assert team is not None
        charged = finder.coupling_charges(question, team.seats).sum()
        assert team.worth - charged == pytest.approx(best.value)
    seats = finder.pricer.seats(question, finder.prices)
    assert finder.best_of(question, seats, clock, best).value == pytest.approx(best.value)

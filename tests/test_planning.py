"""Ceilings at other prices hold, and turns between ceiling and plan keep both true."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.engine import clock as clock_module
from swarmmatch.engine import planning
from swarmmatch.engine.bound import bound_over_pool
from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.columns import TeamColumns
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.one_team import SLIP, TeamFinder
from swarmmatch.engine.planning import Planning
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.pricing import Pricer, join
from swarmmatch.engine.refine import Refinement
from swarmmatch.engine.restricted import value_of_plan
from swarmmatch.engine.search import NOTHING
from swarmmatch.engine.split import split
from swarmmatch.engine.teams import Teams, best_teams, looked_wider, repriced

CLOCK = Clock(math.inf)
EXTRA = [
    [sm.CarryOver(1, "experience")],
    [sm.WorstOff(50), sm.Earmark(weight=1)],
    [sm.Familiarity(3, at_most=2), sm.Newcomers(weight=1)],
]


@dataclass(frozen=True)
class Case:
    """A scarce pool, the best teams at the LP's prices, and the best value that there is."""

    finder: TeamFinder
    teams: Teams
    best: float


@pytest.fixture(scope="module", params=EXTRA, ids=lambda rules: rules[0].name)
def case(request: pytest.FixtureRequest) -> Case:
    problem = sm.achterhoek(40, 6, seed=4)
    policy = sm.Policy.basic(problem) | sm.Policy(request.param)
    best = sm.match(problem, policy, gap=0.0, time_limit=None)
    assert best.status == "optimal"
    program = compile_program(problem, policy, 1e-4, CLOCK)
    pricer = Pricer(program)
    bound = bound_over_pool(program, pricer, CLOCK, lambda _: None)
    finder = TeamFinder(pricer, split(program), bound.prices)
    teams = best_teams(finder, bound, CLOCK, CLOCK, 1)
    return Case(finder, teams, round(best.value / program.resolution))


@pytest.mark.parametrize("seed", range(4))
def test_a_ceiling_at_any_prices_is_true(case: Case, seed: int) -> None:
    rng, coupling = np.random.default_rng(seed), case.finder.coupling
    moved = Prices(
        coupling.lazy,
        coupling.rows * rng.uniform(0, 2, len(coupling.rows)),
        coupling.numbers,
        np.rint(coupling.lazily * rng.uniform(0, 2, len(coupling.lazily))),
    )
    other = case.finder.at(moved)
    teams = repriced(other, case.teams, CLOCK, CLOCK, 1)
    assert teams.at_prices >= case.best - SLIP
    assert teams.ceiling == min(case.teams.ceiling, teams.at_prices)
    assert teams.looked_through


def test_a_look_that_is_cut_off_leaves_a_true_ceiling_and_can_be_gone_on_with(case: Case) -> None:
    over = Clock(0.0)
    other = case.finder.at(case.finder.coupling)
    teams = repriced(other, case.teams, over, CLOCK, 1)
    assert teams.at_prices >= case.best - SLIP
    further = looked_wider(other, teams, CLOCK, CLOCK, 1)
    assert further.at_prices == pytest.approx(case.teams.at_prices)


def planned(case: Case) -> Planning:
    """A first plan, made better, with nothing asked but the best."""
    ceiling = case.finder.program.reachable(case.teams.ceiling + SLIP)
    turns = Planning(case.finder, case.teams, 0.0, CLOCK, 1, NOTHING.below(ceiling), lambda _: None)
    turns.first()
    turns.refine()
    return turns


def test_turns_leave_a_plan_under_a_true_ceiling(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "small", lambda _: False)
    turns = planned(case)
    first = turns.found
    turns.in_turns()
    after = turns.found
    assert first.value <= after.value <= case.best <= after.ceiling <= first.ceiling


def test_a_turn_that_time_cuts_off_loses_nothing(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planning, "small", lambda _: False)
    turns, turn = planned(case), Planning._turn
    kept = [turns.found]

    def cut_off(self: Planning, refinement: Refinement) -> None:
        if len(kept) > 1:
            raise TimeUp
        turn(self, refinement)
        kept.append(self.found)

    monkeypatch.setattr(Planning, "_turn", cut_off)
    with suppress(TimeUp):
        turns.in_turns()
    assert turns.found is kept[-1]


def test_without_a_time_limit_the_clock_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = sm.achterhoek(400, 24, seed=3)
    policy = sm.Policy.basic(problem)
    rounds, in_rounds = [], Planning._in_rounds

    def counted(self: Planning, refinement: Refinement) -> None:
        rounds.append(self)
        in_rounds(self, refinement)

    def found(tick: float) -> sm.Matching:
        times = count(0.0, tick)
        monkeypatch.setattr(clock_module.time, "monotonic", lambda: next(times))
        return sm.match(problem, policy, time_limit=None, workers=1)

    monkeypatch.setattr(Planning, "_in_rounds", counted)
    slow, quick = found(tick=60.0), found(tick=0.0)
    assert rounds  # or there was nothing to choose
    assert (slow.value, slow.bound) == (quick.value, quick.bound)
    pd.testing.assert_frame_equal(slow.teams, quick.teams)


def test_both_ways_of_choosing_among_teams_find_a_best_plan(case: Case) -> None:
    columns = TeamColumns(case.finder.prices.lazy, case.finder.split)
    for nearby, best in zip(case.teams.nearby, case.teams.teams, strict=True):
        assert best.seats is not None
        team = nearby.team(best.seats, CLOCK)
        assert team is not None
        columns.add([team, *nearby.around(team, case.finder.coupling, 30)])
    relaxed = columns.relaxed(CLOCK)
    assert relaxed is not None
    chosen = columns.best_plan(relaxed, math.inf, CLOCK, math.inf)
    searched = columns.searched_plan(relaxed, math.inf, CLOCK, math.inf, workers=1)
    if chosen is None or searched is None:  # no plan can be made of them
        assert (chosen, searched) == (None, None)
        return
    program, lazy = case.finder.program, case.finder.prices.lazy
    values = [
        value_of_plan(program, lazy, join([team.seats for team in plan]))
        for plan in (chosen, searched)
    ]
    assert values[0] == values[1]
    assert -math.inf < values[0] <= relaxed.value + SLIP

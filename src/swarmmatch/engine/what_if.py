"""What if: the prices of everything that binds over the whole pool, in points, as plain tables.

The LP over all seats of the pool puts a price on every row. Any prices give a ceiling on what a
matching can earn (weak duality), the sum of what the best team of each question makes of them
(Geoffrion 1974, doi:10.1007/BFb0120690). With one seat taken for certain, its question's best team
becomes the best team with that seat, so what a seat costs at least is known without a new search.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.engine.bound import bound_over_pool
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.counted_pairs import most_earned_by_plan
from swarmmatch.engine.diagnosis.diagnose import why_infeasible
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.one_team import SLIP, TeamFinder
from swarmmatch.engine.price_tables import VISIBLE, parts_priced, people_priced, rows_priced
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.pricing import Pricer, Seats, Survey
from swarmmatch.engine.program import Floats, Ints, SeatProgram
from swarmmatch.engine.split import split
from swarmmatch.engine.teams import best_teams
from swarmmatch.errors import PolicyError
from swarmmatch.matching.units import RESOLUTION, as_points

if TYPE_CHECKING:
    import pandas as pd

    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy
    from swarmmatch.rules.rule import Rule

#: Seconds for the best teams of all questions, and for one team; ceilings hold when they run out.
PATIENCE, PATIENCE_TEAM = 10.0, 2.0


@dataclass(frozen=True)
class SeatPrice:
    """One seat at the prices, in points.

    Attributes
    ----------
    cost : float
        How far the best team of the question with the seat taken lies below the best without that
        demand, both at the prices; infinite where no team can have it.
    ceiling : float
        No matching in which the seat is taken earns more; ``-inf`` where none can have it.
    """

    cost: float
    ceiling: float


@dataclass(frozen=True)
class TeamAtPrices:
    """The best team of one question at prices of all that it shares with others.

    Attributes
    ----------
    professionals : tuple of str
        The team; empty when the best is to leave the question open.
    ceiling : float
        No matching earns more points.
    """

    professionals: tuple[str, ...]
    ceiling: float


@dataclass(frozen=True, eq=False)
class PoolPrices:
    """Prices from the LP over the whole pool; `pool_prices` makes them."""

    _policy: Policy
    _finder: TeamFinder
    _units: float
    _best: Floats  # ceiling on the best team of each question at the prices, in units, (Q,)

    @property
    def ceiling(self) -> float:
        """No matching earns more points."""
        return _points(self._program, self._units)

    def seat(self, question: int, professional: int) -> SeatPrice:
        """One seat, by positions."""
        cost = self._best[question] - _with_seat(self._finder, question, professional)
        return SeatPrice(
            cost=float(max(cost, 0.0)) * self._program.resolution,
            ceiling=_points(self._program, self._units - max(cost, 0.0)),
        )

    def cost_on(self, problem: Problem, question: int, professional: int) -> float:
        """What the seat would cost on changed tables of the same people and questions, in points.

        At the prices of the tables as they are, and against the best team that these give: below 0
        where the team with the seat would be the better one. Where the change makes other rows, the
        prices mean nothing any more; then new ones are found, and the cost is as of `seat`.
        """
        unit = self._program.resolution
        other = compile_program(problem, self._policy, unit, Clock(math.inf))
        if not _same_rows(self._program, other):
            return _priced(other, self._policy).seat(question, professional).cost
        finder = _finder(other, self._prices)
        return float(self._best[question] - _with_seat(finder, question, professional)) * unit

    def team(self, question: int, rule: Rule) -> TeamAtPrices | None:
        """The best team of a question, by position, with one rule more that speaks of it alone.

        None when the question can have no team then.
        """
        unit, problem = self._program.resolution, self._program.problem
        other = compile_program(problem, [*self._policy, rule], unit, Clock(math.inf))
        kept = other.rows.rule != len(self._policy)
        if kept.sum() != len(self._prices.rows) or len(self._best) != other.n_questions:
            try:
                return _priced(other, self._policy).best_team(question)
            except NoPlan:
                return None
        rows = np.zeros(len(kept))
        rows[kept] = self._prices.rows
        finder = _finder(other, replace(self._prices, rows=rows))
        return replace(self, _finder=finder).best_team(question)

    def best_team(self, question: int) -> TeamAtPrices | None:
        """The best team of a question, by position; None when it can have none."""
        found = self._finder.find(question, Clock(PATIENCE))
        if found.seats is None:
            return None
        ceiling = self._units - max(self._best[question] - found.ceiling, 0.0)
        names = self._program.problem.arrays.professionals[found.seats.professional]
        return TeamAtPrices(tuple(names), _points(self._program, ceiling))

    def rows(self) -> pd.DataFrame:
        """Every row over teams or the plan that carries a price: see `price_tables`."""
        return rows_priced(self._prices)

    def people(self) -> pd.DataFrame:
        """What makes single professionals dear: see `price_tables`."""
        return people_priced(self._prices, self._survey.listed)

    def parts(self, question: Ints, professional: Ints) -> pd.DataFrame:
        """What each priced row pays or charges listed seats: see `price_tables`."""
        return parts_priced(self._prices, question, professional)

    @property
    def ceiling_of_lp(self) -> float:
        """The ceiling of the LP alone, which is no lower; what prices foretell is of it."""
        pairs = most_earned_by_plan(self._program.counted, self._program.size_max)
        return _points(self._program, self._survey.ceiling + pairs)

    @cached_property
    def _survey(self) -> Survey:
        """A look at the whole pool, which lists every seat of a reduced worth above 0."""
        least, everyone = VISIBLE / self._program.resolution, self._program.n_professionals
        pricer, clock = self._finder.pricer, Clock(math.inf)
        return pricer.survey(self._prices, clock, per_question=everyone, above=least)

    @property
    def _program(self) -> SeatProgram:
        return self._finder.program

    @property
    def _prices(self) -> Prices:
        return self._finder.prices


def pool_prices(problem: Problem, policy: Policy, resolution: float = RESOLUTION) -> PoolPrices:
    """Solve the LP over the whole pool for its prices.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        The rules, without stages.
    resolution : float
        Points that one unit stands for.

    Raises
    ------
    InfeasibleError
        When no matching can satisfy the hard rules.
    PolicyError
        For a policy with stages: its points are no one sum that prices could speak of.
    """
    demand_one_sum(policy)
    program = compile_program(problem, policy, resolution, Clock(math.inf))
    try:
        return _priced(program, policy)
    except NoPlan:
        raise why_infeasible(problem, policy, Clock(math.inf), relaxations=False) from None


def demand_one_sum(policy: Policy) -> None:
    """Raise a PolicyError for a policy with stages."""
    if policy.stages:
        raise PolicyError(
            "a policy with stages has no prices, for its points are no one sum; "
            "ask for exact figures, or for prices of a policy without stages"
        )


def _priced(program: SeatProgram, policy: Policy) -> PoolPrices:
    clock, pricer = Clock(math.inf), Pricer(program)
    bound = bound_over_pool(program, pricer, clock, _unheard)
    finder = TeamFinder(pricer, split(program), bound.prices)
    teams = best_teams(finder, bound, Clock(PATIENCE), clock, workers=1)
    if len(teams.impossible):
        raise NoPlan
    best = np.array([team.ceiling for team in teams.teams])
    return PoolPrices(policy, finder, teams.at_prices, best)


def _finder(program: SeatProgram, prices: Prices) -> TeamFinder:
    """Finds teams of another program with the same lazily stated rows, at the same prices."""
    lazy = replace(prices.lazy, program=program)
    prices = Prices(lazy, prices.rows, prices.numbers, prices.lazily)
    return TeamFinder(Pricer(program), split(program), prices)


def _with_seat(finder: TeamFinder, question: int, professional: int) -> float:
    """No team of the question with the seat taken is worth more units at the prices.

    The seat is made so dear that the best team has it; whatever the bonus, taken off again it
    leaves a true ceiling.
    """
    seats = finder.pricer.seats(question, finder.prices)
    mine = seats.professional == professional
    if not mine.any() or not finder.program.size_max[question]:
        return -math.inf
    bonus = math.ceil(
        2 * (abs(finder.ceiling(question, seats)) + abs(float(seats.reduced[mine][0])))
    )
    dear = Seats(
        seats.question, seats.professional, seats.worth + bonus * mine, seats.reduced + bonus * mine
    )
    return float(finder.best_of(question, dear, Clock(PATIENCE_TEAM)).ceiling) - bonus


def _points(program: SeatProgram, ceiling: float) -> float:
    """A ceiling as points that a matching can earn."""
    if not math.isfinite(ceiling):
        return ceiling
    return as_points(int(program.reachable(ceiling + SLIP)), program.resolution)


def _same_rows(one: SeatProgram, other: SeatProgram) -> bool:
    """Whether the rows of two programs are about the same things, in the same order."""
    shapes = [
        (program.people.lower.shape, len(program.pairs.first), len(program.taken.question))
        for program in (one, other)
    ]
    pairs = [
        (one.rows.rule, other.rows.rule),
        (one.rows.question, other.rows.question),
        (one.rows.about, other.rows.about),
        (one.people.rule, other.people.rule),
        (one.variables.worth, other.variables.worth),
    ]
    return shapes[0] == shapes[1] and all(np.array_equal(a, b) for a, b in pairs)


def _unheard(ceiling: float) -> None:
    """Nobody listens to the rounds of the LP."""

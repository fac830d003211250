"""The exact search: CP-SAT over a shortlist of seats, and the proof that nothing was lost.

Let C be the ceiling at given prices. A matching that uses a seat whose reduced worth is r, at a
question whose LP ceiling lies ``slack`` above its best team, is worth at most C + slack + r
(reduced-cost fixing). So with a matching of value V in hand, every seat with r < V - C - slack can
be left out, and when all the others are on the shortlist, the shortlist loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.exact import Exact, solve
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.one_team import SLIP, TeamFinder
from swarmmatch.engine.pricing import Seats, Survey, join
from swarmmatch.engine.program import Floats, SeatProgram
from swarmmatch.engine.restricted import Restricted, restrict, value_of_plan
from swarmmatch.engine.teams import Teams

#: Seats of each question on the shortlist, from the first search to the widest.
WIDTHS = (15, 60, 250, 1_000, 10**9)
#: Where so few seats exist at all, they are searched all at once.
FEW = 2_000


@dataclass(frozen=True, eq=False)
class Found:
    """The best plan so far and the lowest ceiling, in units; ``value`` is -inf without a plan."""

    seats: Seats | None
    value: float
    ceiling: float

    def below(self, ceiling: float) -> Found:
        """The same under another ceiling, where that is lower; never below what was found."""
        return Found(self.seats, self.value, max(min(self.ceiling, ceiling), self.value))

    def close(self, gap: float, unit: float) -> bool:
        """Whether the value is within the gap asked; ``unit`` is a unit's worth in points."""
        return self.value > -np.inf and relative_gap(self.value, self.ceiling, unit) <= gap


#: Before anything is known.
NOTHING = Found(None, -np.inf, np.inf)


def small(program: SeatProgram) -> bool:
    """Whether all seats are so few that they are best searched at once."""
    return program.n_questions * program.n_professionals <= FEW


def relative_gap(value: float, ceiling: float, unit: float) -> float:
    """Distance from value to ceiling as a share of the value (of one point, if it is less)."""
    return max(0.0, ceiling - value) / max(abs(value), 1.0 / unit)


def least_value(ceiling: float, gap: float, unit: float) -> float:
    """The least value that is within the gap of a ceiling."""
    if gap >= 1:
        return -np.inf
    near = ceiling / (1 + gap if ceiling > 0 else 1 - gap)
    return float(np.ceil(min(near, ceiling - gap / unit) - 1e-6))


class Search:
    """Searches ever wider shortlists until the gap is closed or time is up.

    Parameters
    ----------
    finder : TeamFinder
        Holds the program, the prices and who looks at the pool.
    teams : Teams
        The ceiling at those prices, and each question's slack.
    gap : float
        Stop as soon as the value is proven to be this near to the ceiling.
    seed, workers : int
        For CP-SAT.
    on_found : callable (Found)
        Hears of every better plan.
    """

    def __init__(
        self,
        finder: TeamFinder,
        teams: Teams,
        gap: float,
        seed: int,
        workers: int,
        on_found: Callable[[Found], None],
    ) -> None:
        self.finder, self.teams, self.gap = finder, teams, gap
        self.seed, self.workers, self.on_found = seed, workers, on_found
        self._unit = finder.program.resolution

    def run(self, found: Found, clock: Clock) -> Found:
        """Search from the plan found so far; without proof of a plan, ``value`` stays -inf."""
        for width in WIDTHS[-1:] if small(self.finder.program) else WIDTHS:
            if found.close(self.gap, self._unit) or clock.left <= 0:
                break
            try:
                survey = self._shortlist(found, width, clock)
                found = self._solve(found, survey, clock)
            except TimeUp:
                break
        return found

    def _shortlist(self, found: Found, width: int, clock: Clock) -> Survey:
        """The best seats of each question that could be in a better matching."""
        floor = np.full(self.finder.program.n_questions, -np.inf)
        if found.value > -np.inf:
            floor = found.value - self.teams.at_prices - self.teams.slack - SLIP
        prices = self.finder.prices
        return self.finder.pricer.survey(prices, clock, per_question=width, above=floor)

    def _solve(self, found: Found, survey: Survey, clock: Clock) -> Found:
        shortlist, hint = survey.listed, None
        if found.seats is not None:  # the plan's own seats stay on every shortlist
            shortlist = join([shortlist, found.seats[~found.seats.among(shortlist)]])
        restricted = restrict(self.finder.program, self.finder.prices.lazy, shortlist)
        if found.seats is not None:
            hint = solve(restricted.fixed(shortlist.among(found.seats)), clock).solution

        def enough(value: float) -> bool:
            better = Found(None, value + restricted.constant, found.ceiling)
            self.on_found(better)
            return better.close(self.gap, self._unit)

        exact = solve(
            restricted.whole,
            clock,
            workers=self.workers,
            seed=self.seed,
            hint=hint,
            on_solution=enough,
        )
        outside = self._outside(found, survey)
        if exact.proven and exact.solution is None and outside == found.value == -np.inf:
            raise NoPlan
        return self._settle(found, restricted, exact, outside)

    def _settle(self, found: Found, restricted: Restricted, exact: Exact, outside: float) -> Found:
        proven = self.finder.program.reachable(exact.ceiling + restricted.constant + SLIP)
        ceiling = min(found.ceiling, max(proven, outside))
        if exact.solution is None:
            return Found(found.seats, found.value, max(ceiling, found.value))
        seats = restricted.taken(exact.solution)
        value = float(restricted.value(exact.solution))
        if not exact.proven:  # cut off, it may leave auxiliary variables below their best
            value = value_of_plan(self.finder.program, self.finder.prices.lazy, seats)
        if value < found.value:
            return Found(found.seats, found.value, max(ceiling, found.value))
        return Found(seats, value, max(ceiling, value))

    def _outside(self, found: Found, survey: Survey) -> float:
        """No better matching with a seat outside the shortlist is worth more."""
        some = survey.unlisted > -np.inf
        left_out: Floats = (self.teams.slack + survey.unlisted)[some] + self.teams.at_prices
        worth_it = left_out[left_out > found.value]
        return float(np.minimum(worth_it, found.ceiling).max(initial=-np.inf))

"""A ceiling on all plans of a closed pool, from the LP over patterns and the best team at prices.

At any prices of people, no plan is worth more than what all people are charged, and for each
question the most that a team of its sort is worth beyond what its people are charged. That holds
whatever the prices are; those of the LP over patterns make it low. Further patterns are looked for
by exchanges, and only where these find few, by CP-SAT, whose answer is the proof.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.closed.pattern_finder import SLIP, PatternFinder
from swarmmatch.engine.closed.patterns import PatternMaster, PatternPrices
from swarmmatch.engine.closed.pool import ClosedPool
from swarmmatch.engine.program import Ints

#: Patterns found by exchanges that make the next prices worth computing.
FEW = 5
#: How far prices go from those of the lowest ceiling towards those of the LP: all the way, they
#: would swing (Wentges 1997, https://doi.org/10.1016/S0969-6016(97)00001-4).
TOWARDS = 0.5


class PatternBound:
    """Looks for patterns until the LP over them is the LP over all.

    Parameters
    ----------
    pool : ClosedPool
        What is bounded.
    finder : PatternFinder
        Of the same pool.
    teams : list of (int, int array)
        Those of a plan that keeps every row: their sort, and the kinds of their members.

    Attributes
    ----------
    master : PatternMaster
        The patterns found.
    ceiling : float
        The lowest ceiling, in units without what is earned whatever the teams are.
    """

    def __init__(
        self, pool: ClosedPool, finder: PatternFinder, teams: list[tuple[int, Ints]]
    ) -> None:
        self._pool, self._finder, self._starts = pool, finder, teams
        of_sort = np.array([len(sort.questions) for sort in pool.sorts])
        self.master = PatternMaster(of_sort, pool.heads, pool.program.resolution)
        self.master.add(finder.pattern(*team) for team in teams)
        self.ceiling = math.inf
        self._centre: PatternPrices | None = None

    def lower(self, clock: Clock, on_ceiling: Callable[[float], bool]) -> None:
        """Lower ``ceiling`` as far as the LP goes, as there is time, or until it is low enough.

        ``on_ceiling`` hears of every lower one, and says whether it is.
        """
        nothing = PatternPrices(np.zeros(len(self._pool.heads)), np.zeros(len(self._pool.sorts)))
        self._asked(nothing, clock)  # a ceiling to start from, should there be no time for prices
        while clock.left > 0 and (mixed := self.master.solved(clock)):
            found = self._finder.climbed(mixed.prices, self._starts, self._pool.heads)
            grew = self.master.add(found)
            if grew > FEW:
                continue
            before, prices = self.ceiling, mixed.prices
            if self._centre is not None:
                grew += self._asked(self._centre.towards(prices, TOWARDS), clock)
            grew = grew or self._asked(prices, clock)
            if self.ceiling < before and on_ceiling(self.ceiling):
                return
            if not grew or self.ceiling < mixed.value + SLIP:
                return

    def _asked(self, prices: PatternPrices, clock: Clock) -> int:
        """The best team of every sort at some prices, and the ceiling they prove; how many new."""
        charges = np.rint(prices.of_kind)  # the ceiling holds at all prices: whole ones are exact
        ceiling, grew = float(charges @ self._pool.heads), 0
        for number, sort in enumerate(self._pool.sorts):
            pattern, most = self._finder.best(number, charges, self._pool.heads, clock)
            ceiling += len(sort.questions) * most
            grew += self.master.add([pattern] if pattern else [])
        if ceiling < self.ceiling:
            self.ceiling, self._centre = ceiling, PatternPrices(charges, prices.of_sort)
        return grew

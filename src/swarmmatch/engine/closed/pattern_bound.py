"""A ceiling on all plans of a closed pool, from the LP over patterns and the best team at prices.

At any prices of people, no plan is worth more than what all people are charged, and for each
question the most that a team of its sort is worth beyond what its people are charged. That holds
whatever the prices are; those of the LP over patterns make it low. Further patterns are looked for
by exchanges, and only where these find none, by CP-SAT, whose answer also is the proof.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.closed.patterns import Pattern, PatternMaster, PatternPrices
from swarmmatch.engine.closed.pool import ClosedPool
from swarmmatch.engine.closed.tables import TeamTables
from swarmmatch.engine.exact import reprice, solve, state
from swarmmatch.engine.program import Ints

#: Patterns found by exchanges that make the next prices worth computing.
FEW = 5
#: Exchanges from one team, at most.
STEPS = 30
#: How far prices go from those of the lowest ceiling towards those of the LP: all the way, they
#: would swing (Wentges 1997, https://doi.org/10.1016/S0969-6016(97)00001-4).
TOWARDS = 0.5
#: Units by which a pattern must be worth more than it is charged.
SLIP = 1.0


class PatternBound:
    """Looks for patterns until the LP over them is the LP over all.

    Parameters
    ----------
    pool : ClosedPool
        What is bounded.
    tables : list of TeamTables
        A sort each.
    clock : Clock
        Raises TimeUp where stating the teams takes too long.
    """

    def __init__(self, pool: ClosedPool, tables: list[TeamTables], clock: Clock) -> None:
        self._pool, self._tables = pool, tables
        self._models = [state(sort.program, clock) for sort in pool.sorts]
        self._master = PatternMaster(pool)
        self._most = [np.append(sort.most, 0) for sort in pool.sorts]
        self._starts: list[tuple[int, Ints]] = []
        self.ceiling = math.inf
        self._centre: PatternPrices | None = None

    def know(self, teams: list[tuple[int, Ints]]) -> None:
        """Begin with the teams of a plan that keeps every row: their sort, and kinds of members."""
        self._starts = teams
        for sort, team in teams:
            self._master.add(self._pattern(sort, team))

    def lower(self, clock: Clock, on_ceiling: Callable[[float], bool]) -> None:
        """Lower ``ceiling`` as far as the LP goes, as there is time, or until it is low enough.

        ``on_ceiling`` hears of every lower one, in units without what is earned whatever the teams
        are, and says whether it is.
        """
        while clock.left > 0:
            solved = self._master.solved(clock)
            if solved is None:
                return
            value, prices = solved
            climbed = self._climbed(prices)
            if climbed > FEW:
                continue
            before, asked = self.ceiling, prices
            if self._centre is not None:
                asked = self._centre.towards(prices, TOWARDS)
            grew = self._asked(asked, clock)
            if not grew and asked is not prices:
                grew = self._asked(prices, clock)
            if self.ceiling < before and on_ceiling(self.ceiling):
                return
            if not (grew or climbed) or self.ceiling < value + SLIP:
                return

    def _climbed(self, prices: PatternPrices) -> int:
        """Patterns by exchanges from the teams known; how many are new and worth their price."""
        charges = np.append(np.rint(prices.of_kind), 0.0)
        found = 0
        for sort, start in self._starts:
            team, table = start.copy(), self._tables[sort]
            for _ in range(STEPS):
                gain = table.exchanges(team) - charges + charges[team][:, None]
                held = np.bincount(team, minlength=len(charges))[:-1]
                gain[:, :-1][:, held >= self._most[sort][:-1]] = -np.inf
                goes, comes = np.unravel_index(int(gain.argmax()), gain.shape)
                if gain[goes, comes] <= 0:
                    break
                team[goes] = comes
            pattern = self._pattern(sort, team)
            found += pattern.surplus(prices) > SLIP and self._master.add(pattern)
        return found

    def _asked(self, prices: PatternPrices, clock: Clock) -> bool:
        """The best team of every sort at some prices, and the ceiling they prove; if any is new."""
        charges = np.rint(prices.of_kind)  # the ceiling holds at all prices: whole ones are exact
        ceiling, grew = float(charges @ self._pool.heads), False
        for number, (sort, model) in enumerate(zip(self._pool.sorts, self._models, strict=True)):
            worth = sort.program.worth.copy()
            worth[sort.n_variables :] -= charges
            reprice(model, worth)
            found = solve(model, clock, single=True)
            ceiling += len(sort.questions) * found.ceiling
            if found.solution is not None:
                heads = found.solution[sort.n_variables :]
                members = np.repeat(np.arange(len(heads)), heads)
                grew |= self._master.add(self._pattern(number, members))
        if ceiling < self.ceiling:
            self.ceiling, self._centre = ceiling, PatternPrices(charges, prices.of_sort)
        return grew

    def _pattern(self, sort: int, team: Ints) -> Pattern:
        """A team by the kinds of its members."""
        heads = np.bincount(team, minlength=len(self._pool.heads) + 1)
        return Pattern(sort, heads[:-1], float(self._tables[sort].value(heads)))

"""Patterns that are worth more than their people are charged: by exchanges, or proven by CP-SAT."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.closed.patterns import Pattern, PatternPrices
from swarmmatch.engine.closed.pool import ClosedPool
from swarmmatch.engine.closed.tables import TeamTables
from swarmmatch.engine.exact import limit, reprice, solve, state
from swarmmatch.engine.program import Floats, Ints

#: Exchanges from one team, at most.
STEPS = 30
#: Units by which a pattern must be worth more than it is charged.
SLIP = 1.0


class PatternFinder:
    """Finds patterns at prices.

    Parameters
    ----------
    pool : ClosedPool
        Its sorts and kinds.
    tables : list of TeamTables
        A sort each.
    clock : Clock
        Raises TimeUp where stating the teams takes too long.
    """

    def __init__(self, pool: ClosedPool, tables: list[TeamTables], clock: Clock) -> None:
        self._pool, self._tables = pool, tables
        self._models = [state(sort.program, clock) for sort in pool.sorts]

    def pattern(self, sort: int, team: Ints) -> Pattern:
        """A team by the kinds of its members, nobody among them."""
        heads = np.bincount(team, minlength=len(self._pool.heads) + 1)
        return Pattern(sort, heads[:-1], float(self._tables[sort].value(heads)))

    def climbed(
        self, prices: PatternPrices, starts: Iterable[tuple[int, Ints]], heads: Ints
    ) -> list[Pattern]:
        """Patterns of these heads at most, by exchanges, that are worth more than is charged.

        ``starts`` are a sort and the kinds of its members, who must be among the heads.
        """
        charges = np.append(np.rint(prices.of_kind), 0.0)
        found = []
        for sort, start in starts:
            stated, table = self._pool.sorts[sort], self._tables[sort]
            team = np.append(start, np.full(stated.size_max - len(start), len(heads)))
            most = np.minimum(stated.most, heads)
            for _ in range(STEPS):
                gain = table.exchanges(team) - charges + charges[team][:, None]
                held = np.bincount(team, minlength=len(charges))[:-1]
                gain[:, :-1][:, held >= most] = -np.inf
                goes, comes = np.unravel_index(int(gain.argmax()), gain.shape)
                if gain[goes, comes] <= 0:
                    break
                team[goes] = comes
            pattern = self.pattern(sort, team)
            if pattern.surplus(prices) > SLIP:
                found.append(pattern)
        return found

    def best(
        self, sort: int, charges: Floats, heads: Ints, clock: Clock
    ) -> tuple[Pattern | None, float]:
        """The best pattern of a sort at what people are charged, and the most that any is worth."""
        stated, model = self._pool.sorts[sort], self._models[sort]
        worth = stated.program.worth.copy()
        worth[stated.n_variables :] -= charges
        reprice(model, worth)
        limit(model, stated.n_variables, np.minimum(stated.most, heads))
        found = solve(model, clock, single=True)
        if found.solution is None:
            return None, found.ceiling
        held = found.solution[stated.n_variables :]
        return self.pattern(sort, np.repeat(np.arange(len(held)), held)), found.ceiling

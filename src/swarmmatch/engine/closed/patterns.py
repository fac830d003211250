"""The LP over patterns: how many teams of each sort have so many of each kind.

Teams of one sort are the same to it, and so are people of one kind: nothing is counted twice, which
makes its ceiling far lower than that of an LP over seats. It is the LP of cutting stock (Gilmore
and Gomory 1961, https://doi.org/10.1287/opre.9.6.849) with teams for rolls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.closed.pool import ClosedPool
from swarmmatch.engine.highs import SOLVED, Highs
from swarmmatch.engine.program import Floats, Ints


@dataclass(frozen=True, eq=False)
class Pattern:
    """A team of a sort, by its heads of each kind, (K,), and what it is worth in units."""

    sort: int
    heads: Ints
    worth: float

    def surplus(self, prices: PatternPrices) -> float:
        """What it is worth beyond what its people and its question are charged."""
        charged = prices.of_kind @ self.heads + prices.of_sort[self.sort]
        return float(self.worth - charged)


@dataclass(frozen=True, eq=False)
class PatternPrices:
    """Units that one of each kind is charged, (K,), and one question of each sort, (S,)."""

    of_kind: Floats
    of_sort: Floats

    def towards(self, other: PatternPrices, share: float) -> PatternPrices:
        """Part of the way to others."""
        kind, sort = (
            (1 - share) * mine + share * theirs
            for mine, theirs in ((self.of_kind, other.of_kind), (self.of_sort, other.of_sort))
        )
        return PatternPrices(kind, sort)


class PatternMaster:
    """The LP over the patterns found so far.

    Parameters
    ----------
    pool : ClosedPool
        Its kinds and sorts are the rows.
    """

    def __init__(self, pool: ClosedPool) -> None:
        self._pool, self._unit = pool, pool.program.resolution
        self._known: set[tuple[int, bytes]] = set()
        self._new: list[Pattern] = []
        self._highs = Highs()
        rows = np.concatenate([[len(sort.questions) for sort in pool.sorts], pool.heads])
        rows = rows.astype(np.float64)
        self._highs.add_rows(rows, rows, sparse.csr_array((len(rows), 0)))

    def add(self, pattern: Pattern) -> bool:
        """Keep a pattern if it is new."""
        name = pattern.sort, pattern.heads.tobytes()
        if name in self._known:
            return False
        self._known.add(name)
        self._new.append(pattern)
        return True

    def solved(self, clock: Clock) -> tuple[float, PatternPrices] | None:
        """Value in units, and prices; None where there is no time, or no plan of these patterns."""
        self._state_new()
        self._highs.allow(clock.left)
        self._highs.run()
        if self._highs.getModelStatus() not in SOLVED:
            return None
        duals = np.array(self._highs.getSolution().row_dual) / self._unit
        value = self._highs.getInfo().objective_function_value / self._unit
        n_sorts = len(self._pool.sorts)
        return value, PatternPrices(duals[n_sorts:], duals[:n_sorts])

    def _state_new(self) -> None:
        if not self._new:
            return
        n, heads = len(self._new), np.array([pattern.heads for pattern in self._new])
        sort = [pattern.sort for pattern in self._new]
        shape = n, len(self._pool.sorts)
        of_sort = sparse.csr_array((np.ones(n), (np.arange(n), sort)), shape=shape)
        columns = sparse.csr_array(sparse.hstack([of_sort, sparse.csr_array(heads)], format="csr"))
        worth = np.array([pattern.worth for pattern in self._new]) * self._unit
        self._highs.add_columns(worth, np.zeros(n), np.full(n, np.inf), columns)
        self._new = []

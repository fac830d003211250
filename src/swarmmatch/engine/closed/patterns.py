"""The LP over patterns: how many teams of each sort have so many of each kind.

Teams of one sort are the same to it, and so are people of one kind: nothing is counted twice, which
makes its ceiling far lower than that of an LP over seats. It is the LP of cutting stock (Gilmore
and Gomory 1961, https://doi.org/10.1287/opre.9.6.849) with teams for rolls.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.highs import SOLVED, Highs
from swarmmatch.engine.program import Bools, Floats, Ints

#: Points that the LP pays for each person or team that it has no pattern for.
MISSED = 1e4


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
class Mixed:
    """The LP's answer: value in units, prices, and how many teams of each pattern, (n,).

    ``missed`` adds up the people and teams for which there is no pattern; each has its price.
    """

    value: float
    prices: PatternPrices
    teams: Floats
    missed: float


class PatternMaster:
    """The LP over the patterns found so far.

    Parameters
    ----------
    teams : int array (S,)
        Teams of each sort.
    heads : int array (K,)
        People of each kind, all of whom are in a team.
    unit : float
        A unit's worth in points.

    Attributes
    ----------
    patterns : list of Pattern
        In the order of the columns.
    """

    def __init__(self, teams: Ints, heads: Ints, unit: float) -> None:
        self._n_sorts, self._unit = len(teams), unit
        self.patterns: list[Pattern] = []
        self._stated = 0
        self._known: set[tuple[int, bytes]] = set()
        self._highs = Highs()
        rows = np.append(teams, heads).astype(np.float64)
        self._n_rows = len(rows)
        self._highs.add_rows(rows, rows, sparse.csr_array((len(rows), 0)))
        missed, price = sparse.csr_array(sparse.eye_array(len(rows))), np.full(len(rows), -MISSED)
        self._highs.add_columns(price, np.zeros(len(rows)), rows, missed)

    def add(self, patterns: Iterable[Pattern]) -> int:
        """Keep the patterns that are new; how many there are."""
        before = len(self.patterns)
        for pattern in patterns:
            name = pattern.sort, pattern.heads.tobytes()
            if name not in self._known:
                self._known.add(name)
                self.patterns.append(pattern)
        return len(self.patterns) - before

    def solved(self, clock: Clock) -> Mixed | None:
        """The best mixture; None where there is no time."""
        self._state_new()
        self._highs.allow(clock.left)
        self._highs.run()
        if self._highs.getModelStatus() not in SOLVED:
            return None
        solution = self._highs.getSolution()
        columns = np.array(solution.col_value)
        duals = np.array(solution.row_dual) / self._unit
        return Mixed(
            value=self._highs.getInfo().objective_function_value / self._unit,
            prices=PatternPrices(duals[self._n_sorts :], duals[: self._n_sorts]),
            teams=columns[self._n_rows :],
            missed=float(columns[: self._n_rows].sum()),
        )

    def leave(self, teams: Ints, heads: Ints, barred: Bools) -> None:
        """Ask for fewer teams and people, without the patterns that are barred."""
        rows = np.append(teams, heads).astype(np.float64)
        for row, wanted in enumerate(rows.tolist()):
            self._highs.changeRowBounds(row, wanted, wanted)
        for column in np.flatnonzero(barred).tolist():
            self._highs.changeColBounds(self._n_rows + column, 0.0, 0.0)

    def _state_new(self) -> None:
        new = self.patterns[self._stated :]
        if not new:
            return
        self._stated, n = len(self.patterns), len(new)
        heads = sparse.csr_array(np.array([pattern.heads for pattern in new]))
        sort = [pattern.sort for pattern in new]
        of_sort = sparse.csr_array((np.ones(n), (np.arange(n), sort)), shape=(n, self._n_sorts))
        columns = sparse.csr_array(sparse.hstack([of_sort, heads], format="csr"))
        worth = np.array([pattern.worth for pattern in new]) * self._unit
        self._highs.add_columns(worth, np.zeros(n), np.full(n, np.inf), columns)

"""Prices (duals) of the rows of a seat program, and what seats are charged at them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.program import Bools, Floats, Ints


@dataclass(frozen=True, eq=False)
class Prices:
    """A price for every row, in units; rows that are not named have price 0.

    Any prices give a valid ceiling (weak duality); those of the LP give the lowest.

    Parameters
    ----------
    lazy : LazyRows
        The lazily stated rows, and through them the program.
    rows : float array (R,)
        Prices of the linear rows: positive where the upper bound binds, negative where the lower.
    numbers, lazily : arrays (n,)
        Lazily stated rows by number, and their prices.
    """

    lazy: LazyRows
    rows: Floats
    numbers: Ints
    lazily: Floats

    @cached_property
    def ceiling(self) -> float:
        """Price times bound, summed over all rows."""
        rows = self.lazy.program.rows
        lower, upper = self.lazy.bounds(self.numbers)
        return dual_value(self.rows, rows.lower, rows.upper) + dual_value(self.lazily, lower, upper)

    @cached_property
    def seat_charges(self) -> sparse.csr_array:
        """What each seat pays to the lazily stated rows, shape (Q, P)."""
        return self.lazy.charges(self.numbers, self.lazily)

    def seat_charges_at(self, question: int, professional: Ints) -> Floats:
        """What listed professionals' seats at one question pay to the lazily stated rows."""
        charges = self.seat_charges
        here = slice(charges.indptr[question], charges.indptr[question + 1])
        who, paid = charges.indices[here], np.append(charges.data[here], 0.0)
        place = np.searchsorted(who, professional)
        listed = np.append(who, -1)[place] == professional
        found: Floats = np.where(listed, paid[place], 0.0)
        return found

    @cached_property
    def feature_charges(self) -> Floats:
        """What a professional pays at each question for each feature held, shape (Q, K)."""
        program = self.lazy.program
        charges: Floats = program.rows.seats.T @ self.rows
        return charges.reshape(program.n_questions, program.features.shape[1])

    @cached_property
    def variable_charges(self) -> Floats:
        """What each auxiliary variable pays, shape (U,)."""
        charges: Floats = self.lazy.program.rows.auxiliary.T @ self.rows
        return charges

    def charged(self, coefficients: sparse.csr_array, question: Ints, professional: Ints) -> Floats:
        """What listed seats pay all told, given their ``program.coefficients``."""
        charges: Floats = coefficients @ self.rows
        charges += self.seat_charges[question, professional]
        return charges

    def rounded(self) -> Prices:
        """Whole prices for the professionals' rows."""
        people = self.numbers < self.lazy.first_pair
        whole = np.where(people, np.rint(self.lazily), self.lazily)
        return Prices(self.lazy, self.rows, self.numbers, whole)

    def only(self, rows: Bools) -> Prices:
        """The prices of the linear rows marked and of the professionals' rows alone."""
        people = self.numbers < self.lazy.first_pair
        return Prices(
            self.lazy, np.where(rows, self.rows, 0.0), self.numbers[people], self.lazily[people]
        )


def between(first: Prices, second: Prices, share: float) -> Prices:
    """Prices that lie a share of the way from the first to the second; whole for lazy rows."""
    numbers = np.union1d(first.numbers, second.numbers)
    near, far = _spread(first, numbers), _spread(second, numbers)
    return Prices(
        first.lazy,
        first.rows + share * (second.rows - first.rows),
        numbers,
        np.rint(near + share * (far - near)),
    )


def coupled(own: Prices, coupling: Prices, rows: Bools) -> Prices:
    """Prices from ``coupling`` for professionals' rows and the linear rows marked, else ``own``."""
    pairs = own.numbers >= own.lazy.first_pair
    return Prices(
        own.lazy,
        np.where(rows, coupling.rows, own.rows),
        np.append(coupling.numbers, own.numbers[pairs]),
        np.append(coupling.lazily, own.lazily[pairs]),
    )


def _spread(prices: Prices, numbers: Ints) -> Floats:
    """The lazily stated prices among more rows, sorted by number; 0 for the others."""
    spread = np.zeros(len(numbers))
    spread[np.searchsorted(numbers, prices.numbers)] = prices.lazily
    return spread


def free(lazy: LazyRows) -> Prices:
    """Price 0 for every row."""
    return Prices(lazy, np.zeros(len(lazy.program.rows.lower)), np.zeros(0, np.int64), np.zeros(0))


def backed(prices: Floats, lower: Floats, upper: Floats) -> Floats:
    """Prices without those that no finite bound backs: a solver's noise, which becomes 0."""
    return np.where(np.isfinite(np.where(prices > 0, upper, lower)), prices, 0.0)


def dual_value(prices: Floats, lower: Floats, upper: Floats) -> float:
    """Sum of price times the bound that the price speaks of."""
    used = prices != 0
    return float(prices[used] @ np.where(prices > 0, upper, lower)[used])

"""The seat program: all rules of a policy compiled into one set of arrays.

``x[q, p]`` is 1 when professional p takes a seat at question q. The program states which seats
exist, what they are worth, and the rows that bind them, all in whole numbers, without making any
array of size questions x professionals.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.data.problem import Problem
from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.rules.blocks import Eligibility, SeatPoints

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def widened(matrix: sparse.csr_array, n_rows: int, n_columns: int) -> sparse.csr_array:
    """The matrix with empty rows below and empty columns to the right, up to the shape given."""
    entry = matrix.tocoo()
    return sparse.csr_array((entry.data, (entry.row, entry.col)), shape=(n_rows, n_columns))


@dataclass(frozen=True, eq=False)
class LinearRows:
    """Rows over features of professionals, shape (R,); see ``rules.blocks.Rows``.

    ``seats`` has a column for each (question, feature) pair, question-major: the coefficient of
    seat (q, p) in row r is ``sum_k seats[r, q * K + k] * features[p, k]``. ``question`` is -1 where
    a row covers more than one.
    """

    seats: sparse.csr_array
    auxiliary: sparse.csr_array
    lower: Floats
    upper: Floats
    rule: Ints
    question: Ints
    about: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Variables:
    """Whole-number variables beside the seats, shape (U,); worth in units of the resolution."""

    lower: Ints
    upper: Ints
    worth: Ints


@dataclass(frozen=True, eq=False)
class PersonRows:
    """Rows over one professional's seats, (G, P) of them; see ``rules.blocks.ProfessionalRows``."""

    groups: sparse.csr_array
    lower: Floats
    upper: Floats
    rule: Ints
    about: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of professionals that bind at every question, shape (N,)."""

    first: Ints
    second: Ints
    together: NDArray[np.bool_]
    rule: Ints


@dataclass(frozen=True, eq=False)
class Taken:
    """Seats that must be taken, shape (N,)."""

    question: Ints
    professional: Ints
    rule: Ints

    def at(self, question: int) -> Ints:
        """Professionals who must sit at a question."""
        here: Ints = self.professional[self.question == question]
        return here


@dataclass(frozen=True, eq=False)
class SeatProgram:
    """A problem and a policy as arrays, ready for bounding and solving.

    Attributes
    ----------
    resolution : float
        Points that one unit of worth stands for; all worth below is in whole units.
    eligibility, seat_points : tuples of blocks
        Asked for one question and one part of the pool at a time.
    features : csc_array (P, K)
        Everything that rows know about professionals.
    counted : tuple of CountedPairs
        What teams earn or pay by the pairs in them, and how many they may have.
    size_max : int array (Q,)
        No team is larger, which sharpens bounds.
    constant : int
        Units earned whatever the teams are.
    row_points : tuple of (int, block)
        Linear rows, by position, in which a seat also counts by the units that it earns by a block.
    """

    problem: Problem
    rule_names: tuple[str, ...]
    resolution: float
    eligibility: tuple[tuple[int, Eligibility], ...]
    seat_points: tuple[SeatPoints, ...]
    features: sparse.csc_array
    rows: LinearRows
    variables: Variables
    people: PersonRows
    pairs: Pairs
    taken: Taken
    counted: tuple[CountedPairs, ...]
    size_max: Ints
    constant: int
    row_points: tuple[tuple[int, SeatPoints], ...] = ()

    @property
    def n_questions(self) -> int:
        """Q, the number of questions."""
        return len(self.size_max)

    @property
    def n_professionals(self) -> int:
        """P, the number of professionals in the pool."""
        return int(self.features.shape[0])

    def allowed(self, question: int, part: slice) -> NDArray[np.bool_]:
        """Who of a part of the pool is eligible for a question."""
        mask = np.ones(part.stop - part.start, dtype=np.bool_)
        for _, block in self.eligibility:
            mask &= block.allowed(question, part)
        return mask

    def worth(self, question: int, part: slice) -> Floats:
        """Units that each seat earns by itself; whole numbers, held as floats."""
        worth = np.zeros(part.stop - part.start)
        for block in self.seat_points:
            worth += np.rint(block.points(question, part) / self.resolution)
        return worth

    def row_charges(self, question: int, part: slice, prices: Floats) -> Floats:
        """What each seat pays, at prices of the linear rows, for the units that these count."""
        charges = np.zeros(part.stop - part.start)
        for row, block in self.row_points:
            if prices[row]:
                charges += prices[row] * np.rint(block.points(question, part) / self.resolution)
        return charges

    def reachable(self, ceiling: float) -> float:
        """The largest value, no larger than a ceiling, that variables in whole numbers can reach.

        Only where variables alone earn points can that be less than the next whole unit.
        """
        others = self.seat_points or any(counted.each for counted in self.counted)
        step = 1 if others else max(1, int(np.gcd.reduce(self.variables.worth)))
        return float(self.constant + step * np.floor((ceiling - self.constant) / step))

    def features_of(self, professional: Ints) -> sparse.csr_array:
        """Features of listed professionals, shape (n, K)."""
        return sparse.csr_array(self._features_by_professional[professional])

    def coefficients(self, question: Ints, professional: Ints) -> sparse.csr_array:
        """Coefficients of listed seats in the linear rows, shape (seats, R)."""
        held = self.features_of(professional)
        n_features = held.shape[1]
        columns = held.indices.astype(np.int64) + n_features * np.repeat(
            question, np.diff(held.indptr)
        )
        shape = (len(question), self.n_questions * n_features)
        placed = sparse.csr_array((held.data, columns, held.indptr.astype(np.int64)), shape=shape)
        linear = sparse.csr_array(placed @ self._seats_by_column)
        if not self.row_points:
            return linear
        return sparse.csr_array(linear + self._points_in_rows(question, professional))

    def earned(self, block: SeatPoints, question: Ints, professional: Ints) -> Floats:
        """Units that listed seats earn by a block."""
        units = np.zeros(len(question))
        for here in np.unique(question):
            seats = np.flatnonzero(question == here)
            first, last = int(professional[seats].min()), int(professional[seats].max())
            points = block.points(int(here), slice(first, last + 1))[professional[seats] - first]
            units[seats] = np.rint(points / self.resolution)
        return units

    def _points_in_rows(self, question: Ints, professional: Ints) -> sparse.csr_array:
        each = np.arange(len(question))
        entries = [
            (self.earned(block, question, professional), np.full(len(each), row))
            for row, block in self.row_points
        ]
        units, rows = (np.concatenate(column) for column in zip(*entries, strict=True))
        shape = (len(each), len(self.rows.lower))
        return sparse.csr_array((units, (np.tile(each, len(entries)), rows)), shape=shape)

    @cached_property
    def _features_by_professional(self) -> sparse.csr_array:
        return self.features.tocsr()

    @cached_property
    def _seats_by_column(self) -> sparse.csr_array:
        return self.rows.seats.T.tocsr()

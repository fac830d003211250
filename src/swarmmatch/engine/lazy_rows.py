"""Rows that are stated only where they can bind: over one professional, a pair, or a single seat.

A whole pool has far too many of these rows to state them all. Each has a number; given the seats
of a restricted problem, ``breakable`` names the rows that those seats could break, and ``matrix``
gives their coefficients. Numbers run over the professionals' rows (group by group), then the pairs
(question by question), then the taken seats.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram


@dataclass(frozen=True, eq=False)
class LazyRows:
    """The lazily stated rows of a seat program."""

    program: SeatProgram

    def bounds(self, numbers: Ints) -> tuple[Floats, Floats]:
        """Lower and upper bounds of rows by number."""
        people, pair, _ = self.kinds(numbers)
        lower, upper = np.ones(len(numbers)), np.ones(len(numbers))  # as taken seats have
        of_people = numbers[people]
        lower[people] = self.program.people.lower.ravel()[of_people]
        upper[people] = self.program.people.upper.ravel()[of_people]
        together = self.program.pairs.together[self.pair_and_question(numbers[pair])[0]]
        lower[pair] = np.where(together, 0.0, -np.inf)
        upper[pair] = np.where(together, 0.0, 1.0)
        return lower, upper

    def breakable(self, question: Ints, professional: Ints) -> Ints:
        """Numbers of the rows that the seats given could break, sorted."""
        row, _, factor = self.entries(question, professional)
        numbers, inverse = np.unique(row, return_inverse=True)
        most = np.bincount(inverse, np.maximum(factor, 0), len(numbers))
        least = np.bincount(inverse, np.minimum(factor, 0), len(numbers))
        lower, upper = self.bounds(numbers)
        return np.union1d(numbers[(most > upper) | (least < lower)], self._broken_by_nobody)

    def kept(self, question: Ints, professional: Ints) -> bool:
        """Whether a plan of these seats keeps every row."""
        numbers = self.breakable(question, professional)
        load = self.matrix(numbers, question, professional).sum(axis=1)
        lower, upper = self.bounds(numbers)
        return bool(((load >= lower) & (load <= upper)).all())

    def matrix(self, numbers: Ints, question: Ints, professional: Ints) -> sparse.csr_array:
        """Coefficients of the seats in the rows, shape (rows, seats); ``numbers`` sorted."""
        row, seat, factor = self.entries(question, professional)
        position = np.searchsorted(numbers, row)
        known = position < len(numbers)
        known[known] = numbers[position[known]] == row[known]
        entry = (factor[known], (position[known], seat[known]))
        return sparse.csr_array(entry, shape=(len(numbers), len(question)))

    def entries(self, question: Ints, professional: Ints) -> tuple[Ints, Ints, Floats]:
        """Every (row, position of a seat, factor) that the seats given have."""
        parts = [
            self._people_entries(question, professional),
            self._pair_entries(question, professional),
            self._taken_entries(question, professional),
        ]
        row, seat, factor = (np.concatenate(column) for column in zip(*parts, strict=True))
        return row, seat, factor

    def charges(self, numbers: Ints, prices: Floats) -> sparse.csr_array:
        """What every seat of the pool pays to the rows given, shape (Q, P)."""
        program = self.program
        shape = (program.n_questions, program.n_professionals)
        people, pair, taken = self.kinds(numbers)
        group, person = np.divmod(numbers[people], max(program.n_professionals, 1))
        priced = sparse.csr_array(
            (prices[people], (group, person)), shape=(len(program.people.rule), shape[1])
        )
        which, question = self.pair_and_question(numbers[pair])
        sign = np.where(program.pairs.together[which], -1.0, 1.0)
        seat = numbers[taken] - self.first_taken
        data = np.concatenate([prices[pair], sign * prices[pair], prices[taken]])
        row = np.concatenate([question, question, program.taken.question[seat]])
        first, second = program.pairs.first[which], program.pairs.second[which]
        column = np.concatenate([first, second, program.taken.professional[seat]])
        listed = sparse.csr_array((data, (row, column)), shape=shape)
        charges = sparse.csr_array(program.people.groups.T @ priced + listed)
        charges.sort_indices()
        return charges

    def rule(self, numbers: Ints) -> Ints:
        """Position of the rule that each row comes from."""
        program = self.program
        people, pair, taken = self.kinds(numbers)
        rule = np.empty(len(numbers), np.int64)
        rule[people] = program.people.rule[numbers[people] // max(program.n_professionals, 1)]
        rule[pair] = program.pairs.rule[self.pair_and_question(numbers[pair])[0]]
        rule[taken] = program.taken.rule[numbers[taken] - self.first_taken]
        return rule

    def of_question(self, numbers: Ints, question: int) -> Bools:
        """Which rows bind seats of one question only, and of this one (pairs, taken seats)."""
        _, pair, taken = self.kinds(numbers)
        mine = np.zeros(len(numbers), np.bool_)
        mine[pair] = self.pair_and_question(numbers[pair])[1] == question
        mine[taken] = self.program.taken.question[numbers[taken] - self.first_taken] == question
        return mine

    def _people_entries(self, question: Ints, professional: Ints) -> tuple[Ints, Ints, Floats]:
        groups = self._groups_by_question[question]
        seat = np.repeat(np.arange(len(question)), np.diff(groups.indptr))
        row = groups.indices.astype(np.int64) * self.program.n_professionals + professional[seat]
        return row, seat, groups.data.astype(np.float64)

    def _pair_entries(self, question: Ints, professional: Ints) -> tuple[Ints, Ints, Floats]:
        pairs = self._pairs_by_person[professional]
        seat = np.repeat(np.arange(len(question)), np.diff(pairs.indptr))
        row = self.first_pair + pairs.indices.astype(np.int64) * self.program.n_questions
        return row + question[seat], seat, pairs.data.astype(np.float64)

    def _taken_entries(self, question: Ints, professional: Ints) -> tuple[Ints, Ints, Floats]:
        n = self.program.n_professionals
        taken = self.program.taken.question * n + self.program.taken.professional
        _, seat, row = np.intersect1d(question * n + professional, taken, return_indices=True)
        return self.first_taken + row, seat, np.ones(len(row))

    @cached_property
    def _groups_by_question(self) -> sparse.csr_array:
        return self.program.people.groups.T.tocsr()

    @cached_property
    def _pairs_by_person(self) -> sparse.csr_array:
        """Factor of each professional's seat in the rows of each pair, shape (P, N)."""
        pairs = self.program.pairs
        which = np.arange(len(pairs.first))
        second = np.where(pairs.together, -1.0, 1.0)
        entry = (np.append(np.ones(len(which)), second), (
            np.append(pairs.first, pairs.second), np.append(which, which)
        ))  # fmt: skip
        return sparse.csr_array(entry, shape=(self.program.n_professionals, len(which)))

    @cached_property
    def _broken_by_nobody(self) -> Ints:
        lower, upper = self.program.people.lower.ravel(), self.program.people.upper.ravel()
        taken = self.first_taken + np.arange(len(self.program.taken.question))
        return np.append(np.flatnonzero((lower > 0) | (upper < 0)), taken)

    @property
    def first_pair(self) -> int:
        """Number of the first row over a pair; those over professionals stand before it."""
        return self.program.people.lower.size

    @property
    def first_taken(self) -> int:
        """Number of the first row over a taken seat."""
        return self.first_pair + len(self.program.pairs.first) * self.program.n_questions

    def kinds(self, numbers: Ints) -> tuple[Bools, Bools, Bools]:
        """Which rows are over professionals, over pairs, over taken seats."""
        people, taken = numbers < self.first_pair, numbers >= self.first_taken
        return people, ~people & ~taken, taken

    def pair_and_question(self, numbers: Ints) -> tuple[Ints, Ints]:
        """Pair and question of rows over pairs."""
        pair, question = np.divmod(numbers - self.first_pair, max(self.program.n_questions, 1))
        return pair, question

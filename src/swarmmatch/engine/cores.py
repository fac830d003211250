"""Cores of ties: the few people of a team whom the ties that it is paid for join.

A team with t ties holds a *core*, the people whom some t of its ties join. People who know each
other are few, and seldom those whom a question would choose; so the cores that a good team may have
can be listed, up to three ties each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from swarmmatch.engine.lines import Lines
from swarmmatch.engine.program import Bools, Floats, Ints

#: Cores listed at most; where there are more, the LP's ceiling must do.
MOST = 1_000_000


@dataclass(frozen=True, eq=False)
class OneQuestion:
    """What the ceilings of a question rest on, in units.

    Attributes
    ----------
    rows : Lines
        What its rows earn by counting heads.
    size : int
        Heads of the largest team.
    ties : csr_array (n, n)
        Whether two people are paid for sharing the team.
    credit : float array (4,)
        The most that pairs earn for 0, 1, 2 and for 3 or more ties.
    base : float
        The LP's ceiling on a team of nobody.
    reduced : float array (n,)
        Reduced worth of the seats at the LP's prices: what it allows for each.
    """

    rows: Lines
    size: int
    ties: sparse.csr_array
    credit: Floats
    base: float
    reduced: Floats

    @cached_property
    def paying(self) -> Floats:
        """The best reduced worths of the seats, added up: of none, one, and so on."""
        best = np.sort(np.maximum(self.reduced, 0.0))[::-1][: self.size]
        best = np.pad(best, (0, self.size - len(best)))
        return np.append(0.0, np.cumsum(best))

    @cached_property
    def pairs(self) -> Ints:
        """The two seats of each tie, shape (E, 2)."""
        return np.column_stack(sparse.triu(self.ties, 1).nonzero()).astype(np.int64)

    def among(self, seats: Bools, tied: Bools) -> OneQuestion:
        """The question with some of its seats and ties only."""
        first, second = self.pairs[tied & seats[self.pairs].all(axis=1)].T
        ties = sparse.csr_array((np.ones(len(first)), (first, second)), shape=self.ties.shape)
        rows = replace(self.rows, counts=self.rows.counts[seats], worth=self.rows.worth[seats])
        ties = sparse.csr_array(ties[seats][:, seats])
        return replace(self, rows=rows, ties=ties, reduced=self.reduced[seats])


@dataclass(frozen=True, eq=False)
class Shape:
    """Cores of one shape: listed people, and further ties apart from them.

    Attributes
    ----------
    cores : int array (m, k)
        The people listed, by seat.
    apart : int
        Ties of the core between people not listed.
    credit : float
        The most that pairs earn in a team with this core.
    """

    cores: Ints
    apart: int
    credit: float

    def __getitem__(self, keep: Any) -> Shape:
        return replace(self, cores=self.cores[keep])


class TooManyTiesError(Exception):
    """Ties are too dense to list them."""


def shapes_of(question: OneQuestion, least: float) -> Iterator[Shape]:
    """Every shape that a core can have, with the cores that promise more than ``least``."""
    credit, size, ties = question.credit, question.size, question.ties
    yield Shape(np.zeros((1, 0), np.int64), 0, float(credit[0]))
    pairs = _promising(question, question.pairs, least)
    paths = _promising(question, _grown(ties, pairs), least)
    trees = _promising(question, _grown(ties, paths), least)
    first, second, third = paths.T
    closed = _joined(ties, first, second) & _joined(ties, second, third)
    closed &= _joined(ties, first, third)
    for cores, apart, n_ties in (
        (pairs, 0, 1),
        (paths, 0, 2), (pairs, 1, 2),
        (paths[closed], 0, 3), (trees, 0, 3), (paths, 1, 3), (pairs, 2, 3),
    ):  # fmt: skip
        fits = cores.shape[1] + 2 * apart <= size
        if fits and question.base + question.paying[-1] + credit[n_ties] > least:
            yield Shape(cores, apart, float(credit[n_ties]))


def _promising(question: OneQuestion, cores: Ints, least: float) -> Ints:
    """Cores that, by the LP's prices, may be in a team worth more than ``least``."""
    others = max(question.size - cores.shape[1], 0)
    ceiling = question.base + question.reduced[cores].sum(axis=1) + question.paying[others]
    kept: Ints = cores[ceiling + question.credit[-1] > least]
    if len(kept) > MOST:
        raise TooManyTiesError
    return kept


def _grown(ties: sparse.csr_array, cores: Ints) -> Ints:
    """Cores with one more person tied to one of theirs; each once, its people in order."""
    grown = []
    for at in cores.T:
        degree = np.diff(ties.indptr)[at]
        if degree.sum() > MOST:
            raise TooManyTiesError
        core = np.repeat(np.arange(len(at)), degree)
        nth = np.arange(len(core)) - np.repeat(np.cumsum(degree) - degree, degree)
        new = ties.indices[ties.indptr[at][core] + nth].astype(np.int64)
        other = (cores[core] != new[:, None]).all(axis=1)
        grown.append(np.column_stack([cores[core[other]], new[other]]))
    return _each_once(np.sort(np.concatenate(grown), axis=1))


def _each_once(sets: Ints) -> Ints:
    """Sets of people without those that are listed twice, each set as one number."""
    who, place = np.unique(sets, return_inverse=True)
    if len(who) ** sets.shape[1] > np.iinfo(np.int64).max:
        raise TooManyTiesError
    powers = len(who) ** np.arange(sets.shape[1], dtype=np.int64)
    first = np.unique(place.reshape(sets.shape) @ powers, return_index=True)[1]
    each_once: Ints = sets[first]
    return each_once


def _joined(ties: sparse.csr_array, first: Ints, second: Ints) -> Bools:
    """Whether two people, of each listed two, are tied."""
    n = ties.shape[0]
    tied = np.repeat(np.arange(n), np.diff(ties.indptr)) * n + ties.indices
    return np.isin(first * n + second, tied)

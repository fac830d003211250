"""Who can share a team and who never can: what earning pairs say of each other.

Pairs that earn form a graph. Along its edges company spreads: who shares a team with two people
brings these two together as well. So where rows keep people apart, some sets of pairs cannot all
earn, however the questions look. The LP over seats, which takes a little of everybody at every
question, sees that only when it is told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram

#: So many rows on chains of three pairs at most; a graph with more of them has other troubles.
MOST_CHAINS = 50_000


def rivals(program: SeatProgram) -> sparse.csc_array:
    """Sets of professionals of whom no team has two, shape (P, sets).

    Those whom a row of every question counts, and lets pass one at most, and pairs kept apart.
    """
    rows, n_features = program.rows, program.features.shape[1]
    alone = (np.diff(rows.seats.indptr) == 1) & (np.diff(rows.auxiliary.indptr) == 0)
    row = np.flatnonzero(alone & (rows.question >= 0))
    entry = rows.seats.indptr[:-1][row]
    feature, weight = rows.seats.indices[entry] % n_features, rows.seats.data[entry]
    one = (rows.upper[row] >= 0) & (rows.upper[row] < 2 * weight)
    asked = np.unique(np.column_stack([feature, rows.question[row]])[one], axis=0)[:, 0]
    counts = program.features.min(axis=0).toarray().ravel() >= 0
    counts &= np.bincount(asked, minlength=n_features) == program.n_questions
    everywhere = np.flatnonzero(counts)
    counted = sparse.csc_array(program.features[:, everywhere] >= 1).astype(np.float64)
    apart = ~program.pairs.together
    ends = np.column_stack([program.pairs.first[apart], program.pairs.second[apart]])
    each = np.repeat(np.arange(len(ends)), 2)
    shape = (program.n_professionals, len(ends))
    pairs = sparse.csc_array((np.ones(ends.size), (ends.ravel(), each)), shape=shape)
    return sparse.csc_array(sparse.hstack([counted, pairs], format="csc"))


@dataclass(frozen=True, eq=False)
class Clashes:
    """Rows ``factors @ y <= at_most`` over N pairs, of which ``y`` says whether they share a team.

    Attributes
    ----------
    never : bool array (N,)
        Pairs of rivals.
    factors : csr_array (rows, N)
    at_most : float array (rows,)
    """

    never: Bools
    factors: sparse.csr_array
    at_most: Floats


def clashes(first: Ints, second: Ints, apart: sparse.csc_array) -> Clashes:
    """What pairs, shape (N,), can be had together when there are sets of rivals, see `rivals`."""
    n = len(first)
    people, ends = np.unique(np.append(first, second), return_inverse=True)
    member = sparse.csr_array(apart[people])
    rival = (member @ member.T).toarray() > 0
    np.fill_diagonal(rival, False)
    head, tail = np.append(ends[:n], ends[n:]), np.append(ends[n:], ends[:n])
    pair = np.tile(np.arange(n), 2)
    stars = _stars(head, tail, pair, member, n)
    walk = _joined(head, tail, np.arange(2 * n))
    triangles = _triangles(walk, head, tail, pair, n)
    chains = _chains(walk, head, tail, pair, rival, n)
    at_most = np.repeat([1.0, 1.0, 2.0], [stars.shape[0], triangles.shape[0], chains.shape[0]])
    factors = sparse.csr_array(sparse.vstack([stars, triangles, chains], format="csr"))
    return Clashes(rival[ends[:n], ends[n:]], factors, at_most)


def _stars(
    head: Ints, tail: Ints, pair: Ints, member: sparse.csr_array, n: int
) -> sparse.csr_array:
    """Somebody's pairs with rivals of each other: one of them at most."""
    beside = member[tail].tocoo()  # a set for each pair whose other end is in it
    name = head[beside.row] * member.shape[1] + beside.col
    _, row = np.unique(name, return_inverse=True)
    some = _ones(row, pair[beside.row], (int(row.max(initial=-1)) + 1, n))
    return some[np.diff(some.indptr) > 1]


def _triangles(
    walk: tuple[Ints, Ints], head: Ints, tail: Ints, pair: Ints, n: int
) -> sparse.csr_array:
    """Two pairs with somebody in common bring the third about: ``y1 + y2 - y3 <= 1``."""
    one, two = walk
    width = 1 + int(max(head.max(initial=0), tail.max(initial=0)))
    name, sought = head * width + tail, head[one] * width + tail[two]
    order = np.argsort(name)
    at = np.minimum(np.searchsorted(name[order], sought), max(len(name) - 1, 0))
    closed = np.flatnonzero((name[order][at] == sought) & (head[one] < tail[two]))
    third = pair[order][at[closed]]
    rows, shape = np.arange(len(closed)), (len(closed), n)
    both = _ones(np.tile(rows, 2), pair[np.append(one[closed], two[closed])], shape)
    return sparse.csr_array(both - _ones(rows, third, shape))


def _chains(
    walk: tuple[Ints, Ints], head: Ints, tail: Ints, pair: Ints, rival: Bools, n: int
) -> sparse.csr_array:
    """Three pairs in a row from one rival to another: two of them at most."""
    one, two = walk
    degree = np.bincount(head, minlength=len(rival))
    if degree[tail[two]].sum() > MOST_CHAINS:
        return sparse.csr_array((0, n))
    until, three = _joined(head, tail[two], np.arange(len(head)))
    first, middle, last = one[until], two[until], three
    apart = rival[head[first], tail[last]] & (pair[first] < pair[last])  # not again in reverse
    once = np.flatnonzero(apart & (pair[first] != pair[middle]) & (pair[middle] != pair[last]))
    rows = np.tile(np.arange(len(once)), 3)
    used = pair[np.concatenate([first[once], middle[once], last[once]])]
    return _ones(rows, used, (len(once), n))


def _joined(head: Ints, tail: Ints, edge: Ints) -> tuple[Ints, Ints]:
    """Positions in ``tail`` and of edges that begin where it ends."""
    order = np.argsort(head, kind="stable")
    start = np.searchsorted(head[order], tail, "left")
    many = np.searchsorted(head[order], tail, "right") - start
    one = np.repeat(np.arange(len(tail)), many)
    within = np.arange(len(one)) - np.repeat(np.cumsum(many) - many, many)
    return one, edge[order[start[one] + within]]


def _ones(row: Ints, column: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)

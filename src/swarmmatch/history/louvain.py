"""Louvain's method in whole numbers.

Moves are compared exactly, so every one of them truly raises modularity, and the method must end.
That is why it is not networkx's: with rounded gains two equally good places can each seem better
than the other, and a node goes back and forth for ever. Up to networkx 3.6.1, the newest when this
was written, ``louvain_communities`` does so on a graph of 7 nodes and 10 ties, all of weight 1 (its
issue 8739), and nothing outside can tell that it will not end. Pull request 8757 mends it; once
that is in the oldest version supported, networkx may do this on the whole weights below.
"""

from __future__ import annotations

from collections import deque
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]

#: What weights that are not whole add up to once they are; below, a sum of floats is exact.
TOTAL = 2**52

#: Resolutions are rounded to fractions with at most this denominator.
FINEST = 1000


def whole_weights(ties: sparse.csr_array) -> sparse.csr_array:
    """The same ties with whole-number weights; those too weak to count are left out."""
    weights, total = ties.data, ties.sum()
    if total > TOTAL or not (weights == np.rint(weights)).all():
        weights = weights * (TOTAL / total)
    rounded = np.rint(weights).astype(np.int64)
    whole = sparse.csr_array((rounded, ties.indices, ties.indptr), shape=ties.shape, copy=True)
    whole.eliminate_zeros()
    return whole


def louvain(ties: sparse.csr_array, rng: np.random.Generator, resolution: float = 1.0) -> Ints:
    """Put every node in a community, by Louvain's method.

    V. D. Blondel, J.-L. Guillaume, R. Lambiotte and E. Lefebvre (2008), doi
    10.1088/1742-5468/2008/10/P10008. Every node in turn moves to the neighbouring community that
    raises modularity most, until none moves; then communities become nodes, and it begins anew.

    Parameters
    ----------
    ties : scipy.sparse.csr_array of int, shape (n, n)
        Symmetric; see `whole_weights`.
    rng : numpy.random.Generator
        Decides the order in which nodes are looked at.
    resolution : float
        Above 1 for smaller communities, below for larger ones.

    Returns
    -------
    array of int, shape (n,)
        Number of the community of each node.
    """
    gamma = Fraction(resolution).limit_denominator(FINEST)
    label = np.arange(ties.shape[0], dtype=np.int64)
    while True:
        moved = _one_level(ties, rng, gamma)
        _, joined = np.unique(moved, return_inverse=True)
        count = int(joined.max(initial=-1)) + 1
        if count == ties.shape[0]:
            return label
        label = joined[label]
        member = sparse.csr_array(
            (np.ones(len(joined), dtype=np.int64), (np.arange(len(joined)), joined)),
            shape=(len(joined), count),
        )
        ties = sparse.csr_array(member.T @ ties @ member)


def _one_level(ties: sparse.csr_array, rng: np.random.Generator, gamma: Fraction) -> list[int]:
    """Move single nodes until no move helps; after a move, only its neighbours are asked anew."""
    degree: list[int] = np.asarray(ties.sum(axis=1)).ravel().tolist()
    per_tie = gamma.denominator * sum(degree)
    neighbours = _neighbours(ties)
    home, held = list(range(len(degree))), list(degree)
    queue = deque(rng.permutation(len(degree)).tolist())
    waiting = [True] * len(degree)
    while queue:
        node = queue.popleft()
        waiting[node] = False
        links: dict[int, int] = {}
        for other, weight in neighbours[node]:
            links[home[other]] = links.get(home[other], 0) + weight
        here, price = home[node], gamma.numerator * degree[node]
        held[here] -= degree[node]
        best, most = here, per_tie * links.get(here, 0) - price * held[here]
        for there, weight in links.items():
            gain = per_tie * weight - price * held[there]
            if gain > most:
                best, most = there, gain
        held[best] += degree[node]
        if best != here:
            home[node] = best
            for other, _ in neighbours[node]:
                if home[other] != best and not waiting[other]:
                    waiting[other] = True
                    queue.append(other)
    return home


def _neighbours(ties: sparse.csr_array) -> list[list[tuple[int, int]]]:
    ends, weights = ties.indices.tolist(), ties.data.tolist()
    bounds = ties.indptr.tolist()
    return [
        [(end, weight) for end, weight in zip(ends[i:j], weights[i:j], strict=True) if end != node]
        for node, (i, j) in enumerate(pairwise(bounds))
    ]

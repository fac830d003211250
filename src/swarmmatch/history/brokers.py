"""Brokers: the people through whom others reach each other."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.history.adjacency import adjacency

Floats = NDArray[np.float64]

#: People from whom shortest paths are followed in a large graph, and the largest that is not.
SOURCES, EXACT_UP_TO = 500, 2_000

#: Cells of the arrays that betweenness works on at a time (20 MB each).
CELLS = 2_500_000


def brokers(
    graph: nx.Graph[Any],
    *,
    weight: str | None = None,
    sources: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Everybody's betweenness and Burt's constraint.

    Betweenness of v: over all pairs of others, the mean share of their shortest paths (in ties)
    that pass v; from 0 to 1. L. C. Freeman (1977), doi 10.2307/3033543; computed as by U. Brandes
    (2001), doi 10.1080/0022250X.2001.9990249, and in a large graph estimated from a random sample
    of people to start from (U. Brandes and C. Pich 2007, doi 10.1142/S0218127407018403).

    Constraint of v: ``sum over contacts j of (p_vj + sum over q of p_vq p_qj) ** 2``, with p_vj the
    share of v's weight that goes to j. Low for who joins circles that do not know each other; near
    1 or above for who has one contact, or contacts that all know each other. R. S. Burt (1992),
    Structural Holes, chapter 2.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected.
    weight : str, optional
        Attribute of an edge for the constraint; left out: every tie counts the same.
    sources : int, optional
        People to follow paths from; left out: everybody up to 2,000 people, else 500.
    seed : int
        For the sample.

    Returns
    -------
    pandas.DataFrame
        Columns ``professional, ties`` (contacts), ``betweenness, constraint`` (missing for who has
        no tie); by betweenness, the highest first, then by the order of ids.

    Raises
    ------
    ValueError
        When the graph is directed or sources are fewer than 1.
    """
    if sources is not None and sources < 1:
        raise ValueError(f"sources must be 1 or more, not {sources!r}")
    names, ties = adjacency(graph, weight)
    everyone = len(names)
    wanted = (everyone if everyone <= EXACT_UP_TO else SOURCES) if sources is None else sources
    found = pd.DataFrame(
        {
            "professional": names,
            "ties": np.diff(ties.indptr).astype(np.int64),
            "betweenness": betweenness(ties, min(wanted, everyone), seed),
            "constraint": constraint(ties),
        }
    )
    return found.sort_values("betweenness", ascending=False, kind="stable", ignore_index=True)


def betweenness(ties: sparse.csr_array, sources: int, seed: int = 0) -> Floats:
    """Betweenness of each node of a symmetric matrix, from so many sources; shape (n,)."""
    n = ties.shape[0]
    if n < 3:
        return np.zeros(n)
    links = ties.astype(np.bool_).astype(np.float64)
    chosen = np.arange(n)
    if sources < n:
        chosen = np.sort(np.random.default_rng(seed).choice(n, sources, replace=False))
    total = np.zeros(n)
    step = max(1, CELLS // n)
    for begin in range(0, len(chosen), step):
        total += _dependencies(links, chosen[begin : begin + step])
    others = np.full(n, float(len(chosen)))
    others[chosen] -= 1  # nobody is between oneself and others
    found: Floats = np.divide(total, others * (n - 2), out=np.zeros(n), where=others > 0)
    return found


def constraint(ties: sparse.csr_array) -> Floats:
    """Burt's constraint of each node of a symmetric matrix; shape (n,)."""
    given = np.asarray(ties.sum(axis=1)).ravel()
    has = given > 0
    share = sparse.csr_array(
        sparse.diags_array(np.divide(1.0, given, out=np.zeros_like(given), where=has)) @ ties
    )
    through = (share @ share).multiply(ties.astype(np.bool_))  # only what leads to a contact
    total = np.asarray((share + sparse.csr_array(through)).power(2).sum(axis=1)).ravel()
    found: Floats = np.where(has, total, np.nan)
    return found


def _dependencies(links: sparse.csr_array, sources: NDArray[np.int64]) -> Floats:
    """Sum over sources of how much each node lies on their shortest paths; all sources at once."""
    column = np.arange(len(sources))
    paths = np.zeros((links.shape[0], len(sources)))
    paths[sources, column] = 1.0
    far = np.where(paths > 0, 0, -1)  # ties from the source; -1 as long as it is not reached
    front, steps = paths, 0
    while True:
        front = np.where(far < 0, links @ front, 0.0)
        if not front.any():
            break
        steps += 1
        paths = paths + front
        far[front > 0] = steps
    passing = np.zeros_like(paths)
    for step in range(steps, 0, -1):
        share = np.divide(1.0 + passing, paths, out=np.zeros_like(paths), where=far == step)
        passing += np.where(far == step - 1, paths * (links @ share), 0.0)
    passing[sources, column] = 0.0
    total: Floats = passing.sum(axis=1)
    return total

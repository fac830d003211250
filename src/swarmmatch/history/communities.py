"""Communities: people who work together more than chance would have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.history.adjacency import adjacency
from swarmmatch.history.louvain import Ints, louvain, whole_weights

#: Runs of which the best is taken, and ties that all runs together look at if none is asked.
RUNS, TIES_LOOKED_AT = 20, 500_000


@dataclass(frozen=True, eq=False)
class Communities:
    """A division of people into communities.

    Parameters
    ----------
    members : pandas.DataFrame
        Columns ``professional, community``; a row a person.
    table : pandas.DataFrame
        A row a community: ``community`` (from 1, the largest first), ``size`` (people), ``ties``
        (within), ``density`` (ties within for each pair of members, missing for one person),
        ``bridges`` (ties with people of other communities), ``bridge_people`` (members who have
        such a tie), ``strength`` (sum of weights within).
    between : pandas.DataFrame
        A row a pair of communities that are tied: ``a, b`` (a < b), ``bridges``, ``strength``.
    modularity : float
        The share of ties within communities, less what chance would put there, from below 0 to 1:
        ``sum over communities c of L_c / m - resolution * (d_c / 2m) ** 2``, with m the weight of
        all ties, L_c of those within c, d_c the sum of its members' weights. M. E. J. Newman and M.
        Girvan (2004), doi 10.1103/PhysRevE.69.026113.
    """

    members: pd.DataFrame
    table: pd.DataFrame
    between: pd.DataFrame
    modularity: float


def communities(
    graph: nx.Graph[Any],
    *,
    weight: str | None = None,
    runs: int | None = None,
    seed: int = 0,
    resolution: float = 1.0,
) -> Communities:
    """Find communities by Louvain's method: of some runs, the one of the highest modularity.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected.
    weight : str, optional
        Attribute of an edge, such as "strength"; left out: every tie counts the same.
    runs : int, optional
        Runs, each in another order; left out: 20, and fewer from 25,000 ties up.
    seed : int
        The same seed gives the same communities, in whatever order people and ties came in.
    resolution : float
        Above 1 for smaller communities, below for larger ones.

    Raises
    ------
    ValueError
        When the graph is directed, runs are fewer than 1, or the resolution is not above 0.
    """
    if runs is not None and runs < 1:
        raise ValueError(f"runs must be 1 or more, not {runs!r}")
    if not resolution > 0:
        raise ValueError(f"resolution must be above 0, not {resolution!r}")
    names, ties = adjacency(graph, weight)
    whole = whole_weights(ties)
    seeds = np.random.SeedSequence(seed).spawn(runs or runs_for(ties.nnz // 2))
    labels = [_by_size(louvain(whole, np.random.default_rng(one), resolution)) for one in seeds]
    numbered = nx.from_scipy_sparse_array(ties)
    worth = [_modularity(numbered, label, resolution) for label in labels]
    best = int(np.argmax(worth))
    return _described(names, ties, labels[best], worth[best])


def runs_for(ties: int) -> int:
    """Runs when none are asked: all together look at `TIES_LOOKED_AT` ties at most."""
    return max(1, min(RUNS, TIES_LOOKED_AT // max(ties, 1)))


def _modularity(graph: nx.Graph[Any], label: Ints, resolution: float) -> float:
    """Modularity of a graph whose nodes are positions of the labels; 0 when it has no tie."""
    if not graph.number_of_edges():
        return 0.0
    parts = [set(part) for part in pd.Series(range(len(label))).groupby(label).groups.values()]
    return float(nx.community.modularity(graph, parts, "weight", resolution))


def _described(
    names: pd.Index[Any], ties: sparse.csr_array, label: Ints, modularity: float
) -> Communities:
    """What there is to say of a division; labels are numbered from 0."""
    edges = sparse.triu(ties, k=1, format="coo")
    ends = np.sort(np.column_stack([label[edges.row], label[edges.col]]), axis=1) + 1
    links = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "strength": edges.data})
    across = (links["a"] != links["b"]).to_numpy(np.bool_)
    people = np.union1d(edges.row[across], edges.col[across])
    both = links[across].groupby(["a", "b"])["strength"]
    between: pd.DataFrame = both.agg(bridges="size", strength="sum").reset_index()
    return Communities(
        pd.DataFrame({"professional": names, "community": label + 1}),
        _table(label, links, across, label[people]),
        between,
        modularity,
    )


def _table(
    label: Ints, links: pd.DataFrame, across: NDArray[np.bool_], at_the_edge: Ints
) -> pd.DataFrame:
    """A row a community; `at_the_edge` has the community of each person with a bridge."""
    count = int(label.max(initial=-1)) + 1
    size = np.bincount(label, minlength=count)
    a, b, strength = (links[name].to_numpy() for name in ("a", "b", "strength"))
    within = np.bincount(a[~across] - 1, minlength=count)
    pairs = np.where(size > 1, size * (size - 1) / 2, np.nan)
    return pd.DataFrame(
        {
            "community": np.arange(1, count + 1),
            "size": size,
            "ties": within,
            "density": within / pairs,
            "bridges": np.bincount(np.append(a[across], b[across]) - 1, minlength=count),
            "bridge_people": np.bincount(at_the_edge, minlength=count),
            "strength": np.bincount(a[~across] - 1, strength[~across], count),
        }
    )


def _by_size(label: Ints) -> Ints:
    """The same communities numbered from 0, the largest first, then by their first member."""
    _, first, number, size = np.unique(
        label, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.lexsort((first, -size))] = np.arange(len(first))
    return rank[number]

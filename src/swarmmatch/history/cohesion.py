"""How well the members of a team know each other."""

from __future__ import annotations

from typing import Any, Literal, get_args

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from swarmmatch.history.adjacency import adjacency

Through = Literal["team", "pool"]


def cohesion(
    graph: nx.Graph[Any],
    teams: pd.DataFrame,
    *,
    weight: str | None = "strength",
    through: Through = "team",
) -> pd.DataFrame:
    """Mean tie, diameter and spanning-tree cost of each team.

    A tie of strength s costs ``1 / (1 + s)`` to speak over: little for a strong tie, nearly 1 for a
    faded one. The *diameter* of a team is the highest cost of the cheapest path between two of its
    members; the cost of its *spanning tree* is that of the cheapest ties that join all of it. Both
    are infinite where no path joins two members, and 0 for a team of one. They are the two
    communication costs of T. Lappas, K. Liu and E. Terzi (2009), doi 10.1145/1557019.1557074.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected.
    teams : pandas.DataFrame
        Columns ``question, professional``; a row a seat. Who is not in the graph has no tie.
    weight : str, optional
        Attribute of an edge that is its strength; None: every tie has strength 1.
    through : "team" or "pool"
        Whether paths pass members of the team only, as in the paper, or anybody of the graph.

    Returns
    -------
    pandas.DataFrame
        A row a team, in the order of their first seats: ``question, size, pairs, tied`` (pairs with
        a tie), ``mean_tie`` (sum of strengths over pairs, 0 for a team of one), ``diameter,
        spanning_tree``.

    Raises
    ------
    ValueError
        When the graph is directed, or `through` is neither of the two words.
    """
    if through not in get_args(Through):
        raise ValueError(f"through must be 'team' or 'pool', not {through!r}")
    names, ties = adjacency(graph, weight)
    prices = ties.copy()
    prices.data = 1 / (1 + ties.data)
    seats = teams[["question", "professional"]].drop_duplicates()
    seats = seats.assign(node=names.get_indexer(pd.Index(seats["professional"])))
    rows = [
        {"question": question, **_of_team(ties, prices, node.to_numpy(np.int64), through)}
        for question, node in seats.groupby("question", sort=False)["node"]
    ]
    whole = dict.fromkeys(("size", "pairs", "tied"), "int64")
    real = dict.fromkeys(("mean_tie", "diameter", "spanning_tree"), "float64")
    return pd.DataFrame(rows, columns=["question", *whole, *real]).astype(whole | real)


def _of_team(
    ties: sparse.csr_array, prices: sparse.csr_array, node: NDArray[np.int64], through: Through
) -> dict[str, float]:
    """The row of a team whose members are these nodes, -1 for who is not in the graph."""
    size = len(node)
    pairs = size * (size - 1) // 2
    known = np.sort(node[node >= 0])
    inside = ties[known][:, known]
    found = {
        "size": size,
        "pairs": pairs,
        "tied": inside.nnz // 2,
        "mean_tie": float(inside.sum()) / 2 / pairs if pairs else 0.0,
    }
    if size < 2:
        return {**found, "diameter": 0.0, "spanning_tree": 0.0}
    if len(known) < size:
        return {**found, "diameter": np.inf, "spanning_tree": np.inf}
    links: NDArray[np.float64] | sparse.csr_array
    if through == "pool":
        links = csgraph.dijkstra(prices, directed=False, indices=known)[:, known]
        diameter = links.max()
    else:
        links = prices[known][:, known]
        diameter = csgraph.dijkstra(links, directed=False).max()
    tree = csgraph.minimum_spanning_tree(links)
    total = tree.sum() if tree.nnz == size - 1 else np.inf
    return {**found, "diameter": float(diameter), "spanning_tree": float(total)}

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
Floats = NDArray[np.float64]


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
        Columns ``question, professional``; a row a seat. Who is not in the graph has no ties.
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
    seats = teams.assign(node=names.get_indexer(pd.Index(teams["professional"])))
    rows = [
        {"question": question, **_of_team(ties, node.to_numpy(np.int64), through)}
        for question, node in seats.groupby("question", sort=False)["node"]
    ]
    empty = {"question": "str", "size": "int64", "pairs": "int64", "tied": "int64"}
    floats = dict.fromkeys(("mean_tie", "diameter", "spanning_tree"), "float64")
    found = pd.DataFrame(rows, columns=[*empty, *floats])
    return found.astype(
        {name: dtype for name, dtype in (empty | floats).items() if name != "question"}
    )


def _of_team(ties: sparse.csr_array, node: NDArray[np.int64], through: Through) -> dict[str, float]:
    size = len(node)
    pairs = size * (size - 1) // 2
    known = np.unique(node[node >= 0])
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
    costs = _path_costs(ties, known) if through == "pool" else _path_costs(inside, np.arange(size))
    direct = costs if through == "pool" else _direct_costs(inside)
    return {**found, "diameter": float(costs.max()), "spanning_tree": _tree_cost(direct)}


def _path_costs(ties: sparse.csr_array, members: NDArray[np.int64]) -> Floats:
    """Cost of the cheapest path between every two members, shape (size, size)."""
    costs = csgraph.dijkstra(_priced(ties), directed=False, indices=members)
    return np.asarray(costs)[:, members]


def _direct_costs(ties: sparse.csr_array) -> Floats:
    """Cost of the tie between every two members, infinite without one, shape (size, size)."""
    costs = _priced(ties).toarray()
    costs[costs == 0] = np.inf
    return costs


def _priced(ties: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array((1 / (1 + ties.data), ties.indices, ties.indptr), shape=ties.shape)


def _tree_cost(costs: Floats) -> float:
    """Cost of the cheapest tree over all nodes of a dense matrix, grown from the first (Prim)."""
    nearest = costs[0].copy()
    waiting = np.ones(len(costs), dtype=np.bool_)
    waiting[0] = False
    total = 0.0
    while waiting.any():
        chosen = int(np.argmin(np.where(waiting, nearest, np.inf)))
        if not waiting[chosen]:
            return float("inf")  # nobody left can be reached
        total += nearest[chosen]
        waiting[chosen] = False
        nearest = np.minimum(nearest, costs[chosen])
    return float(total)

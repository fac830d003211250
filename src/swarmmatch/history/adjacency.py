"""A networkx graph as a sparse matrix, for what has to be fast."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse


def adjacency(
    graph: nx.Graph[Any], weight: str | None = None
) -> tuple[pd.Index[Any], sparse.csr_array]:
    """Nodes in a fixed order, and the symmetric matrix of their ties.

    Parameters
    ----------
    graph : networkx.Graph
        Undirected. A tie of a node with itself is left out.
    weight : str, optional
        Attribute of an edge, 1 where it is missing; left out: every tie weighs 1.

    Returns
    -------
    pandas.Index
        Nodes sorted by their text, whatever the order in which they came in; shape (n,).
    scipy.sparse.csr_array
        Shape (n, n), without entries that are 0.

    Raises
    ------
    ValueError
        When the graph is directed, or a weight is negative or no number.
    """
    if graph.is_directed():
        raise ValueError("ties have no direction: give an undirected graph")
    nodes = sorted(graph, key=str)
    if not nodes:
        return pd.Index([], dtype=object), sparse.csr_array((0, 0), dtype=np.float64)
    matrix = sparse.csr_array(
        nx.to_scipy_sparse_array(graph, nodelist=nodes, weight=weight), dtype=np.float64
    )
    if not (np.isfinite(matrix.data).all() and (matrix.data >= 0).all()):
        raise ValueError(f"weights ({weight!r}) must be numbers of 0 or more")
    matrix = sparse.csr_array(matrix - sparse.diags_array(matrix.diagonal()))
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return pd.Index(nodes, tupleize_cols=False), matrix

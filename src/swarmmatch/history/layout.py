"""Where to draw people, so that those who are tied stand near each other."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pandas as pd


def layout(ties: pd.DataFrame, *, seed: int = 0, rounds: int = 100) -> pd.DataFrame:
    """Places on a page by springs: ties pull, people push each other away.

    T. M. J. Fruchterman and E. M. Reingold, "Graph drawing by force-directed placement", 1991,
    doi 10.1002/spe.4380211102. Groups without a tie between them are laid out side by side, the
    largest first, in rows.

    Parameters
    ----------
    ties : pandas.DataFrame
        Columns ``a, b``, a row a tie.
    seed : int
        The same seed and ties give the same places.
    rounds : int
        How long the springs may move.

    Returns
    -------
    pandas.DataFrame
        Columns ``professional, x, y``, a row a person, by id; units have no meaning.
    """
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(sorted({*ties["a"], *ties["b"]}))
    graph.add_edges_from(zip(ties["a"], ties["b"], strict=True))
    groups = sorted(nx.connected_components(graph), key=lambda group: (-len(group), min(group)))
    placed: list[pd.DataFrame] = []
    left = below = height = 0.0
    page = len(graph) ** 0.5 * 1.4
    for group in groups:
        part = _springs(graph, sorted(group), seed, rounds)
        size = len(group) ** 0.5
        if left + size > page and left:
            left, below, height = 0.0, below - height - 1.0, 0.0
        placed.append(part.assign(x=part["x"] * size + left, y=(part["y"] - 1) * size + below))
        left, height = left + size + 1.0, max(height, size)
    table = pd.concat(placed) if placed else pd.DataFrame(columns=["professional", "x", "y"])
    return table.sort_values("professional", ignore_index=True)


def _springs(graph: nx.Graph[Any], group: list[str], seed: int, rounds: int) -> pd.DataFrame:
    """Places of people who hang together, within the unit square."""
    part: nx.Graph[Any] = nx.Graph()  # in the order of ids, for the places depend on it
    part.add_nodes_from(group)
    part.add_edges_from(sorted(tuple(sorted(edge)) for edge in graph.subgraph(group).edges))
    found = nx.spring_layout(part, seed=seed, iterations=rounds, k=1.5 / len(group) ** 0.5)
    table = pd.DataFrame.from_dict(found, orient="index", columns=["x", "y"])
    spread = (table - table.min()) / (table.max() - table.min()).replace(0.0, 1.0)
    return spread.rename_axis("professional").reset_index()

"""The two networkx graphs of a history: who worked with whom, and who worked for whom."""

from __future__ import annotations

from typing import Any

import networkx as nx
import pandas as pd

from swarmmatch.history.ties import team_codes


def tie_graph(history: pd.DataFrame, ties: pd.DataFrame) -> nx.Graph[Any]:
    """A node a professional with ``teams`` (how many) and ``last``; an edge a tie.

    Edges have ``count``, ``last`` and ``strength``. Dates are ISO 8601 text, which every format of
    graphs can hold. Nodes and edges are in the order of ids.
    """
    graph: nx.Graph[Any] = nx.Graph()
    graph.add_nodes_from(_nodes(history, "professional"))
    graph.add_edges_from(_edges(ties, "a", "b"))
    return graph


def client_graph(history: pd.DataFrame, strengths: pd.DataFrame) -> nx.Graph[Any]:
    """Two kinds of nodes, ``("professional", id)`` and ``("client", name)``.

    Every node has ``kind`` and ``name`` (so that a client may be called as a professional is),
    ``teams`` and ``last``; an edge joins a professional with each client worked for, with
    ``count``, ``last`` and ``strength``.
    """
    graph: nx.Graph[Any] = nx.Graph()
    for kind in ("professional", "client"):
        nodes = _nodes(history, kind)
        graph.add_nodes_from(
            ((kind, name), {"kind": kind, "name": name, **told}) for name, told in nodes
        )
    edges = _edges(strengths, "professional", "client")
    graph.add_edges_from((("professional", a), ("client", b), told) for a, b, told in edges)
    return graph


def _nodes(history: pd.DataFrame, column: str) -> list[tuple[str, dict[str, Any]]]:
    seen = history.assign(at=team_codes(history)).dropna(subset=[column]).groupby(column)
    told = seen.agg(teams=("at", "nunique"), last=("date", "max"))
    rows = zip(told.index, told["teams"].tolist(), _iso(told["last"]), strict=True)
    return [(name, {"teams": teams, "last": last}) for name, teams, last in rows]


def _edges(table: pd.DataFrame, one: str, other: str) -> list[tuple[str, str, dict[str, Any]]]:
    columns = (table[one], table[other], table["count"].tolist(), _iso(table["last"]))
    rows = zip(*columns, table["strength"].tolist(), strict=True)
    return [
        (a, b, {"count": count, "last": last, "strength": strength})
        for a, b, count, last, strength in rows
    ]


def _iso(dates: pd.Series) -> list[str]:
    written: list[str] = dates.dt.strftime("%Y-%m-%d").tolist()
    return written

"""Graphs as files that Gephi and others read: GraphML, GEXF or JSON."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from swarmmatch.history.graph_xml import Edges, Nodes, as_gexf, as_graphml

#: Columns that say who a person is, or that nodes have already.
_OURS = ["professional", "kind", "name", "label", "id", "teams", "last"]


def write_graph(
    graph: nx.Graph[Any],
    path: str | os.PathLike[str],
    *,
    people: pd.DataFrame | None = None,
) -> None:
    r"""Write a graph to a file, whole or not at all; its suffix tells the format.

    Nodes are called n0, n1, ... in the file, in the order of the graph, and have the id as their
    ``label``, so that no id can break the file or be taken for another's. In XML, characters that
    it cannot hold are shown as ``\x00``; JSON keeps every id as it is. An edge with a ``strength``
    has it as ``weight`` too, which Gephi draws. The same graph gives the same bytes.

    Parameters
    ----------
    graph : networkx.Graph
        From `CollaborationHistory`, or any with attributes that are texts or finite numbers.
    path : path
        Ends in ``.graphml``, ``.gexf`` or ``.json`` (networkx's node-link form, with ``edges``).
        Replaced if it exists.
    people : pandas.DataFrame, optional
        Column ``professional``, one row each; its other columns become attributes of nodes, such as
        ``community`` or ``municipality``.

    Raises
    ------
    ValueError
        For another suffix, or people who are there twice.
    OSError
        When the file cannot be written.
    """
    target = Path(path)
    forms = {".graphml": as_graphml, ".gexf": as_gexf, ".json": _as_json}
    if target.suffix.lower() not in forms:
        raise ValueError(f"the name must end in {', '.join(forms)}, not {target.name!r}")
    text = forms[target.suffix.lower()](*_numbered(graph, people))
    _write_whole(target, text.encode())


def _numbered(graph: nx.Graph[Any], people: pd.DataFrame | None) -> tuple[Nodes, Edges]:
    told = {} if people is None else _attributes(people)
    number = {node: f"n{at}" for at, node in enumerate(graph)}
    nodes = []
    for node, own in graph.nodes(data=True):
        name = str(own.get("name", node))
        extra = told.get(name, {}) if own.get("kind", "professional") == "professional" else {}
        kept = {key: value for key, value in own.items() if key != "name"}
        nodes.append((number[node], {"label": name, **kept, **extra}))
    edges = [
        (number[a], number[b], own | ({"weight": own["strength"]} if "strength" in own else {}))
        for a, b, own in graph.edges(data=True)
    ]
    return nodes, edges


def _attributes(people: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """For each person the cells that are there, as plain texts and numbers."""
    if people["professional"].duplicated().any():
        raise ValueError("people has somebody twice in its column professional")
    told: dict[str, dict[str, Any]] = {str(one): {} for one in people["professional"]}
    for name in people.columns.difference(_OURS, sort=False):
        there = people[name].notna() & ~people[name].isin([np.inf, -np.inf])
        cells = people.loc[there, name]
        if pd.api.types.is_bool_dtype(cells) or not pd.api.types.is_numeric_dtype(cells):
            cells = cells.astype("str")
        for one, cell in zip(people.loc[there, "professional"], cells.tolist(), strict=True):
            told[str(one)][str(name)] = cell
    return told


def _as_json(nodes: Nodes, edges: Edges) -> str:
    linked = {
        "directed": False,
        "multigraph": False,
        "graph": {},
        "nodes": [{**told, "id": node} for node, told in nodes],
        "edges": [{**told, "source": a, "target": b} for a, b, told in edges],
    }
    return json.dumps(linked, allow_nan=False, separators=(",", ":"))


def _write_whole(target: Path, content: bytes) -> None:
    """Write beside the target, then take its place in one step."""
    new = target.with_name(f".{target.name}.new-{secrets.token_hex(8)}")
    try:
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, target)  # noqa: PTH105
    finally:
        with suppress(FileNotFoundError):
            new.unlink()

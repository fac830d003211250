"""Graphs as files that Gephi and others read: GraphML, GEXF or JSON."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from swarmmatch.data.whole_file import write_whole

#: What XML cannot hold, or would not give back as it was: control characters, half surrogates.
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

#: Attributes that nodes have already, and words that GEXF keeps for itself.
_TAKEN = {"kind", "name", "label", "id", "teams", "last"}
_TAKEN |= {"pid", "start", "end", "parents", "slices", "spells", "viz", "key"}


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
    has it as ``weight`` too, which Gephi draws. The same graph gives the same bytes, but for the
    day that GEXF tells.

    Parameters
    ----------
    graph : networkx.Graph
        From `CollaborationHistory`, or any with attributes that are texts or finite numbers, each
        of one type throughout.
    path : path
        Ends in ``.graphml``, ``.gexf`` or ``.json`` (networkx's node-link form, with ``edges``).
        Replaced if it exists.
    people : pandas.DataFrame, optional
        Column ``professional``, one row each; its other columns become attributes of nodes, such as
        ``community`` or ``municipality``. A name that nodes or GEXF use themselves, such as
        ``label`` or ``start``, gets an underscore at its end.

    Raises
    ------
    ValueError
        For another suffix, or people who are there twice.
    OSError
        When the file cannot be written.
    """
    target = Path(path)
    forms = {".graphml": _as_graphml, ".gexf": _as_gexf, ".json": _as_json}
    suffix = target.suffix.lower()
    if suffix not in forms:
        raise ValueError(f"the name must end in {', '.join(forms)}, not {target.name!r}")
    clean = str if suffix == ".json" else _fit_for_xml
    write_whole(target, forms[suffix](_numbered(graph, people, clean)))


def _numbered(
    graph: nx.Graph[Any], people: pd.DataFrame | None, clean: Callable[[str], str]
) -> nx.Graph[Any]:
    """The graph as it is written: nodes by number, with all that is told of them."""
    told = {} if people is None else _attributes(people)

    def cleaned(attributes: dict[str, Any]) -> dict[str, Any]:
        return {
            clean(name): clean(value) if isinstance(value, str) else value
            for name, value in attributes.items()
        }

    number = {node: f"n{at}" for at, node in enumerate(graph)}
    written: nx.Graph[Any] = nx.Graph()
    for node, own in graph.nodes(data=True):
        name = str(own.get("name", node))
        extra = told.get(name, {}) if own.get("kind", "professional") == "professional" else {}
        kept = {key: value for key, value in own.items() if key != "name"}
        written.add_node(number[node], **cleaned({**kept, "label": name, **extra}))
    for a, b, own in graph.edges(data=True):
        weight = {"weight": own["strength"]} if "strength" in own else {}
        written.add_edge(number[a], number[b], **cleaned(own | weight))
    return written


def _attributes(people: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """For each person the cells that are there, as plain texts, numbers and truths."""
    if people["professional"].duplicated().any():
        raise ValueError("people has somebody twice in its column professional")
    told: dict[str, dict[str, Any]] = {str(one): {} for one in people["professional"]}
    for name in people.columns.drop("professional"):
        there = people[name].notna() & ~people[name].isin([np.inf, -np.inf])
        cells = people.loc[there, name]
        if not pd.api.types.is_numeric_dtype(cells):
            cells = cells.astype("str")
        key = f"{name}_" if name in _TAKEN else str(name)
        for one, cell in zip(people.loc[there, "professional"], cells.tolist(), strict=True):
            told[str(one)][key] = cell
    return told


def _as_graphml(graph: nx.Graph[Any]) -> bytes:
    file = BytesIO()
    nx.write_graphml_xml(graph, file, prettyprint=False)
    return file.getvalue()


def _as_gexf(graph: nx.Graph[Any]) -> bytes:
    file = BytesIO()
    nx.write_gexf(graph, file, prettyprint=False)
    return file.getvalue()


def _as_json(graph: nx.Graph[Any]) -> bytes:
    linked = nx.node_link_data(graph, edges="edges")
    return json.dumps(linked, allow_nan=False, separators=(",", ":")).encode()


def _fit_for_xml(text: str) -> str:
    return _NOT_XML.sub(lambda found: f"\\x{ord(found[0]):02x}", text)

"""Whom to ask for a skill that no team found: the best professional is not in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.history.adjacency import adjacency
from swarmmatch.history.families import Families, family_table, relatives

ASKED = ["question", "skill", "level"]


@dataclass(frozen=True)
class Nearness:
    """How near somebody is to a skill that is asked; of several, the nearest counts.

    Parameters
    ----------
    holds : float
        Who holds the skill at the level asked.
    family : float
        Who holds it at a lower level, or another skill of its family.
    earlier : float
        Who once held it, or another skill of its family.
    """

    holds: float = 1.0
    family: float = 0.5
    earlier: float = 0.25

    def __post_init__(self) -> None:
        if not self.holds >= self.family >= self.earlier >= 0:
            raise ValueError(f"nearness must not rise from holds to family to earlier: {self!r}")


def referrals(
    graph: nx.Graph[Any],
    unmet: pd.DataFrame,
    skills: pd.DataFrame,
    *,
    families: Families | None = None,
    held_before: pd.DataFrame | None = None,
    ask: pd.Index | None = None,
    nearness: Nearness | None = None,
    top: int = 5,
) -> pd.DataFrame:
    """For each unmet requirement the people to ask, best first.

    A connector's score is ``sum over contacts c of strength(connector, c) * nearness(c, skill)``:
    who still works closely with people of that skill knows more of them than the tables do. A
    measure of this library's own, after the first lesson of Pr8werk (2015).

    Parameters
    ----------
    graph : networkx.Graph
        Undirected, its edges with ``strength``, as `CollaborationHistory.to_graph` makes it.
    unmet : pandas.DataFrame
        Columns ``question, skill, level``; a row a requirement.
    skills : pandas.DataFrame
        Columns ``professional, skill, level``: who holds what.
    families : mapping or pandas.DataFrame, optional
        See `family_table`.
    held_before : pandas.DataFrame, optional
        Columns ``professional, skill``: what people once held, as in the skills of an earlier
        edition. People who have left the pool count here.
    ask : pandas.Index, optional
        Ids of those who may be asked; left out: everybody in the graph.
    nearness : Nearness, optional
        Weights of the three ways to be near.
    top : int
        Connectors for each requirement.

    Returns
    -------
    pandas.DataFrame
        ``question, skill, level, rank`` (from 1), ``professional`` (whom to ask), ``score, holders,
        family, earlier`` (contacts of each nearness) and ``through`` (the contact that counts most,
        of equals the first by id). A requirement that no connector leads to has no row. Equal
        scores rank by id.

    Raises
    ------
    ValueError
        When top is below 1.
    """
    if top < 1:
        raise ValueError(f"top must be 1 or more, not {top!r}")
    names, ties = adjacency(graph, "strength")
    asked = unmet[["skill", "level"]].drop_duplicates(ignore_index=True)
    kin = relatives(asked["skill"], family_table(families))
    kinds = _kinds(names, asked, kin, skills, held_before)
    weights = nearness or Nearness()
    worth = np.array([0.0, weights.earlier, weights.family, weights.holds])
    may = np.ones(len(names), dtype=np.bool_) if ask is None else names.isin(ask)
    parts = [
        _connectors(ties, kinds[:, at].toarray().ravel(), worth, may, top).assign(at=at)
        for at in range(len(asked))
    ]
    parts = [part for part in parts if len(part)] or [_NONE]
    ranked = pd.concat(parts, ignore_index=True)
    for column in ("professional", "through"):
        ranked[column] = names.take(ranked[column].to_numpy(np.int64))
    order = unmet[ASKED].reset_index(drop=True).rename_axis("row").reset_index()
    found = order.merge(asked.rename_axis("at").reset_index(), on=["skill", "level"])
    found = found.merge(ranked, on="at").sort_values(["row", "rank"], ignore_index=True)
    return found[[*ASKED, *_COLUMNS]]


_COLUMNS = ["rank", "professional", "score", "holders", "family", "earlier", "through"]
_NONE = pd.DataFrame({name: pd.Series(dtype="int64") for name in [*_COLUMNS, "at"]}).astype(
    {"score": "float64"}
)


def _kinds(
    names: pd.Index[Any],
    asked: pd.DataFrame,
    kin: pd.DataFrame,
    skills: pd.DataFrame,
    held_before: pd.DataFrame | None,
) -> sparse.csc_array:
    """3 for who holds, 2 for family, 1 for once; shape (people, skills asked)."""
    wanted = asked.rename_axis("at").reset_index().merge(kin, on="skill")
    now = skills.rename(columns={"skill": "relative", "level": "has"})
    near = wanted.merge(now[["professional", "relative", "has"]], on="relative")
    holds = (near["relative"] == near["skill"]) & (near["has"] >= near["level"])
    found = [near[["at", "professional"]].assign(kind=np.where(holds, 3, 2))]
    if held_before is not None:
        once = held_before.rename(columns={"skill": "relative"})[["professional", "relative"]]
        found.append(wanted.merge(once, on="relative")[["at", "professional"]].assign(kind=1))
    best = pd.concat(found).groupby(["at", "professional"], as_index=False)["kind"].max()
    person = names.get_indexer(pd.Index(best["professional"]))
    there = person >= 0
    cells = (best["kind"].to_numpy()[there], (person[there], best["at"].to_numpy()[there]))
    return sparse.csc_array(cells, shape=(len(names), len(asked)))


def _connectors(
    ties: sparse.csr_array,
    kind: np.ndarray[Any, np.dtype[np.int64]],
    worth: np.ndarray[Any, np.dtype[np.float64]],
    may: np.ndarray[Any, np.dtype[np.bool_]],
    top: int,
) -> pd.DataFrame:
    """The best connectors for one skill, by position."""
    near = worth[kind]
    score = np.where(may, ties @ near, 0.0)
    best = np.argsort(-score, kind="stable")[:top]
    best = best[score[best] > 0]
    contacts = ties[best].toarray()
    by_kind = {
        name: (contacts[:, kind == number] > 0).sum(axis=1)
        for name, number in (("holders", 3), ("family", 2), ("earlier", 1))
    }
    through = (contacts * near).argmax(axis=1) if len(best) else best
    rank = np.arange(1, len(best) + 1)
    found = {"rank": rank, "professional": best, "score": score[best], **by_kind}
    return pd.DataFrame({**found, "through": through})

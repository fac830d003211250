"""A double: one more person like somebody of the pool, under another name and without a past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Tables that say what somebody is, holds and offers. History, pairs and fixed seats are not those
#: of somebody new.
COPIED = ("professionals", "skills", "availability", "fit", "wishes")


def with_double(problem: Problem, professional: str) -> Problem:
    """The tables with one more person like a professional."""
    name = _new_name(problem, professional)
    tables: dict[str, pd.DataFrame | None] = {}
    for table in COPIED:
        frame: pd.DataFrame | None = getattr(problem, table)
        if frame is not None:
            rows = frame[frame["professional"] == professional].assign(professional=name)
            tables[table] = pd.concat([frame, rows], ignore_index=True)
    return problem.replace(**tables)


def _new_name(problem: Problem, professional: str) -> str:
    taken, name = set(problem.arrays.professionals), f"{professional} (double)"
    while name in taken:
        name += "*"
    return name

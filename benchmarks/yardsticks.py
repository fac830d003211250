"""Public instances with known answers, which are no part of the project: where they are, how told.

A suite over them states each instance in tables and rules, and counts the published objective once
more from the teams alone, in plain Python.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.harness.machine import ROOT
from benchmarks.harness.registry import Case, Measure, Method, Unavailable
from benchmarks.harness.scoring import CLEAN
from benchmarks.harness.solving import solved

#: Name of the environment variable that says where they are, and where they are without it.
VARIABLE, BESIDE = "SWARMMATCH_YARDSTICKS", ROOT.parent / "shared" / "yardsticks"


def yardsticks(part: str) -> Path:
    """The folder of one family.

    Raises
    ------
    Unavailable
        When it is not here.
    """
    folder = Path(os.environ.get(VARIABLE) or BESIDE) / part
    if not folder.is_dir():
        raise Unavailable(f"there is no folder of {part}; {VARIABLE} says where it is")
    return folder


def known_objectives(folder: Path, problem: str) -> Mapping[str, int]:
    """Published objectives by instance, from a ``values.csv``."""
    table = pd.read_csv(folder / "values.csv")
    mine = table[table["problem"] == problem]
    return dict(zip(mine["instance"], mine["objective"].astype(int), strict=True))


def recounted(objective: Callable[[str, pd.DataFrame], float]) -> Measure:
    """Solve a case, and count the objective of its instance from the teams.

    Parameters
    ----------
    objective : callable (name of the instance, teams) -> float
        Written without the library; raises ValueError for teams that break a rule of the instance.
    """

    def measure(case: Case, method: Method, seed: int, time_limit: float) -> Mapping[str, Any]:
        found = solved(case, method, seed, time_limit)
        matching, row = found.matching, dict(found.row)
        try:
            counted = objective(case.name, matching.teams)
        except ValueError as error:
            return row | {"verdict": f"the teams are no solution: {error}"}
        stated = matching.value + case.facts["constant"]
        if row["verdict"] == CLEAN and abs(stated - counted) > 1e-6:
            return row | {"verdict": f"states {stated:g}, counted {counted:g}"}
        return row | {"objective": counted}

    return measure


def told(rows: pd.DataFrame) -> list[str]:
    """How many instances reach the published objective, and how many are proven."""
    ours = rows[rows["counts"]]
    public, proven = rows["known"].notna(), ours["status"] == "optimal"
    reached = ours["objective"] >= ours["known"] + ours["constant"]
    slowest = ours.loc[proven, "seconds"].max() if proven.any() else float("nan")
    counted = f"{reached.sum()} of {public.sum()} runs reach the published objective"
    proofs = f"{(proven & public[ours.index]).sum()} of these are proven, and {proven.sum()}"
    return [
        f"- {counted}, counted from the teams.",
        f"- {proofs} of all {len(rows)}, the slowest after {slowest:.1f} s.",
    ]

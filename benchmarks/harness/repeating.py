"""The results that stand once more, with the same seeds: whether the same values come out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarks.harness.cell import Cell
from benchmarks.harness.results import Run
from benchmarks.harness.runner import in_process
from benchmarks.harness.scoring import PROVEN

#: Folder of what was run again, among the results.
FOLDER = "repeated"
#: How a search came to its end.
BY_THEMSELVES, BY_TIME = "by themselves", "by their time"
#: Part of the seconds allowed before which an end has nothing to do with them.
EARLY = 0.5


def cells_again(suite: str, rows: pd.DataFrame, methods: Sequence[str] = ()) -> list[Cell]:
    """The cells whose teams were sound, as they were run: all, or those of some methods.

    Raises
    ------
    ValueError
        When there is none, as in suites that measure something else than matchings.
    """
    if "value" not in rows:
        raise ValueError(f"{suite} has no values to compare")
    some = rows[rows["counts"] & (rows["method"].isin(methods) if methods else True)]
    if some.empty:
        raise ValueError(f"the results of {suite} have no sound teams of these methods")
    return [
        Cell(suite, case, name, int(seed), float(limit), smoke=False)
        for case, name, seed, limit in some[["case", "method", "seed", "limit"]].itertuples(
            index=False
        )
    ]


def named(runs: Sequence[Run]) -> str:
    """The files that are run again."""
    return " ".join(run.path.name for run in runs)


def again(rows: pd.DataFrame, cells: Sequence[Cell]) -> Iterator[dict[str, object]]:
    """Run each cell in a process of its own; its value before and now."""
    before = rows.set_index(["case", "method", "seed"])
    for cell in cells:
        old: Mapping[str, Any] = before.loc[(cell.case, cell.method, cell.seed)]
        new = {"limit": cell.time_limit, **in_process(cell)}
        value = new.get("value")
        yield {
            "case": cell.case,
            "method": cell.method,
            "seed": cell.seed,
            "ended": BY_THEMSELVES if all(map(by_itself, (old, new))) else BY_TIME,
            "value": float(old["value"]),
            "again": value,
            "same": value == old["value"],
            "verdict": new["verdict"],
        }


def by_itself(row: Mapping[str, Any]) -> bool:
    """Whether time had no part in the end of a search."""
    return row.get("status") in PROVEN or row.get("seconds", math.inf) < EARLY * row["limit"]


def findings(told: pd.DataFrame, day: str) -> list[str]:
    """How many values came out the same, a line a method."""
    lines = []
    for name, here in told.groupby("method", sort=False):
        counted = [
            f"{some['same'].sum()} of {len(some)} that ended {ended}"
            for ended, some in here.groupby("ended", sort=False)
        ]
        lines.append(f"- Run again with the same seeds ({day}), {name} found the same value in "
                     f"{', and in '.join(counted)}.")  # fmt: skip
    return lines

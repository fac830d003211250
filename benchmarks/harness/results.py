"""Result files: a head of facts, then a row a cell; and those of each suite that stand."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.harness.machine import ROOT
from benchmarks.harness.scoring import CLEAN, SLIP

FOLDER = ROOT / "benchmarks" / "results"
#: A value is near the best known when it is within this share of it.
NEAR = 0.01
#: What stands after the name of a suite in that of a result file.
STAMPED = re.compile(r"-\d{8}T\d{6}\.csv$")
#: Verdicts of rows that are no result.
NO_RESULT = ("skipped", "failed", "stopped", "no matching")


def write(head: Mapping[str, str], table: pd.DataFrame, path: Path) -> None:
    """Write a result file."""
    lines = "".join(f"# {name}: {told}\n" for name, told in head.items())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(lines + table.to_csv(index=False))


def read(path: Path) -> tuple[dict[str, str], pd.DataFrame]:
    """The head and the rows of a result file."""
    head: dict[str, str] = {}
    for line in path.read_text().splitlines():
        if not line.startswith("# "):
            break
        name, _, told = line[2:].partition(": ")
        head[name] = told
    return head, pd.read_csv(path, skiprows=len(head))


def path_of(name: str, started: str, folder: str = "") -> Path:
    """Where the results of a run go; the folder "smoke" is not kept in version control."""
    stamp = started[:19].replace(":", "").replace("-", "")
    return FOLDER / folder / f"{name}-{stamp}.csv"


@dataclass(frozen=True, eq=False)
class Run:
    """One result file: its path, its head, and its rows or some of them."""

    path: Path
    head: Mapping[str, str]
    rows: pd.DataFrame


def runs_of(name: str, folder: str = "") -> list[Run]:
    """All runs of a suite, the newest first."""
    found = [path for path in (FOLDER / folder).glob("*.csv") if STAMPED.sub("", path.name) == name]
    return [Run(path, *read(path)) for path in sorted(found, reverse=True)]


def newest(name: str, folder: str = "") -> Run | None:
    """The newest run of a suite; None when it has not been run."""
    return next(iter(runs_of(name, folder)), None)


def standing(runs: Sequence[Run]) -> list[Run]:
    """What stands of runs that are given newest first; the oldest comes first.

    All rows of a case are those of one run: of the newest in which most methods took part. So a
    run of some cases, or of some methods, hides nothing that it did not measure.
    """
    if not runs:
        return []
    methods = pd.concat([run.rows.groupby("case")["method"].nunique() for run in runs], axis=1)
    chosen = pd.Series(methods.fillna(0).to_numpy().argmax(axis=1), index=methods.index)
    kept = [
        replace(run, rows=run.rows[run.rows["case"].map(chosen) == number])
        for number, run in enumerate(runs)
    ]
    return [run for run in reversed(kept) if len(run.rows)]


def rows_of(runs: Sequence[Run]) -> pd.DataFrame:
    """The rows of runs, one below the other."""
    return pd.concat([run.rows for run in runs], ignore_index=True)


def judged(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with what shows only side by side.

    A proven ceiling that another method's sound teams exceed is no ceiling: its row is marked.
    ``counts`` tells which rows stand, ``near_seconds`` when a method was within 1% of the best
    value that is known of the case and seed.
    """
    if "value" not in rows:
        return rows.assign(counts=~rows["verdict"].str.startswith(NO_RESULT))
    rows = rows.copy()
    cell = ["case", "seed"]
    sound = rows["value"].where(rows["verdict"] == CLEAN)
    best = sound.groupby([rows[name] for name in cell]).transform("max")
    slip = SLIP * best.abs().clip(lower=1.0)
    false = (rows["verdict"] == CLEAN) & (rows["bound"] < best - slip)
    rows.loc[false, "verdict"] = "its bound is exceeded by another method's teams"
    rows["counts"] = rows["verdict"] == CLEAN
    if "known" in rows:
        best = best.where(best >= rows["known"], rows["known"])
    rows["best"] = best
    rows["near_seconds"] = [
        near_seconds(trace, value, seconds, high)
        for trace, value, seconds, high in rows[["trace", "value", "seconds", "best"]].itertuples(
            index=False
        )
    ]
    return rows


def below(value: pd.Series, best: pd.Series) -> pd.Series:
    """How far values lie below the best, as a share of it (of one point, if it is less)."""
    return (best - value) / best.abs().clip(lower=1.0)


def near_seconds(trace: Any, value: float, seconds: float, best: float) -> float:
    """When a method was within 1% of the best value; NaN when it never was."""
    enough = best - NEAR * max(abs(best), 1.0)
    if isinstance(trace, str):
        for found in trace.split():
            at, _, reached = found.partition(":")
            if float(reached) >= enough:
                return float(at)
    return seconds if value >= enough else math.nan

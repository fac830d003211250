"""A run of a suite: every method on every case and seed, one after the other, side by side."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import psutil

from benchmarks.harness.cell import Cell
from benchmarks.harness.machine import ROOT, cores
from benchmarks.harness.memory import watch
from benchmarks.harness.registry import METHODS, SUITES, Case, Suite, Unavailable

#: A process is stopped after its limit, this many times over and with so many seconds besides, in
#: which tables are made and teams measured.
PATIENCE, ASIDE = 1.5, 240.0


@dataclass(frozen=True)
class Asked:
    """What a run is asked for.

    Parameters
    ----------
    suite : str
        One name.
    smoke : bool
        The few cases, in seconds.
    seeds : int, optional
        How many.
    methods, cases : sequence of str
        Some only; all of the suite, when empty.
    time_limit : float, optional
        Seconds in place of those of the suite.
    large : bool
        With the cases that take long.
    """

    suite: str
    smoke: bool = False
    seeds: int | None = None
    methods: Sequence[str] = ()
    cases: Sequence[str] = ()
    time_limit: float | None = None
    large: bool = False


def cells_of(asked: Asked) -> list[Cell]:
    """All cells in the order of running: methods next to each other, on the same tables.

    Raises
    ------
    Unavailable
        When the data of the suite are not here.
    ValueError
        For an unknown method or case.
    """
    suite = SUITES[asked.suite]
    methods = list(asked.methods or suite.methods)
    every = [one for one in suite.of(smoke=asked.smoke) if asked.large or not one.large]
    cases = [one for one in every if not asked.cases or one.name in asked.cases]
    unknown = [name for name in methods if name not in METHODS]
    if unknown:
        raise ValueError(f"there is no method {unknown[0]!r}; there are {', '.join(METHODS)}")
    if not cases:
        known = ", ".join(one.name for one in every)
        raise ValueError(f"no case is called {', '.join(asked.cases)}; there are {known}")
    return [
        Cell(suite.name, case.name, name, seed, limit_of(suite, case, asked), asked.smoke)
        for case in cases
        for seed in seeds_of(suite, case, asked)
        for name in methods
    ]


def limit_of(suite: Suite, case: Case, asked: Asked) -> float:
    """Seconds for a case."""
    if asked.time_limit is not None:
        return asked.time_limit
    if asked.smoke:
        return suite.smoke_limit
    return suite.time_limit if case.time_limit is None else case.time_limit


def seeds_of(suite: Suite, case: Case, asked: Asked) -> Sequence[int]:
    """Seeds of a case."""
    if asked.seeds is not None:
        return range(1, asked.seeds + 1)
    if asked.smoke:
        return (1,)
    return range(1, suite.seeds + 1) if case.seeds is None else case.seeds


def run(asked: Asked) -> Iterator[dict[str, Any]]:
    """Measure cell by cell, and hand on each row."""
    cells = cells_of(asked)
    suite = SUITES[asked.suite]
    facts = {case.name: case for case in suite.of(smoke=asked.smoke)}
    with ThreadPoolExecutor(cores() if asked.smoke else 1) as side_by_side:  # smoke times nothing
        for cell, measured in zip(cells, side_by_side.map(in_process, cells), strict=True):
            case = facts[cell.case]
            named = {"case": cell.case, "method": cell.method, "seed": cell.seed}
            known = {} if case.known is None else {"known": case.known}
            yield {**named, **case.facts, **known, "limit": cell.time_limit, **measured}


def in_process(cell: Cell) -> dict[str, Any]:
    """The columns of a cell, measured in a fresh process; what goes wrong stands in the verdict."""
    command = [sys.executable, "-m", "benchmarks.harness.cell", cell.to_json()]
    process = psutil.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    seen = watch(process, PATIENCE * cell.time_limit + ASIDE)
    out, err = process.communicate()
    if seen.stopped:
        return {"verdict": "stopped: far beyond its time", "peak_mb": seen.peak_mb}
    if process.returncode:
        return {"verdict": failure(err), "peak_mb": seen.peak_mb}
    row: dict[str, Any] = json.loads(out.splitlines()[-1])
    return {**row, "peak_mb": seen.peak_mb}


def failure(err: str) -> str:
    """The last line of what a failed process said; what was wanting, when it is that."""
    last = (err.strip().splitlines() or ["it ended without a word"])[-1]
    name, _, told = last.partition(": ")
    return f"skipped: {told}" if name.endswith(Unavailable.__name__) else f"failed: {last}"

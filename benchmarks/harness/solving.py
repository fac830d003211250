"""One case solved by one method: what every suite of matchings measures in the same way."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import swarmmatch as sm
from benchmarks.harness.registry import Case, Method
from benchmarks.harness.scoring import row_of

#: Loaded beforehand, so that no method pays for them.
SOLVERS = ("ortools.sat.python.cp_model", "ortools.graph.python.min_cost_flow", "highspy")


@dataclass(frozen=True, eq=False)
class Solved:
    """The tables and rules, what the method made of them, and its row."""

    problem: sm.Problem
    policy: sm.Policy
    matching: sm.Matching
    row: Mapping[str, Any]


class NothingFound(Exception):  # noqa: N818 - an outcome, not an error
    """A method ended without teams, after so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def solved(case: Case, method: Method, seed: int, time_limit: float) -> Solved:
    """Make the tables, load the solvers, and only then start the clock.

    Raises
    ------
    NothingFound
        When the method finds no matching in time.
    """
    problem, policy = case.make(seed)
    for solver in SOLVERS:
        importlib.import_module(solver)
    started = perf_counter()
    try:
        matching = method(problem, policy, time_limit, seed)
    except sm.NoMatchingError:
        raise NothingFound(perf_counter() - started) from None
    seconds = perf_counter() - started
    return Solved(problem, policy, matching, row_of(problem, policy, matching, seconds))

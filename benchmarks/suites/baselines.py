"""What would happen without swarmmatch: the same tables, and teams as they come about in practice.

Teams that break rules are measured too, and marked: practice breaks them.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import swarmmatch as sm
from benchmarks.harness.cell import SOLVERS
from benchmarks.harness.regions import region_case
from benchmarks.harness.registry import Case, Method, Suite, register
from benchmarks.harness.results import NO_RESULT
from benchmarks.harness.scoring import row_of

OURS = "swarmmatch"
WAYS = ("random", "self-choice", "database rank", "pitch rank", "habit")
#: Columns that are set side by side: what each is, and whether it is a share.
FIGURES = {
    "coverage": ("requirements covered", True),
    "newcomer_share": ("newcomers among those seated", True),
    "first_meetings": ("seats at a client not met before", True),
    "seated_share": ("of the pool seated", True),
    "gini_seats": ("Gini of seats", False),
}
INSIDE = 0.95


def measured(case: Case, method: Method, seed: int, time_limit: float) -> Mapping[str, Any]:
    """The row of any matching, and what else these ways are told apart by."""
    problem, policy = case.make(seed)
    for solver in SOLVERS:
        importlib.import_module(solver)
    started = time.perf_counter()
    matching = method(problem, policy, time_limit, seed)
    row = row_of(problem, policy, matching, time.perf_counter() - started)
    teams = matching.teams
    again = sm.measure(problem, teams, ["client_repeat_share"])["value"].item()
    return row | {
        "first_meetings": 1 - again,
        "seated_share": teams["professional"].nunique() / len(problem.professionals),
        "left_open": len(problem.questions) - teams["question"].nunique(),
        "breaches": len(sm.audit(problem, policy, teams, matching.resolution).violations),
    }


def findings(rows: pd.DataFrame) -> list[str]:
    """Means of every way, and what swarmmatch's teams have more, with its interval."""
    there = rows[~rows["verdict"].str.startswith(NO_RESULT)]
    told = []
    for case, here in there.groupby("case", sort=False):
        by = {
            str(name): some.set_index("seed") for name, some in here.groupby("method", sort=False)
        }
        told += ["", f"{case}, means over seeds:", "", *means(by)]
        if OURS in by and len(by) > 1:
            told += [
                "",
                f"{case}, what {OURS} has more (pp: percentage points):",
                "",
                *differences(by),
            ]
    return [*told, ""]


def means(by: Mapping[str, pd.DataFrame]) -> list[str]:
    """A row a way: the mean over seeds of every figure, and how it stands to the rules."""
    table = [header("questions left open", "breaches of rules")]
    for way, here in by.items():
        figures = [shown(here[name].mean(), name) for name in FIGURES]
        kept = (here["breaches"] == 0).all()
        broken = "none" if kept else f"**{here['breaches'].mean():.1f}**"
        table.append(line(way, *figures, f"{here['left_open'].mean():.1f}", broken))
    return table


def differences(by: Mapping[str, pd.DataFrame]) -> list[str]:
    """A row a way: the mean difference to it over the same seeds, and a t interval."""
    table = [header()]
    for way, here in by.items():
        if way != OURS:
            more = (by[OURS][list(FIGURES)] - here[list(FIGURES)]).dropna(how="all")
            cells = [with_interval(more[name].to_numpy(), name) for name in FIGURES]
            table.append(line(f"than {way} ({len(more)} seeds)", *cells))
    return table


def with_interval(paired: np.ndarray, name: str) -> str:
    """The mean of paired differences, and the 95% interval of Student's t where there are two."""
    scale, digits, unit = (100, 1, " pp") if FIGURES[name][1] else (1, 3, "")
    mean = scale * paired.mean()
    if len(paired) < 2:
        return f"{mean:+.{digits}f}{unit}"
    reach = scale * stats.t.ppf((1 + INSIDE) / 2, len(paired) - 1) * stats.sem(paired)
    return f"{mean:+.{digits}f}{unit} [{mean - reach:+.{digits}f}, {mean + reach:+.{digits}f}]"


def shown(value: float, name: str) -> str:
    """A figure as text; shares in per cent."""
    return f"{value:.1%}" if FIGURES[name][1] else f"{value:.3f}"


def header(*more: str) -> str:
    """The head of a table, with its rule."""
    cells = ("teams", *(told for told, _ in FIGURES.values()), *more)
    return f"{line(*cells)}\n|---|{'---:|' * (len(cells) - 1)}"


def line(*cells: str) -> str:
    """A row of a table."""
    return f"| {' | '.join(cells)} |"


SUITE = register(
    Suite(
        name="baselines",
        title="What would happen without swarmmatch: teams as they come about in practice.",
        cases=[region_case(12_000, 100, policy=sm.Policy.default)],
        smoke=[region_case(400, 6, policy=sm.Policy.default)],
        methods=(OURS, *WAYS),
        seeds=20,
        measure=measured,
        findings=findings,
        columns=tuple(FIGURES),
    )
)

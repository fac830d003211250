"""What would happen without swarmmatch: the same tables, and teams as they come about in practice.

Teams that break rules are measured too, and marked: practice breaks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

import swarmmatch as sm
from benchmarks.harness.regions import region_case
from benchmarks.harness.registry import Case, Method, Suite, register
from benchmarks.harness.results import NO_RESULT
from benchmarks.harness.solving import solved
from benchmarks.harness.tables import as_markdown

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
    found = solved(case, method, seed, time_limit)
    problem, policy, matching, row = found.problem, found.policy, found.matching, dict(found.row)
    teams = matching.teams
    again = sm.measure(problem, teams, ["client_repeat_share"])["value"].item()
    broken = sm.audit(problem, policy, teams, matching.resolution).violations
    if len(broken):  # how often has a column of its own, so that one verdict stands for all seeds
        row["verdict"] = f"breaks {', '.join(sorted(set(broken['rule'])))}"
    return row | {
        "first_meetings": 1 - again,
        "seated_share": teams["professional"].nunique() / len(problem.professionals),
        "left_open": len(problem.questions) - teams["question"].nunique(),
        "breaches": len(broken),
    }


def findings(rows: pd.DataFrame) -> list[str]:
    """Means of every way, and what swarmmatch's teams have more, with its interval."""
    told = []
    for case, here in rows[~rows["verdict"].str.startswith(NO_RESULT)].groupby("case", sort=False):
        by = {
            str(name): some.set_index("seed") for name, some in here.groupby("method", sort=False)
        }
        told += [f"{case}, means over seeds; in bold who breaks rules:", "", as_markdown(means(by))]
        if OURS in by and len(by) > 1:
            head = f"{case}, what {OURS} has more, over the same seeds, with a 95% interval"
            told += ["", f"{head} (pp: percentage points):", "", as_markdown(differences(by))]
        told.append("")
    return told


def means(by: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a way: the mean over seeds of every figure, and how it stands to the rules."""
    table = []
    for way, here in by.items():
        broken = here["breaches"].mean()
        table.append(
            {"teams": way}
            | {told: shown(here[name].mean(), share) for name, (told, share) in FIGURES.items()}
            | {"questions left open": f"{here['left_open'].mean():.1f}"}
            | {"breaches of rules": f"**{broken:.1f}**" if broken else "none"}
        )
    return pd.DataFrame(table)


def differences(by: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """A row a way: the mean difference to it, seed by seed, and its interval."""
    table = []
    for way, here in by.items():
        if way != OURS:
            more = (by[OURS][list(FIGURES)] - here[list(FIGURES)]).dropna(how="all")
            cells = {
                told: with_interval(more[name].to_numpy(), share)
                for name, (told, share) in FIGURES.items()
            }
            table.append({"teams": f"than {way} ({len(more)} seeds)"} | cells)
    return pd.DataFrame(table)


def with_interval(paired: np.ndarray, share: bool) -> str:
    """The mean of paired differences, and the interval of Student's t where there are two."""
    scale, digits, unit = (100, 1, " pp") if share else (1, 3, "")
    mean = scale * paired.mean()
    if len(paired) < 2:
        return f"{mean:+.{digits}f}{unit}"
    reach = scale * stats.t.ppf((1 + INSIDE) / 2, len(paired) - 1) * stats.sem(paired)
    return f"{mean:+.{digits}f}{unit} [{mean - reach:+.{digits}f}, {mean + reach:+.{digits}f}]"


def shown(value: float, share: bool) -> str:
    """A figure as text; shares in per cent."""
    return f"{value:.1%}" if share else f"{value:.3f}"


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

"""What the suite of baselines tells is computed from its rows, seed by seed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

pytest.importorskip("psutil")

from benchmarks.harness.registry import METHODS, SUITES, discover
from benchmarks.suites.baselines import FIGURES, findings

discover()

OURS = np.array([0.9, 0.8, 1.0, 0.7])
HABIT = np.array([0.5, 0.6, 0.5, 0.5])


def rows_of(method: str, covered: np.ndarray, breaches: int, verdict: str) -> pd.DataFrame:
    """A row a seed; the figures beside coverage stay the same."""
    others = {name: 0.25 for name in FIGURES if name != "coverage"}
    return pd.DataFrame(
        {"case": "1x1", "method": method, "seed": np.arange(1, 1 + len(covered)),
         "coverage": covered, "left_open": 0, "breaches": breaches, "verdict": verdict} | others
    )  # fmt: skip


def told(*rows: pd.DataFrame) -> list[list[str]]:
    """The cells of every line of every table."""
    lines = "\n".join(findings(pd.concat(rows, ignore_index=True))).splitlines()
    return [[cell.strip() for cell in one.strip("|").split("|")] for one in lines if "|" in one]


def test_differences_are_paired_by_seed_and_have_the_interval_of_t() -> None:
    habit = rows_of("habit", HABIT, 3, "breaks 3 times: MustHave()")
    shuffled = habit.sample(frac=1, random_state=1)
    lines = told(rows_of("swarmmatch", OURS, 0, "clean"), shuffled)
    by = stats.ttest_1samp(OURS - HABIT, 0).confidence_interval()
    cell = f"{100 * (OURS - HABIT).mean():+.1f} pp [{100 * by.low:+.1f}, {100 * by.high:+.1f}]"
    assert [line[1] for line in lines if line[0] == "than habit (4 seeds)"] == [cell]


def test_teams_that_break_rules_are_shown_and_marked() -> None:
    lines = told(
        rows_of("swarmmatch", OURS, 0, "clean"),
        rows_of("habit", HABIT, 3, "breaks 3 times: MustHave()"),
    )
    by = {line[0]: line for line in lines}
    assert by["swarmmatch"][-1] == "none"
    assert by["habit"][-1] == "**3.0**"
    assert by["habit"][1] == f"{HABIT.mean():.1%}"


def test_what_failed_is_left_out_of_both() -> None:
    lines = told(
        rows_of("swarmmatch", OURS, 0, "clean"),
        rows_of("habit", HABIT[:3], 3, "breaks 3 times: MustHave()"),
        rows_of("random", HABIT, 0, "failed: ValueError"),
    )
    assert {line[0] for line in lines if line[0].startswith("than")} == {"than habit (3 seeds)"}
    assert "random" not in {line[0] for line in lines}


def test_the_suite_runs_what_there_is() -> None:
    assert set(SUITES["baselines"].methods) <= set(METHODS)

"""Announced teams of whom some drop out: how soon they are mended, and with what proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

import swarmmatch as sm
from benchmarks.harness.regions import region_case
from benchmarks.harness.registry import Case, Method, Suite, register
from benchmarks.harness.scoring import CLEAN
from benchmarks.harness.timing import timed

#: Share of the pool that drops out, drawn evenly.
ABSENT = 0.05


def measure(case: Case, method: Method, seed: int, time_limit: float) -> Mapping[str, Any]:
    """Mend once with seats left to who remains, once refilled; then reserves for every seat."""
    problem, policy = case.make(seed)
    before = method(problem, policy, time_limit, seed)
    pool = problem.professionals["professional"]
    absent = pool[np.random.default_rng(seed).random(len(pool)) < ABSENT]
    row: dict[str, Any] = {
        "seats": len(before.teams),
        "fallen out": int(before.teams["professional"].isin(absent).sum()),
    }
    sound = True
    for job, refill in (("left", False), ("refilled", True)):
        mended, seconds = timed(
            lambda refill=refill: sm.repair(
                before, absent=absent, refill=refill, time_limit=time_limit
            )
        )
        sound &= mended.audit().ok
        row |= {
            f"{job} seconds": seconds,
            f"{job} changed": mended.changed,
            f"{job} fewest proven": mended.fewest,
            f"{job} gap": float(mended.stages["gap"].iloc[-1]),
        }
    table, row["reserves seconds"] = timed(lambda: sm.reserves(before))
    row["seats without reserve"] = int(table["reserve"].isna().sum())
    seconds = row["left seconds"] + row["refilled seconds"]
    return {**row, "seconds": seconds, "verdict": CLEAN if sound else "breaks rules"}


def findings(rows: pd.DataFrame) -> list[str]:
    """Whether fewest changes were proven, and the seconds."""
    told = []
    for case, here in rows.groupby("case", sort=False):
        proven = sum(
            (here[f"{job} changed"] == here[f"{job} fewest proven"]).sum()
            for job in ("left", "refilled")
        )
        told.append(
            f"- {case}: {proven} of {2 * len(here)} repairs are proven to change as few seats as "
            f"can be; {here['left seconds'].median():.1f} s where seats are left to who remains, "
            f"{here['refilled seconds'].median():.1f} s where they are refilled, "
            f"{here['reserves seconds'].median():.1f} s for the reserves of every seat (medians)."
        )
    return told


SUITE = register(
    Suite(
        name="repair",
        title="Announced teams, of whom 5% of the pool drops out: mended, with proof.",
        cases=[region_case(12_000, 100, policy=sm.Policy.default)],
        smoke=[region_case(300, 3, policy=sm.Policy.default)],
        methods=("swarmmatch",),
        seeds=3,
        measure=measure,
        findings=findings,
        columns=(
            "left seconds", "left changed", "refilled seconds", "refilled changed",
            "reserves seconds", "seats without reserve",
        ),
    )
)  # fmt: skip

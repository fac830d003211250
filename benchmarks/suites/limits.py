"""How well ``time_limit`` is kept: within 10% of it, or one second."""

from __future__ import annotations

import pandas as pd

from benchmarks.harness.regions import region_case
from benchmarks.harness.registry import Suite, register

SIZES = ((12_000, 100), (12_000, 300), (120_000, 300))
LIMITS = (1.0, 2.0, 5.0, 10.0)


def findings(rows: pd.DataFrame) -> list[str]:
    """How many were kept, and how the runs ended."""
    kept = rows["seconds"] <= (1.1 * rows["limit"]).clip(lower=rows["limit"] + 1.0)
    with_teams = rows["value"].notna().sum()
    return [f"- {kept.sum()} of {len(rows)} limits were kept; {with_teams} runs ended with teams."]


SUITE = register(
    Suite(
        name="limits",
        title="Seconds taken for seconds allowed.",
        cases=[
            region_case(*size, name=f"{size[0]}x{size[1]} in {limit:g} s", time_limit=limit)
            for size in SIZES
            for limit in LIMITS
        ],
        smoke=[region_case(400, 4)],
        methods=("swarmmatch",),
        seeds=1,
        findings=findings,
    )
)

"""The report of a real matching: seconds and size, in both languages."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

import swarmmatch as sm
from benchmarks.harness.regions import region_case
from benchmarks.harness.registry import Case, Method, Suite, register
from benchmarks.harness.scoring import CLEAN
from benchmarks.harness.timing import timed
from swarmmatch.show.words import LANGUAGES


def measure(case: Case, method: Method, seed: int, time_limit: float) -> Mapping[str, Any]:
    """Match, then write the report in each language."""
    matching = method(*case.make(seed), time_limit, seed)
    row: dict[str, Any] = {"seconds": 0.0, "megabytes": 0.0}
    for language in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "report.html"
            _, seconds = timed(lambda f=file, w=language: sm.write_report(matching, f, language=w))
            row[f"{language} seconds"] = seconds
            row["seconds"] = max(row["seconds"], seconds)
            row["megabytes"] = max(row["megabytes"], file.stat().st_size / 1e6)
    return {**row, "verdict": CLEAN}


def findings(rows: pd.DataFrame) -> list[str]:
    """The slower language, and the size."""
    return [
        f"- {case}: {here['seconds'].median():.1f} s, {here['megabytes'].median():.2f} MB."
        for case, here in rows.groupby("case", sort=False)
    ]


SUITE = register(
    Suite(
        name="report",
        title="The report of a matching, in the slower of two languages.",
        cases=[region_case(12_000, 100)],
        smoke=[region_case(300, 3)],
        methods=("swarmmatch",),
        seeds=3,
        measure=measure,
        findings=findings,
        columns=("en seconds", "nl seconds", "megabytes"),
    )
)

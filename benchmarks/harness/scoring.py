"""The row of one matching: what it claims, what it is, and the verdict of the audit."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

import swarmmatch as sm
from benchmarks.harness.trace import trace_of

CLEAN = "clean"
#: A search that ended by itself: with nothing better to be found, or near enough to its ceiling.
PROVEN = ("optimal", "within_gap")
#: Values differ when they are further apart than rounding explains.
SLIP = 1e-6
#: What `measure` is asked for: one figure without an attribute, or one for each attribute.
PLAIN = ("coverage", "gini_seats", "newcomer_share", "new_ties")
BY_ATTRIBUTE = ("distinct",)
ATTRIBUTES = ("municipality", "sector")


def row_of(
    problem: sm.Problem, policy: sm.Policy, matching: sm.Matching, seconds: float
) -> dict[str, Any]:
    """Columns of a result; tables and rules are those that were given, not those handed back."""
    found = sm.audit(problem, policy, matching.teams, matching.resolution)
    gap = max(matching.bound - found.value, 0.0) / max(abs(found.value), 1.0)
    trace = trace_of(matching)
    return {
        "value": found.value,
        "bound": matching.bound,
        "gap": gap,
        "status": matching.status,
        "seconds": seconds,
        "proof_seconds": seconds if matching.status in PROVEN else math.nan,
        "first_seconds": trace[0][0] if trace else seconds,
        "trace": " ".join(f"{at:g}:{value!r}" for at, value in trace),
        "verdict": verdict(matching, found),
        "seats": len(matching.teams),
        **figures(problem, matching.teams),
    }


def verdict(matching: sm.Matching, found: sm.Audit) -> str:
    """What is wrong with a matching, if anything."""
    told = []
    if not found.ok:
        rules = ", ".join(sorted(set(found.violations["rule"])))
        told.append(f"breaks {len(found.violations)} times: {rules}")
    if not math.isclose(matching.value, found.value, rel_tol=SLIP, abs_tol=SLIP):
        told.append(f"states {matching.value:g}, earns {found.value:g}")
    if matching.bound < found.value - SLIP * max(1.0, abs(found.value)):
        told.append(f"states a bound of {matching.bound:g}, earns {found.value:g}")
    return "; ".join(told) or CLEAN


def figures(problem: sm.Problem, teams: pd.DataFrame) -> Mapping[str, float]:
    """Coverage, diversity and fairness of teams; none for malformed ones."""
    try:
        table = sm.measure(problem, teams, PLAIN)
        held = [one for one in ATTRIBUTES if one in problem.professionals]
        by = sm.measure(problem, teams, BY_ATTRIBUTE, attributes=held) if held else table.head(0)
    except sm.SwarmMatchError:
        return {}
    told = dict(zip(table["metric"], table["value"], strict=True))
    return told | {
        f"{metric}_{about}": value
        for metric, about, value in by[["metric", "about", "value"]].itertuples(index=False)
    }

"""The library itself, as anybody would call it."""

from __future__ import annotations

import swarmmatch as sm
from benchmarks.harness.registry import method
from benchmarks.harness.trace import Trace


@method("swarmmatch")
def swarmmatch(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """`match` with its defaults, to a gap of 0.01%."""
    return traced(problem, policy, time_limit, seed, gap=1e-4)


@method("swarmmatch to proof")
def swarmmatch_to_proof(
    problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int
) -> sm.Matching:
    """`match` until no gap is left."""
    return traced(problem, policy, time_limit, seed, gap=0.0)


def traced(
    problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int, gap: float
) -> sm.Matching:
    """`match`, with what it found on its way."""
    trace = Trace()

    def keep(progress: sm.Progress) -> None:
        if progress.value is not None:
            trace.told(progress.value)

    matching = sm.match(
        problem, policy, gap=gap, time_limit=time_limit, seed=seed, on_progress=keep
    )
    trace.told(matching.value)
    return trace.onto(matching)

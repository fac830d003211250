"""Cases on the synthetic Achterhoek."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import swarmmatch as sm
from benchmarks.harness.registry import Case

PolicyOf = Callable[[sm.Problem], sm.Policy]


def region_case(
    professionals: int,
    questions: int,
    *,
    policy: PolicyOf = sm.Policy.basic,
    name: str | None = None,
    time_limit: float | None = None,
    large: bool = False,
) -> Case:
    """A pool and questions of a size, drawn by the seed, under the basic policy or another."""
    return Case(
        name=name or f"{professionals}x{questions}",
        make=partial(drawn, professionals, questions, policy),
        time_limit=time_limit,
        facts={"professionals": professionals, "questions": questions},
        large=large,
    )


def drawn(
    professionals: int, questions: int, policy: PolicyOf, seed: int
) -> tuple[sm.Problem, sm.Policy]:
    """Tables and rules."""
    problem = sm.achterhoek(professionals, questions, seed=seed)
    return problem, policy(problem)

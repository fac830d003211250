"""A new search with something fixed or changed, by the same settings as a matching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from swarmmatch.engine.match import match
from swarmmatch.matching.matching import Matching
from swarmmatch.rules.locks import Locks
from swarmmatch.rules.policy import Policy

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def with_seat(
    problem: Problem,
    policy: Policy,
    question: str,
    professional: str,
    kind: Literal["lock", "bar"],
) -> tuple[Problem, Policy]:
    """The tables and rules with one seat taken for certain, or kept free.

    Where the policy does not heed the seats table, the others of that table stay unheeded.
    """
    fixed = pd.DataFrame({"question": [question], "professional": [professional], "kind": [kind]})
    heeded = problem.seats if Locks() in policy.rules else problem.seats.head(0)
    seats = pd.concat([heeded, fixed], ignore_index=True).drop_duplicates(list(fixed.columns))
    return problem.replace(seats=seats), policy | Locks()


def searched_again(
    matching: Matching,
    problem: Problem,
    policy: Policy,
    gap: float | None = None,
    time_limit: float | None = None,
) -> Matching:
    """The best teams for other tables or rules, by the seed, workers and gap of a matching.

    Raises
    ------
    InfeasibleError
        When there are none.
    NoMatchingError
        When time ran out before any were found.
    """
    made = matching.provenance
    return match(
        problem,
        policy,
        gap=made.get("gap", 1e-4) if gap is None else gap,
        time_limit=made.get("time_limit", 60.0) if time_limit is None else time_limit,
        seed=made.get("seed", 0),
        workers=made.get("workers"),
        resolution=matching.resolution,
        relaxations=False,
    )

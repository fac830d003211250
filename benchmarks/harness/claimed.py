"""Teams that another method found, as a matching with what that method claims."""

from __future__ import annotations

import math

import pandas as pd

import swarmmatch as sm
from swarmmatch.matching.record import Status

#: As `match` rounds weights and points, unless it is told otherwise.
RESOLUTION = 1e-4


def claimed(
    problem: sm.Problem,
    policy: sm.Policy,
    teams: pd.DataFrame,
    *,
    value: float | None = None,
    bound: float = math.inf,
    status: Status = "time_limit",
    reason: str = "it stops here",
) -> sm.Matching:
    """Teams as a matching; nothing is checked here.

    Parameters
    ----------
    value : float, optional
        What the method says its teams earn; what the rules say, when it says nothing.
    bound : float
        What it has proven that none can exceed.
    """
    if value is None:
        value = sm.audit(problem, policy, teams).value
    return sm.Matching(
        problem=problem,
        policy=policy,
        teams=teams,
        value=value,
        bound=bound,
        status=status,
        reason=reason,
        provenance={"resolution": RESOLUTION},
    )

"""What `match` is asked for, refused before anything is begun when it makes no sense."""

from __future__ import annotations

import math
from numbers import Integral, Real
from typing import Any

from swarmmatch.data.problem import Problem
from swarmmatch.matching.units import demand_resolution
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.rule import is_number


def demand_inputs(problem: Any, policy: Any, on_progress: Any = None, cancel: Any = None) -> None:
    """Raise a TypeError unless these are what `match` works with."""
    if not isinstance(problem, Problem):
        remedy = "make one with Problem.read or Problem.from_frames"
        raise TypeError(f"problem must be a Problem, not a {type(problem).__name__}; {remedy}")
    if policy is not None and not isinstance(policy, Policy):
        remedy = "write Policy([TeamSize(), ...]), or TeamSize() | ..."
        raise TypeError(f"policy must be a Policy, not a {type(policy).__name__}; {remedy}")
    if on_progress is not None and not callable(on_progress):
        raise TypeError(f"on_progress must be callable, not {on_progress!r}")
    if cancel is not None and not callable(getattr(cancel, "is_set", None)):
        raise TypeError(f"cancel must have is_set(), as a threading.Event has, not {cancel!r}")


def demand_options(gap: Any, time_limit: Any, seed: Any, workers: Any, resolution: Any) -> None:
    """Raise a ValueError that names the first option without sense."""
    if not (is_number(gap) and gap >= 0):
        raise ValueError(f"gap must be a share of 0 or more, not {gap!r}")
    if time_limit is not None and not (_is_amount(time_limit) and time_limit > 0):
        raise ValueError(f"time_limit must be seconds above 0, or None, not {time_limit!r}")
    if not (_is_count(seed) and 0 <= seed < 2**31):
        raise ValueError(f"seed must be a whole number from 0 to 2**31 - 1, not {seed!r}")
    if workers is not None and not (_is_count(workers) and workers >= 1):
        raise ValueError(f"workers must be a number of threads, 1 or more, not {workers!r}")
    demand_resolution(resolution)


def _is_amount(value: Any) -> bool:
    """A number, which may be infinite but not missing."""
    real = isinstance(value, Real) and not isinstance(value, bool)
    return real and not math.isnan(value)


def _is_count(value: Any) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool)

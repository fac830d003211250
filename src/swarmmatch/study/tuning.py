"""Options that serve a goal of yours best, where there are too many to try all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from swarmmatch.data.extra import needs_extra
from swarmmatch.errors import PolicyError
from swarmmatch.rules.rule import is_number
from swarmmatch.study.options import option_named, with_options
from swarmmatch.study.point import key_of, matching_of, solved
from swarmmatch.study.results import Results

if TYPE_CHECKING:
    from optuna import Trial

    from swarmmatch.data.problem import Problem
    from swarmmatch.matching.matching import Matching
    from swarmmatch.rules.policy import Policy

#: From this ratio of its ends a range is tried on a log scale.
WIDE = 50


def tune(
    problem: Problem,
    policy: Policy,
    over: Mapping[str, tuple[float, float]],
    goal: Callable[[Matching], float],
    *,
    trials: int = 30,
    folder: str | os.PathLike[str] | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    gap: float = 1e-4,
    time_limit: float | None = 60.0,
    seed: int = 0,
    workers: int = 1,
) -> pd.DataFrame:
    """Look for options at which the matching serves a goal best, by Optuna's sampler.

    Each trial is a whole match; what it proves, it proves of its own options. That no others serve
    the goal better is not proven: this is a search. J. Bergstra et al., "Algorithms for
    hyper-parameter optimization", 2011, is the method (TPE).

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        Whose other options stay as they are.
    over : mapping of str to (float, float)
        The ends of each option's range: ``{"Coverage.weight": (1, 50)}``; see `sweep` for names.
        Where the ends are both above 0 and far apart, on a log scale.
    goal : callable (Matching) -> float
        What a matching is worth to you, more being better, by a measure that does not depend on the
        options: points do, coverage does not.
    trials : int
        Matches in all.
    folder : path, optional
        Keeps a file for each trial, as `sweep` does; the same call again repeats none.
    on_progress : callable, optional
        Called with how many trials are done, and of how many.
    gap, time_limit, seed, workers
        Of each match; the seed is also the sampler's.

    Returns
    -------
    pandas.DataFrame
        A row a trial: ``trial``, a column for each option, ``goal`` (missing where there was no
        matching), ``status`` and ``gap``; the best first.

    Raises
    ------
    MissingExtraError
        When optuna is not installed.
    PolicyError
        For an unknown option, and for ranges or a number of trials that make no sense.
    """
    ranges = _demand_ranges(policy, over, trials)
    settings = {"gap": gap, "time_limit": time_limit, "seed": seed, "workers": workers}
    with needs_extra("tune"):
        from optuna import create_study
        from optuna.samplers import TPESampler
        from optuna.trial import TrialState
    with _silent():
        study = create_study(direction="maximize", sampler=TPESampler(seed=seed))
        results, rows = Results(folder), []
        for number in range(trials):
            trial = study.ask()
            values = {name: _suggested(trial, name, *ends) for name, ends in ranges.items()}
            matching, status = _matched(problem, with_options(policy, values), settings, results)
            worth = np.nan if matching is None else float(goal(matching))
            failed = not np.isfinite(worth)
            study.tell(trial, None if failed else worth, TrialState.FAIL if failed else None)
            row = {"trial": number, **values, "goal": worth, "status": status}
            rows.append(row | {"gap": np.nan if matching is None else matching.gap})
            if on_progress is not None:
                on_progress(number + 1, trials)
    return pd.DataFrame(rows).sort_values("goal", ascending=False, ignore_index=True)


def _matched(
    problem: Problem, policy: Policy, settings: Mapping[str, Any], results: Results
) -> tuple[Matching | None, str]:
    """The matching of a policy and its status, from a file where one has it."""
    key = key_of(problem, policy, settings)
    record = results.read(key)
    if record is None:
        record = solved(problem, policy, settings)
        results.write(key, record)
    return matching_of(problem, policy, record), str(record["status"])


def _suggested(trial: Trial, name: str, low: float, high: float) -> float:
    return trial.suggest_float(name, low, high, log=low > 0 and low * WIDE <= high)


def _demand_ranges(
    policy: Policy, over: Mapping[str, tuple[float, float]], trials: int
) -> dict[str, tuple[float, float]]:
    if not over:
        raise PolicyError("tuning needs an option: over={'Coverage.weight': (1, 50)}")
    for name, ends in over.items():
        option_named(policy, name)
        right = isinstance(ends, tuple) and len(ends) == 2 and all(map(is_number, ends))
        if not (right and ends[0] < ends[1]):
            raise PolicyError(f"{name}: give the ends of a range, (low, high), not {ends!r}")
    if not (isinstance(trials, int) and trials >= 1):
        raise PolicyError(f"trials must be a whole number of 1 or more, not {trials!r}")
    return {name: (float(low), float(high)) for name, (low, high) in over.items()}


@contextmanager
def _silent() -> Iterator[None]:
    """Optuna would tell of every study on standard error."""
    from optuna import logging

    before = logging.get_verbosity()
    logging.set_verbosity(logging.WARNING)
    try:
        yield
    finally:
        logging.set_verbosity(before)

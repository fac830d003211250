"""A matching for every combination of some options of a policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from swarmmatch.errors import PolicyError
from swarmmatch.study.options import with_options
from swarmmatch.study.parallel import each
from swarmmatch.study.point import key_of, matching_of, solved
from swarmmatch.study.results import Results
from swarmmatch.study.swept import Sweep

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.matching.matching import Matching
    from swarmmatch.rules.policy import Policy


@dataclass(frozen=True)
class SweepProgress:
    """One point of a sweep that is done.

    Attributes
    ----------
    done, of : int
        Points that are done, this one included, and points in all.
    values : mapping
        The options of the point.
    status : str
        Of its matching, or "infeasible" or "no_matching".
    reused : bool
        Whether it was read from a file of an earlier run.
    """

    done: int
    of: int
    values: Mapping[str, Any]
    status: str
    reused: bool


def sweep(
    problem: Problem,
    policy: Policy,
    over: Mapping[str, Sequence[Any]],
    *,
    folder: str | os.PathLike[str] | None = None,
    processes: int = 1,
    on_progress: Callable[[SweepProgress], None] | None = None,
    gap: float = 1e-4,
    time_limit: float | None = 60.0,
    seed: int = 0,
    workers: int = 1,
) -> Sweep:
    """Match with every combination of some options.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        Whose other options stay as they are.
    over : mapping of str to sequence
        Values of each option: ``{"Coverage.weight": [5, 10], "Fit.weight": [1, 2]}``. A rule of
        which the policy has several is named in full, as ``scores`` writes it:
        ``"Distinct(attribute='sector', weight=1.0).weight"``.
    folder : path, optional
        Keeps a file for each point as soon as it is solved. A sweep that was cut off, or that gets
        more values, solves only what is not there; what it reads, it audits.
    processes : int
        Points solved at the same time; see `parallel.each`.
    on_progress : callable, optional
        Called with a `SweepProgress` for each point that is done. What it raises ends the sweep.
    gap, time_limit, seed, workers
        Of each match. ``workers=1`` gives the same teams at every run.

    Returns
    -------
    Sweep
        Points in the order of ``over``, the last option running fastest.

    Raises
    ------
    PolicyError
        For an unknown option, one without values, or a value that makes no sense, before anything
        is solved.
    AuditError, DataError
        When a file of the folder is damaged, or does not bear out what it says.
    KeyboardInterrupt
        At Ctrl-C; points that were solved are kept in the folder.
    """
    values = _grid(over)
    policies = [with_options(policy, one) for one in values]
    settings = {"gap": gap, "time_limit": time_limit, "seed": seed, "workers": workers}
    results = Results(folder)
    keys = [key_of(problem, one, settings) for one in policies]
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    points = _Points(keys, values, found, on_progress)
    for key in dict.fromkeys(keys):
        if (record := results.read(key)) is not None:
            found[key] = record
            points.tell(key, reused=True)
    missing = [key for key in dict.fromkeys(keys) if key not in found]
    tasks = [(problem, policies[keys.index(key)], settings) for key in missing]
    for at, record in each(solved, tasks, processes):
        results.write(missing[at], record)
        found[missing[at]] = record
        points.tell(missing[at], reused=False)
    return _gathered(problem, policies, values, [found[key] for key in keys])


@dataclass(frozen=True)
class _Points:
    """Which points are done, for who listens."""

    keys: Sequence[Any]
    values: Sequence[Mapping[str, Any]]
    found: Mapping[Any, Mapping[str, Any]]
    on_progress: Callable[[SweepProgress], None] | None

    def tell(self, key: Any, *, reused: bool) -> None:
        """Say that a point is done; of points that are the same policy, the first is named."""
        if self.on_progress is not None:
            done = sum(one in self.found for one in self.keys)
            values = self.values[self.keys.index(key)]
            status = self.found[key]["status"]
            self.on_progress(SweepProgress(done, len(self.keys), values, status, reused))


def _grid(over: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Every combination, the last option running fastest."""
    if not over:
        raise PolicyError("a sweep needs an option: over={'Coverage.weight': [5, 10]}")
    for name, values in over.items():
        if isinstance(values, str) or not len(values):
            raise PolicyError(f"{name}: give a list of values, not {values!r}")
    lists = [list(values) for values in over.values()]
    return [dict(zip(over, one, strict=True)) for one in product(*lists)]


def _gathered(
    problem: Problem,
    policies: Sequence[Policy],
    values: Sequence[Mapping[str, Any]],
    records: Sequence[Mapping[str, Any]],
) -> Sweep:
    matchings = [
        matching_of(problem, policy, record)
        for policy, record in zip(policies, records, strict=True)
    ]
    rows = [
        {"point": at, **chosen, **_facts(record, matching)}
        for at, (chosen, record, matching) in enumerate(
            zip(values, records, matchings, strict=True)
        )
    ]
    points = pd.DataFrame(rows).astype({"status": "str", "detail": "str"})
    known = [(at, one) for at, one in enumerate(matchings) if one is not None]
    scores = [one.scores.assign(point=at) for at, one in known]
    teams = [one.teams.assign(point=at) for at, one in known]
    return Sweep(
        points,
        _framed(scores, ["point", "rule", "measure", "unit", "points"]),
        _framed(teams, ["point", "question", "professional"]),
    )


def _facts(record: Mapping[str, Any], matching: Matching | None) -> dict[str, Any]:
    facts = {"status": record["status"], "value": np.nan, "bound": np.nan, "gap": np.nan}
    facts |= {"seats": 0, "seconds": np.nan, "detail": record["detail"]}
    if matching is not None:
        facts |= {"value": matching.value, "bound": matching.bound, "gap": matching.gap}
        facts |= {"seats": len(matching.teams)}
        facts |= {"seconds": sum(matching.provenance["seconds"].values())}
    return facts


def _framed(parts: Sequence[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]

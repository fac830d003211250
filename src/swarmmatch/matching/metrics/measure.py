"""All metrics by name, and a table of what they say of some teams."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from swarmmatch.errors import PolicyError
from swarmmatch.matching.metrics import (
    coverage,
    diversity,
    envy,
    gower,
    money,
    selection,
    spread,
    stability,
    ties,
    travel,
)
from swarmmatch.matching.metrics.metric import Estimate, Metric, taken_by
from swarmmatch.matching.metrics.pool import Eligible, eligible_mask, sound_seats

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

_CONCEPTS = (coverage, diversity, gower, selection, spread, envy, ties, travel, money, stability)

#: Every metric by its name.
METRICS: dict[str, Metric] = {
    metric.name: metric for concept in _CONCEPTS for metric in concept.METRICS
}

#: Columns with more values than this make no groups, unless they are asked for.
MOST_VALUES = 50


def measure(
    problem: Problem,
    teams: pd.DataFrame,
    names: Iterable[str] | None = None,
    *,
    attributes: Sequence[str] | None = None,
    eligible: Eligible = None,
    invitations: pd.DataFrame | None = None,
    wishes: pd.DataFrame | None = None,
    earmark: str = "cooperative",
    seed: int = 0,
) -> pd.DataFrame:
    """Measure teams, wherever they come from.

    Parameters
    ----------
    problem : Problem
        The tables.
    teams : pandas.DataFrame
        Columns ``question`` and ``professional``, one row a seat.
    names : iterable of str, optional
        Keys of `METRICS`; all for which the arguments suffice, if not given.
    attributes : sequence of str, optional
        Columns of professionals to measure diversity and selection by, each for itself, and Gower's
        dissimilarity over all. If not given: columns of text and truth values that show from 2 to
        `MOST_VALUES` values, and for Gower's dissimilarity also experience.
    eligible : pandas.DataFrame or Policy, optional
        Who could have had a seat: those named in its column ``professional``, or those whom a
        policy's rules let sit somewhere: see `eligible_mask`. A frame with a column ``question``,
        and a policy, also say which pairs can block.
    invitations : pandas.DataFrame, optional
        Column ``professional``, one row an invitation.
    wishes : pandas.DataFrame, optional
        Columns ``side, question, professional, rank``: see `blocking_pairs`. If not given, the
        wishes table.
    earmark : str
        A column of professionals, whose values (or truth) say whom an earmark is for.
    seed : int
        Of the draws behind the intervals; the same seed gives the same table.

    Returns
    -------
    pandas.DataFrame
        A row a metric (and attribute): ``metric, about`` (the attributes; else empty), ``value,
        low, high`` (the 95% interval, where there is one), ``unit, parity`` (the value that means
        parity, where one does) and ``parity_means``. NaN where there is nothing to measure.

    Raises
    ------
    DataError
        When the teams, or a frame given, are malformed or name what the tables do not know.
    PolicyError
        For an unknown name or attribute, and for a metric asked for without what it needs.
    """
    seats = sound_seats(problem, teams)
    given: dict[str, Any] = {
        "eligible": _people(problem, seats, eligible),
        "eligible_seats": eligible,
        "invitations": invitations,
        "wishes": wishes,
        "earmark": earmark,
        "seed": seed,
    }
    absent = {"invitations"} if invitations is None else set()
    chosen = _able(absent) if names is None else [_named(name, absent) for name in names]
    rows = [
        _row(metric, problem, seats, about, given | own)
        for metric in chosen
        for about, own in _abouts(metric, problem, attributes)
    ]
    columns = ["metric", "about", "value", "low", "high", "unit", "parity", "parity_means"]
    return pd.DataFrame(rows, columns=columns).astype(
        dict.fromkeys(columns, "str") | dict.fromkeys(("value", "low", "high", "parity"), "float64")
    )


def definitions() -> pd.DataFrame:
    """Every metric in words: name, definition, formula, source, unit, parity_means."""
    told = ["name", "definition", "formula", "source", "unit", "parity_means"]
    return pd.DataFrame(
        [[getattr(metric, column) for column in told] for metric in METRICS.values()], columns=told
    )


def _people(problem: Problem, seats: pd.DataFrame, eligible: Eligible) -> pd.DataFrame | None:
    """The eligible by name, so that no metric looks them up anew."""
    if eligible is None:
        return None
    able = eligible_mask(problem, seats, eligible)
    return pd.DataFrame({"professional": problem.arrays.professionals[able]})


def _row(
    metric: Metric,
    problem: Problem,
    seats: pd.DataFrame,
    about: str,
    given: Mapping[str, Any],
) -> tuple[Any, ...]:
    found = _call(metric.function, problem, seats, given)
    value, low, high = found if isinstance(found, Estimate) else (found, np.nan, np.nan)
    parity = metric.parity
    if callable(parity):
        parity = _call(parity, problem, seats, given)
    return metric.name, about, value, low, high, metric.unit, parity, metric.parity_means


def _call(
    function: Callable[..., Any], problem: Problem, seats: pd.DataFrame, given: Mapping[str, Any]
) -> Any:
    return function(problem, seats, **{name: given[name] for name in taken_by(function)})


def _abouts(
    metric: Metric, problem: Problem, attributes: Sequence[str] | None
) -> list[tuple[str, dict[str, Any]]]:
    """What a metric is to be told of, once for each row of it, and how that reads."""
    if "attribute" in metric.takes:
        names = _groupings(problem) if attributes is None else attributes
        return [(name, {"attribute": name}) for name in names]
    if "attributes" in metric.takes:
        names = [*_groupings(problem), "experience"] if attributes is None else attributes
        return [(", ".join(names), {"attributes": names})]
    return [("", {})]


def _groupings(problem: Problem) -> list[str]:
    """Columns of professionals whose values make groups."""
    people = problem.professionals.drop(columns="professional")
    words = [
        str(name)
        for name in people
        if pd.api.types.is_bool_dtype(people[name])
        or not pd.api.types.is_numeric_dtype(people[name])
    ]
    return [name for name in words if 2 <= people[name].nunique() <= MOST_VALUES]


def _able(absent: set[str]) -> list[Metric]:
    return [metric for metric in METRICS.values() if not absent & set(metric.takes)]


def _named(name: str, absent: set[str]) -> Metric:
    if name not in METRICS:
        near = get_close_matches(str(name), METRICS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(METRICS)}"
        raise PolicyError(f"there is no metric {name!r}{hint}")
    lacking = absent & set(METRICS[name].takes)
    if lacking:
        raise PolicyError(f"the metric {name!r} needs {' and '.join(sorted(lacking))}")
    return METRICS[name]

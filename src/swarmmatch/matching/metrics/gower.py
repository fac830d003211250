"""Gower's dissimilarity over numeric and categorical attributes together.

Two professionals differ in a category by 0 or 1, and in a number by ``|x - y|`` over its range in
the pool (by 0 where the pool has one value only). Their dissimilarity is the mean of that over the
attributes known of both; a pair with none known of both is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.errors import PolicyError
from swarmmatch.matching.metrics.metric import Metric, mean
from swarmmatch.matching.metrics.pool import sound_seats

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def gower_of_teams(problem: Problem, teams: pd.DataFrame, attributes: Sequence[str]) -> pd.Series:
    """Mean dissimilarity over the pairs of each team, by question; teams without pairs left out."""
    seats = sound_seats(problem, teams)
    at = problem.arrays.professional_codes(seats["professional"])
    pairs = seats.assign(at=at)[["question", "at"]].merge(
        seats.assign(other=at)[["question", "other"]], on="question"
    )
    pairs = pairs[pairs["at"] < pairs["other"]]
    values, is_category = scaled_values(problem, attributes)
    apart = np.abs(values[pairs["at"]] - values[pairs["other"]])
    apart = np.where(is_category & (apart > 0), 1.0, apart)
    both = np.isfinite(apart)
    total, known = np.where(both, apart, 0.0).sum(axis=1), both.sum(axis=1)
    pairs = pairs.assign(apart=total / np.where(known, known, np.nan))
    return pairs.groupby("question", sort=False)["apart"].mean().dropna().rename("gower")


def gower(problem: Problem, teams: pd.DataFrame, attributes: Sequence[str]) -> float:
    """Mean of `gower_of_teams`; NaN when no team has a pair that can be compared."""
    return mean(gower_of_teams(problem, teams, attributes))


def gower_at_random(problem: Problem, teams: pd.DataFrame, attributes: Sequence[str]) -> float:
    """Mean dissimilarity over all pairs of the pool, exactly, without listing them.

    It is the same for teams of any size, so it does not depend on the teams.
    Professionals of whom the same attributes are known form a group; within two groups the sums
    over pairs follow from counts (categories) and from order (numbers).
    """
    values, is_category = scaled_values(problem, attributes)
    patterns, group = np.unique(np.isfinite(values), axis=0, return_inverse=True)
    members = [values[group == g] for g in range(len(patterns))]
    total = pairs = 0.0
    for g, h in combinations_with_replacement(range(len(patterns)), 2):
        shared = patterns[g] & patterns[h]
        if shared.any():
            n, m = len(members[g]), len(members[h])
            pairs += n * (n - 1) / 2 if g == h else n * m
            sums = [
                _sum_over_pairs(members[g][:, k], None if g == h else members[h][:, k], category)
                for k, category in enumerate(is_category)
                if shared[k]
            ]
            total += sum(sums) / shared.sum()
    return total / pairs if pairs else np.nan


def scaled_values(problem: Problem, attributes: Sequence[str]) -> tuple[Floats, Bools]:
    """Attributes in columns, shape (P, A), NaN where missing, and which are categories (A,).

    Numbers run from 0 to 1 over their range in the pool; categories, and truth values, are codes.

    Raises
    ------
    PolicyError
        Without attributes, and for an unknown one.
    """
    if isinstance(attributes, str) or not len(attributes):
        raise PolicyError(f"attributes must be a list of columns, not {attributes!r}")
    columns, is_category = [], []
    for name in attributes:
        category = not _is_amount(problem, name)
        if category:
            codes = problem.arrays.attribute(name).codes
            column = np.where(codes < 0, np.nan, codes)
        else:
            column = problem.arrays.number(name)
            column = _over_its_range(column)
        columns.append(column)
        is_category.append(category)
    return np.column_stack(columns), np.array(is_category)


def _over_its_range(column: Floats) -> Floats:
    """From 0 at the least value known to 1 at the largest."""
    known = column[np.isfinite(column)]
    if not len(known):
        return column
    above: Floats = column - known.min()
    span = float(np.ptp(known))
    return above / span if span > 0 else above


def _is_amount(problem: Problem, name: str) -> bool:
    people = problem.professionals
    if name not in people.columns:
        return False  # to be named as unknown with the others
    is_number = pd.api.types.is_numeric_dtype(people[name])
    return bool(is_number and not pd.api.types.is_bool_dtype(people[name]))


def _sum_over_pairs(values: Floats, others: Floats | None, category: bool) -> float:
    """Sum of dissimilarities over the pairs within values, or between values and others."""
    within = _apart_in_category if category else _apart_in_order
    if others is None:
        return within(values)
    return within(np.concatenate([values, others])) - within(values) - within(others)


def _apart_in_category(values: Floats) -> float:
    counts = np.unique(values, return_counts=True)[1].astype(np.float64)
    return float((len(values) ** 2 - (counts**2).sum()) / 2)


def _apart_in_order(values: Floats) -> float:
    n = len(values)
    return float(np.sort(values) @ (2.0 * np.arange(n) - n + 1))


METRICS = (
    Metric(
        name="gower",
        definition="Mean dissimilarity of two members over numbers and categories together.",
        formula="mean_q mean_{a<b in q} mean_k d_k(a, b); d_k = |x-y| / range, or [x != y]",
        source="Gower 1971, doi:10.2307/2528823",
        unit="dissimilarity, 0 to 1",
        function=gower,
        parity=gower_at_random,
        parity_means="teams drawn at random from the pool, on average",
    ),
)

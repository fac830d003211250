"""How different the members of a team are, in one attribute or in several at once.

A team is held against teams of its size drawn at random from the pool, for what a team can show
depends on what there is. Members without a value of an attribute are left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import gammaln

from swarmmatch.matching.metrics.metric import Metric, mean
from swarmmatch.matching.metrics.pool import sound_seats

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Floats = NDArray[np.float64]


def blau_of_teams(problem: Problem, teams: pd.DataFrame, attribute: str) -> pd.Series:
    """Blau's index of each team, by question: ``1 - sum_v share[v]**2``."""
    counts = counts_in_teams(problem, teams, attribute)
    shares = counts / counts.groupby("question").transform("sum")
    return (1 - (shares**2).groupby("question").sum()).rename("blau")


def distinct_of_teams(problem: Problem, teams: pd.DataFrame, attribute: str) -> pd.Series:
    """Different values that each team shows, by question."""
    return counts_in_teams(problem, teams, attribute).groupby("question").size().rename("distinct")


def blau(problem: Problem, teams: pd.DataFrame, attribute: str) -> float:
    """Mean of `blau_of_teams`; NaN when no member shows a value."""
    return mean(blau_of_teams(problem, teams, attribute))


def distinct(problem: Problem, teams: pd.DataFrame, attribute: str) -> float:
    """Mean of `distinct_of_teams`; NaN when no member shows a value."""
    return mean(distinct_of_teams(problem, teams, attribute))


def blau_at_random(problem: Problem, teams: pd.DataFrame, attribute: str) -> float:
    """What `blau` would be on average, had each team been drawn from the pool.

    Two members drawn without replacement differ with chance
    ``D = 1 - sum_v n[v] (n[v] - 1) / (N (N - 1))``, so a team of m has a mean of ``(1 - 1/m) D``.
    """
    sizes = counts_in_teams(problem, teams, attribute).groupby("question").sum()
    held = _pool_counts(problem, attribute)
    n = held.sum()
    differ = 1 - (held * (held - 1)).sum() / (n * (n - 1)) if n > 1 else 0.0
    return mean((1 - 1 / sizes) * differ)


def distinct_at_random(problem: Problem, teams: pd.DataFrame, attribute: str) -> float:
    """What `distinct` would be on average, had each team been drawn from the pool.

    Hurlbert's rarefaction: ``sum_v 1 - C(N - n[v], m) / C(N, m)`` for a team of m.
    """
    sizes = counts_in_teams(problem, teams, attribute).groupby("question").sum()
    known, back = np.unique(sizes.to_numpy(), return_inverse=True)
    others = _pool_counts(problem, attribute).sum() - _pool_counts(problem, attribute)
    n, m = float(_pool_counts(problem, attribute).sum()), known[:, None].astype(np.float64)
    enough = others >= m  # or the value cannot be missed
    rest = np.where(enough, others - m, 0.0)
    miss = gammaln(others + 1) - gammaln(rest + 1) - gammaln(n + 1) + gammaln(n - m + 1)
    shown = (1 - np.where(enough, np.exp(miss), 0.0)).sum(axis=1)
    return mean(pd.Series(shown[back]))


def counts_in_teams(problem: Problem, teams: pd.DataFrame, attribute: str) -> pd.Series:
    """Members of each team by value of an attribute, indexed by ``question, value`` (a code)."""
    seats = sound_seats(problem, teams)
    codes = problem.arrays.attribute(attribute).codes
    value = codes[problem.arrays.professional_codes(seats["professional"])]
    shown = seats.assign(value=value)[value >= 0]
    return shown.groupby(["question", "value"], sort=False).size()


def _pool_counts(problem: Problem, attribute: str) -> Floats:
    coded = problem.arrays.attribute(attribute)
    counts = np.bincount(coded.codes[coded.codes >= 0], minlength=len(coded.values))
    return counts.astype(np.float64)


_BLAU = "Blau, Inequality and Heterogeneity, 1977; Simpson 1949, doi:10.1038/163688a0"
_AT_RANDOM = "teams of the same sizes drawn at random from the pool, on average"

METRICS = (
    Metric(
        name="blau",
        definition="Chance that two members drawn with replacement differ in an attribute.",
        formula="mean_q (1 - sum_v share[q, v]**2)",
        source=_BLAU,
        unit="chance, 0 to 1",
        function=blau,
        parity=blau_at_random,
        parity_means=_AT_RANDOM,
    ),
    Metric(
        name="distinct",
        definition="Different values of an attribute in a team.",
        formula="mean_q |{v : share[q, v] > 0}|",
        source="richness; its mean by chance after Hurlbert 1971, doi:10.2307/1934145",
        unit="values a team",
        function=distinct,
        parity=distinct_at_random,
        parity_means=_AT_RANDOM,
    ),
)

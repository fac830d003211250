"""Who gets a seat: selection rates of groups among the people who could have had one.

A difference between groups is a fact to look into. It is no finding of discrimination: the groups
may hold other skills, or be free at other times. Nor does equality of rates show that people were
treated alike. Who gives no value of the attribute is in no group. With small groups rates differ by
chance alone, which `selection_by_chance` measures.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.matching.metrics.metric import Estimate, Metric
from swarmmatch.matching.metrics.pool import Eligible, eligible_mask, known_codes, sound_seats

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Floats = NDArray[np.float64]

#: Samples behind an interval, and the share of them that it holds.
DRAWS, CONFIDENCE = 2000, 0.95


def selection_rates(
    problem: Problem, teams: pd.DataFrame, attribute: str, eligible: Eligible = None
) -> pd.DataFrame:
    """People with a seat per eligible person, by group.

    Parameters
    ----------
    problem : Problem
        The tables.
    teams : pandas.DataFrame
        Columns ``question, professional``, one row a seat.
    attribute : str
        A column of professionals; its values make the groups.
    eligible : pandas.DataFrame or Policy or None
        Who could have had a seat: see `eligible_mask`.

    Returns
    -------
    pandas.DataFrame
        A row a group with anyone eligible, by value: ``value, eligible, seated`` (people),
        ``rate`` (seated / eligible), ``low, high``: Wilson's 95% interval of the rate (1927,
        doi:10.1080/01621459.1927.10502953), which stays sensible at rates of 0 and 1.
    """
    seats = sound_seats(problem, teams)
    coded = problem.arrays.attribute(attribute)
    able = eligible_mask(problem, seats, eligible) & (coded.codes >= 0)
    seated = np.zeros(len(able), dtype=np.bool_)
    seated[known_codes(problem, seats["professional"])] = True
    n = np.bincount(coded.codes[able], minlength=len(coded.values))
    k = np.bincount(coded.codes[able & seated], minlength=len(coded.values))
    rates = pd.DataFrame({"value": coded.values, "eligible": n, "seated": k})
    rates = rates[n > 0].reset_index(drop=True)
    low, high = _wilson(rates["seated"].to_numpy(np.float64), rates["eligible"].to_numpy())
    return rates.assign(rate=rates["seated"] / rates["eligible"], low=low, high=high)


def selection_difference(
    problem: Problem,
    teams: pd.DataFrame,
    attribute: str,
    eligible: Eligible = None,
    seed: int = 0,
) -> Estimate:
    """Largest minus smallest selection rate of the groups, with a bootstrap interval.

    The interval is of the difference between those two groups, and holds its middle 95% over
    samples of their eligible people, drawn anew within each group; below 0 they have changed
    places. The two were picked for being furthest apart, so an interval without 0 is no evidence
    that chances were unequal: see `selection_by_chance`. A group with nobody seated has nobody
    seated in any sample either: see `selection_rates` for how little that may say.
    """
    rates = selection_rates(problem, teams, attribute, eligible)
    return _estimate(rates, lambda low, high: high - low, seed)


def selection_ratio(
    problem: Problem,
    teams: pd.DataFrame,
    attribute: str,
    eligible: Eligible = None,
    seed: int = 0,
) -> Estimate:
    """Smallest over largest selection rate of the groups (1 when nobody is seated).

    With an interval as in `selection_difference`; above 1 the two groups have changed places.
    Below 0.8 stands the four-fifths rule of thumb of United States guidelines (29 CFR 1607.4 D): a
    reason to look, and no test under Dutch or European law.
    """
    return _estimate(selection_rates(problem, teams, attribute, eligible), _ratio, seed)


def selection_by_chance(
    problem: Problem,
    teams: pd.DataFrame,
    attribute: str,
    eligible: Eligible = None,
    seed: int = 0,
) -> Estimate:
    """`selection_difference` had as many people been drawn by lot from all eligible.

    The mean over the draws, and between which ends the middle 95% of them lie.
    """
    rates = selection_rates(problem, teams, attribute, eligible)
    if rates.empty:
        return Estimate(np.nan, np.nan, np.nan)
    n = rates["eligible"].to_numpy(np.int64)
    rng = np.random.default_rng(seed)
    drawn = rng.multivariate_hypergeometric(n, int(rates["seated"].sum()), DRAWS, "marginals")
    apart = np.ptp(drawn / n, axis=1)
    return Estimate(float(apart.mean()), *_middle(apart))


def _estimate(
    rates: pd.DataFrame, figure: Callable[[Floats, Floats], Floats], seed: int
) -> Estimate:
    """A figure of the smallest and the largest rate, with its percentile interval.

    To draw people of a group with replacement, and count the seated among them, is to draw from a
    binomial distribution; so no sample is ever listed.
    """
    if rates.empty:
        return Estimate(np.nan, np.nan, np.nan)
    rate = rates["rate"].to_numpy(np.float64)
    two = [rate.argmin(), rate.argmax()]
    n, rate = rates["eligible"].to_numpy(np.int64)[two], rate[two]
    samples = np.random.default_rng(seed).binomial(n, rate, (DRAWS, 2)) / n
    return Estimate(float(figure(rate[0], rate[1])), *_middle(figure(*samples.T)))


def _ratio(low: Floats, high: Floats) -> Floats:
    none, alike = high == 0, low == high
    ratio: Floats = np.where(none, np.inf, low / np.where(none, 1.0, high))
    return np.where(alike, 1.0, ratio)


def _middle(figures: Floats) -> tuple[float, float]:
    ends = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
    low, high = np.quantile(figures, ends, method="inverted_cdf")  # ratios may be infinite
    return float(low), float(high)


def _wilson(k: Floats, n: Floats) -> tuple[Floats, Floats]:
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    middle = (k + z**2 / 2) / (n + z**2)
    half = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)


_BOOTSTRAP = "percentile bootstrap: Efron 1979, doi:10.1214/aos/1176344552"

METRICS = (
    Metric(
        name="selection_difference",
        definition="Largest minus smallest share of a group's eligible people who have a seat.",
        formula="max_g seated[g] / eligible[g] - min_g seated[g] / eligible[g]",
        source=_BOOTSTRAP,
        unit="difference of rates, 0 to 1",
        function=selection_difference,
        parity=0.0,
        parity_means="every group is seated at the same rate; see selection_by_chance",
    ),
    Metric(
        name="selection_ratio",
        definition="Smallest over largest share of a group's eligible people who have a seat.",
        formula="min_g seated[g] / eligible[g] / max_g (seated[g] / eligible[g])",
        source=_BOOTSTRAP,
        unit="ratio of rates, 0 to 1",
        function=selection_ratio,
        parity=1.0,
        parity_means="every group is seated at the same rate; see selection_by_chance",
    ),
    Metric(
        name="selection_by_chance",
        definition="Selection difference had as many people been drawn by lot from all eligible.",
        formula="mean over draws of max_g - min_g; groups multivariate hypergeometric",
        source="randomisation: Fisher, The Design of Experiments, 1935",
        unit="difference of rates, 0 to 1",
        function=selection_by_chance,
        parity=None,
        parity_means="what selection_difference is to be held against",
    ),
)

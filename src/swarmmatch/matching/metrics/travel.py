"""How far people travel, in a straight line; a seat without both places is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.matching.metrics.metric import Metric, mean
from swarmmatch.matching.metrics.pool import sound_seats
from swarmmatch.rules.places import distances_of_seats

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def distance_mean(problem: Problem, teams: pd.DataFrame) -> float:
    """Mean km between professional and question over seats; NaN when no distance is known."""
    return mean(distances_of_seats(problem, sound_seats(problem, teams)))


def distance_max(problem: Problem, teams: pd.DataFrame) -> float:
    """Most km between professional and question of a seat; NaN when no distance is known."""
    return float(distances_of_seats(problem, sound_seats(problem, teams)).max())


_SOURCE = "55% of assignments lie within 25 km of the base (EIM/RUG, about 2011)"

METRICS = (
    Metric(
        name="distance_mean",
        definition="Mean distance between professional and question, as the crow flies.",
        formula="mean over seats of km[q, p]",
        source=_SOURCE,
        unit="km",
        function=distance_mean,
        parity=None,
        parity_means="none: near is handy, not fair",
    ),
    Metric(
        name="distance_max",
        definition="Distance of the seat furthest from its question, as the crow flies.",
        formula="max over seats of km[q, p]",
        source=_SOURCE,
        unit="km",
        function=distance_max,
        parity=None,
        parity_means="none: near is handy, not fair",
    ),
)

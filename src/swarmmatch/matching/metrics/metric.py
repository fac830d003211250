"""The form of a metric: a function with everything a reader needs to judge its figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import signature
from typing import Any, NamedTuple

import numpy as np
import pandas as pd


class Estimate(NamedTuple):
    """A figure with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Metric:
    """One metric by name.

    A metric tells what is, not why, nor whether it is right: a figure away from parity is a reason
    to look, and a figure at parity is no proof of fairness.

    Parameters
    ----------
    name : str
        Its key in `METRICS`.
    definition : str
        What it measures, in one sentence.
    formula : str
        How it is computed.
    source : str
        The paper, the rule of law or the practice it comes from.
    unit : str
        What the figure is in.
    function : callable (problem, teams, **taken) -> float or Estimate
        Pure: the same arguments give the same figure, and no argument is changed. NaN where there
        is nothing to measure.
    parity : float or callable or None
        The figure that means parity: a number, or a function of the same arguments; None where
        none does.
    parity_means : str
        Parity of what with what, in words.
    """

    name: str
    definition: str
    formula: str
    source: str
    unit: str
    function: Callable[..., float | Estimate]
    parity: float | Callable[..., float] | None
    parity_means: str

    @property
    def takes(self) -> tuple[str, ...]:
        """Arguments of the function beside problem and teams, by name."""
        return taken_by(self.function)


def taken_by(function: Callable[..., Any]) -> tuple[str, ...]:
    """Arguments that a function takes beside problem and teams, by name."""
    return tuple(signature(function).parameters)[2:]


def mean(values: pd.Series) -> float:
    """The mean of the values that are known; NaN when none is."""
    return float(values.mean()) if values.notna().any() else np.nan

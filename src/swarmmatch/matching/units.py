"""Points as whole units, so that a value is exact however it is added up."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from swarmmatch.rules.rule import is_number

#: Points that one unit stands for, unless a run says otherwise.
RESOLUTION = 1e-4

#: A unit stands for no less than this: below it, points of ordinary weights are no exact sums.
FINEST = 1e-12


def as_points(units: int, resolution: float = RESOLUTION) -> float:
    """Units in points: the number nearest to the decimal ``units * resolution``.

    Parameters
    ----------
    units : int
        Whole units, of any size.
    resolution : float
        Points that one unit stands for; read as the decimal it is written as.
    """
    return float(units * Fraction(str(float(resolution))))


def as_units(points: float, resolution: float = RESOLUTION) -> float:
    """Points in whole units, to the nearest: an int of any size, so that no two are mixed up.

    Parameters
    ----------
    points : float
        Infinite and missing ones stay as they are.
    resolution : float
        Points that one unit stands for; read as the decimal it is written as.
    """
    if not math.isfinite(points):
        return points
    return round(Fraction(points) / Fraction(str(float(resolution))))


def demand_resolution(resolution: Any) -> None:
    """Raise a ValueError unless units of this size make sense."""
    if not (is_number(resolution) and resolution >= FINEST):
        raise ValueError(f"resolution must be points of {FINEST:g} or more, not {resolution!r}")

"""Points as whole units, so that a value is exact however it is added up."""

from __future__ import annotations

import math
from fractions import Fraction

#: Points that one unit stands for, unless a run says otherwise.
RESOLUTION = 1e-4


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


def demand_resolution(resolution: float) -> None:
    """Raise a ValueError unless units of this size make sense."""
    if not (math.isfinite(resolution) and resolution > 0):
        raise ValueError(f"resolution must be points above 0, not {resolution!r}")

"""The first few of many, by one score and then another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def best(n: int, score: Floats, then: Floats) -> Ints:
    """Positions of the `n` highest scores, highest first; all, when there are no more.

    Equal scores go by the second, and equal ones of that by position.

    Parameters
    ----------
    n : int
    score, then : float arrays (N,)
    """
    if not 0 < n < len(score):
        near = np.arange(len(score) if n > 0 else 0)
    else:  # who is below the n-th score need not be sorted
        near = np.flatnonzero(score >= np.partition(score, len(score) - n)[len(score) - n])
    order = np.lexsort((-then[near], -score[near]))
    found: Ints = near[order[:n]]
    return found

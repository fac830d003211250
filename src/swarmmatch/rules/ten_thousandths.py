"""Numbers of professionals in whole ten-thousandths, so that sums and means of them are exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.rules.blocks import Floats
from swarmmatch.rules.rule import Rule, demand

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Numbers are read to four decimals.
TEN_THOUSAND = 10_000

#: Ten-thousandths of larger numbers, added up over a pool of millions, would not fit 64 bits.
LARGEST = 1e8


def as_ten_thousandths(number: float) -> int:
    """An option as a whole number of ten-thousandths."""
    return round(number * TEN_THOUSAND)


def in_ten_thousandths(rule: Rule, problem: Problem, attribute: str) -> Floats:
    """A numeric attribute of the pool in whole ten-thousandths, (P,); NaN where it is missing.

    Raises
    ------
    PolicyError
        For a column of text, and for a number beyond 100 million.
    """
    numbers = problem.arrays.number(attribute)
    largest = np.fmax.reduce(np.abs(numbers), initial=0.0)
    small = f"{attribute} must lie within {LARGEST:,.0f} of 0, not at {largest}"
    demand(bool(largest <= LARGEST), rule, small)
    whole: Floats = np.rint(numbers * TEN_THOUSAND)
    return whole

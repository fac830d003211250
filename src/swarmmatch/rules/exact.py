"""Options that are fractions, as whole numbers: 0.4 is two fifths, not a binary number nearby."""

from __future__ import annotations

from fractions import Fraction

#: Shares and factors are read as the nearest fraction with a denominator up to this: four decimals
#: are exact, and 1 / 3 is a third.
FINEST = 10_000


def as_fraction(number: float) -> Fraction:
    """The fraction that a decimal option stands for."""
    return Fraction(number).limit_denominator(FINEST)

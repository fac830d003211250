"""Options as plain Python values, so that a rule is called the same whoever made its numbers."""

from __future__ import annotations

import math
from abc import ABCMeta
from dataclasses import fields
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from swarmmatch.errors import PolicyError


class PlainOptions(ABCMeta):
    """Makes rules of plain options: numpy's numbers never reach a rule, its name or its file."""

    def __call__(cls, *options: Any, **named: Any) -> Any:
        """A rule of the class, made of the same options in plain form."""
        rule = super().__call__(
            *map(plain_option, options),
            **{name: plain_option(option) for name, option in named.items()},
        )
        for field in fields(rule):
            if _is_missing(getattr(rule, field.name)):
                raise PolicyError(f"{cls.__name__}: {field.name} is missing; leave the option out")
        return rule


def plain_option(option: Any) -> Any:
    """An option without numpy: ``np.float32(0.1)`` is 0.1, and a Fraction the float nearest to it.

    A day is the moment at which it begins, as in the columns of a problem.

    Parameters
    ----------
    option : Any
        Tuples are looked into; what is no number of numpy's stays as it is.
    """
    if type(option) is tuple:
        return tuple(map(plain_option, option))
    if isinstance(option, Fraction):
        return float(option)
    if isinstance(option, np.float64 | np.longdouble):
        return float(option)
    if isinstance(option, np.floating):
        return float(str(option))  # its shortest decimal: the binary one has noise behind it
    if isinstance(option, np.datetime64) or type(option) is date:
        return pd.Timestamp(option)
    return option.item() if isinstance(option, np.generic) else option


def _is_missing(option: Any) -> bool:
    return option is pd.NA or option is pd.NaT or (isinstance(option, float) and math.isnan(option))

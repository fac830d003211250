"""Who is alike in an attribute: groups by category, or by the sides of the cuts of a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.errors import PolicyError
from swarmmatch.rules.blocks import Ints

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True, eq=False)
class Groups:
    """An attribute as groups: two people differ by the share of ``layers`` that they do not share.

    Attributes
    ----------
    members : csc_array (P, G)
        Who belongs to which group; everyone whose value is known belongs to one in each layer.
    known : csc_array (P, 1)
        Whose value is known.
    layers : int
        1 for a category; for a number one for each cut, with a group below and a group above it.
    """

    members: sparse.csc_array
    known: sparse.csc_array
    layers: int

    @staticmethod
    def of(problem: Problem, attribute: str, steps: int) -> Groups:
        """The groups of one attribute; a number is cut in so many places."""
        if not is_measured(problem, attribute):
            members, _ = problem.arrays.one_hot(attribute)
            return Groups(members, sparse.csc_array(members.sum(axis=1)[:, None]), 1)
        step = steps_of(problem, attribute, steps)[:, None]
        above, known = step > np.arange(steps), step >= 0
        sides = np.hstack([above, known & ~above]).astype(np.int32)
        return Groups(sparse.csc_array(sides), sparse.csc_array(known.astype(np.int32)), steps)


def is_measured(problem: Problem, attribute: str) -> bool:
    """Whether an attribute is a number, rather than a category (as texts and truths are)."""
    column = problem.professionals.get(attribute)
    if column is None or pd.api.types.is_bool_dtype(column):
        return False
    return pd.api.types.is_numeric_dtype(column)


def steps_of(problem: Problem, attribute: str, steps: int) -> Ints:
    """A number as the nearest of ``steps + 1`` steps, 0 for the pool's least; -1 where missing."""
    numbers = problem.arrays.number(attribute)
    known = ~np.isnan(numbers)
    if np.isinf(numbers).any():
        raise PolicyError(f"attribute {attribute!r} has an infinite number; nobody is near it")
    least = np.fmin.reduce(numbers, initial=np.inf)
    most = np.fmax.reduce(numbers, initial=-np.inf)
    if not most > least:
        return np.where(known, 0, -1)
    step = np.floor(steps * (numbers - least) / (most - least) + 0.5)
    return np.where(known, step, -1).astype(np.int64)

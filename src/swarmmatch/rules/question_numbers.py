"""A number of each question, which a rule reads from a column that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.data.tables import LARGEST
from swarmmatch.rules.blocks import Floats
from swarmmatch.rules.rule import Rule, demand

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def numbers_of(rule: Rule, problem: Problem, column: str) -> Floats:
    """Numbers of 0 or more by question, shape (Q,); NaN where one is missing.

    Raises
    ------
    PolicyError
        For an unknown column, for text, and for a number that is negative or too large.
    """
    numbers = problem.arrays.number(column, "questions")
    wrong = np.flatnonzero(~np.isnan(numbers) & ~((numbers >= 0) & (numbers <= LARGEST)))
    for question in wrong[:1].tolist():
        name = problem.arrays.questions[question]
        says = f"{column} of question {name!r} is {numbers[question]:g}"
        demand(False, rule, f"{says}; it must be 0 or more, and {LARGEST:g} at most")
    return numbers


def each_of(rule: Rule, problem: Problem, column: str | None) -> Floats:
    """The same, with 0 where one is missing; ones when no column is named."""
    if column is None:
        return np.ones(len(problem.questions))
    return np.nan_to_num(numbers_of(rule, problem, column), nan=0.0)

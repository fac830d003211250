"""What a rule says it looks at is all that it looks at: otherwise people are told too much."""

from __future__ import annotations

import numpy as np
import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.rules.rule import Check, Rule


def demand_claim(rule: Rule, problem: Problem, teams: pd.DataFrame) -> None:
    """Raise an AssertionError when a check changes with a column that the rule does not name.

    Parameters
    ----------
    rule : Rule
        Whose ``looks_at`` is tried; nothing is asked of one that claims nothing.
    problem : Problem
        In which the other columns of professionals change hands.
    teams : pandas.DataFrame
        Columns ``question, professional``.
    """
    columns = rule.looks_at()
    if columns is None:
        return
    if isinstance(columns, str) or not all(isinstance(name, str) for name in columns):
        raise AssertionError(f"looks_at must give a tuple of columns, not {columns!r}")
    people = problem.professionals
    others = [name for name in people.columns if name not in {"professional", *columns}]
    next_one = np.roll(np.arange(len(people)), 1)
    moved = people.assign(**{name: people[name].array.take(next_one) for name in others})
    if not _same(
        rule.check(problem, teams), rule.check(problem.replace(professionals=moved), teams)
    ):
        named = ", ".join(columns) or "no column of professionals"
        raise AssertionError(f"looks_at says {named}, but the check changes with other columns")


def _same(one: Check, other: Check) -> bool:
    frames = one.violations.equals(other.violations) and one.earned.equals(other.earned)
    return frames and one.measure == other.measure

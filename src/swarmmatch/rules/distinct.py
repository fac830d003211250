"""Distinct: a team shows many different values of an attribute."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Ints, Rows
from swarmmatch.rules.exact import as_fraction
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.pool_shares import eligible_by_value, eligible_heads
from swarmmatch.rules.rule import (
    Check,
    Rule,
    demand,
    demand_attribute,
    demand_weight,
    is_number,
    is_whole,
)

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Distinct(Rule):
    """Different values of ``attribute`` within a team: at least so many, or points for each.

    With n[q] the number of distinct values among the members of team q: hard, ``n[q] >= at_least``
    for every team; soft, ``weight * n[q]`` points. A member without a value adds none.

    Like the pool, a team is held against one drawn by lot from all who are eligible for the
    question. With ``s[v]`` the share of them who show value v, the smallest team that the question
    allows would show ``e = sum_v 1 - (1 - s[v]) ** size_min`` different values on average. Hard,
    ``n[q] >= at_least * e``; soft, ``-weight`` points for each value that n[q] falls short of the
    smallest whole number that keeps this. It is Hurlbert's (1971) expected number of species in a
    sample, doi 10.2307/1934145, here with replacement, and never asks for more values than such a
    team has members. Eligible is who offers a seat and is available in the question's slot, see
    `rules.pool_shares`; where nobody is, e is 0.

    Parameters
    ----------
    attribute : str
        A column of the professionals table.
    at_least : float, optional
        The hard form: a whole number of values. Like the pool: a factor from 0 to 1 of the number
        that chance would show, read as the nearest fraction with a denominator up to 10,000.
    weight : float, optional
        The soft form: points for each distinct value. Give one of the two; like the pool it is the
        price of a value short, beside ``at_least``.
    like_pool : bool
        Whether ``at_least`` is a factor of what the eligible pool would show.
    """

    attribute: str
    at_least: float | None = None
    weight: float | None = None
    like_pool: bool = False

    def __post_init__(self) -> None:
        demand_attribute(self, self.attribute)
        if self.like_pool:
            right = is_number(self.at_least) and 0 <= (self.at_least or 0) <= 1
            demand(right, self, f"at_least must be a factor from 0 to 1, not {self.at_least!r}")
        else:
            one = (self.at_least is None) != (self.weight is None)
            demand(one, self, "give either at_least (hard) or weight (soft)")
            right = self.at_least is None or (is_whole(self.at_least) and self.at_least >= 0)
            demand(
                right, self, f"at_least must be a whole number of 0 or more, not {self.at_least!r}"
            )
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """A variable a question and value: present in the team, at most its members' count."""
        features, values = problem.arrays.one_hot(self.attribute)
        n_questions, n_values = len(problem.questions), len(values)
        n = n_questions * n_values
        question, value = np.divmod(np.arange(n), max(n_values, 1))
        shown = sparse.csr_array((np.ones(n), (np.arange(n), value)), shape=(n, n_values))
        over = sparse.csr_array((np.ones(n), (np.arange(n), question)), shape=(n, n_questions))
        least = self._least(problem, features)
        floors = len(least)
        counted = over.T[:floors]  # a row a question: its variables added up
        each = sparse.eye_array(n_questions, format="csr")[:floors]
        present = sparse.vstack([-sparse.eye_array(n), counted], format="csr")
        short = least if self.like_pool and self.weight is not None else least[:0]
        made_up = sparse.eye_array(n + floors, len(short), k=-n)
        reward, price = (0.0, -float(self.weight or 0)) if self.like_pool else (self.weight or 0, 0)
        return [
            Rows(
                features=features,
                weights=sparse.vstack([shown, sparse.csr_array((floors, n_values))], format="csr"),
                over=sparse.vstack([over, each], format="csr"),
                lower=np.concatenate([np.zeros(n), least]),
                upper=np.full(n + floors, np.inf),
                about=np.concatenate([values.to_numpy(object)[value], [self.attribute] * floors]),
                variables=Auxiliaries(
                    np.zeros(n + len(short), np.int64),
                    np.concatenate([np.ones(n, np.int64), short]),
                    np.repeat([float(reward), price], [n, len(short)]),
                ),
                auxiliary=sparse.hstack([present, made_up], format="csr"),
            )
        ]

    def _least(self, problem: Problem, features: sparse.csc_array) -> Ints:
        """Values that each question asks for, (Q,); (0,) where it asks for none."""
        if self.at_least is None:
            return np.zeros(0, np.int64)
        if not self.like_pool:
            return np.full(len(problem.questions), int(self.at_least))
        eligible = eligible_heads(problem, features)
        drawn = np.column_stack([problem.questions["size_min"], eligible.in_all, eligible.of_value])
        distinct, place = np.unique(drawn, axis=0, return_inverse=True)
        return np.array([_by_chance(row, self.at_least) for row in distinct.tolist()])[place]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the distinct values of every team."""
        seats = values_of_seats(problem, teams, self.attribute)
        shown = seats.groupby("question")["value"].nunique()
        detail = shown.astype(str) + f" different values of {self.attribute}"
        found = pd.DataFrame({"subject": shown.index, "detail": detail.to_numpy()})
        measure = shown.mean() if len(shown) else 0.0
        unit = f"different values of {self.attribute} a team"
        if self.weight is not None and not self.like_pool:
            earned = pd.DataFrame({"subject": shown.index, "count": shown, "each": self.weight})
            return Check.of(measure, unit, earned=earned)
        short = (self._wanted(problem, shown.index) - shown).clip(lower=0)
        if self.weight is not None:
            missed = {"subject": shown.index, "count": short, "each": -float(self.weight)}
            return Check.of(measure, unit, earned=pd.DataFrame(missed))
        return Check.of(measure, unit, violations=found[(short > 0).to_numpy()])

    def _wanted(self, problem: Problem, questions: pd.Index[Any]) -> pd.Series:
        """Fewest values that each of these questions allows."""
        if not self.like_pool:
            return pd.Series(int(self.at_least or 0), index=questions)
        of_value, in_all = eligible_by_value(problem, questions, self.attribute)
        size = problem.questions.set_index("question")["size_min"].reindex(questions)
        # Fractions, for chances added up as floats may come out a hair above a whole number.
        factor, wanted = as_fraction(self.at_least or 0), {}
        for question in questions:
            share = [Fraction(n, max(in_all[question], 1)) for n in of_value.loc[question].tolist()]
            missed = [(1 - s) ** int(size[question]) for s in share]
            wanted[question] = math.ceil(factor * sum(1 - chance for chance in missed))
        return pd.Series(wanted, index=questions, dtype=np.int64)


def _by_chance(drawn: list[int], factor: float) -> int:
    """Values that a draw shows on average, times the factor, rounded up; in whole numbers."""
    size, in_all, *of_value = drawn
    ways = max(in_all, 1) ** size
    showing = sum(ways - (max(in_all, 1) - heads) ** size for heads in of_value)
    numerator, denominator = as_fraction(factor).as_integer_ratio()
    asked: int = -(-showing * numerator // (ways * denominator))
    return asked

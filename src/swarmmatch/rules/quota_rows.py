"""The rows of a quota: members with a value, against a number of heads or a share of the team."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, NO_UPPER, Auxiliaries, Ints, Rows
from swarmmatch.rules.exact import as_fraction

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Limit:
    """``part * n - whole * size`` is at least (or at most) ``heads``, for n members with a value.

    A number of heads has part 1 and whole 0; a share of the team is ``whole / part``, and heads 0.
    """

    part: int
    whole: int
    heads: int
    from_below: bool

    @staticmethod
    def of(bound: float, *, share: bool, from_below: bool) -> Limit:
        """The limit that a bound stands for."""
        if not share:
            return Limit(1, 0, int(bound), from_below)
        whole, part = as_fraction(bound).as_integer_ratio()
        return Limit(part, whole, 0, from_below)


@dataclass(frozen=True, eq=False)
class Shown:
    """Who has which value, (P, K) and (K,), and the columns that a quota judges, (V,)."""

    features: sparse.csc_array
    values: pd.Index[Any]
    judged: Ints

    @property
    def heads(self) -> Ints:
        """How many in the pool have each judged value, (V,)."""
        counted: Ints = self.features.sum(axis=0)[self.judged].astype(np.int64)
        return counted


def hard_rows(problem: Problem, shown: Shown, limit: Limit) -> Rows:
    """A row for each question and judged value, question by question."""
    features, n_questions = shown.features, len(problem.questions)
    if limit.whole:
        features = sparse.hstack([features, problem.arrays.everyone], format="csc")
    value = np.tile(shown.judged, n_questions)
    n, each = len(value), np.arange(len(value))
    counted = (np.full(n, limit.part), (each, value))
    weights = sparse.csr_array(counted, shape=(n, features.shape[1]))
    if limit.whole:
        size = (np.full(n, limit.whole), (each, np.full(n, features.shape[1] - 1)))
        weights = sparse.csr_array(weights - sparse.csr_array(size, shape=weights.shape))
    over = (np.ones(n), (each, np.repeat(np.arange(n_questions), len(shown.judged))))
    return Rows(
        features=features,
        weights=weights,
        over=sparse.csr_array(over, shape=(n, n_questions)),
        lower=np.full(n, limit.heads if limit.from_below else NO_LOWER, dtype=np.float64),
        upper=np.full(n, NO_UPPER if limit.from_below else limit.heads, dtype=np.float64),
        about=shown.values.to_numpy(object)[value],
    )


def soft_rows(problem: Problem, shown: Shown, limit: Limit, price: float) -> Rows:
    """The same rows, each with a variable for the heads that it is short or over."""
    rows = hard_rows(problem, shown, limit)
    n = len(rows.about)
    missed = np.tile(shown.heads, len(problem.questions))
    if limit.from_below:
        missed = np.full(n, rows.features.shape[0] if limit.whole else limit.heads)
    made_up = limit.part if limit.from_below else -limit.part
    return replace(
        rows,
        variables=Auxiliaries(np.zeros(n, np.int64), missed, np.full(n, -float(price))),
        auxiliary=sparse.csr_array(made_up * sparse.eye_array(n)),
    )

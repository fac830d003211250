"""The rows of a quota: members with a value, against a number of heads or a share of the team."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, NO_UPPER, Auxiliaries, Ints, Rows
from swarmmatch.rules.exact import as_fraction
from swarmmatch.rules.pool_shares import EligibleHeads
from swarmmatch.rules.shown import Shown

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True, eq=False)
class Limit:
    """``part * n - whole * size`` is at least (or at most) ``heads``, for n members with a value.

    Each is one number, or an array with a row for each question and a column for each judged value.
    A number of heads has part 1 and whole 0; a share of the team is ``whole / part``, and heads 0.
    """

    part: Ints
    whole: Ints
    heads: Ints
    from_below: bool

    @staticmethod
    def of(bound: float, *, share: bool, from_below: bool) -> Limit:
        """The limit that a bound stands for."""
        if not share:
            return Limit(np.array(1), np.array(0), np.array(int(bound)), from_below)
        whole, part = as_fraction(bound).as_integer_ratio()
        return Limit(np.array(part), np.array(whole), np.array(0), from_below)

    @staticmethod
    def like_pool(factor: float, eligible: EligibleHeads, *, from_below: bool) -> Limit:
        """Heads for a factor of the pool's share, a part of a head in the team's favour.

        ``n >= floor(share * size)`` is ``n > share * size - 1``, and so in whole numbers
        ``part * n - whole * size >= 1 - part``. From above it is the mirror image.
        """
        numerator, denominator = as_fraction(factor).as_integer_ratio()
        whole = numerator * eligible.of_value
        part = np.broadcast_to(denominator * np.maximum(eligible.in_all, 1)[:, None], whole.shape)
        common = np.gcd(whole, part)
        whole, part = whole // common, part // common
        return Limit(part, whole, 1 - part if from_below else part - 1, from_below)


def hard_rows(problem: Problem, shown: Shown, limit: Limit) -> Rows:
    """A row for each question and judged value, question by question."""
    features, n_questions = shown.features, len(problem.questions)
    if limit.whole.any():
        features = sparse.hstack([features, problem.arrays.everyone], format="csc")
    value = np.tile(shown.judged, n_questions)
    n, each = len(value), np.arange(len(value))
    part, whole, heads = _spread_out(limit, n_questions, len(shown.judged))
    weights = sparse.csr_array((part, (each, value)), shape=(n, features.shape[1]))
    if limit.whole.any():
        size = (whole, (each, np.full(n, features.shape[1] - 1)))
        weights = sparse.csr_array(weights - sparse.csr_array(size, shape=weights.shape))
    over = (np.ones(n), (each, np.repeat(np.arange(n_questions), len(shown.judged))))
    return Rows(
        features=features,
        weights=weights,
        over=sparse.csr_array(over, shape=(n, n_questions)),
        lower=heads.astype(np.float64) if limit.from_below else np.full(n, NO_LOWER),
        upper=np.full(n, NO_UPPER) if limit.from_below else heads.astype(np.float64),
        about=shown.values.to_numpy(object)[value],
    )


def soft_rows(problem: Problem, shown: Shown, limit: Limit, price: float) -> Rows:
    """The same rows, each with a variable for the heads that it is short or over."""
    rows = hard_rows(problem, shown, limit)
    part, whole, heads = _spread_out(limit, len(problem.questions), len(shown.judged))
    missed = np.tile(shown.heads, len(problem.questions))
    if limit.from_below:
        missed = np.where(whole > 0, rows.features.shape[0], np.maximum(heads, 0))
    made_up = part if limit.from_below else -part
    n = len(rows.about)
    return replace(
        rows,
        variables=Auxiliaries(np.zeros(n, np.int64), missed, np.full(n, -float(price))),
        auxiliary=sparse.csr_array((made_up, (np.arange(n), np.arange(n))), shape=(n, n)),
    )


def _spread_out(limit: Limit, n_questions: int, n_values: int) -> list[Ints]:
    """Part, whole and heads of every row, question by question."""
    shape = (n_questions, n_values)
    return [np.broadcast_to(one, shape).ravel() for one in (limit.part, limit.whole, limit.heads)]

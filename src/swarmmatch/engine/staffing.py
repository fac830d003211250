"""Team sizes, and questions that may stay empty.

A team of nobody breaks no rule of teams. So where a question may stay empty, a variable says
whether it is staffed, and the rows that an empty team would break bind only when it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.engine.program import Floats, Ints, LinearRows, Variables, widened
from swarmmatch.rules.blocks import Sizes


@dataclass(frozen=True, eq=False)
class Staffing:
    """Sizes of teams and the price of leaving a question empty, shapes (Q,).

    ``price`` is in units of worth; ``rule`` is the position of the rule that sets the sizes.
    """

    size_min: Ints
    size_max: Ints
    optional: NDArray[np.bool_]
    price: Ints
    rule: int

    @staticmethod
    def of(
        blocks: list[tuple[int, Sizes]], n_questions: int, n_professionals: int, resolution: float
    ) -> Staffing:
        """The tightest of all sizes given; without any, teams of every size."""
        size_min = np.zeros(n_questions, np.int64)
        size_max = np.full(n_questions, n_professionals)
        must = np.zeros(n_questions, np.bool_)
        price = np.zeros(n_questions, np.int64)
        for _, block in blocks:
            size_min = np.maximum(size_min, block.lower)
            size_max = np.minimum(size_max, block.upper)
            if block.unstaffed is None:
                must |= block.lower > 0
            else:
                price += np.rint(block.unstaffed / resolution).astype(np.int64) * (block.lower > 0)
        price[must] = 0
        size_max = np.maximum(
            size_max, size_min
        )  # a team larger than the pool is for rows to refuse
        return Staffing(size_min, size_max, ~must, price, blocks[0][0] if blocks else -1)


def with_staffing(
    staffing: Staffing, rows: LinearRows, variables: Variables
) -> tuple[LinearRows, Variables]:
    """Add the size rows, and a variable for each question whose staffing must be known."""
    broken_by_nobody = ((rows.lower > 0) | (rows.upper < 0)) & (rows.question >= 0)
    known = staffing.optional & (staffing.size_min > 0)
    known[rows.question[broken_by_nobody]] = True
    known &= staffing.optional
    staffed = np.full(len(known), -1)
    staffed[known] = len(variables.lower) + np.arange(known.sum())
    variables = Variables(
        np.concatenate([variables.lower, np.zeros(known.sum(), np.int64)]),
        np.concatenate([variables.upper, np.ones(known.sum(), np.int64)]),
        np.concatenate([variables.worth, staffing.price[known]]),
    )
    rows = _bind_only_teams(rows, broken_by_nobody, staffed, len(variables.lower))
    return _with_sizes(staffing, rows, staffed), variables


def _bind_only_teams(
    rows: LinearRows, broken_by_nobody: NDArray[np.bool_], staffed: Ints, n_variables: int
) -> LinearRows:
    """Take the bound that nobody breaks times the staffed variable to the left-hand side."""
    switched = np.flatnonzero(broken_by_nobody)
    switched = switched[staffed[rows.question[switched]] >= 0]
    bound = np.where(rows.lower > 0, rows.lower, rows.upper)[switched]
    entry = (-bound, (switched, staffed[rows.question[switched]]))
    switch = sparse.csr_array(entry, shape=(len(rows.lower), n_variables))
    lower, upper = rows.lower.copy(), rows.upper.copy()
    lower[switched] -= bound
    upper[switched] -= bound
    auxiliary = widened(rows.auxiliary, len(rows.lower), n_variables)
    return LinearRows(
        rows.seats, sparse.csr_array(auxiliary + switch), lower, upper,
        rows.rule, rows.question, rows.about,
    )  # fmt: skip


def _with_sizes(staffing: Staffing, rows: LinearRows, staffed: Ints) -> LinearRows:
    """Rows ``sum_p x[q, p] - bound * staffed[q]``, from below and from above."""
    plain, switched = np.flatnonzero(staffed < 0), np.flatnonzero(staffed >= 0)
    least = np.maximum(staffing.size_min, 1)[switched]  # staffed means somebody sits
    question = np.concatenate([plain, switched, switched])
    bound = np.concatenate([0 * plain, least, staffing.size_max[switched]])
    new = len(question)
    n_features = rows.seats.shape[1] // max(len(staffed), 1)
    heads = (np.ones(new), (np.arange(new), question * n_features))
    switch = (-bound.astype(np.float64)[len(plain):], (
        np.arange(len(plain), new), staffed[question[len(plain):]]
    ))  # fmt: skip
    open_below, open_above = np.full(len(switched), -np.inf), np.full(len(switched), np.inf)
    zero = np.zeros(len(switched))
    size_min, size_max = staffing.size_min[plain], staffing.size_max[plain]
    lower: Floats = np.concatenate([rows.lower, size_min, zero, open_below])
    upper: Floats = np.concatenate([rows.upper, size_max, open_above, zero])
    n_variables = rows.auxiliary.shape[1]
    return LinearRows(
        seats=_below(rows.seats, sparse.csr_array(heads, shape=(new, rows.seats.shape[1]))),
        auxiliary=_below(rows.auxiliary, sparse.csr_array(switch, shape=(new, n_variables))),
        lower=lower,
        upper=upper,
        rule=np.concatenate([rows.rule, np.full(new, staffing.rule)]),
        question=np.concatenate([rows.question, question]),
        about=np.concatenate([rows.about, np.full(new, "team size", dtype=object)]),
    )


def _below(upper: sparse.csr_array, lower: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(sparse.vstack([upper, lower], format="csr"))

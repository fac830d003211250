"""What blocks say of given teams, worked out from their definitions alone.

Shapes: T sets of teams, Q questions, P professionals, R rows, U auxiliary variables. Every block is
judged by itself, for no auxiliary variable is shared between blocks.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from swarmmatch.rules.blocks import (
    Auxiliaries,
    Block,
    Eligibility,
    PairCounts,
    PairRows,
    ProfessionalRows,
    Rows,
    SeatPoints,
    Sizes,
    TakenSeats,
)

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

#: Feasible (T,), and the most units that the block can earn (T,).
Judged = tuple[Bools, Floats]


def by_blocks(blocks: Iterable[Block], taken: Bools, resolution: float) -> Judged:
    """Judge sets of teams by the blocks of a rule.

    Parameters
    ----------
    blocks : iterable of blocks
    taken : bool array (T, Q, P)
        The seats taken in each set of teams.
    resolution : float
        Points that one unit stands for.

    Returns
    -------
    feasible : bool array (T,)
        Whether no block is broken.
    units : float array (T,)
        Whole units earned, with the auxiliary variables at their best; no meaning where a set is
        not feasible.
    """
    feasible, units = np.ones(len(taken), dtype=np.bool_), np.zeros(len(taken))
    for block in blocks:
        holds, earned = _judge(block, taken, resolution)
        feasible, units = feasible & holds, units + earned
    return feasible, units


def _judge(block: Block, taken: Bools, resolution: float) -> Judged:
    n_sets, n_questions, n_professionals = taken.shape
    nothing = np.zeros(n_sets)
    everyone = slice(0, n_professionals)
    match block:
        case Eligibility():
            allowed = np.array([block.allowed(q, everyone) for q in range(n_questions)])
            return _all(~taken | allowed, 1, 2), nothing
        case SeatPoints():
            points = np.array([block.points(q, everyone) for q in range(n_questions)])
            return np.ones(n_sets, np.bool_), (taken * np.rint(points / resolution)).sum(
                axis=(1, 2)
            )
        case Sizes():
            return _sizes(block, taken.sum(axis=2), resolution)
        case Rows():
            return _rows(block, taken, resolution)
        case ProfessionalRows():
            load = np.einsum("gq,tqp->tgp", block.groups.toarray(), taken.astype(np.float64))
            return _all((block.lower <= load) & (load <= block.upper), 1, 2), nothing
        case PairRows():
            first, second = taken[:, :, block.first], taken[:, :, block.second]
            holds = np.where(block.together, first == second, ~(first & second))
            return _all(holds, 1, 2), nothing
        case PairCounts():
            return _pair_counts(block, taken, resolution)
        case TakenSeats():
            return _all(taken[:, block.question, block.professional], 1), nothing


def _pair_counts(block: PairCounts, taken: Bools, resolution: float) -> Judged:
    count = (taken[:, :, block.first] & taken[:, :, block.second]) @ block.count
    within, beyond = np.minimum(count, block.at_most), np.maximum(count - block.at_most, 0)
    if block.points is None:
        return _all(beyond == 0, 1), np.zeros(len(taken))
    each = np.rint(block.points / resolution)
    paid = (within if each > 0 else beyond).sum(axis=1)
    return np.ones(len(taken), np.bool_), each * paid if each else np.zeros(len(taken))


def _sizes(block: Sizes, size: NDArray[np.int64], resolution: float) -> Judged:
    holds = (block.lower <= size) & (size <= block.upper)
    if block.unstaffed is None:
        return _all(holds, 1), np.zeros(len(size))
    left = (size == 0) & ~holds
    price = np.rint(block.unstaffed / resolution)
    return _all(holds | left, 1), -price * left.sum(axis=1)


def _rows(block: Rows, taken: Bools, resolution: float) -> Judged:
    over = sparse.csr_array(block.over)
    coefficient = (block.weights @ block.features.T).toarray()
    total = np.einsum("rq,rp,tqp->tr", over.toarray(), coefficient, taken.astype(np.float64))
    # A row over one question cannot be broken by nobody.
    empty = np.asarray(~taken.any(axis=2))
    alone = np.flatnonzero(np.diff(over.indptr) == 1)
    nobody = np.zeros(total.shape, dtype=np.bool_)
    nobody[:, alone] = empty[:, over.indices[over.indptr[alone]]]
    lower = np.where(nobody, np.minimum(block.lower, 0), block.lower) - total
    upper = np.where(nobody, np.maximum(block.upper, 0), block.upper) - total
    if block.auxiliary is None or not len(block.variables.lower):
        return _all((lower <= 0) & (upper >= 0), 1), np.zeros(len(taken))
    auxiliary = sparse.csr_array(block.auxiliary)
    holds = _reachable(auxiliary, block.variables, lower, upper)
    worth = np.rint(block.variables.points / resolution)
    units = np.zeros(len(taken))
    units[holds] = _best(auxiliary, block.variables, worth, lower[holds], upper[holds])
    return holds, units


def _reachable(
    auxiliary: sparse.csr_array, variables: Auxiliaries, lower: Floats, upper: Floats
) -> Bools:
    """For which sets some values of the variables satisfy all rows: where no row needs slack."""
    n_sets, n_rows = lower.shape
    matrix = sparse.kron(sparse.eye_array(n_sets), auxiliary, format="csr")
    n_variables, n_slacks = matrix.shape[1], n_sets * n_rows
    slack = sparse.eye_array(n_slacks)
    values = _optimum(
        cost=np.repeat([0.0, 1.0], [n_variables, n_slacks]),
        whole=np.repeat([1, 0], [n_variables, n_slacks]),
        least=np.concatenate([np.tile(variables.lower, n_sets), np.zeros(n_slacks)]),
        most=np.concatenate([np.tile(variables.upper, n_sets), np.full(n_slacks, np.inf)]),
        rows=[
            LinearConstraint(sparse.hstack([matrix, slack], format="csr"), lb=lower.ravel()),
            LinearConstraint(sparse.hstack([matrix, -slack], format="csr"), ub=upper.ravel()),
        ],
    )
    # All numbers are whole, so the least slack is too.
    return _all(values[n_variables:].reshape(n_sets, n_rows) < 0.5, 1)


def _best(
    auxiliary: sparse.csr_array, variables: Auxiliaries, worth: Floats, lower: Floats, upper: Floats
) -> Floats:
    """The most that the variables can earn in each set, one beside the other."""
    n_sets = len(lower)
    if not n_sets or not worth.any():
        return np.zeros(n_sets)
    matrix = sparse.kron(sparse.eye_array(n_sets), auxiliary, format="csr")
    values = _optimum(
        cost=np.tile(-worth, n_sets),
        whole=np.ones(matrix.shape[1], np.int64),
        least=np.tile(variables.lower, n_sets),
        most=np.tile(variables.upper, n_sets),
        rows=[LinearConstraint(matrix, lower.ravel(), upper.ravel())],
    )
    best: Floats = np.rint(values).reshape(n_sets, -1) @ worth
    return best


def _optimum(
    *, cost: Floats, whole: Ints, least: Floats, most: Floats, rows: list[LinearConstraint]
) -> Floats:
    found = milp(
        cost,
        integrality=whole,
        bounds=Bounds(least, most),
        constraints=rows,
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise AssertionError(f"auxiliary variables have no best values: {found.message}")
    return np.asarray(found.x, dtype=np.float64)


def _all(holds: NDArray[np.bool_] | np.bool_, *axes: int) -> Bools:
    return np.asarray(np.all(holds, axis=axes), dtype=np.bool_)

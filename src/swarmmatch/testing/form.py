"""The form that blocks must have: shapes that fit, whole numbers, one truth for any part."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from swarmmatch.data.problem import Problem
from swarmmatch.rules.blocks import (
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


def demand_form(block: Block, problem: Problem, rng: np.random.Generator) -> None:
    """Raise an AssertionError that says what is wrong with the form of a block.

    Parameters
    ----------
    block : block
    problem : Problem
        For which the block was made.
    rng : numpy Generator
        Draws the parts of the pool that are asked for.
    """
    n_questions, n_professionals = len(problem.questions), len(problem.professionals)
    match block:
        case Eligibility():
            _demand_parts("allowed", block.allowed, n_questions, n_professionals, np.bool_, rng)
        case SeatPoints():
            _demand_parts("points", block.points, n_questions, n_professionals, np.float64, rng)
            most = _highest(block, n_questions, n_professionals)
            _demand(most <= block.at_most, f"a seat earns {most}, at_most says {block.at_most}")
        case Sizes():
            _demand_shapes((n_questions,), lower=block.lower, upper=block.upper)
            _demand_whole(lower=block.lower, upper=block.upper)
        case Rows():
            _demand_rows(block, n_questions, n_professionals)
        case ProfessionalRows():
            _demand_shapes((len(block.about), n_questions), groups=block.groups)
            shape = (len(block.about), n_professionals)
            _demand_shapes(shape, lower=block.lower, upper=block.upper)
            _demand_whole(groups=block.groups, lower=block.lower, upper=block.upper)
        case PairRows():
            _demand_shapes(block.first.shape, second=block.second, together=block.together)
            _demand_positions(n_professionals, first=block.first, second=block.second)
        case PairCounts():
            _demand_pair_counts(block, n_professionals)
        case TakenSeats():
            _demand_shapes(block.question.shape, professional=block.professional)
            _demand_positions(n_questions, question=block.question)
            _demand_positions(n_professionals, professional=block.professional)
        case _:
            raise AssertionError(f"{block!r} is no block")


def _demand_rows(block: Rows, n_questions: int, n_professionals: int) -> None:
    n, n_features, n_variables = (
        len(block.lower),
        block.features.shape[1],
        len(block.variables.lower),
    )
    _demand_shapes((n_professionals, n_features), features=block.features)
    _demand_shapes((n, n_features), weights=block.weights)
    _demand_shapes((n, n_questions), over=block.over)
    _demand_shapes((n,), upper=block.upper, about=block.about)
    variables = block.variables
    _demand_shapes((n_variables,), upper=variables.upper, points=variables.points)
    _demand(block.auxiliary is not None or not n_variables, "variables without coefficients")
    _demand_whole(features=block.features, weights=block.weights, over=block.over)
    _demand_whole(lower=block.lower, upper=block.upper)
    if block.auxiliary is not None:
        _demand_shapes((n, n_variables), auxiliary=block.auxiliary)
        _demand_whole(auxiliary=block.auxiliary)
    _demand_whole(least=variables.lower, most=variables.upper)
    limits = np.concatenate([variables.lower, variables.upper, variables.points])
    _demand(bool(np.isfinite(limits).all()), "bounds and points of variables must be finite")


def _demand_pair_counts(block: PairCounts, n_professionals: int) -> None:
    _demand_shapes(block.first.shape, second=block.second, count=block.count)
    _demand_positions(n_professionals, first=block.first, second=block.second)
    _demand_whole(count=block.count, at_most=block.at_most)
    _demand(bool((block.count >= 1).all()), "each pair must count for 1 or more")
    _demand(block.at_most >= 0, f"at_most must be 0 or more, not {block.at_most}")
    low, high = np.minimum(block.first, block.second), np.maximum(block.first, block.second)
    _demand(bool((low < high).all()), "a pair is two different professionals")
    twice = len(np.unique(low * n_professionals + high)) < len(low)
    _demand(not twice, "no pair may be listed twice, in whatever order")
    priced = block.points is None or bool(np.isfinite(block.points))
    _demand(priced, f"points must be finite, not {block.points}")


def _demand_parts(
    what: str, answer: Any, n_questions: int, n_professionals: int, dtype: Any, rng: Any
) -> None:
    """The answer for the whole pool is that for its parts, joined."""
    for question in range(n_questions):
        whole = answer(question, slice(0, n_professionals))
        _demand_shapes((n_professionals,), **{what: whole})
        _demand(whole.dtype == dtype, f"{what} must be {np.dtype(dtype)}, not {whole.dtype}")
        _demand(bool(np.isfinite(whole).all()), f"{what} must be finite")
        cuts = [0, *np.sort(rng.integers(0, n_professionals + 1, 2)), n_professionals]
        parts = [answer(question, slice(*cuts[i : i + 2])) for i in range(3)]
        same = np.array_equal(np.concatenate(parts), whole)
        _demand(same, f"{what} of question {question} differs between the pool and its parts")


def _highest(block: SeatPoints, n_questions: int, n_professionals: int) -> float:
    seats = [block.points(q, slice(0, n_professionals)) for q in range(n_questions)]
    return float(np.max(seats, initial=-np.inf))


def _demand_shapes(shape: tuple[int, ...], **arrays: Any) -> None:
    for name, array in arrays.items():
        _demand(array.shape == shape, f"{name} has shape {array.shape}, not {shape}")


def _demand_whole(**arrays: ArrayLike | sparse.sparray) -> None:
    for name, array in arrays.items():
        numbers = np.asarray(array.data if sparse.issparse(array) else array, dtype=np.float64)
        whole = bool(
            (np.rint(numbers) == numbers).all()
        )  # infinity passes, what is missing does not
        _demand(whole, f"{name} must hold whole numbers")


def _demand_positions(n: int, **arrays: Any) -> None:
    for name, array in arrays.items():
        inside = bool(((array >= 0) & (array < n)).all())
        _demand(inside, f"{name} must be positions from 0 to {n - 1}")


def _demand(holds: bool, text: str) -> None:
    if not holds:
        raise AssertionError(text)

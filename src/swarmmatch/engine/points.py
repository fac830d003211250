"""Points of a policy, seen to be whole units that add up exactly, before any solver sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from swarmmatch.engine.program import Floats
from swarmmatch.errors import PolicyError
from swarmmatch.rules.blocks import PairCounts, Rows, SeatPoints, Sizes
from swarmmatch.rules.rule import Rule

#: Whole numbers below this are exact in the floats that solvers count in, with a bit to spare.
MOST_UNITS = 2.0**52


def demand_countable(
    rules: Sequence[Rule],
    blocks: Iterable[tuple[int, Any]],
    shape: tuple[int, int],
    resolution: float,
) -> None:
    """Raise a PolicyError for points that no solver adds up exactly, or that all round to nothing.

    Parameters
    ----------
    rules : sequence of Rule
        The policy.
    blocks : iterable of (int, block)
        What each rule, by its position, hands to the solvers.
    shape : tuple of int
        Questions and professionals.
    resolution : float
        Points that one unit stands for.
    """
    blocks = list(blocks)
    seats = _seats(blocks, shape)
    in_all = np.zeros(len(rules))
    for position, rule in enumerate(rules):
        own = [block for at, block in blocks if at == position]
        counted = [_points(block, seats, shape[0]) for block in own]
        each = np.concatenate([np.zeros(0), *(points for points, _ in counted)])
        if each.any() and not np.rint(each / resolution).any():
            _demand_visible(rule, own, float(each.max()), resolution, shape)
        in_all[position] = sum(float(points @ times) for points, times in counted)
    if not in_all.sum() / resolution < MOST_UNITS:
        rule, most = rules[int(in_all.argmax())], MOST_UNITS * resolution
        raise PolicyError(
            f"{rule.name}: points are too large to add up exactly: teams may earn or cost "
            f"{in_all.sum():.3g} in all, and at a resolution of {resolution:g} no more than "
            f"{most:.3g} can be told apart; lower the weights, or take a coarser resolution"
        )


def _demand_visible(
    rule: Rule, blocks: Iterable[Any], most: float, resolution: float, shape: tuple[int, int]
) -> None:
    """Raise unless a seat costs more than the most that any earns, which is next to nothing."""
    seats = [block for block in blocks if isinstance(block, SeatPoints)]
    n_questions, n_professionals = shape
    everyone = slice(0, n_professionals)
    for block in seats:
        for question in range(n_questions):
            if np.rint(block.points(question, everyone) / resolution).any():
                return
    raise PolicyError(
        f"{rule.name}: its points, {most:g} at most, are all rounded to 0 at a "
        f"resolution of {resolution:g}; raise the weight, or take a finer resolution"
    )


def _seats(blocks: Iterable[tuple[int, Any]], shape: tuple[int, int]) -> float:
    """Seats that all teams have at most."""
    size = np.full(shape[0], float(shape[1]))
    for _, block in blocks:
        if isinstance(block, Sizes):
            size = np.minimum(size, block.upper)
    return float(size.sum())


def _points(block: Any, seats: float, n_questions: int) -> tuple[Floats, Floats]:
    """Sizes of the points that a block can give or take, and how many times each at most."""
    match block:
        case Rows():
            upper = np.maximum(np.abs(block.variables.lower), np.abs(block.variables.upper))
            return np.abs(block.variables.points), upper.astype(np.float64)
        case SeatPoints():
            return np.array([abs(block.at_most)]), np.array([seats])
        case PairCounts() if block.points is not None:
            # Every pair in a team of its own, or all in all of them, if nothing limits what earns.
            most = float(block.count.sum()) * n_questions
            if block.points > 0:
                most = min(most, float(block.at_most) * n_questions)
            return np.array([abs(block.points)]), np.array([most])
        case Sizes() if block.unstaffed is not None:
            return np.array([abs(float(block.unstaffed))]), np.array([float(n_questions)])
        case _:
            return np.zeros(0), np.zeros(0)

"""Which points count: the blocks of a policy's rules, with those of one step alone left to earn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from swarmmatch.data.problem import Problem
from swarmmatch.engine.compile import Numbered
from swarmmatch.errors import PolicyError
from swarmmatch.rules.blocks import PairCounts, Rows, SeatPoints, Sizes
from swarmmatch.rules.rule import Rule
from swarmmatch.rules.stages import Step


def earning_only(
    step: Step, problem: Problem, rules: Sequence[Rule], blocks: Numbered[Any]
) -> Numbered[Any]:
    """The blocks of all rules, in which nothing but the rules of a step earns points.

    Rows and variables stay what they are and where they are, so that the programs of all steps
    have the same.
    """
    meant = dict(zip(step.source, step.rules, strict=True))
    found: Numbered[Any] = []
    for position, rule in enumerate(rules):
        own = [block for at, block in blocks if at == position]
        if rule not in meant:
            own = [muted for block in own for muted in _muted(block)]
        elif meant[rule] != rule:  # a part of it, with the same rows
            own = list(meant[rule].blocks(problem))
        found += [(position, block) for block in own]
    return found


def demand_staged(rules: Sequence[Rule], steps: Sequence[Step], blocks: Numbered[Any]) -> None:
    """Raise a PolicyError for a rule that earns points in no step, or by pairs and not last.

    What a stage earned binds the later ones as a row over seats; pairs have no place in one.
    """
    counted = {rule for step in steps for rule in step.source}
    early = {rule for step in steps[:-1] for rule in step.source}
    for position, block in blocks:
        if isinstance(block, PairCounts) and rules[position] in early and _earns(block):
            name = rules[position].name
            raise PolicyError(f"{name}: points for pairs can only be counted in the last stage")
        if rules[position] not in counted and _earns(block):
            name = rules[position].name
            raise PolicyError(
                f"{name}: earns points and yet has no part in the stages; its property ``soft`` "
                "must be True"
            )


def _muted(block: Any) -> list[Any]:
    """The block without points."""
    match block:
        case SeatPoints():
            return []
        case Sizes() if block.unstaffed is not None:
            return [replace(block, unstaffed=0.0)]
        case PairCounts() if block.points is not None:
            return []
        case Rows():
            silent = np.zeros(len(block.variables.points))
            return [replace(block, variables=replace(block.variables, points=silent))]
        case _:
            return [block]


def _earns(block: Any) -> bool:
    match block:
        case SeatPoints():
            return True
        case Sizes():
            return bool(block.unstaffed)
        case PairCounts():
            return bool(block.points)
        case Rows():
            return bool(block.variables.points.any())
        case _:
            return False

"""Rules of fairness with one mistake each, which the proof of rules must find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from swarmmatch.data.problem import Problem
from swarmmatch.rules.blocks import Auxiliaries, Block, ProfessionalRows, Rows, SeatPoints
from swarmmatch.rules.carry_over import CarryOver
from swarmmatch.rules.max_load_gap import MaxLoadGap
from swarmmatch.rules.newcomers import Newcomers
from swarmmatch.rules.parity import Parity
from swarmmatch.rules.rule import Rule
from swarmmatch.rules.worst_off import WorstOff


@dataclass(frozen=True)
class LaxShare(Newcomers):
    """Wrong bound."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(_rows(super().blocks(problem)), lower=-np.ones(1))]


@dataclass(frozen=True)
class VeteransPaid(Newcomers):
    """Pays the others."""

    def blocks(self, problem: Problem) -> list[Block]:
        (block,) = super().blocks(problem)
        assert isinstance(block, SeatPoints)
        points, most = block.points, block.at_most
        return [SeatPoints(lambda q, part: most - points(q, part), most)]


@dataclass(frozen=True)
class StrictRounding(Parity):
    """No seat of slack from above."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = _rows(super().blocks(problem))
        return [replace(rows, upper=np.where(np.isinf(rows.upper), np.inf, 0.0))]


@dataclass(frozen=True)
class LaxRounding(Parity):
    """One step too far, either way."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = _rows(super().blocks(problem))
        further = 1.0 * (rows.lower != rows.upper)
        return [replace(rows, lower=rows.lower - further, upper=rows.upper + further)]


@dataclass(frozen=True)
class ForgetsTheAbsent(Parity):
    """Counts people who cannot come among the eligible."""

    def blocks(self, problem: Problem) -> list[Block]:
        return super().blocks(problem.replace(availability=None))


@dataclass(frozen=True)
class HalfPrice(Parity):
    """Wrong points."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = _rows(super().blocks(problem))
        variables = replace(rows.variables, points=rows.variables.points / 2)
        return [replace(rows, variables=variables)]


@dataclass(frozen=True)
class ForgetsDebts(CarryOver):
    """Missing balances taken for 1."""

    def blocks(self, problem: Problem) -> list[Block]:
        people = problem.professionals
        filled = people.assign(**{self.attribute: people[self.attribute].fillna(1.0)})
        return super().blocks(problem.replace(professionals=filled))


@dataclass(frozen=True)
class OneSeatMore(MaxLoadGap):
    """Wrong bound, in either form."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [
            replace(block, upper=block.upper + 1)
            for block in super().blocks(problem)
            if isinstance(block, Rows | ProfessionalRows)
        ]


@dataclass(frozen=True)
class LeastIsNothing(MaxLoadGap):
    """Forgets that the least load may be above 0."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = _rows(super().blocks(problem))
        return [replace(rows, variables=_with_upper(rows.variables, 0, 0))]


@dataclass(frozen=True)
class OneStepUp(WorstOff):
    """A coverage rounded up."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = _rows(super().blocks(problem))
        return [replace(rows, lower=np.where(rows.about == "coverage", rows.lower - 1, 0))]


@dataclass(frozen=True)
class NoWorst(WorstOff):
    """The second-worst question is enough."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = _rows(super().blocks(problem))
        return [replace(rows, lower=np.append(rows.lower[:-1], -np.inf))]


def _rows(blocks: Sequence[Block]) -> Rows:
    (rows,) = blocks
    assert isinstance(rows, Rows)
    return rows


def _with_upper(variables: Auxiliaries, position: int, value: int) -> Auxiliaries:
    upper = variables.upper.copy()
    upper[position] = value
    return replace(variables, upper=upper)


BROKEN: list[Rule] = [
    LaxShare(share=0.5), VeteransPaid(weight=1.0), StrictRounding("gender", 0.1),
    LaxRounding("gender", 0), ForgetsTheAbsent("gender", 0.0), HalfPrice("gender", 0, weight=1.0),
    ForgetsDebts(1.0, "rate"), OneSeatMore(0), LeastIsNothing(0, weight=1.0), OneStepUp(10),
    NoWorst(10),
]  # fmt: skip

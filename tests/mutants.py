"""Broken copies of rules, and one sound rule of a user's own: what `check_rule` must tell apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.data.problem import Problem
from swarmmatch.rules import (
    Block,
    Budget,
    Capacity,
    Check,
    Coverage,
    Distinct,
    Eligibility,
    Fit,
    Locks,
    MaxDistance,
    MinLoad,
    MustHave,
    PairRows,
    Pairs,
    ProfessionalRows,
    Quota,
    Rows,
    Rule,
    SeatPoints,
    Sizes,
    TeamSize,
)


def rows_of(rule: Rule, problem: Problem) -> Rows:
    """The only rows that a rule hands over."""
    (rows,) = [block for block in rule.blocks(problem) if isinstance(block, Rows)]
    return rows


def priced(rows: Rows, points: float) -> Rows:
    """The same rows with every variable at so many points."""
    same = np.full(len(rows.variables.points), points)
    return replace(rows, variables=replace(rows.variables, points=same))


@dataclass(frozen=True)
class CountsHoldersTwice(MustHave):
    """Wrong coefficient."""

    def blocks(self, problem: Problem) -> list[Block]:
        blocks = super().blocks(problem)
        return [replace(b, weights=2 * b.weights) for b in blocks if isinstance(b, Rows)]


@dataclass(frozen=True)
class OneHolderLess(MustHave):
    """Wrong bound."""

    def blocks(self, problem: Problem) -> list[Block]:
        blocks = super().blocks(problem)
        return [replace(b, lower=b.lower - 1) for b in blocks if isinstance(b, Rows)]


@dataclass(frozen=True)
class OneSeatMore(Capacity):
    """Wrong bound."""

    def blocks(self, problem: Problem) -> list[Block]:
        blocks = super().blocks(problem)
        return [replace(b, upper=b.upper + 1) for b in blocks if isinstance(b, ProfessionalRows)]


@dataclass(frozen=True)
class SlotsForgotten(Capacity):
    """Half of the rule."""

    def blocks(self, problem: Problem) -> list[Block]:
        return super().blocks(problem)[:1]


@dataclass(frozen=True)
class OneSeatTooMany(TeamSize):
    """Wrong bound."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(b, upper=b.upper + 1) for b in super().blocks(problem)
                if isinstance(b, Sizes)]  # fmt: skip


@dataclass(frozen=True)
class OpenForFree(TeamSize):
    """Forgets the price."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(b, unstaffed=0.0) for b in super().blocks(problem)
                if isinstance(b, Sizes)]  # fmt: skip


@dataclass(frozen=True)
class WeightlessCoverage(Coverage):
    """Forgets the weight."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [priced(rows_of(super(), problem), 1.0)]


@dataclass(frozen=True)
class WeightlessDistinct(Distinct):
    """Forgets the weight."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [priced(rows_of(super(), problem), 1.0)]


@dataclass(frozen=True)
class CountedTwice(Distinct):
    """A variable that is no yes or no."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        return [replace(rows, variables=replace(rows.variables, upper=rows.variables.upper + 1))]


@dataclass(frozen=True)
class WeightlessQuota(Quota):
    """Forgets the weight."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [priced(rows_of(super(), problem), -1.0)]


@dataclass(frozen=True)
class ShareOfNobody(Quota):
    """Wrong coefficient: a share of the members with a value, not of the team."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        weights = rows.weights.tolil()
        weights[:, [-1]] = 0
        return [replace(rows, weights=weights.tocsr())]


@dataclass(frozen=True)
class TooFewVariables(Quota):
    """A variable that cannot rise far enough."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        upper = np.minimum(rows.variables.upper, 1)
        return [replace(rows, variables=replace(rows.variables, upper=upper))]


@dataclass(frozen=True)
class LaxQuota(Quota):
    """A check that sees nothing."""

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        return super().check(problem, teams[:0])


@dataclass(frozen=True)
class NobodyIsATeam(Quota):
    """A check that forgets that nobody breaks no rule of teams."""

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        found = super().check(problem, teams)
        without = problem.questions["question"]
        without = without[~without.isin(teams["question"])]
        empty = pd.DataFrame({"subject": without, "detail": "nobody at all"})
        violations = pd.concat([found.violations, empty])
        return Check.of(found.measure, found.unit, violations=violations)


@dataclass(frozen=True)
class WeightlessFit(Fit):
    """Forgets the weight."""

    def blocks(self, problem: Problem) -> list[Block]:
        return Fit(weight=1.0, reach_km=self.reach_km).blocks(problem)


@dataclass(frozen=True)
class LowCeiling(Fit):
    """Promises that no seat earns more than half of what some do."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(b, at_most=0.01) for b in super().blocks(problem)
                if isinstance(b, SeatPoints)]  # fmt: skip


@dataclass(frozen=True)
class WrongPart(Fit):
    """Answers for the first of the pool, whatever part it is asked for."""

    def blocks(self, problem: Problem) -> list[Block]:
        (block,) = super().blocks(problem)
        assert isinstance(block, SeatPoints)
        points = block.points
        return [replace(block, points=lambda q, part: points(q, slice(0, part.stop - part.start)))]


@dataclass(frozen=True)
class PairsSwapped(Pairs):
    """Apart for together."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(b, together=~b.together) for b in super().blocks(problem)
                if isinstance(b, PairRows)]  # fmt: skip


@dataclass(frozen=True)
class BarsForgotten(Locks):
    """Half of the rule."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [b for b in super().blocks(problem) if not isinstance(b, Eligibility)]


@dataclass(frozen=True)
class PlacelessAllowed(MaxDistance):
    """Takes an unknown distance for a small one."""

    def blocks(self, problem: Problem) -> list[Block]:
        (block,) = super().blocks(problem)
        assert isinstance(block, Eligibility)
        unknown, allowed = problem.professionals["lat"].isna().to_numpy(), block.allowed
        return [Eligibility(lambda q, part: allowed(q, part) | unknown[part])]


@dataclass(frozen=True)
class LoadForgotten(MinLoad):
    """Wrong bound."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(b, lower=b.lower - 1) for b in super().blocks(problem)
                if isinstance(b, ProfessionalRows)]  # fmt: skip


@dataclass(frozen=True)
class CentShort(Budget):
    """Wrong bound, by one cent an hour."""

    def blocks(self, problem: Problem) -> list[Block]:
        blocks = super().blocks(problem)
        return [replace(b, upper=b.upper - 1) if isinstance(b, Rows) else b for b in blocks]


@dataclass(frozen=True)
class RatesInEuro(Budget):
    """Coefficients that are no whole numbers."""

    def blocks(self, problem: Problem) -> list[Block]:
        blocks = super().blocks(problem)
        return [replace(b, features=b.features / 100) if isinstance(b, Rows) else b for b in blocks]


@dataclass(frozen=True)
class UnratedAllowed(Budget):
    """Half of the rule."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [rows_of(super(), problem)]


@dataclass(frozen=True)
class WritesInTeams(TeamSize):
    """Changes what it is given."""

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        teams["size"] = 1
        return super().check(problem, teams)


@dataclass(frozen=True)
class NoMeasure(TeamSize):
    """Divides by nothing."""

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        return replace(super().check(problem, teams), measure=float("nan"))


class Undecorated(TeamSize):
    """No dataclass of its own, so that it may hide options from comparison."""


@dataclass(frozen=True)
class ListOption(TeamSize):
    """An option that can change."""

    sizes: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class SeatsInAll(Rule):
    """A sound rule that looks beyond one question: at most so many seats in the whole plan."""

    at_most: int

    def blocks(self, problem: Problem) -> Sequence[Block]:
        return [
            Rows(
                features=problem.arrays.everyone,
                weights=sparse.csr_array(np.ones((1, 1))),
                over=sparse.csr_array(np.ones((1, len(problem.questions)))),
                lower=np.array([-np.inf]),
                upper=np.array([float(self.at_most)]),
                about=np.array(["all seats"], dtype=object),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        assert not problem.professionals.empty
        broken = pd.DataFrame({"subject": ["plan"], "detail": [f"{len(teams)} seats"]})
        return Check.of(len(teams), "seats", violations=broken[int(len(teams) <= self.at_most) :])


@dataclass(frozen=True)
class OneMoreInAll(SeatsInAll):
    """Wrong bound of a rule over the whole plan."""

    def blocks(self, problem: Problem) -> Sequence[Block]:
        return SeatsInAll(self.at_most + 1).blocks(problem)


BROKEN: list[Rule] = [
    CountsHoldersTwice(), OneHolderLess(), OneSeatMore(), SlotsForgotten(), OneSeatTooMany(),
    OpenForFree(2.0), WeightlessCoverage(), WeightlessDistinct("sector", weight=2.0),
    CountedTwice("sector", weight=2.0), WeightlessQuota("municipality", at_most=1, weight=4.0),
    ShareOfNobody("gender", "f", at_least=0.5, share=True),
    TooFewVariables("gender", "m", at_most=0, weight=1.0), LaxQuota("municipality", at_most=1),
    NobodyIsATeam("gender", "f", at_least=1), WeightlessFit(weight=3.0), LowCeiling(), WrongPart(),
    PairsSwapped(), BarsForgotten(), PlacelessAllowed(30.0), LoadForgotten(), CentShort(),
    RatesInEuro(), UnratedAllowed(), WritesInTeams(), NoMeasure(), Undecorated(), ListOption(),
    OneMoreInAll(4),
]  # fmt: skip

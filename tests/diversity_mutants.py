"""Rules of diversity with one mistake each, which the proof of rules must find."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from mutants import priced, rows_of
from swarmmatch.data.problem import Problem
from swarmmatch.rules import (
    Alike,
    Balance,
    Block,
    Check,
    Distinct,
    LikePool,
    NotAlone,
    Quota,
    Rows,
    Rule,
    Sizes,
    Spread,
)
from swarmmatch.rules.pool_shares import eligible_heads


@dataclass(frozen=True)
class OneMayBeAlone(NotAlone):
    """Wrong bound."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(rows_of(super(), problem), upper=rows_of(super(), problem).upper + 1)]


@dataclass(frozen=True)
class NoThrees(NotAlone):
    """Half of the rule: even numbers only."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        upper = rows.variables.upper.copy()
        n = len(rows.lower)
        upper[n : 2 * n] = 0
        return [replace(rows, variables=replace(rows.variables, upper=upper))]


@dataclass(frozen=True)
class WeightlessNotAlone(NotAlone):
    """Forgets the weight."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [priced(rows_of(super(), problem), 0.0)]


@dataclass(frozen=True)
class OnlyFromAbove(Balance):
    """Half of the rule."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        return [replace(rows, lower=np.full(len(rows.lower), -np.inf))]


@dataclass(frozen=True)
class MissingNumbersCount(Balance):
    """Wrong coefficient for who has no number."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        features = rows.features.tolil()
        features[:, [1]] = 1
        return [replace(rows, features=features.tocsc())]


@dataclass(frozen=True)
class TwiceTheUnit(Balance):
    """Wrong coefficient of a variable."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        return [replace(rows, auxiliary=2 * rows.auxiliary)]


@dataclass(frozen=True)
class SecondAlikeIsFree(Spread):
    """Wrong bound: one pair alike goes unseen."""

    def blocks(self, problem: Problem) -> list[Block]:
        sizes, rows = super().blocks(problem)
        assert isinstance(rows, Rows)
        return [sizes, replace(rows, upper=rows.upper + 1)]


@dataclass(frozen=True)
class AnySize(Spread):
    """Half of the rule."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [block for block in super().blocks(problem) if not isinstance(block, Sizes)]


@dataclass(frozen=True)
class WeightTwice(Spread):
    """Wrong points."""

    def blocks(self, problem: Problem) -> list[Block]:
        return Spread(self.attributes, 2 * self.weight, self.steps).blocks(problem)


@dataclass(frozen=True)
class PartsOfHeadsAgainstTheTeam(Quota):
    """Wrong rounding."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        return [replace(rows, lower=np.minimum(rows.lower + 1, 0))]


@dataclass(frozen=True)
class WholePool(Quota):
    """Takes everyone for eligible."""

    def blocks(self, problem: Problem) -> list[Block]:
        return super().blocks(problem.replace(availability=None))


@dataclass(frozen=True)
class OneValueLess(Distinct):
    """Wrong bound."""

    def blocks(self, problem: Problem) -> list[Block]:
        rows = rows_of(super(), problem)
        return [replace(rows, lower=np.maximum(rows.lower - 1, 0))]


@dataclass(frozen=True)
class PricelessDistinct(Distinct):
    """Forgets the price."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [priced(rows_of(super(), problem), 0.0)]


@dataclass(frozen=True)
class LaxBalance(Balance):
    """A check that sees nothing."""

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        return super().check(problem, teams[:0])


@dataclass(frozen=True)
class HalvesUp(LikePool):
    """Rounds every half up."""

    @staticmethod
    def _due(problem: Problem, features: sparse.csc_array) -> np.ndarray:
        eligible = eligible_heads(problem, features)
        size = problem.questions["size_min"].to_numpy()[:, None]
        return (2 * eligible.of_value * size // eligible.in_all[:, None] + 1) // 2


@dataclass(frozen=True)
class WeightlessAlike(Alike):
    """Forgets the weight."""

    def blocks(self, problem: Problem) -> list[Block]:
        sizes, rows = super().blocks(problem)
        assert isinstance(rows, Rows)
        return [sizes, priced(rows, 0.0)]


@dataclass(frozen=True)
class WhoHasNoValueIsAlike(Alike):
    """Looks at members with a value only."""

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        valued = problem.professionals.dropna(subset=[self.attribute])["professional"]
        return super().check(problem, teams[teams["professional"].isin(valued)])


BROKEN: list[Rule] = [
    HalvesUp("gender", weight=2.0), WeightlessAlike("sector", weight=2.0),
    WhoHasNoValueIsAlike("municipality", weight=1.0),
    OneMayBeAlone("gender"), NoThrees("gender"), WeightlessNotAlone("sector", weight=2.0),
    OnlyFromAbove("experience", 1), MissingNumbersCount("rate", 4), LaxBalance("experience", 1),
    TwiceTheUnit("experience", 0, weight=1.0), SecondAlikeIsFree(("sector",), 5.0),
    AnySize(("sector",), 5.0), WeightTwice(("rate",), 5.0),
    PartsOfHeadsAgainstTheTeam("gender", "f", at_least=1, like_pool=True),
    WholePool("gender", at_least=1, at_most=1, like_pool=True),
    OneValueLess("gender", at_least=1, like_pool=True),
    PricelessDistinct("gender", at_least=1, weight=1.5, like_pool=True),
]  # fmt: skip

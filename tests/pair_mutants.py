"""Rules of pairs with one mistake each, which the proof of rules must find."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.history.ties import ties
from swarmmatch.rules.blocks import Block, PairCounts
from swarmmatch.rules.familiarity import Familiarity
from swarmmatch.rules.pairs import Pairs
from swarmmatch.rules.repeat_pairs import RepeatPairs
from swarmmatch.rules.rule import Check, Rule


@dataclass(frozen=True)
class OneRepeatMore(RepeatPairs):
    """Wrong bound."""

    def blocks(self, problem: Problem) -> list[Block]:
        block = _counts(super().blocks(problem))
        return [replace(block, at_most=block.at_most + 1)]


@dataclass(frozen=True)
class CountsEveryTeam(RepeatPairs):
    """A pair that met twice counts twice."""

    def blocks(self, problem: Problem) -> list[Block]:
        block, found = _counts(super().blocks(problem)), ties(problem.history, half_life=None)
        code = problem.arrays.professional_codes
        known = found[(code(found["a"]) >= 0) & (code(found["b"]) >= 0)]
        first, second = code(known["a"]), code(known["b"])
        return [replace(block, first=first, second=second, count=known["count"].to_numpy())]


@dataclass(frozen=True)
class ForgetsFading(RepeatPairs):
    """Every team counts as if it were of today."""

    def blocks(self, problem: Problem) -> list[Block]:
        return RepeatPairs(self.at_most, self.weight, half_life=1e9).blocks(problem)


@dataclass(frozen=True)
class KnowsTheFuture(RepeatPairs):
    """Teams after the day of the plan count too."""

    def blocks(self, problem: Problem) -> list[Block]:
        return RepeatPairs(self.at_most, self.weight).blocks(problem)


@dataclass(frozen=True)
class WrongSign(RepeatPairs):
    """Pays where it should cost."""

    def blocks(self, problem: Problem) -> list[Block]:
        block = _counts(super().blocks(problem))
        return [replace(block, points=-(block.points or 0.0))]


@dataclass(frozen=True)
class Uncapped(Familiarity):
    """Pays for a whole clique."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(_counts(super().blocks(problem)), at_most=np.inf)]


@dataclass(frozen=True)
class HundredfoldPay(Familiarity):
    """Pays for a hundredth what a whole unit of strength earns."""

    def blocks(self, problem: Problem) -> list[Block]:
        return [replace(_counts(super().blocks(problem)), points=self.weight)]


@dataclass(frozen=True)
class LosesATie(Familiarity):
    """Wrong pairs."""

    def blocks(self, problem: Problem) -> list[Block]:
        block = _counts(super().blocks(problem))
        first, second, count = block.first[1:], block.second[1:], block.count[1:]
        return [replace(block, first=first, second=second, count=count)]


@dataclass(frozen=True)
class BothWaysOnce(Pairs):
    """Forgets that two who wish each other are two wishes."""

    def blocks(self, problem: Problem) -> list[Block]:
        block = _counts(super().blocks(problem))
        return [replace(block, count=np.ones_like(block.count))]


@dataclass(frozen=True)
class OneWayIsEnough(Pairs):
    """Pays for a wish that is not returned."""

    def blocks(self, problem: Problem) -> list[Block]:
        block = _counts(Pairs(self.weight).blocks(problem))
        return [replace(block, count=np.ones_like(block.count))]


@dataclass(frozen=True)
class EveryRowIsAWish(Pairs):
    """Pays who must sit together too."""

    def blocks(self, problem: Problem) -> list[Block]:
        pairs = problem.pairs.assign(kind="wish").drop_duplicates(["a", "b"])
        return super().blocks(problem.replace(pairs=pairs))


@dataclass(frozen=True)
class WishesKeepApart(Pairs):
    """Takes a wish for its opposite, as whatever is not together."""

    def blocks(self, problem: Problem) -> list[Block]:
        wishes = problem.pairs.query("kind == 'wish'").drop_duplicates(["a", "b"])
        ends = pd.DataFrame(
            {"a": wishes[["a", "b"]].min(axis=1), "b": wishes[["a", "b"]].max(axis=1)}
        )
        return super().blocks(problem.replace(pairs=ends.drop_duplicates().assign(kind="apart")))


@dataclass(frozen=True)
class SeatsOfOneAreEnough(Pairs):
    """A check that takes a wish for granted when only one of the two sits."""

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        wishes = problem.pairs.query("kind == 'wish'")
        seats = wishes.merge(teams, left_on="a", right_on="professional")
        earned = pd.DataFrame({"subject": seats["question"], "count": 1, "each": self.weight})
        return Check.of(len(seats), "wishes", earned=earned)


def _counts(blocks: list[Block]) -> PairCounts:
    (block,) = blocks
    assert isinstance(block, PairCounts)
    return block


BROKEN: list[Rule] = [
    OneRepeatMore(at_most=1), OneRepeatMore(weight=2, half_life=10.0), CountsEveryTeam(at_most=1),
    ForgetsFading(at_most=1.5, half_life=10.0), KnowsTheFuture(weight=1, as_of="2015-01-15"),
    WrongSign(weight=1), Uncapped(1, at_most=1), HundredfoldPay(1, half_life=10.0), LosesATie(1),
    BothWaysOnce(weight=1), OneWayIsEnough(weight=1, mutual=True), EveryRowIsAWish(weight=1),
    WishesKeepApart(), SeatsOfOneAreEnough(weight=1),
]  # fmt: skip

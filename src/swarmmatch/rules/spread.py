"""Spread: the members of a team differ from each other in several attributes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.rules.blocks import Block, Sizes
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight, is_whole
from swarmmatch.rules.spread_groups import Groups, is_measured, steps_of
from swarmmatch.rules.spread_rows import spread_rows

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Spread(Rule):
    """Points for a team whose members differ: mean dissimilarity over pairs and attributes.

    Team q earns ``weight * D[q] / C(size_max[q], 2)``, where D adds up the dissimilarity of every
    pair of its members, and C(n, 2) is n (n - 1) / 2. The dissimilarity of a pair is Gower's: the
    mean over the attributes of

    - a category (text or truth): 1 when the two differ, otherwise 0;
    - a number: ``|a - b| / range`` over the range of the pool, both read on a scale of
      ``steps + 1`` steps, from 0 for the pool's least to ``steps`` for its most.

    Who has no value in an attribute differs from nobody in it; the mean stays over all attributes.
    A full team earns the weight times its mean pairwise dissimilarity, exactly. A smaller one earns
    as if each pair with an empty seat differed by 0: so a further member never costs points, where
    a mean over the pairs present would pay for sending the most ordinary member home. A team
    larger than ``size_max`` breaks the rule.

    Pairs are not listed but counted: n members with the same value are C(n, 2) pairs alike, and a
    cut of a number parts n members above from m - n below, n (m - n) pairs.

    Source: Gower (1971), A general coefficient of similarity and some of its properties,
    doi 10.2307/2528823; there a pair without a value is left out of the mean.

    Parameters
    ----------
    attributes : tuple of str
        Columns of the professionals table, each with the same say.
    weight : float
        Points for a full team in which every pair differs in everything.
    steps : int
        Steps of the scale on which numbers are read; more of them tell finer differences apart.
    """

    attributes: tuple[str, ...]
    weight: float
    steps: int = 4

    def __post_init__(self) -> None:
        named = isinstance(self.attributes, tuple) and all(
            isinstance(name, str) for name in self.attributes
        )
        demand(named, self, f"attributes must be a tuple of columns, not {self.attributes!r}")
        several = 0 < len(self.attributes) == len(set(self.attributes))
        demand(several, self, "attributes must be one column or more, each named once")
        demand_weight(self, self.weight)
        right = is_whole(self.steps) and self.steps >= 1
        demand(right, self, f"steps must be a whole number of 1 or more, not {self.steps!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """Counts of members by group, and the pairs that follow from them."""
        size_max = problem.questions["size_max"].to_numpy(np.int64)
        groups = [Groups.of(problem, name, int(self.steps)) for name in self.attributes]
        layers = np.array([one.layers for one in groups])
        pairs = np.maximum(size_max * (size_max - 1) // 2, 1)
        each = self.weight / (np.multiply.outer(pairs, layers) * len(layers))
        return [
            Sizes(np.zeros_like(size_max), size_max),
            spread_rows(groups, self.attributes, size_max, each.ravel()),
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Compare every two members of every team."""
        size = teams["question"].value_counts()
        most = problem.questions.set_index("question")["size_max"].reindex(size.index)
        large = size[size > most]
        detail = large.astype(str) + " members, where pairs are counted up to "
        detail += most[large.index].astype(str)
        violations = pd.DataFrame({"subject": large.index, "detail": detail.to_numpy()})
        pairs = self._pairs(problem, teams[~teams["question"].isin(large.index)])
        full = (most * (most - 1) / 2).reindex(pairs["question"]).to_numpy()
        steps = [self._steps(problem, name) for name in self.attributes]
        each = [self.weight / (full * len(steps) * step) for step in steps]
        earned = pd.DataFrame(
            {
                "subject": np.tile(pairs["question"], len(steps)),
                "count": pairs[list(range(len(steps)))].to_numpy().T.ravel(),
                "each": np.concatenate(each),
            }
        )
        share = pairs[list(range(len(steps)))].to_numpy() / steps
        mean = share.mean(axis=1) / pairs["pairs"]
        unit = "mean dissimilarity of the pairs of a team, 0 to 1"
        return Check.of(
            mean.mean() if len(mean) else 0.0, unit, violations=violations, earned=earned
        )

    def _steps(self, problem: Problem, attribute: str) -> int:
        """Steps by which two people can differ at most."""
        return int(self.steps) if is_measured(problem, attribute) else 1

    def _pairs(self, problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
        """A row a team of two or more: ``question``, ``pairs``, and by attribute steps apart."""
        seats = pd.DataFrame({"question": teams["question"], "seat": np.arange(len(teams))})
        pairs = seats.merge(seats, on="question")
        pairs = pairs[pairs["seat_x"] < pairs["seat_y"]]
        who = problem.arrays.professional_codes(teams["professional"])
        for i, name in enumerate(self.attributes):
            if is_measured(problem, name):
                step = steps_of(problem, name, int(self.steps))[who]
            else:
                step = pd.factorize(problem.professionals[name].iloc[who])[0]
            one, other = step[pairs["seat_x"]], step[pairs["seat_y"]]
            apart = np.minimum(np.abs(one - other), self._steps(problem, name))
            pairs[i] = np.where((one < 0) | (other < 0), 0, apart)
        together = pairs.drop(columns=["seat_x", "seat_y"]).assign(pairs=1)
        return together.groupby("question", as_index=False).sum()

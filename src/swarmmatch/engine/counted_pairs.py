"""Pairs that count when they share a team: what they earn, at most and exactly.

The LP over seats knows nothing of them: half of two seats would be half a pair, and a few seats in
fractions would make a crowd of pairs. What a team may earn by its pairs is added to its ceiling
whole (`most_earned`), and the exact solves of single teams take it down to what is there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from swarmmatch.rules.blocks import Floats, Ints, PairCounts


@dataclass(frozen=True, eq=False)
class CountedPairs:
    """The pairs of one rule, in units of worth.

    Attributes
    ----------
    matrix : csr_array (P, P)
        What each pair counts for, both ways round.
    at_most : float
        The limit, the most that earns, or the most that is free.
    each : float
        Units for each count: earned above 0, paid below 0; 0 where ``at_most`` is a limit.
    rule : int
        Position of the rule that they come from.
    about : str
        What is counted, in words.
    """

    matrix: sparse.csr_array
    at_most: float
    each: float
    rule: int
    about: str

    @staticmethod
    def of(block: PairCounts, rule: int, n_professionals: int, resolution: float) -> CountedPairs:
        """The block of a rule, scaled to whole units."""
        ends = np.append(block.first, block.second), np.append(block.second, block.first)
        count = np.append(block.count, block.count).astype(np.float64)
        matrix = sparse.csr_array((count, ends), shape=(n_professionals, n_professionals))
        each = 0.0 if block.points is None else float(np.rint(block.points / resolution))
        return CountedPairs(matrix, block.at_most, each, rule, block.about)

    @property
    def hard(self) -> bool:
        """Whether more than ``at_most`` breaks the rule."""
        return self.each == 0

    def paid(self, count: Floats | float) -> Floats:
        """Units earned at each count; 0 where ``at_most`` is a limit."""
        counts: Floats = np.asarray(count, dtype=np.float64)
        if self.each > 0:
            return self.each * np.minimum(counts, self.at_most)
        return self.each * np.maximum(counts - self.at_most, 0.0) if self.each else 0.0 * counts

    def excess(self, count: Floats | float) -> Floats:
        """By how much each count breaks the rule."""
        counts: Floats = np.asarray(count, dtype=np.float64)
        return np.maximum(counts - self.at_most, 0.0) if self.hard else 0.0 * counts

    def earned(self, count: Floats | float) -> Floats:
        """Units earned at each count; ``-inf`` where it is too many."""
        return np.where(self.excess(count) > 0, -np.inf, self.paid(count))

    def among(self, people: Ints) -> sparse.csr_array:
        """What the pairs among listed people count for, shape (n, n)."""
        return sparse.csr_array(self.matrix[people][:, people])

    def most_counted(self, people: Ints, size: int) -> float:
        """No team of so many of these people counts more."""
        if self.heaviest == 0 or size < 2:
            return 0.0
        degree = np.asarray(self.among(people).sum(axis=1)).ravel()
        degree = np.minimum(degree, self.heaviest * (size - 1))
        if len(degree) > size:
            degree = np.partition(degree, len(degree) - size)[len(degree) - size :]
        return float(np.floor(degree.sum() / 2))

    @cached_property
    def heaviest(self) -> float:
        """What one pair counts at most."""
        return float(self.matrix.data.max(initial=0.0))


def most_earned(pairs: tuple[CountedPairs, ...], people: Ints, size: int) -> float:
    """No team of so many of these people earns more units by its pairs."""
    earning = [counted for counted in pairs if counted.each > 0]
    return sum(float(counted.earned(counted.most_counted(people, size))) for counted in earning)


def earning_ties(
    pairs: tuple[CountedPairs, ...], people: Ints, size: int
) -> tuple[sparse.csr_array, Floats]:
    """Who of listed people is paid for sharing a team with whom, and what teams earn by it.

    Returns
    -------
    csr_array (n, n)
        Whether two of them earn together.
    float array (4,)
        The most that a team earns with 0, 1, 2, and with 3 or more such ties.
    """
    earning = [counted for counted in pairs if counted.each > 0]
    among = [counted.among(people) for counted in earning]
    ties = sparse.csr_array((sum(among[1:], among[0]) > 0).astype(np.float64))
    ties.sort_indices()
    credit = np.full(4, most_earned(pairs, people, size))
    for t in range(3):
        most = sum(float(counted.paid(t * counted.heaviest)) for counted in earning)
        credit[t] = min(most, credit[-1])
    return ties, credit


def most_earned_by_plan(pairs: tuple[CountedPairs, ...], size_max: Ints) -> float:
    """No plan with teams of at most these sizes, shape (Q,), earns more units by its pairs."""
    if not pairs:
        return 0.0
    everyone = np.arange(pairs[0].matrix.shape[0])
    sizes, times = np.unique(size_max, return_counts=True)
    each = np.array([most_earned(pairs, everyone, int(size)) for size in sizes])
    return float(each @ times)


def earned_by_team(pairs: tuple[CountedPairs, ...], people: Ints) -> float:
    """Units that the pairs of one team earn; ``-inf`` when they are too many."""
    return sum(float(counted.earned(counted.among(people).sum() / 2)) for counted in pairs)


def earned_by_plan(pairs: tuple[CountedPairs, ...], question: Ints, people: Ints) -> float:
    """Units that the pairs of all teams of a plan earn; ``-inf`` when one has too many."""
    teams = [people[question == here] for here in np.unique(question)] if pairs else []
    return sum(earned_by_team(pairs, team) for team in teams)

"""A plan from the LP over patterns: teams that it takes most of are settled, and it is asked again.

Each time it is asked over the people and teams that are left, with patterns that these can make
(diving: Sadykov et al. 2019, https://doi.org/10.1287/ijoc.2018.0822).
"""

from __future__ import annotations

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.closed.pattern_finder import PatternFinder
from swarmmatch.engine.closed.patterns import Mixed, Pattern, PatternMaster
from swarmmatch.engine.closed.pool import ClosedPool
from swarmmatch.engine.program import Bools, Ints

#: Patterns of which the LP takes this much of a team are settled together.
MOSTLY = 0.8
#: Rounds of new patterns between two teams that are settled; and while some have no pattern.
ROUNDS, ROUNDS_MISSED = 2, 20
#: Less than this of a team or a person is none.
SLIGHT = 1e-6


class Dive:
    """Settles teams until none is left, or none fits.

    Parameters
    ----------
    pool : ClosedPool
        Everybody and all teams.
    finder : PatternFinder
        Of the same pool.
    patterns : list of Pattern
        Those known.
    """

    def __init__(self, pool: ClosedPool, finder: PatternFinder, patterns: list[Pattern]) -> None:
        self._finder = finder
        self._teams = np.array([len(sort.questions) for sort in pool.sorts])
        self._heads = pool.heads.copy()
        self._master = PatternMaster(self._teams, self._heads, pool.program.resolution)
        self._master.add(patterns)
        self.settled: list[Pattern] = []

    def run(self, clock: Clock) -> list[Pattern]:
        """The teams settled; fewer than all where the others make no pattern known."""
        while self._teams.sum() and clock.left > 0:
            mixed = self._grown(clock)
            if mixed is None or mixed.teams.max(initial=0.0) < SLIGHT:
                break
            before = len(self.settled)
            for number in _most_taken(mixed):
                times = max(int(mixed.teams[number] + SLIGHT), 1)
                self._settle(self._master.patterns[number], times)
            if len(self.settled) == before:
                break
            heads = np.array([pattern.heads for pattern in self._master.patterns])
            barred: Bools = np.any(heads > self._heads, axis=1)
            self._master.leave(self._teams, self._heads, barred)
        return self.settled

    def _grown(self, clock: Clock) -> Mixed | None:
        """The LP over what is left, with patterns that what is left can make."""
        mixed = self._master.solved(clock)
        for number in range(ROUNDS_MISSED):
            if mixed is None or not clock.left or (number >= ROUNDS and mixed.missed < SLIGHT):
                break
            taken = np.flatnonzero(mixed.teams > SLIGHT)
            starts = [_members(self._master.patterns[one]) for one in taken]
            found = self._finder.climbed(mixed.prices, starts, self._heads)
            for sort in np.flatnonzero(self._teams):
                charges = np.rint(mixed.prices.of_kind)
                best, _ = self._finder.best(int(sort), charges, self._heads, clock)
                found += [best] if best else []
            if not self._master.add(found):
                break
            mixed = self._master.solved(clock)
        return mixed

    def _settle(self, pattern: Pattern, times: int) -> None:
        for _ in range(times):
            if (pattern.heads > self._heads).any() or not self._teams[pattern.sort]:
                return
            self._heads -= pattern.heads
            self._teams[pattern.sort] -= 1
            self.settled.append(pattern)


def _most_taken(mixed: Mixed) -> Ints:
    """Patterns that the LP takes nearly a team of, or the one it takes most of."""
    many = np.flatnonzero(mixed.teams >= MOSTLY)
    return many if len(many) else np.array([int(mixed.teams.argmax())])


def _members(pattern: Pattern) -> tuple[int, Ints]:
    return pattern.sort, np.repeat(np.arange(len(pattern.heads)), pattern.heads)

"""Ceilings on teams whose pairs earn: through each seat, by the cores of ties around it.

The LP over seats knows nothing of pairs, so that a team of tied people seems worth all that pairs
can earn on top of what the best seats are worth. What the rows of a question earn by a core is
known exactly, and others add at most what each adds alone; both together with the LP's own prices
give a ceiling on every team around a core.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.cores import OneQuestion, Shape, TooManyTiesError, shapes_of
from swarmmatch.engine.lines import IMPOSSIBLE
from swarmmatch.engine.program import Bools, Floats, Ints

#: Cores weighed at once by themselves, and numbers made at once beside all seats.
MOST_AT_ONCE, AT_ONCE = 100_000, 2_000_000
#: Parts of the LP's prices in what people may add to a core.
MIXTURES = (0.0, 0.5, 1.0)


def ceilings_through(question: OneQuestion, least: float, at_most: int, clock: Clock) -> Floats:
    """A ceiling on every team with each seat, shape (n,).

    Parameters
    ----------
    question : OneQuestion
        The seats.
    least : float
        Teams worth no more are of no interest, and ceilings may say as much of them.
    at_most : int
        Cores looked at one by one; the ceilings allow for what all others promise.
    clock : Clock
        When it runs out, or where ties are too many to list, the LP's ceilings must do.
    """
    by_lp: Floats = question.base + question.paying[-2] + question.credit[-1] + question.reduced
    if np.isneginf(least):  # nothing would be dropped
        return by_lp
    try:
        clock.check()
        shapes = list(shapes_of(question, least))
        promised = [_promised(question, shape) for shape in shapes]
        least = max(least, _highest(np.concatenate([one.core for one in promised]), at_most))
        alive = np.max([one.through[0] for one in promised], axis=0) > least
        tied = np.max([one.by_tie[0] for one in promised], axis=0) > least
        through: Floats = np.full(len(alive), least)
        if alive.any():
            kept = [shape[one.core > least] for shape, one in zip(shapes, promised, strict=True)]
            some = question.among(alive, tied)
            through[alive] = _weighed(some, _renamed(kept, alive), least, clock)
    except (TooManyTiesError, TimeUp):
        return by_lp
    lower: Floats = np.minimum(through, np.maximum(by_lp, least))
    return lower


def _highest(numbers: Floats, nth: int) -> float:
    """The largest number but n."""
    return -np.inf if len(numbers) <= nth else float(-np.partition(-numbers, nth)[nth])


def _renamed(shapes: list[Shape], alive: Bools) -> list[Shape]:
    """Cores of those alone who are alive, by their places among these."""
    place = np.cumsum(alive) - 1
    living = [shape[alive[shape.cores].all(axis=1)] for shape in shapes]
    return [replace(shape, cores=place[shape.cores]) for shape in living]


def _promised(question: OneQuestion, shape: Shape) -> _Ceilings:
    """What cores promise when others add to them what they add to any team at most.

    A ceiling for each core; one over all cores through each seat and by each tie.
    """
    rows, cores, n, n_ties = question.rows, shape.cores, len(question.reduced), len(question.pairs)
    parts = np.array_split(cores, 1 + len(cores) // MOST_AT_ONCE)
    earned = np.concatenate([rows.earned_by(part)[0] for part in parts])
    priced = question.base + question.reduced[cores].sum(axis=1)
    promised = _Ceilings.none((len(cores),), (1, n), (1, n_ties))
    for share in MIXTURES:
        others = _Others.of(question, shape, (1 - share) * rows.added + share * question.reduced)
        by_core = (1 - share) * earned + share * priced + shape.credit
        np.minimum(promised.core, by_core + others.total, out=promised.core)
        highest = by_core.max(initial=-np.inf)
        np.minimum(promised.through, highest + others.through, out=promised.through)
        np.minimum(promised.by_tie, highest + others.by_tie, out=promised.by_tie)
    np.maximum.at(promised.through[0], cores.ravel(), np.repeat(promised.core, cores.shape[1]))
    if shape.apart:
        by_tie = np.repeat(promised.by_tie[0], 2)
        np.maximum.at(promised.through[0], question.pairs.ravel(), by_tie)
    return promised


def _weighed(question: OneQuestion, shapes: list[Shape], least: float, clock: Clock) -> Floats:
    """Ceilings through each seat over the teams with all cores, one by one."""
    n = len(question.reduced)
    through, block = np.full(n, least), max(1, AT_ONCE // n)
    for shape in shapes:
        for start in range(0, len(shape.cores), block):
            clock.check()
            some = _weighed_some(question, shape[start : start + block], least)
            np.maximum(through, some, out=through)
    return through


@dataclass(frozen=True, eq=False)
class _Others:
    """Who else joins m cores: the best that they add, and that they add through each seat.

    Attributes
    ----------
    total : float array (m,)
        What the best others add.
    through : float array (m, n)
        What the best others add when one of them, by himself, is in this seat.
    by_tie : float array (m, E)
        What they add when two of them are the two of this tie.
    """

    total: Floats
    through: Floats
    by_tie: Floats

    @staticmethod
    def of(question: OneQuestion, shape: Shape, added: Floats) -> _Others:
        """The best others, given what each adds."""
        free = question.size - shape.cores.shape[1] - 2 * shape.apart
        total, last = _best(added, free)
        below = np.full((len(added), len(question.pairs)), IMPOSSIBLE)
        if shape.apart:
            first, second = question.pairs.T
            both = added[:, first] + added[:, second]
            best = both.max(axis=1, initial=IMPOSSIBLE)
            total, below = total + shape.apart * best, both - best[:, None]
        through = np.minimum(added - last[:, None], 0.0)
        return _Others(total, total[:, None] + through, total[:, None] + below)


@dataclass(frozen=True, eq=False)
class _Ceilings:
    """The lowest ceilings on teams with m cores: at all, through each seat, and by each tie."""

    core: Floats
    through: Floats
    by_tie: Floats

    @staticmethod
    def none(*shapes: tuple[int, ...]) -> _Ceilings:
        """No ceilings yet."""
        return _Ceilings(*(np.full(shape, np.inf) for shape in shapes))

    def lower(self, by_core: Floats, others: _Others) -> None:
        """Lower them to what cores and others add up to, where that is less."""
        np.minimum(self.core, by_core + others.total, out=self.core)
        np.minimum(self.through, by_core[:, None] + others.through, out=self.through)
        np.minimum(self.by_tie, by_core[:, None] + others.by_tie, out=self.by_tie)

    def through_seats(self, question: OneQuestion, cores: Ints, least: float) -> Floats:
        """The highest through each seat, shape (n,), over the cores that promise more."""
        kept = self.core > least
        through: Floats = self.through[kept].max(axis=0, initial=-np.inf)
        np.maximum.at(through, cores[kept].ravel(), np.repeat(self.core[kept], cores.shape[1]))
        if self.by_tie.size:
            by_tie = self.by_tie[kept].max(axis=0, initial=-np.inf)
            np.maximum.at(through, question.pairs.ravel(), np.repeat(by_tie, 2))
        return through


def _weighed_some(question: OneQuestion, shape: Shape, least: float) -> Floats:
    """Ceilings through each seat over the teams with some cores, by the lowest of all mixtures."""
    rows, cores, m = question.rows, shape.cores, len(shape.cores)
    earned, count = rows.earned_by(cores)
    priced = question.base + question.reduced[cores].sum(axis=1)
    added, n_ties = rows.added_to(count), len(question.pairs)
    ceilings = _Ceilings.none((m,), (m, len(question.reduced)), (m, n_ties))
    for share in MIXTURES:
        mixed = (1 - share) * added + share * question.reduced
        mixed[np.arange(m)[:, None], cores] = IMPOSSIBLE  # they are in the team already
        by_core = (1 - share) * earned + share * priced + shape.credit
        ceilings.lower(by_core, _Others.of(question, shape, mixed))
    return ceilings.through_seats(question, cores, least)


def _best(added: Floats, at_most: int) -> tuple[Floats, Floats]:
    """What the best of each row add together, and the least of them; nobody adds less than 0."""
    m, n = added.shape
    if at_most == 0:
        return np.zeros(m), np.full(m, np.inf)
    if at_most >= n:
        return np.maximum(added, 0.0).sum(axis=1), np.zeros(m)
    if at_most == 1:
        best = np.maximum(added.max(axis=1), 0.0)
        return best, best
    top = np.maximum(np.partition(added, n - at_most, axis=1)[:, n - at_most :], 0.0)
    return top.sum(axis=1), top.min(axis=1)

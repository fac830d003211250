"""Good plans of a closed pool by swaps: two people of different teams change places.

What every swap adds is kept up to date, so that the best of all is taken each time, even where it
costs something; who has just moved stays for a while, which keeps the search from going back
(tabu search: Glover 1989, https://doi.org/10.1287/ijoc.1.3.190). Where that finds nothing new for
long, the best plan so far is shaken and the search goes on from there. Nothing is proven here.
"""

from __future__ import annotations

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.closed.places import Places
from swarmmatch.engine.exchange import HEAVY
from swarmmatch.engine.program import Ints

#: Moves without a find, for each place, after which the best plan is shaken.
PATIENCE = 2.0
#: Share of the seats that are swapped at random to shake a plan, and the fewest of them.
SHAKEN, LEAST_SHAKEN = 0.04, 4
#: Moves for which who has moved stays, at least, and on top a random part of this share of seats.
STAYS, STAYS_MORE = 3, 0.06


class Swapping:
    """A plan that is changed swap by swap.

    Parameters
    ----------
    places : Places
        Where people sit.
    seed : int
        For ties and shaking.

    Attributes
    ----------
    best : int array (N,)
        Who sits at each place in the best plan so far: a position among the people of the pool, or
        beyond these, nobody.
    best_value : float
        What it is worth in units; far below 0 where it breaks a row.
    """

    def __init__(self, places: Places, seed: int) -> None:
        self._places, self._rng = places, np.random.default_rng(seed)
        n = len(places.question)
        self._same = places.question[:, None] == places.question
        self._moves, self._since, self._stays_until = 0, 0, np.zeros(n, np.int64)
        self._gain, self._added = np.zeros((n, places.n_kinds + 1)), np.zeros((n, n))
        self._settle(np.argsort(places.kind_of, kind="stable"))
        self.best, self.best_value = self._who.copy(), self._value

    @property
    def feasible(self) -> bool:
        """Whether the best plan keeps every row."""
        return self.best_value > -HEAVY / 2

    def search(self, moves: int, clock: Clock) -> bool:
        """Make so many moves, or as many as there is time for; whether a better plan was found."""
        before = self.best_value
        for _ in range(moves):
            if clock.left <= 0:
                break
            self._move()
        return self.best_value > before

    def go_on_from(self, who: Ints) -> None:
        """Search from another plan, as ``best`` says them."""
        self._settle(who)
        self._keep()

    def _move(self) -> None:
        """Take the best swap of those who may move; shake where nothing new is found for long."""
        self._moves += 1
        position = int(self._added.argmax())
        if self._value + self._added.flat[position] <= self.best_value:
            position = self._best_free()
        if position < 0 or self._since > PATIENCE * len(self._who):
            self._shake()
            return
        one, other = divmod(position, len(self._who))
        self._value += self._added[one, other]
        stays = STAYS + self._rng.integers(1 + int(STAYS_MORE * len(self._who)), size=2)
        self._stays_until[self._who[[one, other]]] = self._moves + stays
        self._who[[one, other]] = self._who[[other, one]]
        self._weigh(self._places.question[[one, other]])
        self._since += 1
        self._keep()

    def _best_free(self) -> int:
        """The best swap of those who need not stay, by lot among equals; -1 if there is none."""
        stays = np.where(self._stays_until[self._who] > self._moves, -np.inf, 0.0)
        free = (self._added + stays) + stays[:, None]
        best = free.max()
        if np.isneginf(best):
            return -1
        return int(self._rng.choice(np.flatnonzero(free == best)))

    def _keep(self) -> None:
        if self._value > self.best_value:
            self.best, self.best_value, self._since = self._who.copy(), self._value, 0

    def _shake(self) -> None:
        """Go back to the best plan, with some places exchanged at random."""
        who, n = self.best.copy(), len(self.best)
        some = self._rng.permutation(n)[: 2 * max(LEAST_SHAKEN, int(SHAKEN * n))]
        some = some[: len(some) // 2 * 2]
        who[some] = who[np.roll(some, 1)]
        self._settle(who)

    def _settle(self, who: Ints) -> None:
        """Begin again from a plan."""
        self._who, self._since = who, 0
        self._stays_until[:] = 0
        self._weigh(np.arange(len(self._places.teams)))
        self._value = float(self._places.values(who).sum())

    def _weigh(self, questions: Ints) -> None:
        """What swaps with the teams of some questions add."""
        kind = self._places.kind_of[self._who]
        for question in questions:
            team = self._places.teams[question]
            self._gain[team] = self._places.tables[question].exchanges(kind[team])
        here = np.concatenate([self._places.teams[question] for question in questions])
        added = self._gain[here][:, kind] + self._gain[:, kind[here]].T
        added[self._same[here] | (kind[here][:, None] == kind)] = -np.inf
        self._added[here] = added
        self._added[:, here] = added.T

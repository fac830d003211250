"""Parts of teams that grow head by head, as long as they may still be worth enough.

Branch and bound over all parts of a size at once. Seats stand in one order, and a part only grows
by later ones, so that no team is met twice. It is dropped when its seats, what its rows earn at
most and what later seats add at most come to too little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.engine.lines import Lines
from swarmmatch.engine.program import Floats, Ints

#: Cells of arrays made at once.
CELLS = 2_000_000
#: Units by which floats may be off.
SLIP = 1e-3


@dataclass(frozen=True, eq=False)
class Growing:
    """Parts of teams, shape (m, k), whose seats stand in one order, and those one seat longer.

    Attributes
    ----------
    lines : Lines
        What seats are worth, and what rows earn at most.
    credit : float array (n, n)
        The most that two seats earn as a pair.
    order : int array (n,)
        A part only grows by seats that come later.
    size : int
        No team is larger.
    least : float
        Parts that cannot come to so much are dropped.
    """

    lines: Lines
    credit: Floats
    order: Ints
    size: int
    least: float

    def ones(self) -> Ints:
        """Every seat by itself."""
        return self.order[:, None] if self.size else self.order[:0, None]

    def longer(self, parts: Ints) -> Ints:
        """All parts with one seat more that may still be worth enough."""
        at_once = max(1, CELLS // len(self.order))
        starts = range(0, len(parts), at_once)
        return np.concatenate([self._longer(parts[start : start + at_once]) for start in starts])

    def _longer(self, parts: Ints) -> Ints:
        base, count = self.lines.earned_by(parts)
        with_part = self.credit[parts].sum(axis=1)
        base = base + np.take_along_axis(with_part, parts, axis=1).sum(axis=1) / 2
        last = self._rank[parts[:, -1]]
        later = self._rank > last[:, None]
        adds = self.lines.added_to(count) + with_part + self._with_later[last]
        adds = np.where(later, adds, -np.inf)
        room = self.size - parts.shape[1] - 1
        rest = _best_sum(adds, room)
        who, seat = np.nonzero(base[:, None] + adds + rest[:, None] >= self.least - SLIP)
        return np.column_stack([parts[who], seat])

    @cached_property
    def _rank(self) -> Ints:
        return np.argsort(self.order)

    @cached_property
    def _with_later(self) -> Floats:
        """Half of what each seat can earn in pairs with the seats after a rank, shape (n, n)."""
        after = self._rank > np.arange(len(self.order))[:, None]
        half: Floats = after.astype(np.float64) @ self.credit / 2
        return half


def _best_sum(adds: Floats, at_most: int) -> Floats:
    """The most that so many of each row add up to, shape (m,)."""
    if at_most <= 0:
        return np.zeros(len(adds))
    gains = np.maximum(adds, 0.0)
    if at_most < gains.shape[1]:
        gains = np.partition(gains, gains.shape[1] - at_most, axis=1)[:, -at_most:]
    total: Floats = gains.sum(axis=1)
    return total


def credit_of_pairs(pairs: Sequence[tuple[CountedPairs, sparse.csr_array]], n_seats: int) -> Floats:
    """The most that each two seats earn by sharing a team, shape (n, n)."""
    credit = np.zeros((n_seats, n_seats))
    for counted, matrix in pairs:
        if counted.each > 0:
            credit += counted.each * matrix.toarray()
    return credit

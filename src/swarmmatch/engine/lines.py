"""What the rows of a question earn by counting heads, and the most that further heads add.

No row earns more by a later head than a straight line from the count so far allows. So what others
add to some people is at most what each adds alone, whatever the form of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.program import Floats, Ints
from swarmmatch.engine.row_tables import RowTables

#: Heads that a row may count in one team, to be weighed at all.
WIDEST = 200
#: What a broken row or a missing seat earns.
IMPOSSIBLE = -1e15


@dataclass(frozen=True, eq=False)
class Lines:
    """What the rows of a question earn by counts, under lines that no row rises above.

    Attributes
    ----------
    counts : float array (n, R)
        What each seat adds to the count of each row.
    earned, gain : float arrays (R, W)
        The most that a row earns at a count, and for each further head at most.
    worth : float array (n,)
        Of the seats.
    beside : float
        The most that variables of other rows earn.
    """

    counts: Floats
    earned: Floats
    gain: Floats
    worth: Floats
    beside: float

    @staticmethod
    def of(program: WholeProgram, n_variables: int, size: int) -> Lines:
        """The rows that count heads and can be tabled; without the others, ceilings are higher."""
        seats = program.matrix[:, n_variables:].toarray()
        highest = size * seats.max(axis=1, initial=0.0)
        counting = (seats.min(axis=1, initial=0.0) >= 0) & (highest <= WIDEST)
        widest = int(highest[counting].max(initial=0.0))
        tables = RowTables.of(program, n_variables, counting, widest)
        other = np.ones(n_variables, np.bool_)
        other[tables.variables] = False
        paid = program.worth[:n_variables] * [
            program.lower[:n_variables],
            program.upper[:n_variables],
        ]
        return Lines(
            np.ascontiguousarray(seats[tables.rows].T),
            *_lines(tables.earned),
            program.worth[n_variables:],
            float(paid.max(axis=0)[other].sum()),
        )

    def earned_by(self, cores: Ints) -> tuple[Floats, Ints]:
        """What cores earn, shape (m,), and their counts, shape (m, R)."""
        count = np.zeros((len(cores), len(self.earned)), np.int64)
        for people in cores.T:
            count += self.heads[people]
        rows = self.earned[np.arange(len(self.earned)), count].sum(axis=1)
        return rows + self.worth[cores].sum(axis=1) + self.beside, count

    @cached_property
    def heads(self) -> Ints:
        """The counts in small whole numbers."""
        return self.counts.astype(np.int16)

    def added_to(self, count: Ints) -> Floats:
        """The most that each seat adds to teams of these counts, shape (m, n)."""
        added: Floats = self.gain[np.arange(len(self.gain)), count] @ self.counts.T + self.worth
        return added

    @cached_property
    def added(self) -> Floats:
        """The most that each seat adds to any team, shape (1, n)."""
        added: Floats = (self.counts @ self.gain.max(axis=1, initial=0.0) + self.worth)[None]
        return added


def _lines(earned: Floats) -> tuple[Floats, Floats]:
    """For each count, where a line begins that no higher count rises above, and its slope."""
    kept = ~np.isneginf(earned)
    later = np.maximum.accumulate(earned[:, ::-1], axis=1)[:, ::-1]
    start = np.maximum(later, IMPOSSIBLE)  # a row still broken may be kept by those to come
    start[kept] = earned[kept]
    slope = np.full(earned.shape, IMPOSSIBLE)
    for step in range(1, earned.shape[1]):
        rise = np.where(kept[:, step:], (earned[:, step:] - start[:, :-step]) / step, IMPOSSIBLE)
        slope[:, :-step] = np.maximum(slope[:, :-step], rise)
    return start, np.where(kept, slope, np.maximum(slope, 0.0))

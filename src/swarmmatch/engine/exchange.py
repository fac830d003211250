"""Good teams of one question by exchanging members one at a time.

Where every auxiliary variable belongs to one row, what a row earns depends on its count alone, and
can be tabled. All exchanges of a team are then weighed at once, in a fraction of the time of an
exact solve. Nothing is proven: these teams are for plans, never for ceilings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.program import Bools, Floats, Ints

#: Rows with larger counts are compared with their bounds, not tabled.
WIDEST = 1_000


@dataclass(frozen=True, eq=False)
class Exchange:
    """The rows of one question over n seats.

    Attributes
    ----------
    counts : int array (n, R)
        What each seat adds to the count of each tabled row.
    table : float array (R, W)
        Units that a tabled row earns at each count; ``-inf`` where the count breaks it.
    settings : float array (V, W)
        The best value of each auxiliary variable at each count of its row.
    row_of_variable : int array (V,)
        Which of the tabled rows that is.
    plain : float array (n, S)
        What each seat adds to the rows that earn nothing and count too far for a table.
    lower, upper : float arrays (S,)
        The bounds of those.
    pairs : list of (CountedPairs, int array (n, n))
        What counts by pairs, and what each two seats count.
    """

    counts: Ints
    table: Floats
    settings: Floats
    row_of_variable: Ints
    plain: Floats
    lower: Floats
    upper: Floats
    pairs: list[tuple[CountedPairs, Floats]]

    @staticmethod
    def of(
        program: WholeProgram,
        n_variables: int,
        pairs: Sequence[tuple[CountedPairs, sparse.csr_array]] = (),
    ) -> Exchange | None:
        """Table a program of one question; None where that is impossible.

        Parameters
        ----------
        program : WholeProgram
            Auxiliary variables, then seats that are free or taken.
        n_variables : int
            How many of its columns are auxiliary variables.
        pairs : sequence of (CountedPairs, csr_array (n, n))
            What counts by pairs, and what each two seats count.
        """
        auxiliary = sparse.csc_array(program.matrix[:, :n_variables])
        seats = program.matrix[:, n_variables:].toarray()
        rows_of_variable = np.diff(auxiliary.indptr)
        paid = np.zeros(len(seats), np.bool_)
        paid[auxiliary.indices] = True
        if (rows_of_variable != 1).any() or len(np.unique(auxiliary.indices)) < n_variables:
            return None
        tabled = (seats.min(axis=1, initial=0) >= 0) & (seats.sum(axis=1) <= WIDEST)
        if (paid & ~tabled).any():
            return None
        widest = int(seats[tabled].sum(axis=1).max(initial=0))
        table, settings = _table(program, auxiliary, widest)
        return Exchange(
            counts=np.ascontiguousarray(seats[tabled].T.astype(np.int64)),
            table=table[tabled],
            settings=settings,
            row_of_variable=(np.cumsum(tabled) - 1)[auxiliary.indices],
            plain=np.ascontiguousarray(seats[~tabled].T),
            lower=program.row_lower[~tabled],
            upper=program.row_upper[~tabled],
            pairs=[(counted, matrix.toarray()) for counted, matrix in pairs],
        )

    def near(self, worth: Floats, team: Bools, at_most: int) -> list[tuple[Bools, float]]:
        """The best teams that differ from one in at most one who goes and one who comes.

        Parameters
        ----------
        worth : float array (n,)
            Of the seats, less what they are charged.
        team : bool array (n,)
            The team that members are exchanged of; it is not listed itself.
        at_most : int
            Teams listed.

        Returns
        -------
        list of (bool array (n,), float)
            Teams that keep every row, and what each is worth in units; the best first.
        """
        inside, outside = np.flatnonzero(team), np.flatnonzero(~team)

        def changed(each: Any) -> Any:
            """Totals after every exchange; first of a kind: nobody goes, nobody comes."""
            nothing = np.zeros((1, *each.shape[1:]), each.dtype)
            goes = np.concatenate([nothing, each[inside]])
            comes = np.concatenate([nothing, each[outside]])
            return each[team].sum(axis=0) - goes[:, None] + comes[None]

        value = self._earned(changed(self.counts), changed(self.plain)) + changed(worth)
        for counted, matrix in self.pairs:
            # Who comes makes pairs with all who were there, less the one with whoever goes.
            with_team = matrix[team].sum(axis=0)
            goes = np.append(0.0, with_team[inside])
            comes = np.append(0.0, with_team[outside])
            parted = np.pad(matrix[np.ix_(inside, outside)], ((1, 0), (1, 0)))
            before = with_team[inside].sum() / 2
            value += counted.earned(before - goes[:, None] + comes[None] - parted)
        value[0, 0] = -np.inf
        order = np.argsort(-value, axis=None)[:at_most]
        found = []
        for goes, comes in zip(*np.unravel_index(order, value.shape), strict=True):
            if np.isneginf(value[goes, comes]):
                break
            other = team.copy()
            other[inside[goes - 1 : goes]] = False
            other[outside[comes - 1 : comes]] = True
            found.append((other, float(value[goes, comes])))
        return found

    def value(self, worth: Floats, team: Bools) -> float:
        """What a team is worth, in units; ``-inf`` when it breaks a row."""
        rows = self._earned(self.counts[team].sum(axis=0), self.plain[team].sum(axis=0))
        pairs = sum(
            float(counted.earned(matrix[np.ix_(team, team)].sum() / 2))
            for counted, matrix in self.pairs
        )
        return float(worth[team].sum() + rows) + pairs

    def variables(self, team: Bools) -> Ints:
        """The best value of each auxiliary variable beside a team that keeps every row."""
        counts = self.counts[team].sum(axis=0)[self.row_of_variable]
        best: Ints = self.settings[np.arange(len(counts)), counts].astype(np.int64)
        return best

    def _earned(self, counts: Ints, plain: Floats) -> Floats:
        earned: Floats = self.table[np.arange(len(self.table)), counts].sum(axis=-1)
        if len(self.lower):
            kept = ((plain >= self.lower) & (plain <= self.upper)).all(axis=-1)
            earned = np.where(kept, earned, -np.inf)
        return earned


def _table(
    program: WholeProgram, auxiliary: sparse.csc_array, widest: int
) -> tuple[Floats, Floats]:
    """What each row earns at each count from 0 to ``widest``, and the variables that earn it."""
    counts = np.arange(widest + 1.0)[None]
    lower, upper = program.row_lower[:, None], program.row_upper[:, None]
    table = np.where((counts >= lower) & (counts <= upper), 0.0, -np.inf)
    row, factor = auxiliary.indices, auxiliary.data[:, None]
    variables = slice(len(row))
    first, second = (lower[row] - counts) / factor, (upper[row] - counts) / factor
    least = np.ceil(np.maximum(np.minimum(first, second), program.lower[variables, None]))
    most = np.floor(np.minimum(np.maximum(first, second), program.upper[variables, None]))
    worth = program.worth[variables, None]
    settings = np.where(worth > 0, most, least)
    table[row] = np.where(least <= most, worth * settings, -np.inf)
    return table, settings

"""Good teams of one question by exchanging members one at a time.

Where every auxiliary variable belongs to one row, what a row earns depends on its count alone, and
can be tabled. All exchanges of a team are then weighed at once, in a fraction of the time of an
exact solve. Nothing is proven: these teams are for plans, never for ceilings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.program import Bools, Floats, Ints
from swarmmatch.engine.row_tables import RowTables

#: Rows with larger counts are compared with their bounds, not tabled.
WIDEST = 1_000
#: Exchanges in a row; each makes the team better, and a handful is usual.
STEPS = 100
#: Units that a climb gives for each by which a row is broken less; more than any team is worth.
HEAVY = 1e11


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
        lean: Floats | None = None,
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
        lean : float array (n_variables,), optional
            Which way variables are set that earn nothing; see `RowTables.of`.
        """
        paid = np.diff(sparse.csr_array(program.matrix[:, :n_variables]).indptr) > 0
        seats = program.matrix[:, n_variables:].toarray()
        counting = (seats.min(axis=1, initial=0) >= 0) & (seats.sum(axis=1) <= WIDEST)
        widest = int(seats[counting].sum(axis=1).max(initial=0))
        tables = RowTables.of(program, n_variables, counting, widest, lean)
        if (paid & ~tables.rows).any() or len(tables.variables) < n_variables:
            return None
        tabled = tables.rows
        order = np.argsort(tables.variables)
        return Exchange(
            counts=np.ascontiguousarray(seats[tabled].T.astype(np.int64)),
            table=tables.earned,
            settings=tables.settings[order],
            row_of_variable=tables.row_of_variable[order],
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
        score = self._after_exchanges(worth, team)
        score[0, 0] = -np.inf
        flat = score.ravel()
        order = np.arange(len(flat))
        if at_most < len(flat):
            order = np.argpartition(-flat, at_most)[:at_most]
        order = order[np.argsort(-flat[order])]
        return [
            (self._exchanged(team, position, score.shape[1]), float(flat[position]))
            for position in order[flat[order] > -HEAVY / 2]
        ]

    def swaps(self, worth: Floats, team: Bools) -> Floats:
        """What every swap of one member for one other adds, in units; ``-inf`` if it breaks a row.

        Shape (inside, outside): who goes, and who comes.
        """
        score = self._after_exchanges(worth, team)
        added: Floats = score[1:, 1:] - score[0, 0]
        return np.where(added > -HEAVY / 2, added, -np.inf)

    def climb(self, worth: Floats, team: Bools) -> tuple[Bools, float]:
        """Exchange for the better until no exchange is; first of all for a team that keeps rows.

        Returns
        -------
        bool array (n,), float
            The team, and what it is worth in units; ``-inf`` when it breaks a row.
        """
        for _ in range(STEPS):
            score = self._after_exchanges(worth, team)
            best = int(score.argmax())
            if score.flat[best] <= score[0, 0]:
                break
            team = self._exchanged(team, best, score.shape[1])
        return team, self.value(worth, team)

    def _after_exchanges(self, worth: Floats, team: Bools) -> Floats:
        """Worth after every exchange, less what breaking rows costs.

        Shape (1 + inside, 1 + outside): first of a kind, nobody goes, nobody comes.
        """
        inside, outside = np.flatnonzero(team), np.flatnonzero(~team)

        def each(numbers: Any) -> tuple[Any, Any]:
            """Totals when each goes; what each who comes adds."""
            members, others = numbers[inside], numbers[outside]
            left = np.empty((1 + len(inside), *numbers.shape[1:]), numbers.dtype)
            left[0] = members.sum(axis=0)
            left[1:] = left[0] - members
            come = np.zeros((1 + len(outside), *numbers.shape[1:]), numbers.dtype)
            come[1:] = others
            return left, come

        score = self._totals(*each(self.counts))
        if len(self.lower):
            without, adds = each(self.plain)
            totals = without[:, None] + adds[None]
            off = np.maximum(np.maximum(self.lower - totals, totals - self.upper), 0.0)
            score -= HEAVY * (off + (off > 0)).sum(axis=-1)
        for counted, matrix in self.pairs:
            count = _pairs_after_exchanges(matrix, team)
            excess = counted.excess(count)
            score += counted.paid(count) - HEAVY * (excess + (excess > 0))
        stay, more = each(worth)
        score += stay[:, None] + more
        return score

    def _totals(self, left: Ints, come: Ints) -> Floats:
        """Sum of the scores of all rows, for all counts left and all that come on top."""
        row = np.arange(len(self.table))
        totals: Floats
        if not self._by_ones:
            totals = self._score[row, left[:, None] + come[None]].sum(axis=-1)
            return totals
        now = self._score[row, left]
        totals = now.sum(axis=1)[:, None] + (self._score[row, left + 1] - now) @ come.T
        return totals

    @staticmethod
    def _exchanged(team: Bools, position: int, width: int) -> Bools:
        """The team after an exchange, by its position among all of them."""
        goes, comes = divmod(int(position), width)
        other = team.copy()
        other[np.flatnonzero(team)[goes - 1 : goes]] = False
        other[np.flatnonzero(~team)[comes - 1 : comes]] = True
        return other

    @cached_property
    def _by_ones(self) -> bool:
        """Whether nobody counts more than once in a row: then all exchanges are two products."""
        return bool((self.counts <= 1).all())

    @cached_property
    def _score(self) -> Floats:
        """What each row earns at each count, less what it costs to be broken by so much.

        Shape (R, W + 1): one count more than anybody can reach, for what nobody can add.
        """
        counts = np.arange(self.table.shape[1])
        kept = ~np.isneginf(self.table)
        some = kept.any(axis=1)
        least = np.where(some, kept.argmax(axis=1), 0)[:, None]
        most = np.where(some, len(counts) - 1 - kept[:, ::-1].argmax(axis=1), 0)[:, None]
        off = np.maximum(np.maximum(least - counts, counts - most), 1)
        score = np.where(kept, self.table, -HEAVY * off)
        return np.pad(score, ((0, 0), (0, 1)))

    def value(self, worth: Floats, team: Bools) -> float:
        """What a team is worth, in units; ``-inf`` when it breaks a row."""
        rows = self._earned(self.counts[team].sum(axis=0), self.plain[team].sum(axis=0))
        pairs = sum(
            float(counted.earned(matrix[np.ix_(team, team)].sum() / 2))
            for counted, matrix in self.pairs
        )
        return float(worth[team].sum() + rows) + pairs

    def values(self, worth: Floats, teams: Ints) -> Floats:
        """What teams of one size are worth, in units; ``-inf`` where one breaks a row.

        ``teams`` has the positions of the members, a team a row, shape (m, k).
        """
        counts, plain = self.counts[teams].sum(axis=1), self.plain[teams].sum(axis=1)
        values: Floats = worth[teams].sum(axis=1) + self._earned(counts, plain)
        for counted, matrix in self.pairs:
            among = matrix[teams[:, :, None], teams[:, None, :]].sum(axis=(1, 2)) / 2
            values = values + counted.earned(among)
        return values

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


def _pairs_after_exchanges(matrix: Floats, team: Bools) -> Floats:
    """What pairs count after every exchange, shape (1 + inside, 1 + outside).

    Who comes makes pairs with all who were there, less the one with whoever goes.
    """
    with_team = matrix[team].sum(axis=0)
    goes, comes = (np.append(0.0, with_team[some]) for some in (team, ~team))
    parted = np.pad(matrix[team][:, ~team], ((1, 0), (1, 0)))
    count: Floats = goes.sum() / 2 - goes[:, None] + comes[None] - parted
    return count

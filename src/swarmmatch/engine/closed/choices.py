"""Rows of a team that share variables: what they earn by each choice of these.

Where variables of 0 or 1 stand in several rows, such as which value a team has in common, each
choice of them leaves rows that earn by their counts alone. A team earns by its best choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import sparse

from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.exchange import penalised
from swarmmatch.engine.program import Bools, Floats, Ints
from swarmmatch.engine.row_tables import RowTables

#: Choices that are tried one by one.
TRIED = 256


@dataclass(frozen=True, eq=False)
class Choices:
    """Some of the rows, and what they earn by each of C choices of the variables they share.

    Attributes
    ----------
    rows : int array (R,)
        Which rows they are.
    base : float array (C,)
        What each choice earns by itself.
    score : float array (C, R, W)
        What each row earns at each count; far below 0 where that breaks it.
    """

    rows: Ints
    base: Floats
    score: Floats

    def earned(self, counts: Ints) -> Floats:
        """What teams earn whose rows, all of them, count so much, shape (..., rows)."""
        here = counts[..., self.rows]
        by_choice = self.score[:, np.arange(len(self.rows)), here].sum(axis=-1)
        best: Floats = (by_choice.T + self.base).T.max(axis=0)
        return best

    def earned_with_one_more(self, counts: Ints, comes: Ints) -> Floats:
        """The same when one more comes; of teams (m, rows) and kinds (K, rows), shape (m, K)."""
        here, added = counts[:, self.rows], comes[:, self.rows]
        row = np.arange(len(self.rows))
        if added.max(initial=0) > 1:
            by_choice = self.score[:, row, here[:, None] + added[None]].sum(axis=-1)
        else:
            now = self.score[:, row, here]
            more = self.score[:, row, here + 1] - now
            by_choice = now.sum(axis=-1)[..., None] + more @ added.T
        best: Floats = (by_choice + self.base[:, None, None]).max(axis=0)
        return best


@dataclass(frozen=True, eq=False)
class Tied:
    """Rows of a program, and all variables in them, some of which are shared.

    Attributes
    ----------
    program : WholeProgram
        Auxiliary variables, then seats.
    rows, variables : int arrays
        Which of its rows and columns.
    n_variables : int
        How many of its columns are auxiliary variables.
    """

    program: WholeProgram
    rows: Ints
    variables: Ints
    n_variables: int

    def choices(self, widest: int) -> Choices | None:
        """What the rows earn by each choice; None where that leaves rows that share variables."""
        factors = self.program.matrix[self.rows][:, self.variables].toarray()
        seats = sparse.csr_array(self.program.matrix[self.rows][:, self.n_variables :])
        counting = np.diff(seats.indptr) > 0
        lower, upper = (bound[self.variables] for bound in (self.program.lower, self.program.upper))
        chosen = _to_choose(factors != 0, counting, (lower >= 0) & (upper <= 1))
        settings = self._settings(factors[~counting], self.rows[~counting], chosen)
        if settings is None:
            return None
        found = []
        for setting in settings:
            fixed = lower.copy(), upper.copy()
            fixed[0][chosen] = fixed[1][chosen] = setting
            if (setting < lower[chosen]).any() or (setting > upper[chosen]).any():
                continue
            one = self._chosen(factors, counting, *fixed, widest)
            if one is None:
                return None
            if one[0] > -np.inf:
                found.append(one)
        if not found:
            return None
        base, score = zip(*found, strict=True)
        return Choices(self.rows[counting], np.array(base), np.stack(score))

    def _settings(self, alone: Floats, rows: Ints, chosen: Bools) -> list[Floats] | None:
        """Values of the variables chosen; where a row takes one of several at most, one or none."""
        one_of = (self.program.row_upper[rows] == 1) & np.isin(alone, (0, 1)).all(axis=1)
        one_of &= (alone[:, ~chosen] == 0).all(axis=1)
        left, options = np.ones(int(chosen.sum()), np.bool_), []
        for row in alone[one_of][:, chosen] == 1:
            members = np.flatnonzero(row & left)
            left[members] = False
            options.append([None, *members.tolist()])
        options += [[None, one] for one in np.flatnonzero(left).tolist()]
        if np.prod([float(len(some)) for some in options]) > TRIED:
            return None
        return [
            np.isin(np.arange(len(left)), [one for one in taken if one is not None]).astype(float)
            for taken in product(*options)
        ]

    def _chosen(
        self, factors: Floats, counting: Bools, lower: Floats, upper: Floats, widest: int
    ) -> tuple[float, Floats] | None:
        """What one choice earns by itself, -inf if it cannot be, and by the counts of the rows."""
        program, free = self.program, lower < upper
        settled = factors @ np.where(free, 0.0, lower)
        row_lower = program.row_lower[self.rows] - settled
        row_upper = program.row_upper[self.rows] - settled
        lower, upper = lower.copy(), upper.copy()
        for row in np.flatnonzero(~counting):
            named = np.flatnonzero(free & (factors[row] != 0))
            if len(named) > 1:
                return None
            if not len(named):
                if row_lower[row] > 0 or row_upper[row] < 0:
                    return -np.inf, np.zeros((0, 0))
                continue
            ends = np.array([row_lower[row], row_upper[row]]) / factors[row, named[0]]
            lower[named] = max(lower[named[0]], np.ceil(ends.min()))
            upper[named] = min(upper[named[0]], np.floor(ends.max()))
        if (lower > upper).any():
            return -np.inf, np.zeros((0, 0))
        return self._tabled(factors, counting, (lower, upper), (row_lower, row_upper), free, widest)

    def _tabled(
        self,
        factors: Floats,
        counting: Bools,
        bounds: tuple[Floats, Floats],
        row_bounds: tuple[Floats, Floats],
        free: Bools,
        widest: int,
    ) -> tuple[float, Floats] | None:
        """The same when only rows that count are left to bind."""
        worth = self.program.worth[self.variables]
        counted = free & (factors[counting] != 0).any(axis=0)
        base = float(np.maximum(worth * bounds[0], worth * bounds[1])[~counted].sum())
        own = int(counted.sum())
        stated = WholeProgram(
            worth[counted],
            bounds[0][counted],
            bounds[1][counted],
            sparse.csr_array(factors[counting][:, counted]),
            row_bounds[0][counting],
            row_bounds[1][counting],
        )
        every = np.ones(int(counting.sum()), np.bool_)
        tables = RowTables.of(stated, own, every, widest)
        return (base, penalised(tables.earned)) if tables.rows.all() else None


def _to_choose(named: Bools, counting: Bools, either_way: Bools) -> Bools:
    """Variables of 0 or 1 that must be chosen, so that each row has one other at most.

    What stands in one row that counts is settled by its count, unless a row that counts nobody has
    several such variables.
    """
    chosen: Bools = (named[counting].sum(axis=0) != 1) & either_way
    several = (named[~counting] & ~chosen).sum(axis=1) > 1
    chosen |= named[~counting][several].any(axis=0) & either_way
    return chosen

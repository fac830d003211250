"""What a team of a sort earns, from how many of its members each row counts.

A row that shares no variable earns by its count alone. Where rows share variables of 0 or 1, such
as which value a team has in common, each choice of these leaves rows that share none, and a team
earns by its best choice. So what every exchange of one member adds is a few products of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from swarmmatch.engine.closed.choices import Choices, Tied
from swarmmatch.engine.closed.pool import Sort
from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.exchange import penalised
from swarmmatch.engine.program import Bools, Floats, Ints
from swarmmatch.engine.row_tables import RowTables

#: Counts beyond this are not tabled.
WIDEST = 1_000
#: What a seat is charged whose person is not eligible; more than breaking any few rows.
BARRED = 1e13


@dataclass(frozen=True, eq=False)
class TeamTables:
    """What teams of a sort earn by the kinds of their members; the last kind is nobody.

    Attributes
    ----------
    counts : int array (K + 1, R)
        What one of each kind adds to each row.
    worth : float array (K + 1,)
        What one of each kind earns by the seat.
    parts : list of Choices
        What they earn adds up.
    """

    counts: Ints
    worth: Floats
    parts: list[Choices]

    @staticmethod
    def of(sort: Sort) -> TeamTables | None:
        """Table a sort; None where a row cannot be."""
        seats = sort.program.matrix[:, sort.n_variables :].toarray()
        widest = int(sort.size_max * seats.max(initial=0))
        if seats.min(initial=0) < 0 or widest > WIDEST:
            return None
        parts = _parts(sort.program, sort.n_variables, seats, widest)
        if parts is None:
            return None
        worth = np.where(sort.most > 0, sort.worth, -BARRED)
        counts = np.vstack([seats.T, np.zeros((1, len(seats)))]).astype(np.int64)
        return TeamTables(counts, np.append(worth, 0.0), parts)

    def value(self, heads: Ints) -> Floats:
        """What teams are worth that have so many of each kind, shape (..., K + 1)."""
        counts, worth = heads @ self.counts, heads @ self.worth
        total: Floats = worth + sum(part.earned(counts) for part in self.parts)
        return total

    def exchanges(self, team: Ints) -> Floats:
        """What a team gains when a member goes and one of a kind comes, shape (members, K + 1).

        Parameters
        ----------
        team : int array (members,)
            The kind of each.
        """
        counts = self.counts[team]
        total = counts.sum(axis=0)
        now = sum(float(part.earned(total)) for part in self.parts)
        gain: Floats = self.worth - self.worth[team][:, None] - now
        for part in self.parts:
            gain += part.earned_with_one_more(total - counts, self.counts)
        return gain


def _parts(
    program: WholeProgram, n_variables: int, seats: Floats, widest: int
) -> list[Choices] | None:
    """Rows that share no variable, all in one; and those that do, by what ties them."""
    variables = sparse.csr_array(program.matrix[:, :n_variables])
    variables.eliminate_zeros()
    nothing = sparse.csr_array((len(seats), len(seats)))
    graph = sparse.vstack(
        [
            sparse.hstack([nothing, variables]),
            sparse.hstack([variables.T, sparse.csr_array((n_variables, n_variables))]),
        ],
        format="csr",
    )
    label = connected_components(graph, directed=False)[1]
    of_row, of_variable = label[: len(seats)], label[len(seats) :]
    tied = np.unique(of_variable[np.bincount(variables.indices, minlength=n_variables) > 1])
    parts = [_untied(program, n_variables, ~np.isin(of_row, tied), widest)]
    for one in tied:
        rows, own = np.flatnonzero(of_row == one), np.flatnonzero(of_variable == one)
        parts.append(Tied(program, rows, own, n_variables).choices(widest))
    found = [part for part in parts if part is not None]
    return found if len(found) == len(parts) else None


def _untied(program: WholeProgram, n_variables: int, rows: Bools, widest: int) -> Choices | None:
    """Rows that share no variable, between which there is nothing to choose."""
    tables = RowTables.of(program, n_variables, rows, widest)
    if not np.array_equal(tables.rows, rows):
        return None
    return Choices(np.flatnonzero(rows), np.zeros(1), penalised(tables.earned)[None])

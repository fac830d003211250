"""Questions that no rule tells apart: their teams may change places, and the plan stays as good.

The tables of a partition, the groups of a project, or a hundred jobs that ask for the same skill
are such. LP and prices treat them all the same, so that fractions of every team sit at every one.
"""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
from scipy import sparse

from swarmmatch.engine.program import Ints, SeatProgram
from swarmmatch.engine.split import Split


def kinds_of_questions(program: SeatProgram, split: Split, *, with_its_rows: bool = True) -> Ints:
    """A number for all questions that are alike, shape (Q,).

    They are when every professional may sit at both or neither, for the same units, and the rows
    say the same of both. It takes a look at every seat of the pool.

    Parameters
    ----------
    program, split : SeatProgram, Split
    with_its_rows : bool
        Whether a question that changes teams with another takes along rows of its own that share a
        variable with rows of others. If not, such rows set it apart.
    """
    if program.row_points:  # rows that count units differ from question to question
        return np.arange(program.n_questions)
    known: dict[Hashable, int] = {}
    told = _Told(program, split, with_its_rows)
    return np.array(
        [known.setdefault(told.of(question), len(known)) for question in range(len(split.parts))],
        dtype=np.int64,
    )


class _Told:
    """What a program says of each question, in a form that can be compared."""

    def __init__(self, program: SeatProgram, split: Split, with_its_rows: bool) -> None:
        self._program, self._split = program, split
        self._own = ~split.coupling | with_its_rows
        self._seats = program.rows.seats.tocsc()
        self._groups = program.people.groups.tocsc()
        self._of_variables = program.rows.auxiliary.tocsc()
        order = np.argsort(program.rows.question, kind="stable")
        edges = np.searchsorted(program.rows.question[order], np.arange(program.n_questions + 1))
        self._rows = np.split(order, edges)[1:-1]

    def of(self, question: int) -> Hashable:
        """Eligibility, worth, rows and variables of a question, without its position."""
        program, rows = self._program, self._program.rows
        everyone = slice(0, program.n_professionals)
        mine, own = self._rows[question], self._split.parts[question].variables
        name_of_row = np.arange(len(rows.lower))
        nameless = mine[self._own[mine]]
        name_of_row[nameless] = len(name_of_row) + np.arange(len(nameless))
        n_features = program.features.shape[1]
        columns = slice(question * n_features, (question + 1) * n_features)
        shared = np.setdiff1d(rows.auxiliary[mine].indices, own)
        facts = [
            program.allowed(question, everyone),
            program.worth(question, everyone),
            program.taken.at(question),
            rows.lower[mine],
            rows.upper[mine],
            program.variables.lower[own],
            program.variables.upper[own],
            program.variables.worth[own],
            shared,
            *_entries(self._seats[:, columns], name_of_row),
            *_entries(self._of_variables[:, own], name_of_row),
            *_entries(self._of_variables[mine][:, shared], name_of_row[mine]),
            *_entries(self._groups[:, [question]], np.arange(self._groups.shape[0])),
        ]
        return tuple(fact.tobytes() for fact in facts)


def _entries(matrix: sparse.csc_array, name_of_row: Ints) -> list[Ints]:
    """Rows by name, columns and values of a matrix, in one order."""
    entry = matrix.tocoo()
    row, column = name_of_row[entry.row], entry.col.astype(np.int64)
    order = np.lexsort((column, row))
    return [row[order], column[order], entry.data[order].astype(np.float64)]


def firsts_alike(kind: Ints) -> Ints:
    """The first question of the kind of each, by position, shape (Q,)."""
    _, first, back = np.unique(kind, return_index=True, return_inverse=True)
    firsts: Ints = first[back]
    return firsts

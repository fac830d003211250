"""Questions that no rule tells apart: what holds for one team of them holds for all.

A plan stays as good when two such questions change teams. So teams are looked for at one of them,
and chosen as many times as there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.program import Ints, SeatProgram
from swarmmatch.engine.split import Part, Split


def alike(program: SeatProgram, split: Split) -> Ints:
    """The first of the questions that each one is interchangeable with, shape (Q,).

    Compared are seats, their worth, and all rows and variables. Each question's are laid out in the
    same order, that of the rules, so what is laid out otherwise counts as different.
    """
    rows, coupling = program.rows, np.flatnonzero(split.coupling)
    across = _Across(
        seats=sparse.csc_array(rows.seats[coupling]),
        auxiliary=sparse.csc_array(rows.auxiliary[coupling]),
        groups=sparse.csc_array(program.people.groups),
    )
    first: dict[bytes, int] = {}
    every = range(program.n_questions)
    found = [first.setdefault(_said_of(q, program, split.parts[q], across), q) for q in every]
    return np.array(found, np.int64)


@dataclass(frozen=True, eq=False)
class _Across:
    """What rows over more than one question say of seats, of variables, and of whole questions."""

    seats: sparse.csc_array
    auxiliary: sparse.csc_array
    groups: sparse.csc_array


def _said_of(question: int, program: SeatProgram, part: Part, across: _Across) -> bytes:
    """Everything that a program says of a question, but for its place among the others."""
    everybody = slice(0, program.n_professionals)
    rows, variables, mine, own = program.rows, program.variables, part.rows, part.variables
    n_features = program.features.shape[1]
    columns = slice(question * n_features, (question + 1) * n_features)
    arrays = [
        program.allowed(question, everybody),
        program.worth(question, everybody),
        program.size_max[[question]],
        np.sort(program.taken.at(question)),
        part.features.toarray(),
        part.auxiliary.toarray(),
        rows.lower[mine],
        rows.upper[mine],
        variables.lower[own],
        variables.upper[own],
        variables.worth[own],
        across.seats[:, columns].toarray(),
        across.auxiliary[:, own].toarray(),
        across.groups[:, [question]].toarray(),
    ]
    return b"|".join(
        str(each.shape).encode() + each.astype(np.float64).tobytes() for each in arrays
    )

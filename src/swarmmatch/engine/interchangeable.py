"""Questions that no rule tells apart: what holds for one team of them holds for all.

A plan stays as good when two such questions change teams. So teams are looked for at one of them,
and chosen as many times as there are.
"""

from __future__ import annotations

import numpy as np

from swarmmatch.engine.program import Ints, SeatProgram
from swarmmatch.engine.split import Split


def alike(program: SeatProgram, split: Split) -> Ints:
    """The first of the questions that each one is interchangeable with, shape (Q,).

    Compared are seats, their worth, and all rows and variables. Each question's are laid out in the
    same order, that of the rules, so what is laid out otherwise counts as different.
    """
    first: dict[bytes, int] = {}
    found = [first.setdefault(_all_of(program, split, q), q) for q in range(program.n_questions)]
    return np.array(found, np.int64)


def _all_of(program: SeatProgram, split: Split, question: int) -> bytes:
    """Everything that a program says of a question, but for its place among the others."""
    everybody = slice(0, program.n_professionals)
    part, rows, variables = split.parts[question], program.rows, program.variables
    mine, own = part.rows, part.variables
    n_features = program.features.shape[1]
    columns = slice(question * n_features, (question + 1) * n_features)
    coupling = np.flatnonzero(split.coupling)
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
        rows.seats[coupling][:, columns].toarray(),
        rows.auxiliary[coupling][:, own].toarray(),
        program.people.groups[:, [question]].toarray(),
    ]
    return b"|".join(
        str(each.shape).encode() + each.astype(np.float64).tobytes() for each in arrays
    )

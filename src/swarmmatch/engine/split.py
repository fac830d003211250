"""What belongs to one question alone, and what couples questions.

Rows and variables of one question can be solved with its team; coupling rows (over the whole plan,
over a professional's seats, or through a shared variable) reach a team only as prices.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import sparse

from swarmmatch.engine.program import Bools, Ints, SeatProgram


@dataclass(frozen=True, eq=False)
class Part:
    """What belongs to one question alone.

    Attributes
    ----------
    rows, variables : int arrays
        Positions in the program.
    features : csr_array (rows, K)
        How the rows mix the features of who sits here.
    auxiliary : csr_array (rows, variables)
        Coefficients of the variables.
    """

    rows: Ints
    variables: Ints
    features: sparse.csr_array
    auxiliary: sparse.csr_array


@dataclass(frozen=True, eq=False)
class Split:
    """Rows and variables of a program sorted by question.

    Attributes
    ----------
    coupling : bool array (R,)
        Linear rows that belong to more than one question.
    shared : bool array (U,)
        Variables that belong to no single question.
    parts : list of Part
        One a question.
    """

    coupling: Bools
    shared: Bools
    parts: list[Part]


def split(program: SeatProgram) -> Split:
    """Sort the rows and variables of a program by question."""
    rows = program.rows
    entry = rows.auxiliary.tocoo()
    asked = rows.question[entry.row]
    one = asked >= 0  # a row over the whole plan charges a variable, and leaves it to its question
    n_variables, n_questions = len(program.variables.worth), program.n_questions
    least, most = np.full(n_variables, n_questions), np.full(n_variables, -2)
    np.minimum.at(least, entry.col[one], asked[one])
    np.maximum.at(most, entry.col[one], asked[one])
    shared = least != most
    coupling = rows.question < 0
    coupling[entry.row[shared[entry.col]]] = True
    own_rows = _by_question(np.where(coupling, -1, rows.question), n_questions)
    own_variables = _by_question(np.where(shared, -1, least), n_questions)
    parts = [
        _part(program, question, mine, own)
        for question, (mine, own) in enumerate(zip(own_rows, own_variables, strict=True))
    ]
    return Split(coupling, shared, parts)


def _part(program: SeatProgram, question: int, mine: Ints, own: Ints) -> Part:
    n_features = program.features.shape[1]
    columns = slice(question * n_features, (question + 1) * n_features)
    return Part(
        rows=mine,
        variables=own,
        features=sparse.csr_array(program.rows.seats[mine][:, columns]),
        auxiliary=sparse.csr_array(program.rows.auxiliary[mine][:, own]),
    )


def _by_question(question: Ints, n_questions: int) -> list[Ints]:
    """Positions that name each question; -1 names none."""
    order = np.argsort(question, kind="stable")
    edges = np.searchsorted(question[order], np.arange(n_questions + 1))
    return [order[start:stop] for start, stop in pairwise(edges)]

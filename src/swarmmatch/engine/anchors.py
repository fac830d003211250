"""Who sits where for a start: seats that can be taken for granted where questions are alike.

Some people never share a team, and each must have a seat at one of the questions of a kind. Which
of these it is makes no difference, as long as they are different ones.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram


def anchors(program: SeatProgram, kind: Ints, seats: Seats, apart: sparse.csc_array) -> Bools:
    """Seats that some best plan takes, if there is a plan at all, bool array (seats,).

    Parameters
    ----------
    program : SeatProgram
    kind : int array (Q,)
        A number for all questions that are alike.
    seats : Seats
        All that there are.
    apart : csc_array (P, sets)
        Sets of rivals, see `company.rivals`.
    """
    home = _home(program, kind, seats)
    chosen = _largest_set(program, home, apart)
    if not len(chosen):
        return np.zeros(len(seats), np.bool_)
    questions = np.flatnonzero(kind == home[chosen[0]])
    chosen = chosen[: len(questions)]
    at = np.full(program.n_professionals, -1)
    at[chosen] = questions[: len(chosen)]
    return np.asarray(at[seats.professional] == seats.question, np.bool_)


def _home(program: SeatProgram, kind: Ints, seats: Seats) -> Ints:
    """The kind of all seats that somebody has, of which one must be taken; -1 without, (P,)."""
    n = program.n_professionals
    least, most = np.full(n, len(kind)), np.full(n, -1)
    np.minimum.at(least, seats.professional, kind[seats.question])
    np.maximum.at(most, seats.professional, kind[seats.question])
    must = (program.people.lower >= 1).any(axis=0)
    return np.where(must & (least == most), least, -1)


def _largest_set(program: SeatProgram, home: Ints, apart: sparse.csc_array) -> Ints:
    """Rivals with one home, as many as there are; of as many, those with the most pairs."""
    pairs: Floats = np.zeros(len(home))
    for counted in program.counted:
        pairs += np.diff(counted.matrix.indptr)
    alone = sparse.csc_array(np.eye(len(home), 1, -int(np.argmax(home >= 0))))
    sets = sparse.csc_array(sparse.hstack([apart, alone], format="csc"))
    best, score = np.zeros(0, np.int64), (0, 0.0)
    for column in range(sets.shape[1]):
        people = np.unique(sets.indices[sets.indptr[column] : sets.indptr[column + 1]])
        for here in np.unique(home[people]):
            mine = people[home[people] == here]
            if here >= 0 and (len(mine), pairs[mine].sum()) > score:
                best, score = mine, (len(mine), float(pairs[mine].sum()))
    return best[np.argsort(-pairs[best], kind="stable")]

"""Earning pairs of an exact program as one variable each, for all questions together.

Where nobody sits twice, two people share a team at one question at most. So a pair needs no
variable for every question: one that makes their seats equal wherever they are does, and leaves the
LP far less room.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from swarmmatch.engine.company import clashes
from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram, widened


def pairs_of_plan(program: SeatProgram) -> list[CountedPairs]:
    """The counted pairs that one variable each can stand for.

    They earn without limit, and nobody of them can take two seats.
    """
    once = _once(program)
    return [
        counted
        for counted in program.counted
        if counted.each > 0
        and 2 * counted.at_most >= counted.matrix.sum()
        and once[np.diff(counted.matrix.indptr) > 0].all()
    ]


def _once(program: SeatProgram) -> Bools:
    """Who can take one seat at most in the whole plan, shape (P,)."""
    people = program.people
    least = people.groups.min(axis=1).toarray().ravel()  # above 0 where a group has all questions
    once = (people.upper >= 0) & (people.upper < 2 * least[:, None])
    return np.asarray(once.any(axis=0), np.bool_)


def with_plan_pairs(
    whole: WholeProgram,
    pairs: CountedPairs,
    apart: sparse.csc_array,
    first_seat: int,
    seats: Seats,
) -> WholeProgram:
    """A program with further variables, whether each pair shares a team, and rows around them.

    Parameters
    ----------
    whole : WholeProgram
        With a column for every seat from ``first_seat`` on.
    pairs : CountedPairs
        Some of `pairs_of_plan`.
    apart : csc_array (P, sets)
        Sets of rivals, see `company.rivals`.
    first_seat : int
    seats : Seats
        All that there are.
    """
    pair = sparse.triu(pairs.matrix, 1).tocoo()
    first, second, n = pair.row.astype(np.int64), pair.col.astype(np.int64), len(pair.data)
    known = clashes(first, second, apart)
    before = whole.matrix.shape[1]
    width = before + n
    seated, linked = _beside_seats(first, second, first_seat, seats, before)
    shut = sparse.hstack(
        [sparse.csr_array((known.factors.shape[0], before)), known.factors], format="csr"
    )
    most = np.concatenate([np.zeros(n), np.ones(linked.shape[0]), known.at_most])
    matrix = widened(whole.matrix, whole.matrix.shape[0], width)
    return WholeProgram(
        worth=np.append(whole.worth, pairs.each * pair.data),
        lower=np.append(whole.lower, np.zeros(n)),
        upper=np.append(whole.upper, np.where(known.never, 0.0, 1.0)),
        matrix=sparse.csr_array(sparse.vstack([matrix, seated, linked, shut], format="csr")),
        row_lower=np.append(whole.row_lower, np.full(len(most), -np.inf)),
        row_upper=np.append(whole.row_upper, most),
    )


def _beside_seats(
    first: Ints, second: Ints, first_seat: int, seats: Seats, before: int
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """A pair has seats somewhere, and where one of the two sits, the other does.

    ``y <= sum_q x[q, a]`` over questions that both may sit at, and at each of these
    ``x[q, a] - x[q, b] + y <= 1``, either way round.
    """
    n, width = len(first), before + len(first)
    n_people = 1 + int(max(seats.professional.max(initial=0), second.max(initial=0)))
    n_questions = 1 + int(seats.question.max(initial=0))
    place = np.arange(1, len(seats) + 1)  # from 1, for 0 is no seat
    column = sparse.csc_array(
        (place, (seats.question, seats.professional)), shape=(n_questions, n_people)
    )
    one, other = column[:, first].toarray(), column[:, second].toarray()
    question, pair = np.nonzero((one > 0) & (other > 0))
    a, b = (first_seat - 1 + seat[question, pair] for seat in (one, other))
    each, m = np.arange(n), len(pair)
    seated = _rows((n, width), (each, before + each, 1.0), (pair, a, -1.0))
    row, itself = np.arange(m), before + pair
    either = [
        _rows((m, width), (row, here, 1.0), (row, there, -1.0), (row, itself, 1.0))
        for here, there in ((a, b), (b, a))
    ]
    return seated, sparse.csr_array(sparse.vstack(either, format="csr"))


def _rows(shape: tuple[int, int], *entries: tuple[Ints, Ints, float]) -> sparse.csr_array:
    row = np.concatenate([row for row, _, _ in entries])
    column = np.concatenate([column for _, column, _ in entries])
    factor: Floats = np.concatenate([np.full(len(row), each) for row, _, each in entries])
    return sparse.csr_array((factor, (row, column)), shape=shape)

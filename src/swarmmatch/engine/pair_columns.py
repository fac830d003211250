"""Counted pairs as columns and rows of an exact program over listed seats."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.program import Floats, Ints, widened


def with_pairs(
    program: WholeProgram,
    pairs: tuple[CountedPairs, ...],
    first_seat: int,
    question: Ints,
    people: Ints,
) -> WholeProgram:
    """A program with pairs counted: further variables beside its own, further rows below.

    Parameters
    ----------
    program : WholeProgram
        Its seats, each free or taken, stand in columns next to each other.
    pairs : tuple of CountedPairs
        What counts.
    first_seat : int
        Column of the first seat.
    question, people : int arrays (n,)
        Where each seat is, and whose.
    """
    for counted in pairs:
        program = _counted(program, counted, first_seat, question, people)
    return program


def _counted(
    program: WholeProgram, counted: CountedPairs, first_seat: int, question: Ints, people: Ints
) -> WholeProgram:
    """Beside the program: a variable for each pair of seats, one for the count of each question.

    Where pairs earn, a pair is no more than either of its seats, and the count that is paid no more
    than its pairs. Where they cost, a pair is no less than its two seats leave, and what its pairs
    count beyond ``at_most`` is paid.
    """
    pair = _pairs_of_seats(counted, question, people)
    if not len(pair.count):
        return program
    n, n_questions, before = len(pair.count), len(pair.total), program.matrix.shape[1]
    every, each_question = np.arange(n), np.arange(n_questions)
    first, second, itself = first_seat + pair.first, first_seat + pair.second, before + every
    width = before + n + n_questions
    ones, count = np.ones(n), before + n + each_question
    total = _rows(
        (n_questions, width),
        (pair.question, itself, pair.count),
        (each_question, count, -np.ones(n_questions)),
    )
    if counted.each > 0:
        linked = _rows(
            (2 * n, width),
            (every, itself, ones), (every, first, -ones),
            (n + every, itself, ones), (n + every, second, -ones),
        )  # fmt: skip
        linked_most, least, most = np.zeros(2 * n), 0.0, np.inf
        paid = np.minimum(pair.total, counted.at_most)
    else:
        linked = _rows((n, width), (every, first, ones), (every, second, ones),
                       (every, itself, -ones))  # fmt: skip
        linked_most, least, most = ones, -np.inf, counted.at_most
        paid = np.zeros(n_questions) if counted.hard else pair.total - counted.at_most
    matrix = widened(program.matrix, program.matrix.shape[0], width)
    return WholeProgram(
        worth=np.concatenate([program.worth, np.zeros(n), np.full(n_questions, counted.each)]),
        lower=np.append(program.lower, np.zeros(n + n_questions)),
        upper=np.concatenate([program.upper, ones, paid]),
        matrix=sparse.csr_array(sparse.vstack([matrix, linked, total], format="csr")),
        row_lower=np.concatenate(
            [program.row_lower, np.full(len(linked_most), -np.inf), np.full(n_questions, least)]
        ),
        row_upper=np.concatenate([program.row_upper, linked_most, np.full(n_questions, most)]),
    )


@dataclass(frozen=True, eq=False)
class _PairsOfSeats:
    """Pairs of seats at one question, shape (n,), and what those of each question add up to."""

    first: Ints
    second: Ints
    count: Floats
    question: Ints
    total: Floats


def _pairs_of_seats(counted: CountedPairs, question: Ints, people: Ints) -> _PairsOfSeats:
    """Every pair of the seats given that can matter."""
    first, second, count = [], [], []
    for here in np.unique(question):
        seats = np.flatnonzero(question == here)
        pair = sparse.triu(counted.among(people[seats]), 1).tocoo()
        if len(pair.data) and (counted.each > 0 or pair.data.sum() > counted.at_most):
            first.append(seats[pair.row])
            second.append(seats[pair.col])
            count.append(pair.data)
    where = np.repeat(np.arange(len(count)), [len(each) for each in count])
    each_count = np.concatenate([np.zeros(0), *count])
    return _PairsOfSeats(
        np.concatenate([np.zeros(0, np.int64), *first]),
        np.concatenate([np.zeros(0, np.int64), *second]),
        each_count,
        where.astype(np.int64),
        np.bincount(where, each_count, len(count)).astype(np.float64),
    )


def _rows(shape: tuple[int, int], *entries: tuple[Ints, Ints, Floats]) -> sparse.csr_array:
    row, column, factor = (np.concatenate(part) for part in zip(*entries, strict=True))
    return sparse.csr_array((factor, (row, column)), shape=shape)

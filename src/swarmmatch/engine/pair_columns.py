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
    width = before + n + n_questions
    itself, count = before + np.arange(n), before + n + np.arange(n_questions)
    total = _rows(
        (n_questions, width),
        (pair.question, itself, pair.count),
        (np.arange(n_questions), count, -np.ones(n_questions)),
    )
    earns = counted.each > 0
    linked = _links(earns, first_seat + pair.first, first_seat + pair.second, itself, width)
    beyond = np.zeros(n_questions) if counted.hard else pair.total - counted.at_most
    paid = np.minimum(pair.total, counted.at_most) if earns else beyond
    least, most = (0.0, np.inf) if earns else (-np.inf, counted.at_most)
    n_links = linked.shape[0]
    matrix = widened(program.matrix, program.matrix.shape[0], width)
    return WholeProgram(
        worth=np.concatenate([program.worth, np.zeros(n), np.full(n_questions, counted.each)]),
        lower=np.append(program.lower, np.zeros(n + n_questions)),
        upper=np.concatenate([program.upper, np.ones(n), paid]),
        matrix=sparse.csr_array(sparse.vstack([matrix, linked, total], format="csr")),
        row_lower=np.concatenate(
            [program.row_lower, np.full(n_links, -np.inf), np.full(n_questions, least)]
        ),
        row_upper=np.concatenate(
            [program.row_upper, np.full(n_links, 0.0 if earns else 1.0), np.full(n_questions, most)]
        ),
    )


def _links(earns: bool, first: Ints, second: Ints, itself: Ints, width: int) -> sparse.csr_array:
    """Rows between pairs and their seats, all by their columns."""
    n, every, ones = len(itself), np.arange(len(itself)), np.ones(len(itself))
    if not earns:
        return _rows((n, width), (every, first, ones), (every, second, ones),
                     (every, itself, -ones))  # fmt: skip
    return _rows(
        (2 * n, width),
        (every, itself, ones), (every, first, -ones),
        (n + every, itself, ones), (n + every, second, -ones),
    )  # fmt: skip


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

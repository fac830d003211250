"""Alike questions for one member each, as one question that is asked several times.

Which of them somebody takes does not matter, only how many: one whole number for each professional
and kind of question says as much as a seat for each question, and has none of the symmetry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from swarmmatch.engine.alike_questions import firsts_alike
from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Bools, Ints, SeatProgram
from swarmmatch.engine.restricted import Restricted
from swarmmatch.engine.split import Split


@dataclass(frozen=True, eq=False)
class Merged:
    """A program over all seats in which alike questions for one share their columns.

    Attributes
    ----------
    restricted : Restricted
        With a column for every seat.
    whole : WholeProgram
        The same with fewer columns.
    column : int array (columns of the former,)
        Where each stands in the latter.
    single : bool array (Q,)
        Questions for one; all others are as they were.
    """

    restricted: Restricted
    whole: WholeProgram
    column: Ints
    single: Bools

    @staticmethod
    def of(program: SeatProgram, split: Split, restricted: Restricted, kind: Ints) -> Merged:
        """Merge the questions for one among those of one kind.

        Parameters
        ----------
        program, split : SeatProgram, Split
        restricted : Restricted
            Over every eligible seat.
        kind : int array (Q,)
            A number for all questions that are alike.
        """
        single = for_one(program, split)
        stands_for = np.where(single, firsts_alike(kind), np.arange(len(kind)))
        column, kept = _columns(restricted, stands_for)
        whole = restricted.whole
        fewer = replace(
            whole,
            worth=whole.worth[kept],
            lower=whole.lower[kept],
            upper=np.bincount(column, whole.upper).astype(np.float64),
            matrix=sparse.csr_array(whole.matrix[:, kept]),
            row_lower=whole.row_lower.copy(),
            row_upper=whole.row_upper.copy(),
        )
        asked = np.where(single, np.bincount(stands_for, minlength=len(kind)), -1)
        _ask_again(program, split, fewer, restricted, column, asked)
        return Merged(restricted, fewer, column, single)

    def taken(self, solution: Ints) -> Seats:
        """The seats of a solution of the smaller program, dealt out over alike questions.

        The first of them go to the first who takes some, the next to the next.
        """
        seats = self.restricted.seats
        column = self.column[self.restricted.first_seat :][: len(seats)]
        listed, back = np.unique(column, return_inverse=True)
        order = np.lexsort((seats.question, back))
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order)) - np.searchsorted(back[order], back[order])
        asked_at = seats.question[order[np.searchsorted(back[order], np.arange(len(listed)))]]
        before = (_before(solution[listed], asked_at) * self.single[asked_at])[back]
        return seats[(before <= rank) & (rank < before + solution[column])]


def _before(count: Ints, question: Ints) -> Ints:
    """What those listed earlier at the same question count together."""
    order = np.argsort(question, kind="stable")
    total = np.cumsum(count[order]) - count[order]
    start = np.searchsorted(question[order], question[order])
    before = np.empty(len(order), np.int64)
    before[order] = total - total[start]
    return before


def _columns(restricted: Restricted, stands_for: Ints) -> tuple[Ints, Ints]:
    """Where each column stands among fewer, and which of the former these are."""
    seats, first = restricted.seats, restricted.first_seat
    width = 1 + int(seats.professional.max(initial=0))
    shared = stands_for[seats.question] * width + seats.professional
    name = np.arange(len(restricted.whole.worth))
    # Seats that are one share the name of the first of them, at the question that stands for all.
    _, where, back = np.unique(shared, return_index=True, return_inverse=True)
    name[first : first + len(seats)] = first + where[back]
    kept, column = np.unique(name, return_inverse=True)
    return column, kept


def _ask_again(
    program: SeatProgram,
    split: Split,
    whole: WholeProgram,
    restricted: Restricted,
    column: Ints,
    asked: Ints,
) -> None:
    """Ask a merged question so many times; 0 where another stands for it, -1 leaves one alone.

    Its own rows, of a team of one, say no more than who may sit there.
    """
    seats = restricted.seats
    for question in np.flatnonzero(asked >= 0):
        rows = split.parts[question].rows
        lower, upper = program.rows.lower[rows], program.rows.upper[rows]
        whole.row_lower[rows], whole.row_upper[rows] = -np.inf, np.inf
        if not asked[question]:
            continue
        here = restricted.first_seat + np.flatnonzero(seats.question == question)
        alone = restricted.whole.matrix[rows][:, here].toarray()
        barred = ((alone < lower[:, None]) | (alone > upper[:, None])).any(axis=0)
        whole.upper[column[here[barred]]] = 0.0
        head = rows[_counts_one(program, rows)][0]
        whole.row_lower[head] = whole.row_upper[head] = asked[question]


def _counts_one(program: SeatProgram, rows: Ints) -> Bools:
    """Which rows of a question say that its team is one member."""
    linear, n_features = program.rows, program.features.shape[1]
    stated = linear.seats[rows]
    alone = np.diff(stated.indptr) == 1
    heads: Bools = np.zeros(len(rows), np.bool_)
    entry = stated.indptr[:-1][alone]
    heads[alone] = (stated.indices[entry] % n_features == 0) & (stated.data[entry] == 1)
    heads &= (linear.lower[rows] == 1) & (linear.upper[rows] == 1)
    return heads


def for_one(program: SeatProgram, split: Split) -> Bools:
    """Questions whose team is one member, whom nothing but plan rows and own rows bind."""
    rows, n = program.rows, program.n_questions
    if len(program.pairs.first) or program.counted:
        return np.zeros(n, np.bool_)
    own = rows.question >= 0
    one = _counts_one(program, np.arange(len(own))) & own & ~split.coupling
    single = np.bincount(rows.question[one], minlength=n) > 0
    single &= np.bincount(rows.question[own & split.coupling], minlength=n) == 0
    single &= np.array([not len(part.variables) for part in split.parts], np.bool_)
    single[program.taken.question] = False
    return np.asarray(single, np.bool_)

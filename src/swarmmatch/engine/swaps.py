"""Swaps: what it adds or costs when one member of a team falls out and somebody else comes in.

A question by itself is weighed with tables (`Exchange`), a part of the pool at a time, so that all
of the pool is looked at. Where points depend on several questions, or a row cannot be tabled, the
tables leave these out; then the swaps that look best are weighed once more, each in the plan as a
whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from swarmmatch.engine.exact import WholeProgram
from swarmmatch.engine.exchange import WIDEST, Exchange
from swarmmatch.engine.floors import at_worth
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.plan import Seated
from swarmmatch.engine.prices import free
from swarmmatch.engine.pricing import Pricer, Seats, join
from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram
from swarmmatch.engine.restricted import value_of_plan
from swarmmatch.engine.split import split

#: Candidates weighed at once: few enough for every row to be tabled.
AT_ONCE = WIDEST // 2


@dataclass(frozen=True, eq=False)
class Swaps:
    """Who could come in for whom, shape (n,); the best for each seat first.

    Attributes
    ----------
    seat : int array
        Position of the seat that falls out, among the seats of the plan.
    question, professional : int arrays
        Where that is, and who would come in.
    added : float array
        Units that the plan is worth more than before; mostly below 0.
    cut : bool array (seats,)
        Whether more could come in for a seat than are listed.
    """

    seat: Ints
    question: Ints
    professional: Ints
    added: Floats
    cut: Bools


class SwapFinder:
    """Finds the best swaps for every seat of a plan.

    Parameters
    ----------
    program : SeatProgram
        All rules, with their points in one sum.
    plan : Seats
        Teams that keep them.
    """

    def __init__(self, program: SeatProgram, plan: Seats) -> None:
        self.program = program = _without_duties(program)
        self.plan = at_worth(program, plan)
        self._prices = free(LazyRows(program))
        self._finder = TeamFinder(Pricer(program), split(program), self._prices)
        self._seated = Seated(program)
        for question in np.unique(plan.question):
            self._seated.add(int(question), plan.professional[plan.question == question])
        with_variables = np.diff(program.rows.auxiliary.indptr) > 0
        self._between = np.flatnonzero(self._finder.split.coupling & ~with_variables)
        self._load = self._between_rows(plan).sum(axis=0)
        self.exact = not (self._finder.split.coupling & with_variables).any()

    def find(self, at_most: int, in_plan: Ints) -> Swaps:
        """List the best swaps for each seat.

        Parameters
        ----------
        at_most : int
            Swaps for each seat.
        in_plan : int array (seats,)
            Swaps for each seat that are weighed in the plan as a whole, if any must be. Then
            ``exact`` is False, also afterwards.
        """
        found = [
            self._at_question(int(question), at_most) for question in np.unique(self.plan.question)
        ]
        swaps = _join(found, len(self.plan))
        return swaps if self.exact else self._weighed_in_plan(_first(swaps, in_plan))

    def _at_question(self, question: int, at_most: int) -> Swaps:
        positions = np.flatnonzero(self.plan.question == question)
        team = self.plan[positions]
        pool = self._finder.pricer.seats(question, self._prices)
        free_now = ~self._seated.full(question)[pool.professional] & ~pool.among(team)
        others = pool[free_now]
        best = _Best(len(team), at_most)
        for start in range(0, len(others), AT_ONCE):
            part = others[start : start + AT_ONCE]
            added = self._added(question, team, part)
            added[self._breaks_between(team, part)] = -np.inf
            best.add(part.professional, added)
        return best.as_swaps(positions, question, len(self.plan))

    def _added(self, question: int, team: Seats, others: Seats) -> Floats:
        """Units that each swap adds by the rows of the question, shape (team, others)."""
        seats = join([team, others])
        n_variables = len(self._finder.split.parts[question].variables)
        whole = self._finder.program_of(question, seats)[0]
        tabled, n_tabled = _tabled(whole, n_variables)
        self.exact &= n_tabled == n_variables
        counted = [(one, one.among(seats.professional)) for one in self.program.counted]
        exchange = Exchange.of(tabled, n_tabled, counted)
        if exchange is None:
            raise RuntimeError("rows of one variable each could not be tabled")
        members = np.arange(len(seats)) < len(team)
        return exchange.swaps(seats.worth, members)

    def _breaks_between(self, team: Seats, others: Seats) -> Bools:
        """Which swaps break a row that couples questions, shape (team, others)."""
        broken = np.zeros((len(team), len(others)), np.bool_)
        rows = self.program.rows
        each = zip(self._between, self._load, self._between_rows(team).T,
                   self._between_rows(others).T, strict=True)  # fmt: skip
        for row, load, goes, comes in each:
            after = load - goes[:, None] + comes[None]
            broken |= (after < rows.lower[row]) | (after > rows.upper[row])
        return broken

    def _between_rows(self, seats: Seats) -> Floats:
        """What seats add to the coupling rows without variables, shape (seats, rows)."""
        if not len(self._between):
            return np.zeros((len(seats), 0))
        coefficients = self.program.coefficients(seats.question, seats.professional)
        linear: Floats = coefficients[:, self._between].toarray()
        return linear

    def _weighed_in_plan(self, swaps: Swaps) -> Swaps:
        """The same swaps, each weighed by all rules over the whole plan; the best first again."""
        lazy, plan = LazyRows(self.program), self.plan
        before = value_of_plan(self.program, lazy, plan)
        added = np.empty(len(swaps.seat))
        for i, (seat, who) in enumerate(zip(swaps.seat, swaps.professional, strict=True)):
            people = plan.professional.copy()
            people[seat] = who
            swapped = at_worth(self.program, replace(plan, professional=people))
            added[i] = value_of_plan(self.program, lazy, swapped) - before
        order = np.lexsort((-added, swaps.seat))
        order = order[added[order] > -np.inf]
        return Swaps(
            swaps.seat[order], swaps.question[order], swaps.professional[order], added[order],
            swaps.cut,
        )  # fmt: skip


def _first(swaps: Swaps, at_most: Ints) -> Swaps:
    """The first swaps of each seat, so many of each."""
    rank = np.arange(len(swaps.seat)) - np.searchsorted(swaps.seat, swaps.seat)
    kept, cut = rank < at_most[swaps.seat], swaps.cut.copy()
    cut[swaps.seat[~kept]] = True
    return Swaps(
        swaps.seat[kept], swaps.question[kept], swaps.professional[kept], swaps.added[kept], cut
    )


def _without_duties(program: SeatProgram) -> SeatProgram:
    """The program without seats that must be taken: no lock or load keeps whoever falls out."""
    people, taken = program.people, program.taken
    nobody = np.zeros(0, np.int64)
    return replace(
        program,
        people=replace(people, lower=np.full(people.lower.shape, -np.inf)),
        taken=replace(taken, question=nobody, professional=nobody, rule=nobody),
    )


class _Best:
    """The best swaps for each seat of a team, as parts of the pool come by."""

    def __init__(self, n_seats: int, at_most: int) -> None:
        self._at_most = at_most
        self._added, self._who = np.zeros((n_seats, 0)), np.zeros((n_seats, 0), np.int64)
        self._cut = np.zeros(n_seats, np.bool_)

    def add(self, professional: Ints, added: Floats) -> None:
        """Weigh more candidates, shape (n,), by what their swaps add, shape (seats, n)."""
        added = np.hstack([self._added, added])
        who = np.hstack([self._who, np.broadcast_to(professional, (len(added), len(professional)))])
        order = np.argsort(-added, axis=1, kind="stable")
        beyond = np.take_along_axis(added, order[:, self._at_most :], axis=1)
        self._cut |= (beyond > -np.inf).any(axis=1)
        order = order[:, : self._at_most]
        self._added = np.take_along_axis(added, order, axis=1)
        self._who = np.take_along_axis(who, order, axis=1)

    def as_swaps(self, positions: Ints, question: int, n_seats: int) -> Swaps:
        """What was found, for seats at these positions of the plan."""
        seat, column = np.nonzero(self._added > -np.inf)
        cut = np.zeros(n_seats, np.bool_)
        cut[positions] = self._cut
        return Swaps(
            positions[seat], np.full(len(seat), question), self._who[seat, column],
            self._added[seat, column], cut,
        )  # fmt: skip


def _tabled(program: WholeProgram, n_variables: int) -> tuple[WholeProgram, int]:
    """The program without the variables that no table can hold, nor the rows that have them."""
    auxiliary = sparse.csc_array(program.matrix[:, :n_variables])
    seats = sparse.csr_array(program.matrix[:, n_variables:])
    single = np.diff(auxiliary.tocsr().indptr) == 1
    most = np.asarray(seats.sum(axis=1)).ravel() <= WIDEST
    signed = np.asarray(seats.min(axis=1).toarray()).ravel() if seats.shape[1] else np.zeros(0)
    row_fits = single & most & (signed >= 0)
    unfit = auxiliary.copy()
    unfit.data = (~row_fits[auxiliary.indices]).astype(np.float64)
    off = np.asarray(unfit.sum(axis=0)).ravel() > 0
    fits = (np.diff(auxiliary.indptr) == 1) & ~off
    rows = np.ones(len(row_fits), np.bool_)
    rows[auxiliary[:, ~fits].indices] = False
    columns = np.append(fits, np.ones(seats.shape[1], np.bool_))
    left = replace(
        program,
        worth=program.worth[columns],
        lower=program.lower[columns],
        upper=program.upper[columns],
        matrix=sparse.csr_array(program.matrix[rows][:, columns]),
        row_lower=program.row_lower[rows],
        row_upper=program.row_upper[rows],
    )
    return left, int(fits.sum())


def _join(parts: list[Swaps], n_seats: int) -> Swaps:
    """Swaps of several questions as one."""
    cut = np.zeros(n_seats, np.bool_)
    for part in parts:
        cut |= part.cut
    nothing: list[Ints] = [np.zeros(0, np.int64)]
    return Swaps(
        np.concatenate([part.seat for part in parts] or nothing),
        np.concatenate([part.question for part in parts] or nothing),
        np.concatenate([part.professional for part in parts] or nothing),
        np.concatenate([part.added for part in parts] or [np.zeros(0)]),
        cut,
    )

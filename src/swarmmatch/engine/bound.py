"""The ceiling over the whole pool: column generation on the LP relaxation.

The LP over a few generated seats gives prices; pricing every eligible seat of the pool gives a
ceiling that holds for all of them, and the seats that could still raise the LP. When none is left,
the LP optimum itself is the ceiling, though only a small part of the seats was ever in the model.
Between two looks at the whole pool, the LP lives on the *candidates* that the last one listed.
The LP knows nothing of counted pairs: the most that they can earn comes on top of its ceiling.

References
----------
Lübbecke and Desrosiers (2005), Selected topics in column generation, Operations Research 53(6),
https://doi.org/10.1287/opre.1050.0234.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.counted_pairs import most_earned_by_plan
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.master import Master, Solved
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.prices import Prices, free
from swarmmatch.engine.pricing import Pricer, Seats, Survey, join, variables_ceiling
from swarmmatch.engine.program import Floats, SeatProgram

#: Seats of each question that one look at the pool lists, that the LP begins with, and that one
#: round adds to it.
LISTED, FIRST, ADDED = 300, 20, 12
#: Points below which a shortfall or a reduced worth counts as none.
TOLERANCE = 1e-6
#: Share of the open gap that candidates must promise to close, or the pool is looked at again.
WORTHWHILE = 0.2


@dataclass(frozen=True, eq=False)
class Bound:
    """A ceiling on the value of every matching, and what it rests on.

    Attributes
    ----------
    ceiling : float
        In units; holds over every eligible seat of the pool.
    prices : Prices
        Of the last LP solved; without one, those at which seats are paid for all that they allow.
    seats : Seats
        The seats generated; what they were charged is that of the round they came in.
    chosen : float array
        How far the last LP takes each of them, between 0 and 1.
    variables : float array (U,)
        The auxiliary variables in the last LP.
    candidates : Seats
        What the last look at the pool listed, at these prices.
    finished : bool
        Whether time sufficed.
    """

    ceiling: float
    prices: Prices
    seats: Seats
    chosen: Floats
    variables: Floats
    candidates: Seats
    finished: bool


def bound_over_pool(
    program: SeatProgram,
    pricer: Pricer,
    clock: Clock,
    on_round: Callable[[float], None],
    near: float = 0.0,
    seeds: Seats | None = None,
) -> Bound:
    """Solve the LP over every eligible seat of the pool.

    Parameters
    ----------
    program : SeatProgram
        The seats and their rows.
    pricer : Pricer
        Looks at the pool.
    clock : Clock
        When it runs out, the best ceiling so far is returned.
    on_round : callable (ceiling)
        Hears the lowest ceiling so far, in units, after every round of the second phase.
    near : float
        Stop when the ceiling is proven to be this near to the LP's optimum, as a share of it.
    seeds : Seats, optional
        Seats to begin with, beside those that look best.

    Raises
    ------
    NoPlan
        When no seats of the pool can satisfy the rows, even in parts.
    """
    generation, finished = _Generation(program, pricer, clock, on_round), False
    try:
        generation.open(seeds)
        generation.reach_feasibility()
        generation.reach_optimum(near)
        finished = True
    except TimeUp:
        pass  # the best ceiling so far is as true as the last one would have been
    return generation.bound(finished)


def seats_in_parts(program: SeatProgram, pricer: Pricer, clock: Clock) -> Seats:
    """Seats that, taken in parts, keep all rows; raises NoPlan when there are none, or TimeUp."""
    generation = _Generation(program, pricer, clock, lambda _: None)
    generation.open()
    generation.reach_feasibility()
    return generation.master.seats


class _Generation:
    """The state of one column generation."""

    def __init__(
        self,
        program: SeatProgram,
        pricer: Pricer,
        clock: Clock,
        on_round: Callable[[float], None],
    ) -> None:
        self.program, self.pricer, self.clock, self.on_round = program, pricer, clock, on_round
        self.master = Master(program)
        self.candidates = _Candidates(program)
        self.pairs = most_earned_by_plan(program.counted, program.size_max)
        self.ceiling = ceiling_unseen(self.master.lazy) - self.pairs  # of the LP alone
        self.solved: Solved | None = None

    def open(self, seeds: Seats | None = None) -> None:
        """List and add the seats that look best when every variable is paid for in full."""
        survey = self.pricer.survey(
            opening_prices(self.master.lazy), self.clock, per_question=LISTED, above=-np.inf
        )
        self.ceiling = min(self.ceiling, survey.ceiling)
        self.candidates.replace(survey.listed)
        self.master.add(_best_of_each_question(survey.listed, FIRST))
        if seeds is not None:
            self.master.add(seeds[~self.master.has(seeds)])

    def reach_feasibility(self) -> None:
        """Generate seats until no row falls short; raise NoPlan when that cannot be."""
        least = -TOLERANCE / self.program.resolution
        while (solved := self.master.solve(self.clock)).objective < least:
            if self._add_candidates(solved.prices, points=False):
                continue
            survey = self._look(solved.prices, points=False)
            if survey.ceiling < least:
                raise NoPlan(solved.prices)
            if not self._add_candidates(solved.prices, points=False):
                return  # short by no more than the LP's own tolerance
        self.master.aim_at_worth()

    def reach_optimum(self, near: float) -> None:
        """Generate seats until none is left that could raise the LP by more than its share."""
        while True:
            solved = self.solved = self.master.solve(self.clock)
            open_gap = self.ceiling - solved.objective
            if not self._add_candidates(solved.prices, gain=WORTHWHILE * open_gap):
                survey = self._look(solved.prices)
                self.ceiling = min(self.ceiling, survey.ceiling)
                done = survey.ceiling - solved.objective <= near * abs(solved.objective)
                if done or not self._add_candidates(solved.prices):
                    return
            self.on_round(self.ceiling + self.pairs)

    def bound(self, finished: bool) -> Bound:
        """What was found so far."""
        seats, chosen = self.master.seats, np.zeros(len(self.master.seats))
        variables = np.zeros(len(self.program.variables.worth))
        prices = opening_prices(self.master.lazy)
        if self.solved is not None:
            prices, variables = self.solved.prices, self.solved.variables
            chosen[: len(self.solved.seats)] = self.solved.seats  # later ones are not in it
        candidates = self.candidates.at(prices, points=True)
        ceiling = self.ceiling + self.pairs
        return Bound(ceiling, prices, seats, chosen, variables, candidates, finished)

    def _look(self, prices: Prices, points: bool = True) -> Survey:
        above = TOLERANCE / self.program.resolution
        if points:  # those that almost pay now may pay in the next rounds
            above = -1.0 / self.program.resolution
        survey = self.pricer.survey(
            prices, self.clock, per_question=LISTED, above=above, points=points
        )
        self.candidates.replace(survey.listed)
        return survey

    def _add_candidates(self, prices: Prices, points: bool = True, gain: float = 0.0) -> bool:
        """Add the best candidates, if together they promise more than ``gain``."""
        seats = self.candidates.at(prices, points)
        best = _best_of_each_question(seats, ADDED)
        paying = best[best.reduced > TOLERANCE / self.program.resolution]
        fresh = paying[~self.master.has(paying)]
        if not len(fresh) or fresh.reduced.sum() < gain:
            return False
        self.master.add(fresh)
        return True


class _Candidates:
    """Seats that the last look at the pool listed, quick to price again."""

    def __init__(self, program: SeatProgram) -> None:
        self._program = program
        self.replace(join([]))

    def replace(self, seats: Seats) -> None:
        """List other seats."""
        self._seats = seats
        self._coefficients = self._program.coefficients(seats.question, seats.professional)

    def at(self, prices: Prices, points: bool) -> Seats:
        """The candidates at other prices."""
        seats = self._seats
        charged = prices.charged(self._coefficients, seats.question, seats.professional)
        return Seats(
            seats.question, seats.professional, seats.worth, seats.worth * points - charged
        )


def opening_prices(lazy: LazyRows) -> Prices:
    """Prices at which every variable is paid for in full by the seats that allow it."""
    rows = lazy.program.rows
    entry = rows.auxiliary.tocoo()
    worth = lazy.program.variables.worth[entry.col]
    earns = (entry.data < 0) & (worth > 0) & (rows.lower[entry.row] == 0)
    price = np.zeros(len(rows.lower))
    np.minimum.at(price, entry.row[earns], worth[earns] / entry.data[earns])
    return Prices(lazy, price, np.zeros(0, np.int64), np.zeros(0))


def ceiling_unseen(lazy: LazyRows) -> float:
    """A ceiling that needs no look at the pool."""
    program = lazy.program
    seat = sum(np.rint(block.at_most / program.resolution) for block in program.seat_points)
    seats = float(max(seat, 0.0) * program.size_max.sum())
    pairs = most_earned_by_plan(program.counted, program.size_max)
    return program.constant + seats + float(variables_ceiling(free(lazy)).sum()) + pairs


def _best_of_each_question(seats: Seats, at_most: int) -> Seats:
    order = np.lexsort((-seats.reduced, seats.question))
    question = seats.question[order]
    first = np.searchsorted(question, question)  # position at which its question begins
    return seats[order[np.arange(len(order)) - first < at_most]]

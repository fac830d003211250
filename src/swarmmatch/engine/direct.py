"""The direct search: all seats at once, where a small pool meets questions that are alike.

Alike questions defeat prices: what is best for one is best for all, and the bound of an LP, over
seats or teams, spreads everybody over all of them. An exact search knows better than to try the
same plan under other names, once it is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from swarmmatch.engine.alike_questions import kinds_of_questions
from swarmmatch.engine.anchors import anchors
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.company import rivals
from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.engine.exact import WholeProgram, solve
from swarmmatch.engine.merged import Merged, for_one
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.one_team import SLIP
from swarmmatch.engine.plan_pairs import pairs_of_plan, with_plan_pairs
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.pricing import Pricer, join
from swarmmatch.engine.program import Ints, SeatProgram
from swarmmatch.engine.restricted import Restricted, restrict, value_of_plan
from swarmmatch.engine.search import Found
from swarmmatch.engine.split import Split

#: So many seats at most are looked at one by one.
LOOKED_AT = 200_000
#: So many seats of different kinds at most are searched at once.
AT_ONCE = 10_000


def alike(program: SeatProgram, split: Split) -> Ints | None:
    """Kinds of questions, where the direct search is the way to go; else None.

    It is where questions are alike, and either each asks for one member or somebody must have a
    seat at them, so that there is something to merge or to take for granted.
    """
    n_questions, n_people = program.n_questions, program.n_professionals
    if n_questions * n_people > LOOKED_AT:
        return None
    if not (program.people.lower >= 1).any() and not for_one(program, split).any():
        return None
    kind = kinds_of_questions(program, split)
    many = len(np.unique(kind))
    return kind if many < n_questions and many * n_people <= AT_ONCE else None


class Direct:
    """One exact search over all seats.

    Parameters
    ----------
    pricer : Pricer
        Who looks at the pool.
    split : Split
    kind : int array (Q,)
        A number for all questions that are alike.
    prices : Prices
        Any.
    gap : float
        Stop as soon as the value is proven to be this near to the ceiling.
    seed, workers : int
        For CP-SAT.
    on_found : callable (Found)
        Hears of every better plan.
    """

    def __init__(
        self,
        pricer: Pricer,
        split: Split,
        kind: Ints,
        prices: Prices,
        gap: float,
        seed: int,
        workers: int,
        on_found: Callable[[Found], None],
    ) -> None:
        self._pricer, self._split, self._kind, self._prices = pricer, split, kind, prices
        self._gap, self._seed, self._workers = gap, seed, workers
        self._on_found = on_found

    def run(self, found: Found, clock: Clock) -> Found:
        """Search on from the plan found so far.

        Raises
        ------
        NoPlan
            When there is none, and that is proven.
        """
        program, lazy = self._pricer.program, self._prices.lazy
        questions = range(program.n_questions)
        seats = join([self._pricer.seats(question, self._prices) for question in questions])
        pairs = pairs_of_plan(program)
        others = tuple(counted for counted in program.counted if counted not in pairs)
        restricted = restrict(replace(program, counted=others), lazy, seats)
        merged = Merged.of(program, self._split, restricted, self._kind)
        whole = self._sharpened(merged.whole, pairs, restricted)

        def enough(value: float) -> bool:
            better = Found(None, value + restricted.constant, found.ceiling)
            self._on_found(better)
            return better.close(self._gap, program.resolution)

        exact = solve(
            whole,
            clock,
            workers=self._workers,
            seed=self._seed,
            on_solution=enough,
            by_lp=True,
        )
        if exact.proven and exact.solution is None and found.seats is None:
            raise NoPlan
        found = found.below(program.reachable(exact.ceiling + restricted.constant + SLIP))
        if exact.solution is None:
            return found
        taken = merged.taken(exact.solution)
        value = value_of_plan(program, lazy, taken)
        return found if value <= found.value else Found(taken, value, max(found.ceiling, value))

    def _sharpened(
        self, whole: WholeProgram, pairs: list[CountedPairs], restricted: Restricted
    ) -> WholeProgram:
        """The program with seats taken for granted, and with what pairs say of each other."""
        program, seats = self._pricer.program, restricted.seats
        if len(whole.worth) < len(restricted.whole.worth):  # merged: no seat has its own column
            return whole
        apart = rivals(program)
        for counted in pairs:
            whole = with_plan_pairs(whole, counted, apart, restricted.first_seat, seats)
        lower, first = whole.lower.copy(), restricted.first_seat
        lower[first : first + len(seats)] += anchors(program, self._kind, seats, apart)
        return replace(whole, lower=lower)

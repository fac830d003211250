"""The search of a closed pool: a plan by swaps, a ceiling by patterns, then few teams exactly.

Swaps soon find a good plan and then no better one, for where teams share a value whole groups would
have to change places. So a few teams at a time are seated again exactly; the more often that finds
nothing, the more teams at once, up to all of them, which is a proof.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.closed.dive import Dive
from swarmmatch.engine.closed.pattern_bound import PatternBound
from swarmmatch.engine.closed.pattern_finder import PatternFinder
from swarmmatch.engine.closed.places import Places
from swarmmatch.engine.closed.pool import ClosedPool
from swarmmatch.engine.closed.swapping import Swapping
from swarmmatch.engine.closed.tables import TeamTables
from swarmmatch.engine.closed.whole import Reseated, reseated
from swarmmatch.engine.exchange import HEAVY
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.one_team import SLIP
from swarmmatch.engine.program import Ints, SeatProgram
from swarmmatch.engine.search import Found

#: Places of the largest pool that is searched by swaps.
MOST_PLACES = 2_000
#: Moves between two looks at what was found; and those without a find, a place, that end a search.
MOVES, QUIET = 50, 4
#: Shares of the time left that the first swaps may take, then patterns.
SWAPS_SHARE, PATTERNS_SHARE = 0.2, 0.6
#: Teams that are seated again at once, at first; the work for it, in CP-SAT's deterministic
#: seconds; and tries that find nothing, for each team there is, after which one more is taken.
TEAMS, EFFORT, TRIES = 3, 1.0, 3.0
#: Points of which no more may be at stake than this part of what breaking a row counts.
AT_STAKE = 0.1
#: Points on top of what a team costs: none is so good that it is never seated again.
BESIDE = 1.0


class Seating:
    """Searches a closed pool until the gap is closed or time is up.

    Parameters
    ----------
    pool : ClosedPool
        What is searched.
    tables : list of TeamTables
        A sort each.
    gap : float
        Stop as soon as the value is proven to be this near to the ceiling.
    seed, workers : int
        For all that is drawn, and for CP-SAT.
    on_found : callable (Found)
        Hears of every better plan and lower ceiling.
    """

    def __init__(
        self,
        pool: ClosedPool,
        tables: list[TeamTables],
        gap: float,
        seed: int,
        workers: int,
        on_found: Callable[[Found], None],
    ) -> None:
        self._pool, self._tables, self._gap = pool, tables, gap
        self._seed, self._workers, self._on_found = seed, workers, on_found
        self._places = Places.of(pool, tables)
        self._swapping = Swapping(self._places, seed)
        self._rng = np.random.default_rng(seed)

    @staticmethod
    def of(
        program: SeatProgram,
        gap: float,
        seed: int,
        workers: int,
        on_found: Callable[[Found], None],
    ) -> Seating | None:
        """For a closed pool whose teams can be weighed by counting; None for other programs."""
        pool = ClosedPool.of(program) if program.size_max.sum() <= MOST_PLACES else None
        if pool is None or len(pool.people) > program.size_max.sum():
            return None
        if pool.at_stake > AT_STAKE * HEAVY:
            return None
        tables = [TeamTables.of(sort) for sort in pool.sorts]
        known = [table for table in tables if table is not None]
        if len(known) < len(tables):
            return None
        return Seating(pool, known, gap, seed, workers, on_found)

    def run(self, found: Found, clock: Clock) -> Found:
        """Search from what is known."""
        if found.seats is not None:
            self._swapping.go_on_from(self._places.plan(found.seats))
        found = self._swapped(found, Clock(SWAPS_SHARE * clock.left, clock))
        if self._swapping.feasible and not self._close(found):
            found = self._by_patterns(found, Clock(PATTERNS_SHARE * clock.left, clock))
        return self._reseated(found, clock)

    def _swapped(self, found: Found, clock: Clock) -> Found:
        """Swap until nothing new is found for long."""
        quiet = 0
        while clock.left > 0 and quiet < QUIET * len(self._places.question):
            better = self._swapping.search(MOVES, clock)
            quiet = 0 if better else quiet + MOVES
            if better and self._swapping.feasible:
                found = self._better(found)
                if self._close(found):
                    break
        return self._better(found)

    def _by_patterns(self, found: Found, clock: Clock) -> Found:
        """Lower the ceiling by the LP over patterns, then make a plan of these."""
        pool, places = self._pool, self._places
        kinds = [places.kind_of[self._swapping.best[team]] for team in places.teams]
        try:
            finder = PatternFinder(pool, self._tables, clock)
        except TimeUp:
            return found
        bound = PatternBound(pool, finder, list(zip(pool.sort_of.tolist(), kinds, strict=True)))

        def told(ceiling: float) -> bool:
            lower = found.below(self._reachable(ceiling))
            self._on_found(lower)
            return self._close(lower)

        bound.lower(clock, told)
        found = found.below(self._reachable(bound.ceiling))
        if self._close(found):
            return found
        settled = Dive(pool, finder, bound.master.patterns).run(clock)
        self._swapping.go_on_from(places.with_patterns(self._swapping.best, settled))
        return self._swapped(found, clock)

    def _reseated(self, found: Found, clock: Clock) -> Found:
        """Seat few teams again at a time, then more of them."""
        n_questions, many, tries = self._pool.program.n_questions, TEAMS, 0
        with ThreadPoolExecutor(self._workers) as threads:
            while clock.left > 0 and not self._close(found):
                if many >= n_questions or not self._swapping.feasible:
                    return self._all_at_once(found, clock)
                groups = self._drawn(many)
                seeds = self._rng.integers(2**31, size=len(groups)).tolist()
                tried = [
                    threads.submit(self._again, *one, clock)
                    for one in zip(groups, seeds, strict=True)
                ]
                better = [(questions, answer.result().heads)
                          for questions, answer in zip(groups, tried, strict=True)]  # fmt: skip
                before, found = found.value, self._with_heads(better, found, clock)
                tries = 0 if found.value > before else tries + len(groups)
                if tries > TRIES * n_questions:
                    many, tries = many + 1, 0
        return found

    def _with_heads(
        self, better: list[tuple[Ints, Ints | None]], found: Found, clock: Clock
    ) -> Found:
        """The plan with better heads in some teams, and some swaps from there."""
        plan = self._swapping.best
        for questions, heads in better:
            if heads is not None:
                plan = self._places.with_heads(plan, questions, heads)
        if plan is self._swapping.best:
            return found
        self._swapping.go_on_from(plan)
        self._swapping.search(len(plan), clock)
        return self._better(found)

    def _drawn(self, many: int) -> list[Ints]:
        """Groups of so many questions, none in two, one a worker; those that cost are likelier."""
        values = self._places.values(self._swapping.best)
        costs = (values.max() - values) * self._pool.program.resolution + BESIDE
        n = len(values) // many
        drawn = self._rng.choice(
            len(values), min(self._workers, n) * many, replace=False, p=costs / costs.sum()
        )
        return np.split(drawn, min(self._workers, n))

    def _again(self, questions: Ints, seed: int, clock: Clock) -> Reseated:
        """Seat the people of some teams again, if that is worth more."""
        plan = self._swapping.best
        heads = self._places.heads(plan)[questions][:, :-1].sum(axis=0)
        above = float(self._places.values(plan)[questions].sum())
        sorts = [self._pool.sorts[sort] for sort in self._pool.sort_of[questions]]
        return reseated(sorts, heads, above, clock, seed=seed, effort=EFFORT)

    def _all_at_once(self, found: Found, clock: Clock) -> Found:
        """Seat everybody again, until that is proven to be the best."""
        swapping, pool = self._swapping, self._pool
        above = swapping.best_value if swapping.feasible else -np.inf

        def enough(value: float) -> bool:
            better = Found(None, pool.program.constant + value, found.ceiling)
            self._on_found(better)
            return self._close(better)

        sorts = [pool.sorts[sort] for sort in pool.sort_of]
        answer = reseated(sorts, pool.heads, above, clock, self._workers, self._seed, enough)
        if answer.heads is not None:
            every = np.arange(len(sorts))
            swapping.go_on_from(self._places.with_heads(swapping.best, every, answer.heads))
        elif answer.proven and not swapping.feasible:
            raise NoPlan
        return self._better(found).below(self._reachable(answer.ceiling))

    def _better(self, found: Found) -> Found:
        """The best plan of the swaps, if it keeps the rules and is the best so far."""
        swapping = self._swapping
        value = self._pool.program.constant + swapping.best_value
        if not swapping.feasible or value <= found.value:
            return found
        better = Found(self._places.seats(swapping.best), value, found.ceiling)
        self._on_found(better)
        return better

    def _reachable(self, ceiling: float) -> float:
        program = self._pool.program
        return program.reachable(program.constant + ceiling + SLIP)

    def _close(self, found: Found) -> bool:
        return found.close(self._gap, self._pool.program.resolution)

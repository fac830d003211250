"""Better plans from many good teams: prices move, teams follow, and a plan is chosen among them.

The LP over the teams found so far prices people as the whole plan sees them. At those prices alone
the next teams would swing wildly from round to round; so they are looked for part of the way
between the prices of the seats' LP and these (stabilised column generation: Wentges 1997,
https://doi.org/10.1016/S0969-6016(97)00001-4).
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.columns import Relaxed, TeamColumns
from swarmmatch.engine.nearby import Nearby, Team
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.prices import Prices, between
from swarmmatch.engine.pricing import Seats

#: Shares of the way from the seats' prices to the teams', tried in turn when nothing new is found.
SHARES = (0.5, 0.8, 1.0)
#: Parts of a plan's loss against the LP that one team may make: a plan makes many small losses
#: rather than a large one. The last plan is looked for among more and more teams.
PARTS = (0.02, 0.2, 1.0)
#: Teams kept around each best team: its best single exchanges.
AROUND = 6
#: Part of what the LP lacks that a round must close, or the next prices come nearer to the LP's.
WORTHWHILE = 0.05


class Refinement:
    """Teams found so far, and the prices at which the next ones are looked for.

    Parameters
    ----------
    finder : TeamFinder
        At the prices to start from.
    nearby : list of Nearby
        One a question.
    workers : int
        Threads; a question each.
    """

    def __init__(self, finder: TeamFinder, nearby: list[Nearby], workers: int) -> None:
        self._start, self._nearby, self._workers = finder.coupling, nearby, workers
        self._columns = TeamColumns(finder.prices.lazy, finder.split)
        self._last: dict[int, Seats] = {}  # the best team of each question at the last prices
        self._lp, self._share = -math.inf, 0
        self._relaxed: Relaxed | None = None

    def __len__(self) -> int:
        return len(self._columns)

    def begin_at(self, finder: TeamFinder, nearby: list[Nearby]) -> None:
        """Go on from other prices, with other seats near the best teams."""
        self._start, self._nearby, self._share = finder.coupling, nearby, 0

    def relaxed(self, clock: Clock) -> Relaxed | None:
        """The LP over the teams found so far; None when there is no time for it."""
        if not clock.left:
            return None
        if self._relaxed is None or len(self._relaxed.reduced) < len(self):  # teams have come
            self._relaxed = self._columns.relaxed(clock)
        return self._relaxed

    def best_plan(
        self, relaxed: Relaxed, enough: float, clock: Clock, nodes: int
    ) -> list[Team] | None:
        """A plan worth enough, if the teams found so far make one within so many nodes."""
        loss = PARTS[0] * max(relaxed.value - enough, 0.0)
        return self._columns.best_plan(relaxed, enough, clock, loss, nodes)

    def last_plan(
        self, relaxed: Relaxed, known: float, enough: float, clock: Clock
    ) -> list[Team] | None:
        """The best plan of more and more of the teams, until one is found.

        ``known`` is the value of the best plan so far: none that loses more is of use.
        """
        columns = self._columns
        for part in PARTS:
            loss = part * max(relaxed.value - known, 0.0)
            share = Clock(clock.left / 3, clock)
            if plan := columns.best_plan(relaxed, enough, share, loss):
                return plan
            share = Clock(clock.left / 3, clock)
            if plan := columns.searched_plan(relaxed, enough, share, loss, self._workers):
                return plan
        return None

    def grow(self, relaxed: Relaxed, enough: float, clock: Clock) -> bool:
        """Find teams at prices nearer to those of the LP; False when none is new.

        Where the last teams closed little of what the LP lacks, the prices have to come nearer.
        """
        self._share += relaxed.value - self._lp < WORTHWHILE * (enough - relaxed.value)
        self._lp = relaxed.value
        while self._share < len(SHARES):
            known = len(self._columns)
            self.look(between(self._start, relaxed.prices, SHARES[self._share]), clock)
            if len(self._columns) > known:
                return True
            self._share += 1
        return False

    def spread(self, teams: list[Team], prices: Prices) -> None:
        """Keep teams, and those around them at some prices."""
        self._columns.add(teams)
        for team in teams:
            self._last.setdefault(team.question, team.seats)
            self._columns.add(self._nearby[team.question].around(team, prices, AROUND))

    def look(self, prices: Prices, clock: Clock) -> None:
        """Find the best team of every question at some prices, and those around it."""
        _ = prices.seat_charges  # made once, before the threads ask for it

        def find(nearby: Nearby) -> list[Team]:
            if clock.left <= 0:
                return []
            last = self._last.get(nearby.question, nearby.seats[:0])
            # A good team at once: the exact solver needs half the time to find a better one.
            best = nearby.best(prices, clock, known=nearby.climbed(last, prices))
            return [] if best is None else [best, *nearby.around(best, prices, AROUND)]

        with ThreadPoolExecutor(self._workers) as threads:
            for teams in threads.map(find, self._nearby):
                self._columns.add(teams)
                self._last |= {team.question: team.seats for team in teams[:1]}

"""A small program solved to proof as a choice among whole teams.

An LP over seats, and CP-SAT with it, sees little of what pairs, group sizes and look-alike
questions do to a plan. Over whole teams the LP is tight. So prices are found first at which it is
solved: column generation, in which CP-SAT finds the best team of a question. A plan worth V uses no
team that lies further below the best of its question, at these prices, than the ceiling lies above
V. All teams that lie nearer are listed, and the best plan of them is chosen exactly (Baldacci,
Christofides and Mingozzi 2008, https://doi.org/10.1007/s10107-007-0178-5).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from swarmmatch.engine.alike_questions import firsts_alike, kinds_of_questions
from swarmmatch.engine.all_teams import AllTeams
from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.columns import TeamColumns
from swarmmatch.engine.growing import SLIP
from swarmmatch.engine.nearby import Team
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.prices import Prices, between
from swarmmatch.engine.pricing import Seats, join, variables_ceiling
from swarmmatch.engine.program import Floats, Ints, SeatProgram
from swarmmatch.engine.restricted import value_of_plan
from swarmmatch.engine.search import FEW, Found, small
from swarmmatch.engine.split import Split

#: Shares of the way from the prices of the lowest ceiling to those of the LP, tried in turn.
SHARES = (0.4, 1.0)
#: Shares of the time left for the LP, and then for a plan of the teams that it called for.
LP_SHARE, KNOWN_SHARE = 0.5, 0.3
#: The LP is solved when its ceiling is this near, as a share of its value.
NEAR = 1e-6
#: Teams are listed that lie this share of the value below the best; then ever more.
FIRST, WIDER = 5e-4, 2.0
#: With more seats, questions are not compared.
LOOKED_AT = 10_000
#: More teams than this are not chosen among.
MOST_TEAMS = 60_000


def suits(program: SeatProgram, split: Split) -> bool:
    """Whether there are few seats, or would be if look-alike questions were one."""
    n_seats = program.n_questions * program.n_professionals
    if small(program) or n_seats > LOOKED_AT:
        return small(program)
    kind = kinds_of_questions(program, split, with_its_rows=False)
    return len(np.unique(kind)) * program.n_professionals <= FEW


def by_whole_teams(
    finder: TeamFinder,
    found: Found,
    gap: float,
    clock: Clock,
    on_found: Callable[[Found], None],
) -> Found:
    """Raise a plan and lower its ceiling by whole teams, as far as the clock and sizes allow.

    Parameters
    ----------
    finder : TeamFinder
        Knows the program, and prices to begin with.
    found : Found
        What is known so far; it comes back as it is where teams cannot be listed.
    gap : float
        Asked of the plan.
    clock : Clock
        Of the run.
    on_found : callable (Found)
        Hears of every better plan.
    """
    if found.close(gap, finder.program.resolution):
        return found
    choice = WholeTeams(finder, found, gap, clock, on_found)
    if choice.possible:
        with suppress(TimeUp):
            choice.solve_lp(Clock(LP_SHARE * clock.left, clock))
        with suppress(TimeUp):
            choice.choose_known(Clock(KNOWN_SHARE * clock.left, clock))
            choice.choose()
    return choice.found


@dataclass(frozen=True, eq=False)
class Ceiling:
    """A ceiling on every plan, in units, at some prices.

    Questions that are alike are one kind; ``best`` has the most that a team of each kind is worth
    there, shape (K,).
    """

    value: float
    prices: Prices
    best: Floats


class WholeTeams:
    """The choice among whole teams, question by question, look-alikes taken together."""

    def __init__(
        self,
        finder: TeamFinder,
        found: Found,
        gap: float,
        clock: Clock,
        on_found: Callable[[Found], None],
    ) -> None:
        self.finder, self.program, self.found = finder, finder.program, found
        self._gap, self._clock, self._on_found = gap, clock, on_found
        kind = kinds_of_questions(self.program, finder.split, with_its_rows=False)
        self._alike = firsts_alike(kind)
        self._first, self._times = np.unique(self._alike, return_counts=True)
        self._kinds = [AllTeams(finder, int(question), clock) for question in self._first]
        copies = np.zeros(self.program.n_questions, np.int64)
        copies[self._first] = self._times
        self._columns = TeamColumns(finder.prices.lazy, finder.split, copies)
        self._starts = [np.zeros(len(kind.seats), np.bool_) for kind in self._kinds]
        self._step = step_of(self.program.variables.worth, self._kinds)
        self._ceiling = Ceiling(math.inf, finder.coupling, np.zeros(0))

    @property
    def possible(self) -> bool:
        """Whether the teams of every question can be listed and weighed."""
        return not self.program.row_points and all(kind.countable for kind in self._kinds)

    def solve_lp(self, clock: Clock) -> None:
        """Add teams until none could raise the LP over whole teams; raises TimeUp."""
        self._columns.add([kind.empty for kind in self._kinds if kind.empty])
        self._columns.add(self._known_teams())
        self._look(self.finder.coupling)
        while not self._close():
            # Where prices in the middle cannot be had, those in a corner do as well, but slower.
            relaxed = self._columns.relaxed(clock, central=True) or self._columns.relaxed(clock)
            if relaxed is None:
                raise TimeUp
            clock.check()
            near = max(NEAR * abs(relaxed.value), SLIP)
            if self._ceiling.value - relaxed.value <= near or not self._grown(relaxed.prices):
                break

    def choose_known(self, clock: Clock) -> None:
        """A good plan of the teams that the LP called for, which often is the best."""
        if not self._close():
            plan, _ = self._columns.chosen(self._columns.teams, clock, self._step)
            if plan is not None:
                self._better(plan)

    def choose(self) -> None:
        """List more and more teams, and choose the best plan, until nothing else can be better."""
        highest = self._ceiling.value
        loss = max(highest - self._reachable(highest) + SLIP, FIRST * abs(highest))
        listed, ceiling = 0, -math.inf
        while math.isfinite(loss) and not self._close():
            teams = self._teams_within(loss)
            if teams is None or (len(teams) == listed and self.found.seats is None):
                return
            if len(teams) > listed:
                ceiling = self._chosen(teams)
            outside = self._reachable(highest - loss - SLIP)
            self.found = self.found.below(max(ceiling, outside))
            if outside <= max(ceiling, self.found.value):
                return  # no team that is not listed could change anything
            listed, loss = len(teams), self._next_loss(loss)

    def _chosen(self, teams: list[Team]) -> float:
        """Keep the best plan of listed teams, and say what none of them exceeds."""
        plan, ceiling = self._columns.chosen(teams, self._clock, self._step)
        if plan is not None:
            self._better(plan)
        return self._reachable(ceiling + self._step / 10)

    def _next_loss(self, loss: float) -> float:
        """Wide enough for every better plan, once one is known; never wider than it takes."""
        wider = max(WIDER * loss, loss + self._step)
        if self.found.value == -math.inf:
            return wider
        enough = self._ceiling.value - self.found.value - self._step + SLIP
        return min(wider, max(enough, loss + SLIP))

    def _grown(self, prices: Prices) -> bool:
        """Add teams at prices nearer and nearer to those of the LP; False when none is new."""
        for share in SHARES:
            before = len(self._columns)
            self._look(between(self._ceiling.prices, prices, share))
            if len(self._columns) > before:
                return True
        return False

    def _look(self, prices: Prices) -> None:
        """Add the best teams at some prices; keep the ceiling that they prove, if it is lower."""
        best = np.full(len(self._kinds), -np.inf)
        for k, kind in enumerate(self._kinds):
            listed, most = kind.best(prices, self._starts[k], self._clock)
            self._columns.add([kind.team(members) for members in listed.members])
            if len(listed.members):
                self._starts[k] = listed.members[0]
            best[k] = max(most, kind.empty.worth if kind.empty else -np.inf)
        beside = self.program.constant + prices.ceiling
        beside += float(variables_ceiling(prices)[self.finder.split.shared].sum())
        value = float(beside + self._times @ best)
        if value < self._ceiling.value or not len(self._ceiling.best):
            self._ceiling = Ceiling(value, prices, best)
            self.found = self.found.below(self._reachable(value))

    def _teams_within(self, loss: float) -> list[Team] | None:
        """Every team at most so far below the best of its question; None if too many."""
        teams: list[Team] = []
        for kind, best in zip(self._kinds, self._ceiling.best, strict=True):
            listed = kind.above(self._ceiling.prices, best - loss - SLIP, self._clock)
            if listed is None or len(teams) + len(listed.values) > MOST_TEAMS:
                return None
            teams += [kind.team(members) for members in listed.members]
            teams += [kind.empty] if kind.empty else []
        return teams

    def _better(self, plan: list[Team]) -> None:
        """Keep a plan if it is the best so far and keeps every rule."""
        seats = self._placed(plan)
        value = value_of_plan(self.program, self.finder.prices.lazy, seats)
        if value > self.found.value:
            self.found = Found(seats, value, max(self.found.ceiling, value))
            self._on_found(self.found)

    def _placed(self, plan: list[Team]) -> Seats:
        """The seats of a plan, its teams dealt out to the questions that are alike."""
        places = {int(first): np.flatnonzero(self._alike == first) for first in self._first}
        dealt: list[Seats] = []
        for first, questions in places.items():
            mine = [team.seats for team in plan if team.question == first]
            dealt += [moved(seats, int(q)) for seats, q in zip(mine, questions, strict=True)]
        return join(dealt)

    def _known_teams(self) -> list[Team]:
        """The teams of the plan known."""
        teams: list[Team] = []
        if (seats := self.found.seats) is None:
            return teams
        for question in np.unique(seats.question):
            here = moved(seats[seats.question == question], int(self._alike[question]))
            kind = self._kinds[int(np.searchsorted(self._first, self._alike[question]))]
            teams.append(kind.team(kind.seats.among(here)))
        return teams

    def _reachable(self, ceiling: float) -> float:
        """The largest value that a plan can have, no larger than a ceiling."""
        if not math.isfinite(ceiling):
            return ceiling
        steps = math.floor((ceiling + SLIP - self.program.constant) / self._step)
        return self.program.constant + self._step * steps

    def _close(self) -> bool:
        return self.found.close(self._gap, self.program.resolution)


def moved(seats: Seats, question: int) -> Seats:
    """The same people at another question."""
    return Seats(np.full(len(seats), question), seats.professional, seats.worth, seats.reduced)


def step_of(variables: Ints, kinds: list[AllTeams]) -> float:
    """The values of any two plans lie so many units apart, or a multiple of that; 1 or more."""
    whole = [variables, *(kind.units for kind in kinds)]
    return float(max(np.gcd.reduce(np.concatenate(whole).astype(np.int64)), 1))

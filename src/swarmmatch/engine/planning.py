"""From the best team of each question to a plan for all, and back to a lower ceiling, in turns.

A first plan is made of the best teams, and made better by finding further teams at moved prices.
Where the gap is still open then, the other side is looked at again: questions whose best team is
not proven yet, and after these all questions at prices that lie nearer to those of the plans.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.columns import Relaxed
from swarmmatch.engine.nearby import Nearby, Team
from swarmmatch.engine.one_team import SLIP, TeamFinder
from swarmmatch.engine.plan import FirstPlan, reaching, teams_of
from swarmmatch.engine.prices import between
from swarmmatch.engine.pricing import Seats, join
from swarmmatch.engine.refine import Refinement
from swarmmatch.engine.restricted import value_of_plan
from swarmmatch.engine.search import Found, least_value, small
from swarmmatch.engine.teams import Teams, looked_wider, repriced

#: Share of the time left that the rounds may take; each turn leaves as much for what follows it.
REFINE_SHARE = 0.75
#: So many rounds' time before the end of the refinement, a plan is chosen from what there is.
LAST = 2
#: Share of the time left that a turn spends on the ceiling.
CEILING_SHARE = 0.6
#: How far prices go towards those of the plans: all the way, they would swing.
TOWARDS = 0.5
#: Part of the distance from the promise of the teams known to the ceiling that a round must close.
WORTHWHILE = 0.05
#: Nodes of the search for a plan in a round: a hard choice among few teams is left for more teams.
NODES = 100


class Planning:
    """Plans, and ceilings on them, until the gap is closed or nothing comes of it.

    Parameters
    ----------
    finder : TeamFinder
        At the prices of the LP over seats.
    teams : Teams
        The best teams at these prices.
    gap : float
        Asked of the plan.
    clock : Clock
        Of the whole run.
    workers : int
        Threads.
    found : Found
        The best plan so far, under the lowest ceiling.
    on_found : callable (Found)
        Hears of every better plan.

    Attributes
    ----------
    found : Found
        The same, kept up at every step: a stage that time cuts off loses nothing.
    """

    def __init__(
        self,
        finder: TeamFinder,
        teams: Teams,
        gap: float,
        clock: Clock,
        workers: int,
        found: Found,
        on_found: Callable[[Found], None],
    ) -> None:
        self.finder, self.teams, self.gap, self.clock = finder, teams, gap, clock
        self.found = found
        self._workers, self._on_found = workers, on_found
        self._unit = finder.program.resolution
        self._known: tuple[list[Nearby], list[Team]] | None = None
        self._refinement: Refinement | None = None

    def first(self) -> None:
        """Make a first plan of the best teams, if these make one."""
        if self._close():
            return
        nearby, clock, found = self.teams.nearby, self.clock, self.found
        if found.seats is not None:
            nearby = [reaching(found.seats, around, self.finder, clock) for around in nearby]
        best = [
            None if team.seats is None else around.team(team.seats, clock)
            for around, team in zip(nearby, self.teams.teams, strict=True)
        ]
        known = [] if found.seats is None else teams_of(found.seats, nearby, clock)
        plan = FirstPlan(self.finder, nearby).of(best, clock)
        if len(plan) == len(nearby):
            self._keep(plan)
        self._known = nearby, [*(team for team in best if team), *plan, *known]

    def refine(self) -> None:
        """Make the first plan better until it is good enough or gets no better."""
        if self._known is None or self._close() or small(self.finder.program):
            return  # the small are searched exactly, all at once
        nearby, teams = self._known
        self._refinement = Refinement(self.finder, nearby, self._workers)
        self._refinement.spread(teams, self.finder.coupling)
        self._in_rounds(self._refinement)

    def in_turns(self) -> None:
        """Lower the ceiling, then look for better plans, as long as there is something new."""
        refinement = self._refinement
        if refinement is None:
            return
        while self.found.seats and self.clock.left and not self._close():
            before, known = self.found, len(refinement)
            self._turn(refinement)
            if self.found is before and len(refinement) == known:
                break

    def _turn(self, refinement: Refinement) -> None:
        """Lower the ceiling, then look for a plan if the teams now known promise a better one."""
        finder, teams = self._looked_again(refinement)
        self._lower(teams.ceiling)
        if self._close():
            return
        refinement.begin_at(finder, teams.nearby)
        best = [
            around.team(team.seats, self.clock)
            for around, team in zip(teams.nearby, teams.teams, strict=True)
            if team.seats is not None
        ]
        refinement.spread([team for team in best if team], finder.coupling)
        relaxed = refinement.relaxed(self.clock)
        if relaxed and not self._keeps_up(relaxed):
            self._in_rounds(refinement)

    def _looked_again(self, refinement: Refinement) -> tuple[TeamFinder, Teams]:
        """The best teams, looked for wider at the same prices or else at those of the plans.

        The prices kept are those of the lowest ceiling so far. Where a ceiling at others comes out
        higher, its teams are ones that were missing, and the next prices know of them (Wentges, as
        in `refine`).
        """
        clock = Clock(CEILING_SHARE * self.clock.left, self.clock)
        self.teams = looked_wider(self.finder, self.teams, clock, self.clock, self._workers)
        relaxed = refinement.relaxed(clock) if self.teams.looked_through else None
        if relaxed is None:
            return self.finder, self.teams
        finder = self.finder.at(between(self.finder.coupling, relaxed.prices, TOWARDS))
        teams = repriced(finder, self.teams, clock, self.clock, self._workers)
        if teams.at_prices < self.teams.at_prices:
            self.finder, self.teams = finder, teams
        return finder, teams

    def _in_rounds(self, refinement: Refinement) -> None:
        """Rounds of new teams, until the teams found make a plan that is good enough."""
        clock = Clock(REFINE_SHARE * self.clock.left, self.clock)
        enough = least_value(self.found.ceiling, self.gap, self._unit)
        started, growing, before = clock.seconds, True, -math.inf
        # The last choice has what the rounds leave of the time, beyond their share.
        while relaxed := refinement.relaxed(self.clock):
            if self._keeps_up(relaxed) and relaxed.value - before < self._worthwhile(relaxed):
                break  # better plans are not what is missing
            before = relaxed.value
            round_time = clock.seconds - started
            last = not growing or clock.left < LAST * round_time
            plan = None
            if last:
                plan = refinement.last_plan(relaxed, self.found.value, enough, self.clock)
            elif relaxed.value >= enough:
                plan = refinement.best_plan(relaxed, enough, clock, NODES)
            if plan:
                self._keep(plan)
            if last or self._close():
                break
            started = clock.seconds
            growing = refinement.grow(relaxed, enough, clock)

    def _keeps_up(self, relaxed: Relaxed) -> bool:
        """Whether the teams known promise no plan that is better by more than the gap asked."""
        return self.found.value >= least_value(relaxed.value, self.gap, self._unit)

    def _worthwhile(self, relaxed: Relaxed) -> float:
        """By so much new teams must raise what is promised to be followed by more."""
        return WORTHWHILE * (self.found.ceiling - relaxed.value)

    def _keep(self, plan: list[Team]) -> None:
        """Keep a plan, if it keeps the rules and is the best so far."""
        seats = join([team.seats for team in plan])
        value = self._value(plan, seats)
        if value > self.found.value:
            self.found = Found(seats, value, self.found.ceiling)
            self._on_found(self.found)

    def _lower(self, ceiling: float) -> None:
        """Keep a ceiling, if it is the lowest so far."""
        ceiling = self.finder.program.reachable(ceiling + SLIP)
        if ceiling < self.found.ceiling:
            self.found = self.found.below(ceiling)

    def _value(self, plan: list[Team], seats: Seats) -> float:
        """What a plan is worth in units; -inf if it breaks a row."""
        program, lazy = self.finder.program, self.finder.prices.lazy
        if self.finder.split.coupling.any():
            return value_of_plan(program, lazy, seats)
        if not lazy.kept(seats.question, seats.professional):
            return -math.inf
        return program.constant + sum(team.worth for team in plan)

    def _close(self) -> bool:
        return self.found.close(self.gap, self._unit)

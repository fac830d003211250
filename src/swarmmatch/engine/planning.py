"""From the best team of each question to a plan for all, and back to a lower ceiling, in turns.

A first plan is made of the best teams, and made better by finding further teams at moved prices.
Where the gap is still open then, the other side is looked at again: questions whose best team is
not proven yet, and after these all questions at prices that lie nearer to those of the plans.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from swarmmatch.engine.clock import Clock
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
#: Part of the open gap that a turn must close to be followed by another.
WORTHWHILE = 0.05


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
    on_found : callable (Found)
        Hears of every better plan.
    """

    def __init__(
        self,
        finder: TeamFinder,
        teams: Teams,
        gap: float,
        clock: Clock,
        workers: int,
        on_found: Callable[[Found], None],
    ) -> None:
        self.finder, self.teams, self.gap, self.clock = finder, teams, gap, clock
        self._workers, self._on_found = workers, on_found
        self._unit = finder.program.resolution
        self._known: tuple[list[Nearby], list[Team]] | None = None
        self._refinement: Refinement | None = None

    def first(self, found: Found) -> Found:
        """A first plan of the best teams, if these make one."""
        if self._close(found):
            return found
        nearby, clock = self.teams.nearby, self.clock
        if found.seats is not None:
            nearby = [reaching(found.seats, around, self.finder, clock) for around in nearby]
        best = [
            None if team.seats is None else around.team(team.seats, clock)
            for around, team in zip(nearby, self.teams.teams, strict=True)
        ]
        known = [] if found.seats is None else teams_of(found.seats, nearby, clock)
        plan = FirstPlan(self.finder, nearby).of(best, clock)
        if len(plan) == len(nearby):
            found = self._better(plan, found)
        self._known = nearby, [*(team for team in best if team), *plan, *known]
        return found

    def refined(self, found: Found) -> Found:
        """The first plan, made better until it is good enough or gets no better."""
        if self._known is None or self._close(found) or small(self.finder.program):
            return found  # the small are searched exactly, all at once
        nearby, teams = self._known
        self._refinement = Refinement(self.finder, nearby, self._workers)
        self._refinement.spread(teams, self.finder.coupling)
        return self._refined(self._refinement, found)

    def in_turns(self, found: Found) -> Found:
        """Lower the ceiling, then look for better plans, as long as that closes the gap."""
        while self._refinement and found.seats and self.clock.left and not self._close(found):
            before = found.ceiling - found.value
            found = self._turn(self._refinement, found)
            if found.ceiling - found.value > (1 - WORTHWHILE) * before:
                break
        return found

    def _turn(self, refinement: Refinement, found: Found) -> Found:
        clock = Clock(CEILING_SHARE * self.clock.left, self.clock)
        self.teams = looked_wider(self.finder, self.teams, clock, self.clock, self._workers)
        relaxed = refinement.relaxed(clock) if self.teams.looked_through else None
        if relaxed:
            towards = between(self.finder.coupling, relaxed.prices, TOWARDS)
            finder = self.finder.at(towards)
            # Teams first: cut off here, the finder must not speak of prices that they were not at.
            self.teams = repriced(finder, self.teams, clock, self.clock, self._workers)
            self.finder = finder
        found = found.below(self.finder.program.reachable(self.teams.ceiling + SLIP))
        if self._close(found):
            return found
        refinement.begin_at(self.finder, self.teams.nearby)
        best = [
            around.team(team.seats, self.clock)
            for around, team in zip(self.teams.nearby, self.teams.teams, strict=True)
            if team.seats is not None
        ]
        refinement.spread([team for team in best if team], self.finder.coupling)
        return self._refined(refinement, found)

    def _refined(self, refinement: Refinement, found: Found) -> Found:
        """Rounds of new teams, until the teams found make a plan that is good enough."""
        clock = Clock(REFINE_SHARE * self.clock.left, self.clock)
        enough = least_value(found.ceiling, self.gap, self._unit)
        started, growing = clock.seconds, True
        # The last choice has what the rounds leave of the time, beyond their share.
        while relaxed := refinement.relaxed(self.clock):
            round_time = clock.seconds - started
            last = not growing or clock.left < LAST * round_time
            plan = None
            if last:
                plan = refinement.last_plan(relaxed, found.value, enough, self.clock)
            elif relaxed.value >= enough:
                plan = refinement.best_plan(relaxed, enough, Clock(round_time, clock))
            if plan:
                found = self._better(plan, found)
            if last or self._close(found):
                break
            started = clock.seconds
            growing = refinement.grow(relaxed, enough, clock)
        return found

    def _better(self, plan: list[Team], found: Found) -> Found:
        """The plan, if it keeps the rules and is the best so far."""
        seats = join([team.seats for team in plan])
        value = self._value(plan, seats)
        if value <= found.value:
            return found
        found = Found(seats, value, found.ceiling)
        self._on_found(found)
        return found

    def _value(self, plan: list[Team], seats: Seats) -> float:
        """What a plan is worth in units; -inf if it breaks a row."""
        program, lazy = self.finder.program, self.finder.prices.lazy
        if self.finder.split.coupling.any():
            return value_of_plan(program, lazy, seats)
        if not lazy.kept(seats.question, seats.professional):
            return -math.inf
        return program.constant + sum(team.worth for team in plan)

    def _close(self, found: Found) -> bool:
        return found.close(self.gap, self._unit)

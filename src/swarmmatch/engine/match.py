"""match: the best teams that can be proven, over the whole pool."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.engine.bound import Bound, bound_over_pool
from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.closed.seating import Seating
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.diagnosis.diagnose import why_infeasible
from swarmmatch.engine.direct import Direct, alike
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.one_team import SLIP, TeamFinder
from swarmmatch.engine.options import demand_inputs, demand_options
from swarmmatch.engine.planning import Planning
from swarmmatch.engine.pricing import Pricer, Seats
from swarmmatch.engine.program import Ints, SeatProgram
from swarmmatch.engine.progress import Cancel, Listener, Progress, Reporter, run_interruptibly
from swarmmatch.engine.search import NOTHING, Found, Search, relative_gap
from swarmmatch.engine.split import Split, split
from swarmmatch.engine.stages import Staged, StagedRun
from swarmmatch.engine.teams import Teams, best_teams
from swarmmatch.engine.whole_teams import by_whole_teams, suits
from swarmmatch.errors import NoMatchingError
from swarmmatch.matching.matching import Matching
from swarmmatch.matching.provenance import provenance_of_run
from swarmmatch.matching.record import Status
from swarmmatch.matching.units import RESOLUTION, as_points
from swarmmatch.rules.policy import Policy

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Shares of the time left that the bound may take, then the best teams.
BOUND_SHARE, TEAMS_SHARE = 0.4, 0.4
#: Where questions are alike, the share of the bound, which is loose there, and that of the search
#: over all seats.
BRIEF_SHARE, DIRECT_SHARE = 0.1, 0.8
#: Share of the gap asked that the bound of the seats' LP may be off.
LOOSE = 0.2


def match(
    problem: Problem,
    policy: Policy | None = None,
    *,
    gap: float = 1e-4,
    time_limit: float | None = 60.0,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Listener | None = None,
    cancel: Cancel | None = None,
    resolution: float = RESOLUTION,
    relaxations: bool = True,
) -> Matching:
    """Find the best teams for all questions, and prove how good they are over the whole pool.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy, optional
        The rules; ``Policy.default(problem)`` when left out.
    gap : float
        Stop when the value is proven to be this near to the best possible, as a share of the value;
        0 asks for a proven optimum.
    time_limit : float or None
        Seconds allowed; None sets no limit.
    seed : int
        For CP-SAT. The same input, seed, versions and ``workers=1`` give the same matching, unless
        the time limit cuts the search, or a stage of it, off.
    workers : int, optional
        Threads; as many as there are usable cores when left out.
    on_progress : callable, optional
        Called in this thread with a `Progress`, again and again. A failure of it is logged and
        stops nothing.
    cancel : threading.Event, optional
        Set it, from any thread, to end the run as Ctrl-C does; looked at many times a second in
        this thread. Anything with a method ``is_set()`` will do. It is never set or cleared here.
    resolution : float
        Points that one whole unit stands for: weights and points are rounded to it.
    relaxations : bool
        Whether an `InfeasibleError` is to tell of changes that would help, too, which takes up to
        half a minute of the time limit. What clashes it names anyway.

    Returns
    -------
    Matching
        Audited. After the time limit, ``cancel`` or Ctrl-C it is the best found so far, with a true
        bound. A result that is there already when one of them comes is returned as it is.

    Raises
    ------
    InfeasibleError
        When no matching can satisfy the hard rules, and that is proven. It names what clashes, and
        with time left, what to change; `diagnose` looks further.
    NoMatchingError
        When time ran out, or the caller interrupted, before any matching was found.
    AuditError
        When the audit does not bear the matching out: a fault in a rule or in this library.
    PolicyError
        When the points of a rule all round to 0 at the resolution, or are too large to add up.
    TypeError, ValueError
        For arguments of another kind, and for options without sense.
    """
    demand_inputs(problem, policy, on_progress, cancel)
    demand_options(gap, time_limit, seed, workers, resolution)
    policy = Policy.default(problem) if policy is None else policy
    clock = Clock(math.inf if time_limit is None else time_limit)
    reporter = Reporter(on_progress)
    cores = workers or usable_cores()
    started = datetime.now(UTC)

    def new_run(clock: Clock, gap: float, reporter: Reporter) -> Run:
        return Run(problem, policy, gap, clock, seed, cores, resolution, reporter)

    run = new_run(clock, gap, reporter)

    def work() -> Matching:
        staged = None
        if policy.stages:
            whole = StagedRun(problem, policy, resolution, gap, clock, reporter, new_run)
            staged = whole.solve()
            run.seconds = staged.seconds
        found = run.solve() if staged is None else staged.found
        told = provenance_of_run(
            seed=seed,
            workers=cores,
            gap=gap,
            time_limit=time_limit,
            resolution=resolution,
            seconds=run.seconds,
            started_at=started,
        )
        return run.matching(found, told, staged).checked()

    def explained() -> Matching:
        try:
            return work()
        except NoPlan:
            raise why_infeasible(problem, policy, clock, relaxations=relaxations) from None

    return run_interruptibly(explained, clock, reporter, cancel)


def usable_cores() -> int:
    """Cores that this process may use; more workers than that slow CP-SAT down."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Run:
    """One run of `match`: its stages, one after the other."""

    def __init__(
        self,
        problem: Problem,
        policy: Policy,
        gap: float,
        clock: Clock,
        seed: int,
        workers: int,
        resolution: float,
        reporter: Reporter,
    ) -> None:
        self.problem, self.policy, self.gap, self.clock = problem, policy, gap, clock
        self.seed, self.workers, self.resolution = seed, workers, resolution
        self.reporter = reporter
        self.seconds: dict[str, float] = {}
        self.seeds: Seats | None = None
        self._stage = ""
        self._known: tuple[float | None, float | None, float | None] = (None, None, None)

    def solve(self) -> Found:
        """Go through all stages, up to the best plan found and the lowest ceiling proven."""
        with self._timed("reading the rules"):
            try:
                program = compile_program(self.problem, self.policy, self.resolution, self.clock)
            except TimeUp:
                return NOTHING
        return self.prove(program)

    def prove(self, program: SeatProgram, found: Found = NOTHING) -> Found:
        """Go on from what is known of a program, up to its best plan and lowest ceiling."""
        seating = Seating.of(program, self.gap, self.seed, self.workers, self._tell)
        if seating is not None:
            with self._timed("seating everybody"):
                return seating.run(found, self.clock)
        pricer, parts = Pricer(program), split(program)
        kind = alike(program, parts)
        bound = self._bounded(pricer, BOUND_SHARE if kind is None else BRIEF_SHARE)
        found = found.below(program.reachable(bound.ceiling + SLIP))
        if kind is not None and self.clock.left > 0 and not found.close(self.gap, self.resolution):
            found = self._directly(pricer, parts, kind, bound, found)
        if self.clock.left <= 0 or found.close(self.gap, self.resolution):
            return found
        finder = TeamFinder(pricer, parts, bound.prices)
        with self._timed("finding the best team of each question"):
            # Without time for a whole bound, what is left goes to a plan.
            share = TEAMS_SHARE if bound.finished else 0.0
            clock = Clock(share * self.clock.left, self.clock)
            try:
                teams = best_teams(finder, bound, clock, self.clock, self.workers)
            except TimeUp:
                return found
            if len(teams.impossible):
                raise NoPlan
        return self._planned(finder, teams, found.below(program.reachable(teams.ceiling + SLIP)))

    def _planned(self, finder: TeamFinder, teams: Teams, found: Found) -> Found:
        """From the best team of each question to a plan, and on to proof."""
        planning = Planning(finder, teams, self.gap, self.clock, self.workers, found, self._tell)
        with self._timed("making a plan of them"), suppress(TimeUp):
            planning.first()
        if suits(finder.program, finder.split):
            with self._timed("choosing among whole teams"), suppress(TimeUp):
                planning.found = by_whole_teams(
                    finder, planning.found, self.gap, self.clock, self._tell
                )
        with self._timed("making the plan better"), suppress(TimeUp):
            planning.refine()
        with self._timed("closing the gap"), suppress(TimeUp):
            planning.in_turns()
        with self._timed("searching exactly"):
            search = Search(
                planning.finder, planning.teams, self.gap, self.seed, self.workers, self._tell
            )
            return search.run(planning.found, self.clock)

    def _bounded(self, pricer: Pricer, share: float) -> Bound:
        """The bound over the whole pool, in a share of the time left."""
        with self._timed("bounding over the whole pool"):
            clock = Clock(share * self.clock.left, self.clock)
            bound = bound_over_pool(
                pricer.program, pricer, clock, self._tell_round, LOOSE * self.gap, self.seeds
            )
            self.seeds = bound.seats
        return bound

    def _directly(
        self, pricer: Pricer, parts: Split, kind: Ints, bound: Bound, found: Found
    ) -> Found:
        """The search over all seats at once."""
        with self._timed("searching all seats at once"), suppress(TimeUp):
            clock = Clock(DIRECT_SHARE * self.clock.left, self.clock)
            direct = Direct(
                pricer, parts, kind, bound.prices, self.gap, self.seed, self.workers, self._tell
            )
            return direct.run(found, clock)
        return found

    def matching(
        self, found: Found, provenance: dict[str, Any], staged: Staged | None = None
    ) -> Matching:
        """What was found, as a matching that has not been audited yet."""
        status, reason = (staged.status, staged.reason) if staged else self.verdict(found)
        bound = self._points(found.ceiling)
        if found.seats is None:
            why = "interrupted" if status == "interrupted" else "out of time"
            raise NoMatchingError(
                f"{why} after {self.clock.seconds:.1f} s, before any matching was found; allow "
                "more time, or ask fewer questions at once"
            )
        arrays = self.problem.arrays
        teams = pd.DataFrame(
            {
                "question": arrays.questions[found.seats.question],
                "professional": arrays.professionals[found.seats.professional],
            }
        )
        return Matching(
            problem=self.problem,
            policy=self.policy,
            teams=teams,
            value=as_points(int(found.value), self.resolution),
            bound=math.inf if bound is None else bound,
            status=status,
            reason=reason,
            provenance=provenance,
            stages=staged.stages if staged else None,
        )

    def verdict(self, found: Found) -> tuple[Status, str]:
        """What is proven of a plan, and in a sentence, why the search ended."""
        if found.value >= found.ceiling:
            return "optimal", "no better matching exists: the value reaches the proven bound"
        if found.close(self.gap, self.resolution):
            return "within_gap", f"the value is proven to be within the gap asked, {self.gap:.4%}"
        if self.clock.stopped:
            return "interrupted", "the search was interrupted; this is the best found so far"
        return "time_limit", "the time limit was reached; this is the best found so far"

    @contextmanager
    def _timed(self, stage: str) -> Iterator[None]:
        self._stage = stage
        self._report(*self._known)
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[stage] = round(time.monotonic() - started, 3)

    def _tell_round(self, ceiling: float) -> None:
        self._report(None, self._points(ceiling), None)

    def _tell(self, found: Found) -> None:
        distance = relative_gap(found.value, found.ceiling, self.resolution)
        self._report(self._points(found.value), self._points(found.ceiling), distance)

    def _report(self, value: float | None, bound: float | None, gap: float | None) -> None:
        self._known = value, bound, gap
        self.reporter.report(Progress(self._stage, value, bound, gap, self.clock.seconds))

    def _points(self, units: float) -> float | None:
        return as_points(int(units), self.resolution) if math.isfinite(units) else None

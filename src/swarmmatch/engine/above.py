"""The best of one aim while another earns at least so many points: a point of a Pareto front.

Y. Y. Haimes, L. S. Lasdon and D. A. Wismer, "On a bicriterion formulation of the problems of
integrated system identification and system optimization", 1971, doi 10.1109/TSMC.1971.4308298: the
epsilon-constraint method. Here the constraint is a floor, as those of earlier stages are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.diagnose import why_infeasible
from swarmmatch.engine.floors import Floor
from swarmmatch.engine.match import Run, usable_cores
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.options import demand_inputs, demand_options
from swarmmatch.engine.program import Floats
from swarmmatch.engine.progress import Listener, Reporter, run_interruptibly
from swarmmatch.engine.stages import NewProver, Staged, StagedRun
from swarmmatch.errors import NoMatchingError
from swarmmatch.matching.units import RESOLUTION, as_units
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.rule import Rule


@dataclass(frozen=True, eq=False)
class Above:
    """The best teams found above a floor, and what is proven of them.

    Attributes
    ----------
    teams : pandas.DataFrame
        Columns ``question, professional``, a row a seat.
    stages : pandas.DataFrame
        Two rows, of the aim and of what is held: ``value, bound, status`` and others, as in
        `Matching.stages`. No teams above the floor exceed the first bound; none that also earn as
        much of the aim exceed the second.
    interrupted : bool
        Whether the search was cut off.
    """

    teams: pd.DataFrame
    stages: pd.DataFrame
    interrupted: bool


def best_above(
    problem: Problem,
    policy: Policy,
    aim: Rule,
    held: Rule,
    least: float,
    *,
    gap: float = 1e-4,
    time_limit: float | None = 60.0,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Listener | None = None,
) -> Above:
    """Raise the points of one rule as far as they go, while another earns so many at least.

    Of the teams that earn as much, those are sought that earn most by the other rule. All hard
    rules of the policy hold; the points of its other rules do not count.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        With both rules.
    aim, held : Rule
        Soft rules of the policy. Neither may earn points for pairs.
    least : float
        Points that ``held`` must earn, minus infinity for no floor.
    gap, time_limit, seed, workers, on_progress
        As for `match`.

    Raises
    ------
    InfeasibleError
        When no teams can keep the hard rules and earn as much.
    NoMatchingError
        When time ran out, or the caller interrupted, before any teams were found.
    PolicyError
        For rules whose points cannot be a floor.
    """
    demand_inputs(problem, policy, on_progress)
    demand_options(gap, time_limit, seed, workers, RESOLUTION)
    clock = Clock(math.inf if time_limit is None else time_limit)
    reporter, cores = Reporter(on_progress), workers or usable_cores()
    staged = Policy(policy, stages=[[aim], [held]])

    def new_run(clock: Clock, gap: float, reporter: Reporter) -> Run:
        return Run(problem, staged, gap, clock, seed, cores, RESOLUTION, reporter)

    floor = as_units(least)
    run = _RunAbove(problem, staged, floor, gap, clock, reporter, new_run)

    def solved() -> Staged:
        try:
            return run.solve()
        except NoPlan:
            raise why_infeasible(problem, staged, clock, relaxations=False) from None

    return _above(problem, run_interruptibly(solved, clock, reporter), clock)


class _RunAbove(StagedRun):
    """The aim, then what is held, both above a floor on what is held; and no step after these."""

    def __init__(
        self,
        problem: Problem,
        policy: Policy,
        least: float,
        gap: float,
        clock: Clock,
        reporter: Reporter,
        new_prover: NewProver,
    ) -> None:
        super().__init__(problem, policy, RESOLUTION, gap, clock, reporter, new_prover)
        self._least = least

    def _compile(self) -> None:
        super()._compile()
        self.steps, self._programs = self.steps[:2], self._programs[:2]

    def _floors(self, k: int, floors: Floats) -> list[Floor]:
        earlier = super()._floors(k, floors)
        if math.isinf(self._least):
            return earlier
        rule = self.policy.rules.index(self.steps[1].source[0])
        return [*earlier, Floor(self._programs[1], self._least, rule)]


def _above(problem: Problem, staged: Staged, clock: Clock) -> Above:
    seats = staged.found.seats
    if seats is None:
        why = "interrupted" if clock.stopped else "out of time"
        raise NoMatchingError(f"{why} after {clock.seconds:.1f} s, before any teams were found")
    teams = pd.DataFrame(
        {
            "question": problem.arrays.questions[seats.question],
            "professional": problem.arrays.professionals[seats.professional],
        }
    )
    return Above(teams, staged.stages, clock.stopped)

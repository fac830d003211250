"""Stages: rules in lexicographic order, each step proven before the next begins.

A step counts the points of its own rules alone. What the steps before it earned are floors: rows
that every later plan keeps, in whole units. So the ceiling of a step holds for every matching that
honours the floors of the steps before it, and a matching that reaches all of them is
lexicographically optimal.

Plans are looked for with an eye on the steps that follow, and those give the seats to begin with.
Often such a plan already reaches all that the next steps could earn, which then cost nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.engine.bound import ceiling_unseen
from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.compile import blocks_of, program_of, with_points_of
from swarmmatch.engine.counted_pairs import earned_by_plan
from swarmmatch.engine.earning import demand_staged, earning_only
from swarmmatch.engine.floors import Floor, at_worth, together, with_floors
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Floats, SeatProgram
from swarmmatch.engine.progress import Progress, Reporter
from swarmmatch.engine.restricted import restrict, value_of_plan
from swarmmatch.engine.search import NOTHING, Found, small
from swarmmatch.matching.record import Status
from swarmmatch.matching.stages import stage_table
from swarmmatch.rules.policy import Policy

#: Share of a step's time in which a plan is looked for with an eye on the steps that follow.
GUIDED_SHARE = 0.5
#: Such a plan need be no better than this.
GUIDED_GAP = 1e-3
#: Share of a stage's time that each of its steps has at least: many need none.
LEAST_SHARE = 0.25


class Prover(Protocol):
    """One run of the engine, from what is known of a program to what can be proven of it."""

    seconds: dict[str, float]
    seeds: Seats | None

    def prove(self, program: SeatProgram, found: Found = ...) -> Found:
        """Find a better plan and a lower ceiling."""

    def verdict(self, found: Found) -> tuple[Status, str]:
        """What is proven of the plan, and in a sentence, why the search ended."""


#: Makes one for a time, a gap and who hears of it.
NewProver = Callable[[Clock, float, Reporter], Prover]


@dataclass(frozen=True, eq=False)
class Staged:
    """What all steps found: the plan with all points, and each step's part of the proof."""

    found: Found
    status: Status
    reason: str
    stages: pd.DataFrame
    seconds: dict[str, float]


@dataclass(frozen=True, eq=False)
class _Settled:
    """A step that is over."""

    ceiling: float
    status: Status
    seconds: float


class StagedRun:
    """Goes through the steps of a policy.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        With stages.
    resolution : float
        Points that a unit stands for.
    gap : float
        Asked of every step.
    clock : Clock
        Of the whole run; every stage has an equal share of what is left when it begins, and what
        one does not need is for the others.
    reporter : Reporter
        Hears of all steps.
    new_prover : callable
        Makes the runs of the engine.
    """

    def __init__(
        self,
        problem: Problem,
        policy: Policy,
        resolution: float,
        gap: float,
        clock: Clock,
        reporter: Reporter,
        new_prover: NewProver,
    ) -> None:
        self.problem, self.policy, self.resolution, self.gap = problem, policy, resolution, gap
        self.clock, self.reporter, self.new_prover = clock, reporter, new_prover
        self.steps = policy.steps
        self.seconds: dict[str, float] = {}
        self._seeds: Seats | None = None
        self._valued: tuple[bytes | None, Floats] = None, np.zeros(0)  # of the last plan

    def solve(self) -> Staged:
        """Settle one step after the other; ``found`` has no seats when time was too short."""
        try:
            self._compile()
        except TimeUp:
            status: Status = "interrupted" if self.clock.stopped else "time_limit"
            return Staged(NOTHING, status, "", pd.DataFrame(), self.seconds)
        plan: Seats | None = None
        settled: list[_Settled] = []
        floors = np.full(len(self.steps), -np.inf)
        for k in range(len(self.steps)):
            plan, one = self._settled(k, plan, floors, settled)
            settled.append(one)
            if plan is None:
                break
            floors[: k + 1] = self._values(plan)[: k + 1]
        return self._staged(plan, settled)

    def _compile(self) -> None:
        started = time.monotonic()
        rules = self.policy.rules
        blocks = blocks_of(self.problem, rules, self.clock)
        demand_staged(rules, self.steps, blocks)
        self._joint = program_of(self.problem, rules, blocks, self.resolution)
        self._programs: list[SeatProgram] = []
        for step in self.steps:
            self.clock.check()
            own = earning_only(step, self.problem, rules, blocks)
            self._programs.append(with_points_of(self._joint, own))
        self.seconds["reading the rules"] = round(time.monotonic() - started, 3)

    def _settled(
        self, k: int, plan: Seats | None, floors: Floats, before: list[_Settled]
    ) -> tuple[Seats | None, _Settled]:
        """The plan after a step, and what is proven of the step."""
        started, kept = time.monotonic(), self._floors(k, floors)
        program = with_floors(self._programs[k], kept)
        ceiling = program.reachable(ceiling_unseen(LazyRows(program)))
        if self.steps[k].follows:
            ceiling = min(ceiling, before[-1].ceiling)
        clock = Clock(self._share(k) * self.clock.left, self.clock)
        known = self._known(k, plan, ceiling)
        if k < len(self.steps) - 1 and not known.close(self.gap, self.resolution):
            known = self._known(k, self._guided(k, plan, kept, clock), ceiling)
        found, status = self._run(program, known, clock, self._name(k))
        if found.seats is None and self.clock.left > 0:  # without a plan nothing can follow
            found, status = self._run(program, found, self.clock, self._name(k))
        return found.seats, _Settled(found.ceiling, status, time.monotonic() - started)

    def _guided(self, k: int, plan: Seats | None, kept: list[Floor], clock: Clock) -> Seats | None:
        """A plan for the points of this step and all that follow, in one sum.

        By the points of one step alone most seats may be worth nothing, and plans hard to find.
        """
        program = together(self._programs[k:])
        if plan is not None and small(program):
            return plan
        program = with_floors(program, kept)
        known = NOTHING
        if plan is not None:
            seats = at_worth(program, plan)
            value = value_of_plan(program, LazyRows(program), seats)
            known = Found(seats, value, np.inf)
        whole = self.clock if plan is None else clock  # without a plan nothing can follow
        share = Clock(GUIDED_SHARE * whole.left, whole)
        name = f"{self._name(k)}, a plan"
        return self._run(program, known, share, name, GUIDED_GAP)[0].seats

    def _known(self, k: int, plan: Seats | None, ceiling: float) -> Found:
        """What is known of a step before it begins."""
        if plan is None:
            return Found(None, -np.inf, ceiling)
        value = float(self._values(plan)[k])
        return Found(at_worth(self._programs[k], plan), value, max(ceiling, value))

    def _name(self, k: int) -> str:
        return f"stage {self.steps[k].stage} of {self.steps[-1].stage}"

    def _floors(self, k: int, floors: Floats) -> list[Floor]:
        """Those of the steps before, without the ones that a later one implies."""
        found = []
        for j in range(k):
            later = j + 1
            implied = later < k and self.steps[later].follows and floors[later] >= floors[j]
            if not implied:
                rule = self.policy.rules.index(self.steps[j].source[0])
                found.append(Floor(self._programs[j], float(floors[j]), rule))
        return found

    def _run(
        self, program: SeatProgram, known: Found, clock: Clock, name: str, least: float = 0.0
    ) -> tuple[Found, Status]:
        """Prove what there is to prove, and add up the time that it took."""
        gap = max(self.gap, least)
        prover = self.new_prover(clock, gap, _Named(self.reporter, name, self.clock))
        if known.close(gap, self.resolution):
            return known, prover.verdict(known)[0]
        prover.seeds = None if self._seeds is None else at_worth(program, self._seeds)
        found = prover.prove(program, known)
        self._seeds = prover.seeds
        for part, spent in prover.seconds.items():
            self.seconds[part] = round(self.seconds.get(part, 0.0) + spent, 3)
        return found, prover.verdict(found)[0]

    def _share(self, k: int) -> float:
        """Share of a step in the time left, of which every stage has an equal part."""
        stage, last = self.steps[k].stage, self.steps[-1].stage
        ahead = sum(step.stage == stage for step in self.steps[k:])
        return max(1 / ahead, LEAST_SHARE) / (last - stage + 1)

    def _values(self, plan: Seats) -> Floats:
        """Units that a plan earns in every step."""
        name = plan.question.tobytes() + plan.professional.tobytes()
        if name != self._valued[0]:
            self._valued = name, self._worked_out(plan)
        return self._valued[1]

    def _worked_out(self, plan: Seats) -> Floats:
        seats = at_worth(self._joint, plan)
        restricted = restrict(self._joint, LazyRows(self._joint), seats)
        solution = restricted.completed()
        if solution is None:
            raise RuntimeError("the variables of a plan could not be settled")
        variables = solution[: restricted.first_seat]
        return np.array(
            [
                program.constant + program.variables.worth @ variables
                + at_worth(program, plan).worth.sum()
                + earned_by_plan(program.counted, plan.question, plan.professional)
                for program in self._programs
            ]
        )  # fmt: skip

    def _staged(self, plan: Seats | None, settled: list[_Settled]) -> Staged:
        if plan is None:
            return Staged(NOTHING, settled[-1].status, "", pd.DataFrame(), self.seconds)
        values = self._values(plan)
        ceilings = np.array([one.ceiling for one in settled])
        # A later step may have raised an earlier one up to its ceiling.
        statuses = ["optimal" if value >= one.ceiling else one.status
                    for value, one in zip(values, settled, strict=True)]  # fmt: skip
        table = stage_table(
            self.steps,
            values,
            ceilings,
            statuses,
            [one.seconds for one in settled],
            self.resolution,
        )
        status, reason = _in_all(statuses)
        found = Found(plan, float(values.sum()), float(ceilings.sum()))
        return Staged(found, status, reason, table, self.seconds)


class _Named(Reporter):
    """Passes reports on under the name of a step, with the seconds of the whole run."""

    def __init__(self, whole: Reporter, name: str, clock: Clock) -> None:
        super().__init__(None)
        self._whole, self._name, self._clock = whole, name, clock

    def report(self, progress: Progress) -> None:
        stage = f"{self._name}: {progress.stage}"
        self._whole.report(replace(progress, stage=stage, seconds=self._clock.seconds))


def _in_all(statuses: Sequence[str]) -> tuple[Status, str]:
    """The worst status of all steps, and in a sentence why the search ended."""
    if "interrupted" in statuses:
        return "interrupted", "the search was interrupted; this is the best found so far"
    if "time_limit" in statuses:
        late = statuses.count("time_limit")
        return "time_limit", f"time ran out in {late} of {len(statuses)} steps of the stages"
    if "within_gap" in statuses:
        return "within_gap", "every stage is proven to be within the gap asked, one after the other"
    return "optimal", "every stage is proven optimal, one after the other"

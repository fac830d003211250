"""What could be given up to undo a conflict: changes of the tables or of a rule, for each member.

Every kind of rule has its own remedies, in the tables where it reads them; and any rule can be
dropped. To add remedies for a rule, write a function and name it in `_REMEDIES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from swarmmatch.data.geography import distance_km
from swarmmatch.data.problem import Problem
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.alike import places_for
from swarmmatch.engine.diagnosis.changes import Addition, Cell, Change, OtherRule, Removal
from swarmmatch.engine.diagnosis.hard import HardRules
from swarmmatch.engine.diagnosis.switchboard import Switchboard
from swarmmatch.engine.program import Floats, Ints
from swarmmatch.rules.available import Available
from swarmmatch.rules.capacity import Capacity
from swarmmatch.rules.locks import Locks
from swarmmatch.rules.max_distance import MaxDistance
from swarmmatch.rules.must_have import MustHave
from swarmmatch.rules.pairs import Pairs
from swarmmatch.rules.quota import Quota
from swarmmatch.rules.rule import Rule
from swarmmatch.rules.team_size import TeamSize

#: So many seats more, or heads, are tried; beyond that another remedy is sooner the answer.
STEPS = 2


@dataclass(frozen=True, eq=False)
class Case:
    """A member of a conflict, and what a remedy needs to know of it.

    Attributes
    ----------
    problem : Problem
        The tables as they were given: rows are named by their positions there.
    hard : HardRules
        The rules among which the conflict was found.
    members : int array
        The conflict.
    member : int
        The one to be changed.
    undone : callable (change) -> bool
        Whether the conflict is undone by a change.
    clock : Clock
        Limits what is tried.
    """

    problem: Problem
    hard: HardRules
    members: Ints
    member: int
    undone: Callable[[Change], bool]
    clock: Clock

    @property
    def rule(self) -> Rule:
        """The rule of the member."""
        return self.hard.rules[self.hard.parts_of(self.member)[0]]

    @property
    def question(self) -> int:
        """Its question, by position; -1 for none."""
        return self.hard.parts_of(self.member)[1]

    @property
    def name(self) -> str:
        """Id of its question."""
        return str(self.problem.arrays.questions[self.question])

    @property
    def person(self) -> int:
        """Its professional, by position; -1 for none."""
        return self.hard.parts_of(self.member)[2]

    def let_in(self) -> Ints:
        """The fewest professionals, barred by the member, with whom all others can hold."""
        board = Switchboard(
            self.hard, places_for(self.hard, self.members), self.clock, self.members
        )
        bars = board.whole.matrix[(board.code == self.member) & (board.source < 0)]
        worth = np.asarray(bars.sum(axis=0)).ravel()
        found = board.fewest(board.members != self.member, worth, self.clock)
        if found is None:
            return np.zeros(0, np.int64)
        seats = slice(board.first_seat, board.first_seat + len(board.places.person))
        let_in: Ints = board.places.person[found[seats] * worth[seats] > 0]
        return let_in


def remedies(case: Case) -> Iterator[Change]:
    """Changes that could undo a conflict at one of its members, in no order."""
    of_rule = _REMEDIES.get(type(case.rule), _none)
    gone = Change("rule", 1, f"drop {case.rule.name}", (OtherRule(case.rule, None),))
    return chain(of_rule(case), [gone])


def _none(case: Case) -> Iterator[Change]:
    yield from ()


def _musts(case: Case) -> Iterator[Change]:
    """Lower the level, ask fewer holders, or make it no must."""
    asked = case.problem.requirements
    here = asked[(asked["question"] == case.name) & asked["must"].astype(bool)]
    for row, level, holders, skill in zip(
        here.index, here["level"], here["holders"], here["skill"], strict=True
    ):
        what = f"{skill} at level {level} for {case.name}"
        others = asked[(asked["question"] == case.name) & (asked["skill"] == skill)]["level"]
        for lower in range(int(level) - 1, 0, -1):
            if lower not in set(others):
                cell = Cell("requirements", int(row), "level", lower)
                yield Change("level", level - lower, f"ask {what} at level {lower}", (cell,))
        for fewer in range(int(holders) - 1, 0, -1):
            cell = Cell("requirements", int(row), "holders", fewer)
            words = f"ask {fewer} instead of {holders} with {what}"
            yield Change("holders", holders - fewer, words, (cell,))
        cell = Cell("requirements", int(row), "must", False)
        yield Change("must", 1, f"make {what} no must", (cell,))


def _sizes(case: Case) -> Iterator[Change]:
    """A smaller team, no team at all, or a larger one."""
    size_min, size_max = (
        int(case.problem.questions[name].iloc[case.question]) for name in ("size_min", "size_max")
    )
    for smaller in range(size_min - 1, -1, -1):
        cell = Cell("questions", case.question, "size_min", smaller)
        words = f"let {case.name} have a team of {smaller} instead of {size_min}"
        if not smaller:
            words = f"let {case.name} stay without a team"
        yield Change("smaller team", size_min - smaller, words, (cell,))
    for more in range(1, STEPS + 1):
        cell = Cell("questions", case.question, "size_max", size_max + more)
        words = f"let {case.name} have a team of {size_max + more} instead of {size_max}"
        yield Change("larger team", more, words, (cell,))


def _capacity(case: Case) -> Iterator[Change]:
    """More seats for somebody."""
    offered = int(case.problem.professionals["capacity"].iloc[case.person])
    who = case.problem.arrays.professionals[case.person]
    for more in range(1, STEPS + 1):
        cell = Cell("professionals", case.person, "capacity", offered + more)
        words = f"let {who} take {offered + more} seats instead of {offered}"
        yield Change("capacity", more, words, (cell,))


def _availability(case: Case) -> Iterator[Change]:
    """Ask people to come in the question's slot after all."""
    people = case.let_in()
    if not len(people):
        return
    who = case.problem.arrays.professionals[people]
    slot = case.problem.questions["slot"].iloc[case.question]
    rows = tuple(Addition("availability", (("professional", name), ("slot", slot))) for name in who)
    yield Change("availability", len(rows), f"ask {_listed(who)} to come in slot {slot}", rows)


def _distance(case: Case) -> Iterator[Change]:
    """The smallest distance that lets enough people in."""
    rule = case.rule
    if not isinstance(rule, MaxDistance):
        return
    arrays = case.problem.arrays
    km = distance_km(arrays.professional_place, arrays.question_place[:, case.question])
    further = np.unique(np.ceil(km[km > rule.km]))

    def change(km: float) -> Change:
        other = OtherRule(rule, replace(rule, km=float(km)))
        words = f"raise the largest distance from {rule.km:g} to {km:g} km"
        return Change("distance", float(km - rule.km), words, (other,))

    enough = _first(further, lambda km: case.undone(change(km)))
    if enough is not None:
        yield change(enough)


def _first(values: Floats, holds: Callable[[float], bool]) -> float | None:
    """The first of rising values for which something holds that then holds for all others."""
    low, high = 0, len(values)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(values[middle]) else (middle + 1, high)
    return float(values[low]) if low < len(values) else None


def _locks(case: Case) -> Iterator[Change]:
    """Drop a lock, or bars."""
    seats = case.problem.seats
    here = seats[seats["question"] == case.name]
    locks = here[here["kind"] == "lock"]
    for row, who in zip(locks.index, locks["professional"], strict=True):
        words = f"drop the lock of {who} into {case.name}"
        yield Change("lock", 1, words, (Removal("seats", int(row)),))
    people = case.let_in()
    names = case.problem.arrays.professionals[people]
    barred = here[(here["kind"] == "bar") & here["professional"].isin(names)]
    if len(barred):
        words = f"drop the bar of {_listed(barred['professional'])} from {case.name}"
        rows = tuple(Removal("seats", int(row)) for row in barred.index)
        yield Change("bar", len(rows), words, rows)


def _pairs(case: Case) -> Iterator[Change]:
    """Drop a pair."""
    pairs = case.problem.pairs[case.problem.pairs["kind"] != "wish"]
    for row, a, b, kind in zip(pairs.index, pairs["a"], pairs["b"], pairs["kind"], strict=True):
        words = f"drop the pair {a} and {b}, {kind}"
        yield Change("pair", 1, words, (Removal("pairs", int(row)),))


def _quota(case: Case) -> Iterator[Change]:
    """A head more or fewer than the quota has it."""
    rule = case.rule
    if not isinstance(rule, Quota) or rule.share or rule.like_pool:
        return
    for step in range(1, STEPS + 1):
        if rule.at_most is not None:
            wider = replace(rule, at_most=rule.at_most + step)
            yield _wider(rule, wider, step)
        if rule.at_least is not None and rule.at_least >= step:
            wider = replace(rule, at_least=rule.at_least - step)
            yield _wider(rule, wider, step)


def _wider(rule: Rule, wider: Rule, step: int) -> Change:
    words = f"widen {rule.name} to {wider.name}"
    return Change("quota", step, words, (OtherRule(rule, wider),))


def _listed(names: Any) -> str:
    *most, last = [str(name) for name in names]
    return f"{', '.join(most)} and {last}" if most else last


_REMEDIES: dict[type[Rule], Callable[[Case], Iterator[Change]]] = {
    MustHave: _musts,
    TeamSize: _sizes,
    Capacity: _capacity,
    Available: _availability,
    MaxDistance: _distance,
    Locks: _locks,
    Pairs: _pairs,
    Quota: _quota,
}

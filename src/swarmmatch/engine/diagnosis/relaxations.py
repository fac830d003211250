"""Changes that make a matching possible, each verified by teams that keep all rules.

A set of changes must undo every conflict. So the sets are grown conflict by conflict: where one
does not yet do, the conflict that is left says how it can go on (after the hitting-set tree of
Reiter 1987, https://doi.org/10.1016/0004-3702(87)90062-2). Sets with one change a conflict come
first, then the cheapest; few of the same kinds are listed. So none can be spared of the changes in
a set, but it is not proven that no other set is cheaper.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from numbers import Real
from typing import Any

import numpy as np

from swarmmatch.data.problem import Problem
from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.diagnosis.changes import Change, edited, edited_rules
from swarmmatch.engine.diagnosis.conflict import clashes_nearby
from swarmmatch.engine.diagnosis.hard import HardRules, hard_rules
from swarmmatch.engine.diagnosis.plans import find_plan
from swarmmatch.engine.diagnosis.remedies import Case, remedies
from swarmmatch.engine.diagnosis.suspects import conflict_of
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.program import Ints
from swarmmatch.rules.policy import Policy

#: What a unit of each kind of change costs: cheap is what is easily asked of somebody.
PRICES: Mapping[str, float] = {
    "availability": 1.5,  # a professional comes in one more slot
    "level": 2.0,  # a level lower
    "capacity": 2.0,  # a seat more for a professional
    "holders": 3.0,  # a holder fewer
    "smaller team": 3.0,  # a seat fewer
    "bar": 3.0,  # a barred seat admitted
    "quota": 3.0,  # a head more or fewer
    "distance": 0.2,  # a km further
    "larger team": 4.0,  # a seat more
    "lock": 4.0,  # a locked seat free
    "pair": 4.0,  # a pair dropped
    "must": 5.0,  # a requirement becomes a wish
    "rule": 20.0,  # a whole rule dropped
}
#: Sets of changes of the same kinds that are listed, so that different ones are seen too.
ALIKE = 2


@dataclass(frozen=True, eq=False)
class Relaxation:
    """Changes that together make a matching possible.

    Teams were found that keep all hard rules of the changed problem, by the rules' own checks.
    """

    changes: tuple[Change, ...]
    cost: float


@dataclass(frozen=True)
class Effort:
    """How many relaxations are wanted, and how many sets of changes are looked at for them."""

    wanted: int
    tries: int


@dataclass(frozen=True, eq=False)
class _Known:
    """A conflict: rules by their position in the policy as given, and codes of the subjects."""

    rules: Ints
    subjects: Ints
    remedies: tuple[Change, ...]


@dataclass(frozen=True, order=True)
class _Node:
    """A set of changes; the fewest beyond one for each conflict come first, then the cheapest.

    The known conflicts before ``undone`` are undone by it.
    """

    surplus: int
    cost: float
    number: int
    changes: tuple[Change, ...] = field(compare=False)
    undone: int = field(compare=False)


def demand_weights(weights: Mapping[str, float] | None) -> dict[str, float]:
    """Prices of all kinds, with those that the caller gives.

    Raises
    ------
    ValueError
        For a kind that there is not, or a price that is not above 0.
    """
    given = dict(weights or {})
    for kind, price in given.items():
        if kind not in PRICES:
            known = ", ".join(PRICES)
            raise ValueError(f"weights: there is no change of kind {kind!r}; there are {known}")
        number = isinstance(price, Real) and not isinstance(price, bool)
        if not (number and price > 0):
            raise ValueError(f"weights: the price of {kind!r} must be above 0, not {price!r}")
    return {**PRICES, **given}


class Relaxing:
    """The search for relaxations of one problem.

    Parameters
    ----------
    problem, policy
        As they were given.
    prices : mapping of str to float
        For every kind of change.
    clock : Clock
        Ends the search.
    """

    def __init__(
        self, problem: Problem, policy: Policy, prices: Mapping[str, float], clock: Clock
    ) -> None:
        self._problem, self._policy, self._prices, self._clock = problem, policy, prices, clock
        self._known: list[_Known] = []
        self._open: list[_Node] = []
        self._done: list[tuple[Change, ...]] = []  # found, or too much like those found
        self._number = count()

    def run(self, hard: HardRules, conflict: Ints, effort: Effort) -> list[Relaxation]:
        """As many relaxations as are wanted and there is time for, by their cost."""
        found: list[Relaxation] = []
        with suppress(TimeUp):  # what was found until then is as true as it would be later
            self._learn(hard, conflict, ())
            self._grow((), 0)
            for _ in range(effort.tries):
                if not self._open or len(found) >= effort.wanted:
                    break
                node = heappop(self._open)
                if self._like_others(node.changes):
                    continue
                if self._verified(node):
                    found.append(Relaxation(node.changes, node.cost))
                    self._done.append(node.changes)
        return sorted(found, key=lambda one: one.cost)

    def _like_others(self, changes: tuple[Change, ...]) -> bool:
        """Whether a part of these changes does, or enough of the same kinds were found."""
        kinds = [Counter(change.kind for change in done) for done in self._done]
        alike = kinds.count(Counter(change.kind for change in changes)) >= ALIKE
        if alike:
            self._done.append(changes)
        return alike or any(set(done) <= set(changes) for done in self._done)

    def _verified(self, node: _Node) -> bool:
        """Whether teams were found; where a conflict is left, more changes are added to these."""
        for number in range(node.undone, len(self._known)):
            if self._clashes(node.changes, self._known[number]):
                self._grow(node.changes, number)
                return False
        hard = self._hard(node.changes)
        prices: Prices | None = None
        try:
            trial = find_plan(hard, self._clock)
        except NoPlan as proof:
            prices = proof.prices
        else:
            if not trial.impossible:
                return trial.teams is not None and not self._could_do_without(node.changes)
        conflict = conflict_of(hard, prices, self._clock)
        if conflict is not None:
            self._learn(hard, conflict.members, node.changes)
            self._grow(node.changes, len(self._known) - 1)
        return False

    def _could_do_without(self, changes: tuple[Change, ...]) -> bool:
        """Whether the known conflicts are undone without one of the changes, too."""
        if len(changes) < 2:
            return False
        fewer = [tuple(each for each in changes if each != change) for change in changes]
        return any(not any(self._clashes(some, known) for known in self._known) for some in fewer)

    def _grow(self, changes: tuple[Change, ...], number: int) -> None:
        """Put every set that undoes one more conflict among those to be looked at."""
        for change in self._known[number].remedies:
            more = _joined(changes, change)
            if more is None:
                continue
            cost = sum(self._prices[each.kind] * each.amount for each in more)
            if cost < math.inf:
                surplus = len(more) - number - 1
                heappush(self._open, _Node(surplus, cost, next(self._number), more, number))

    def _learn(self, hard: HardRules, members: Ints, changes: tuple[Change, ...]) -> None:
        """Keep a conflict that was found after changes, with what could undo it."""
        positions = self._positions(changes)
        rules, subjects = positions[hard.rule_of(members)], members % hard.n_subjects
        bare = _Known(rules, subjects, ())
        found: dict[Any, Change] = {}
        for member in members.tolist():
            case = Case(
                self._problem, hard, members, member,
                lambda change: not self._clashes((*changes, change), bare), self._clock,
            )  # fmt: skip
            found |= {(change.kind, change.edits): change for change in remedies(case)}
        self._known.append(_Known(rules, subjects, tuple(found.values())))

    def _clashes(self, changes: tuple[Change, ...], known: _Known) -> bool:
        """Whether a known conflict is still one after changes."""
        self._clock.check()
        edits = [edit for change in changes for edit in change.edits]
        positions = self._positions(changes)
        left = np.isin(known.rules, positions)
        rules = edited_rules(self._policy.rules, edits)
        at = np.searchsorted(positions, known.rules[left])
        used, rule = np.unique(at, return_inverse=True)
        problem = edited(self._problem, edits)
        hard = hard_rules(problem, [rules[position] for position in used], self._clock)
        members = rule * hard.n_subjects + known.subjects[left]
        return clashes_nearby(hard, members, self._clock)

    def _hard(self, changes: tuple[Change, ...]) -> HardRules:
        edits = [edit for change in changes for edit in change.edits]
        rules = edited_rules(self._policy.rules, edits)
        return hard_rules(edited(self._problem, edits), rules, self._clock)

    def _positions(self, changes: tuple[Change, ...]) -> Ints:
        """Positions in the policy of the rules that are left after changes."""
        edits = [edit for change in changes for edit in change.edits]
        return np.array(
            [at for at, rule in enumerate(self._policy.rules) if edited_rules([rule], edits)],
            np.int64,
        )


def _joined(changes: tuple[Change, ...], more: Change) -> tuple[Change, ...] | None:
    """The changes and one more, which takes the place of a smaller one of its kind."""
    rivals = [change for change in changes if change.target & more.target]
    if any(rival.kind != more.kind or rival.amount >= more.amount for rival in rivals):
        return None
    kept = [change for change in changes if change not in rivals]
    return (*kept, more)

"""The places of all teams of a closed pool, and what plans that fill them are worth.

A plan says who sits at each place: a position among the people of the pool, or beyond these,
nobody, for a team may have fewer members than places.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from swarmmatch.engine.closed.patterns import Pattern
from swarmmatch.engine.closed.pool import ClosedPool
from swarmmatch.engine.closed.tables import TeamTables
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Floats, Ints


@dataclass(frozen=True, eq=False)
class Places:
    """The places of all teams, N of them.

    Attributes
    ----------
    pool : ClosedPool
        Who sits there.
    question : int array (N,)
        Whose team each place is in.
    tables : list of TeamTables
        What a team of each question earns.
    """

    pool: ClosedPool
    question: Ints
    tables: list[TeamTables]

    @staticmethod
    def of(pool: ClosedPool, tables: list[TeamTables]) -> Places:
        """As many places a question as its largest team has, the first of all teams first.

        ``tables`` has one for each sort.
        """
        size = pool.program.size_max
        question = np.repeat(np.arange(len(size)), size)
        rank = np.arange(len(question)) - np.repeat(np.cumsum(size) - size, size)
        by_question = [tables[sort] for sort in pool.sort_of]
        return Places(pool, question[np.lexsort((question, rank))], by_question)

    @property
    def n_kinds(self) -> int:
        """K, the kinds of people; nobody is of the kind K."""
        return len(self.pool.heads)

    @cached_property
    def kind_of(self) -> Ints:
        """The kind of everybody, and of as many nobodies as places stay empty, (N,)."""
        empty = len(self.question) - len(self.pool.people)
        kinds: Ints = np.append(self.pool.kind, np.full(empty, self.n_kinds))
        return kinds

    @cached_property
    def teams(self) -> list[Ints]:
        """The places of each question."""
        return [np.flatnonzero(self.question == q) for q in range(len(self.tables))]

    def heads(self, plan: Ints) -> Ints:
        """Heads of each kind in each team, shape (Q, K + 1)."""
        heads = np.zeros((len(self.tables), self.n_kinds + 1), np.int64)
        np.add.at(heads, (self.question, self.kind_of[plan]), 1)
        return heads

    def values(self, plan: Ints) -> Floats:
        """What each team is worth in units; far below 0 where it breaks a row."""
        heads = self.heads(plan)
        return np.array(
            [float(table.value(team)) for table, team in zip(self.tables, heads, strict=True)]
        )

    def with_heads(self, plan: Ints, questions: Ints, heads: Ints) -> Ints:
        """The plan with other heads of each kind, (T, K), in some of its teams."""
        here = np.concatenate([self.teams[question] for question in questions])
        size = np.array([len(self.teams[question]) for question in questions])
        heads = np.column_stack([heads, size - heads.sum(axis=1)])
        kind = np.concatenate([np.repeat(np.arange(len(team)), team) for team in heads])
        people = plan[here]
        changed = plan.copy()
        changed[here[np.argsort(kind, kind="stable")]] = people[
            np.argsort(self.kind_of[people], kind="stable")
        ]
        return changed

    def with_patterns(self, plan: Ints, patterns: list[Pattern]) -> Ints:
        """The plan with these teams, and whoever is left in the others as they come.

        The plan as it is where that leaves too few places.
        """
        heads = np.zeros((len(self.tables), self.n_kinds), np.int64)
        free = [list(sort.questions) for sort in self.pool.sorts]
        for pattern in patterns:
            heads[free[pattern.sort].pop()] = pattern.heads
        left = np.repeat(np.arange(self.n_kinds), self.pool.heads - heads.sum(axis=0))
        others = np.concatenate(free).astype(np.int64)
        if len(left) > self.pool.program.size_max[others].sum():
            return plan
        for question in others:
            size = len(self.teams[question])
            heads[question] = np.bincount(left[:size], minlength=self.n_kinds)
            left = left[size:]
        return self.with_heads(plan, np.arange(len(heads)), heads)

    def seats(self, plan: Ints) -> Seats:
        """The seats that a plan takes, question by question."""
        order = np.argsort(self.question, kind="stable")
        order = order[plan[order] < len(self.pool.people)]
        question, person = self.question[order], plan[order]
        worth = np.zeros(len(order))
        for number, sort in enumerate(self.pool.sorts):
            here = self.pool.sort_of[question] == number
            worth[here] = sort.worth[self.pool.kind[person[here]]]
        return Seats(question, self.pool.people[person], worth, worth)

    def plan(self, seats: Seats) -> Ints:
        """The plan that takes these seats, which are one for everybody."""
        nobody = np.arange(len(self.pool.people), len(self.question))
        order = np.argsort(seats.question, kind="stable")
        person = np.searchsorted(self.pool.people, seats.professional[order])
        ends = np.searchsorted(seats.question[order], np.arange(len(self.teams) + 1))
        plan = np.zeros(len(self.question), np.int64)
        for team, first, last in zip(self.teams, ends[:-1], ends[1:], strict=True):
            empty, nobody = np.split(nobody, [len(team) - (last - first)])
            plan[team] = np.append(person[first:last], empty)
        return plan

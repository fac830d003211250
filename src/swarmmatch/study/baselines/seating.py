"""Who has a seat so far and who may still take one: the facts that every baseline keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.matching.metrics.pool import allowed_at, masks_of
from swarmmatch.rules.available import Available
from swarmmatch.rules.capacity import Capacity
from swarmmatch.rules.locks import Locks
from swarmmatch.rules.policy import Policy
from swarmmatch.study.baselines.baseline import Baseline

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]

LOCKED = "locked"


@dataclass(frozen=True, eq=False)
class Chosen:
    """People for one question, by position: how each was found, and their score, shapes (n,)."""

    people: Ints
    how: Texts
    score: Floats

    @classmethod
    def of(cls, people: Ints, how: str, score: Floats | None = None) -> Chosen:
        """All in the same way."""
        if score is None:
            score = np.full(len(people), np.nan)
        return cls(people, np.full(len(people), how, dtype=object), score)

    @classmethod
    def joined(cls, every: Sequence[Chosen]) -> Chosen:
        """Those of the first, then of the second, and so on; at least one is needed."""
        return cls(
            np.concatenate([one.people for one in every]),
            np.concatenate([one.how for one in every]),
            np.concatenate([one.score for one in every]),
        )


#: Whom a way takes for a question: from its position, those who are free, and how many at most.
Pick = Callable[[int, Ints, int], Chosen]


class Seating:
    """Seats of all questions while they are being taken, the locked ones from the start.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy or None
        Rules that say who may sit where, beside availability, capacity and bars.
    """

    def __init__(self, problem: Problem, policy: Policy | None) -> None:
        facts = Policy([Available(), Capacity(), Locks()])
        self._problem = problem
        self._masks = masks_of(problem, facts if policy is None else facts | policy)
        self._left = problem.professionals["capacity"].to_numpy(np.int64).copy()
        sizes = problem.questions[["size_min", "size_max"]].to_numpy(np.int64)
        #: Bounds of team sizes, shapes (Q,).
        self.least, self.most = sizes[:, 0], sizes[:, 1]
        self._chosen: list[list[Chosen]] = [[] for _ in self.least]
        self._found: dict[int, int] = {}
        self._take_locks()

    def _take_locks(self) -> None:
        seats, arrays = self._problem.seats, self._problem.arrays
        locks = seats[seats["kind"] == "lock"]
        people = arrays.professional_codes(locks["professional"])
        question = arrays.question_codes(locks["question"])
        for one in np.unique(question).tolist():
            self.seat(one, Chosen.of(people[question == one], LOCKED))

    @property
    def questions(self) -> list[int]:
        """Positions of the questions that are not left open, in order."""
        return [one for one in range(len(self.least)) if one not in self._found]

    def count(self, question: int) -> int:
        """How many have a seat at a question."""
        return sum(len(chosen.people) for chosen in self._chosen[question])

    def able(self, question: int) -> Bools:
        """Who may sit at a question, has a seat left and none in its slot, bool array (P,)."""
        able = allowed_at(self._problem, self._masks, question) & (self._left > 0)
        slot = self._problem.arrays.slots.codes
        same = np.flatnonzero(slot == slot[question]) if slot[question] >= 0 else [question]
        for other in same:
            for chosen in self._chosen[other]:
                able[chosen.people] = False
        return able

    def seat(self, question: int, chosen: Chosen) -> None:
        """Give people a seat."""
        self._chosen[question].append(chosen)
        self._left[chosen.people] -= 1

    def leave_open(self, question: int, found: int) -> None:
        """Give up a question that found so many: whom it has is free again."""
        self._found[question] = found
        for chosen in self._chosen[question]:
            self._left[chosen.people] += 1
        self._chosen[question] = []

    def baseline(self) -> Baseline:
        """The seats taken, as teams."""
        arrays, size = self._problem.arrays, [self.count(one) for one in range(len(self.least))]
        none = Chosen.of(np.zeros(0, np.int64), LOCKED)
        every = Chosen.joined([none, *(chosen for team in self._chosen for chosen in team)])
        teams = pd.DataFrame(
            {
                "question": arrays.questions.repeat(size),
                "professional": arrays.professionals.take(every.people),
                "how": pd.Series(every.how, dtype="str"),
                "score": every.score,
            }
        )
        left = np.array(sorted(self._found), dtype=np.int64)
        left_open = pd.DataFrame(
            {
                "question": arrays.questions.take(left),
                "size_min": self.least[left],
                "found": np.array([self._found[int(one)] for one in left], dtype=np.int64),
            }
        )
        return Baseline(teams, left_open)


def fill(seating: Seating, pick: Pick) -> Baseline:
    """Seat the least of each question, then as many as each has room for, in their order.

    So no team goes short for one that is larger than it need be. A question that does not find its
    least is left open, and not taken up again.
    """
    for sizes in (seating.least, seating.most):
        for question in seating.questions:
            wanted = int(sizes[question]) - seating.count(question)
            if wanted > 0:
                free = np.flatnonzero(seating.able(question))
                seating.seat(question, pick(question, free, wanted))
            if (found := seating.count(question)) < seating.least[question]:
                seating.leave_open(question, found)
    return seating.baseline()

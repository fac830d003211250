"""A double: one more person like somebody, and what that adds by prices and by a new search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.explain.resolve import searched_again
from swarmmatch.explain.telling import Fact
from swarmmatch.matching.matching import Matching

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Tables that say what somebody is, holds and offers. History, pairs and fixed seats are not those
#: of somebody new.
COPIED = ("professionals", "skills", "availability", "fit", "wishes")


@dataclass(frozen=True, eq=False)
class Doubled:
    """A search with one more person.

    Attributes
    ----------
    like : str
        Whose double it is.
    foretold : float
        Points that the double adds to the ceiling of the LP at most, by the prices. A rule that
        compares with the pool, or looks at history, may count a double otherwise.
    ceiling : float
        So no matching with the double earns more points.
    before, after : Matching
        The matching, and the best teams found with the double.
    """

    like: str
    foretold: float
    ceiling: float
    before: Matching
    after: Matching

    @property
    def actual(self) -> float:
        """Points that the teams found earn more."""
        return self.after.value - self.before.value

    @property
    def between(self) -> tuple[float, float]:
        """Points within which the gain lies, proven, between the best teams of both that exist."""
        low = self.after.value - self.before.bound
        return low, self.after.bound - self.before.value

    def fact(self) -> Fact:
        """What was foretold, and what was found."""
        low, high = self.between
        return Fact.of("checked", like=self.like, foretold=self.foretold, actual=self.actual,
                       low=low, high=high)  # fmt: skip


def doubled(
    matching: Matching,
    recruits: pd.DataFrame,
    ceiling: float,
    most: int,
    gap: float | None,
    time_limit: float | None,
) -> tuple[Doubled, ...]:
    """Search with a double of each of the first different people that recruits are like.

    ``ceiling`` is that of the LP without a double.
    """
    people = recruits.drop_duplicates("like").head(most)
    found = []
    for like, points in zip(people["like"].tolist(), people["points"].tolist(), strict=True):
        problem = with_double(matching.problem, like)
        after = searched_again(matching, problem, matching.policy, gap, time_limit)
        found.append(Doubled(like, points, ceiling + points, matching, after))
    return tuple(found)


def with_double(problem: Problem, professional: str) -> Problem:
    """The tables with one more person like a professional, of another name and without a past."""
    name = _new_name(problem, professional)
    tables: dict[str, pd.DataFrame | None] = {}
    for table in COPIED:
        frame: pd.DataFrame | None = getattr(problem, table)
        if frame is not None:
            rows = frame[frame["professional"] == professional].assign(professional=name)
            tables[table] = pd.concat([frame, rows], ignore_index=True)
    return problem.replace(**tables)


def _new_name(problem: Problem, professional: str) -> str:
    taken, name = set(problem.arrays.professionals), f"{professional} (double)"
    while name in taken:
        name += "*"
    return name

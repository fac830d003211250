"""What would change it: a skill, a level or a slot that somebody does not have, tried out.

Each change is made in the tables and the seat priced anew, at the prices of the tables as they are;
where that speaks for the seat, a new search can say for certain.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.errors import InfeasibleError
from swarmmatch.explain.asked import positions
from swarmmatch.explain.bars import bars
from swarmmatch.explain.resolve import searched_again, with_seat
from swarmmatch.explain.seat_prices import prices_of
from swarmmatch.explain.skills import asked_and_held, told_skills
from swarmmatch.explain.telling import Fact
from swarmmatch.matching.matching import Matching

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: A skill, and the level to hold it at.
Skill = tuple[str, int]

#: Changes that are searched exactly at most, the likeliest first: each takes about one `match`.
SEARCHED = 2


@dataclass(frozen=True, eq=False)
class Change:
    """One change, and what the seat then costs.

    Attributes
    ----------
    slot : str or None
        The slot to be free in.
    skills : tuple of (str, int)
        Skills to hold at these levels.
    cost : float
        By estimate, at the prices of now: how many points the best team with the seat taken would
        then lie below the best team of now; 0 or below where nothing in the prices speaks against
        the seat any more. NaN under a policy with stages, which has no prices.
    exact : Matching or None
        The best teams found with the change made and the seat taken; None where that was not
        searched, or where there are none.
    impossible : bool or None
        Whether there are none, proven; None where that was not searched.
    """

    slot: str | None
    skills: tuple[Skill, ...]
    cost: float
    exact: Matching | None = None
    impossible: bool | None = None

    def fact(self, who: str, value: float) -> Fact:
        """What to change, and what it comes to, against the value now."""
        changes = told_skills(*zip(*self.skills, strict=True)) if self.skills else ()
        if self.slot is not None:
            changes = (Fact.of("be free", slot=self.slot), *changes)
        key, more = self._outcome(value)
        return Fact.of(key, changes=changes, who=who, **more)

    def _outcome(self, value: float) -> tuple[str, dict[str, float]]:
        if self.impossible:
            return "change impossible", {}
        if self.exact is not None:
            gain, found = self.exact.value - value, self.exact.value
            if gain >= 0:
                return "change exact", {"value": found, "gain": gain}
            return "change exact short", {"value": found, "loss": -gain}
        if math.isnan(self.cost):
            return "change possible", {}
        if self.cost > 0:
            return "change short", {"loss": self.cost}
        return "change estimate", {"gain": 0.0 - self.cost}


def changes_for(matching: Matching, question: str, professional: str) -> list[Change]:
    """The changes that might open the seat, the likeliest first; what still bars it is left out.

    A slot alone, if that is what lacks and it suffices; otherwise each skill with it; and all that
    somebody lacks at once, where no single skill would do. None where even that leaves it barred.
    """
    slot = _slot_lacking(matching.problem, question, professional)
    asked = asked_and_held(matching.problem, question, professional)
    lacking = asked.loc[~asked["meets"], ["skill", "level"]]
    skills = tuple(zip(lacking["skill"].tolist(), lacking["level"].tolist(), strict=True))

    everything = _changed(matching.problem, professional, slot, skills)
    if len(bars(everything, matching.policy, *positions(everything, question, professional))):
        return []

    def tried(*gained: Skill) -> list[Change]:
        return _tried(matching, question, professional, slot, gained)

    found = [] if slot is None else tried()
    if found and found[0].cost <= 0:
        return found
    found += [change for one in skills for change in tried(one)]
    if len(skills) > 1 and all(change.cost > 0 for change in found):
        found += tried(*skills)
    return sorted(found, key=lambda change: (change.cost, len(change.skills)))


def searched(
    matching: Matching,
    question: str,
    professional: str,
    changes: list[Change],
    gap: float | None,
    time_limit: float | None,
) -> list[Change]:
    """The same changes, the first of those that may do searched exactly."""
    ready = [change for change in changes if not change.cost > 0][:SEARCHED]
    return [
        _searched(matching, question, professional, change, gap, time_limit)
        if change in ready
        else change
        for change in changes
    ]


def _slot_lacking(problem: Problem, question: str, professional: str) -> str | None:
    """The slot of a question in which somebody cannot come."""
    slot = problem.questions["slot"].iloc[problem.arrays.questions.get_loc(question)]
    offered = problem.availability
    if offered is None or pd.isna(slot):
        return None
    mine = offered.loc[offered["professional"] == professional, "slot"]
    return None if slot in set(mine) else str(slot)


def _tried(
    matching: Matching,
    question: str,
    professional: str,
    slot: str | None,
    skills: tuple[Skill, ...],
) -> list[Change]:
    """A change at the prices of now; none where the seat stays barred."""
    changed = _changed(matching.problem, professional, slot, skills)
    where = positions(changed, question, professional)
    if matching.policy.stages:
        barred = len(bars(changed, matching.policy, *where))
        return [] if barred else [Change(slot, skills, math.nan)]
    cost = prices_of(matching).cost_on(changed, *where)
    return [] if math.isinf(cost) else [Change(slot, skills, cost)]


def _searched(
    matching: Matching,
    question: str,
    professional: str,
    change: Change,
    gap: float | None,
    time_limit: float | None,
) -> Change:
    changed = _changed(matching.problem, professional, change.slot, change.skills)
    fixed = with_seat(changed, matching.policy, question, professional, "lock")
    try:
        found = searched_again(matching, *fixed, gap, time_limit)
    except InfeasibleError:
        return replace(change, impossible=True)
    return replace(change, exact=found, impossible=False)


def _changed(
    problem: Problem, professional: str, slot: str | None, skills: tuple[Skill, ...]
) -> Problem:
    """The tables with somebody free in one slot more, and holding skills at levels."""
    tables: dict[str, pd.DataFrame | None] = {}
    if skills:
        gained = pd.DataFrame(skills, columns=["skill", "level"]).assign(professional=professional)
        table = pd.concat([problem.skills, gained], ignore_index=True)
        tables["skills"] = table.drop_duplicates(["professional", "skill"], keep="last")
    if slot is not None:
        more = pd.DataFrame({"professional": [professional], "slot": [slot]})
        tables["availability"] = pd.concat([problem.availability, more], ignore_index=True)
    return problem.replace(**tables)

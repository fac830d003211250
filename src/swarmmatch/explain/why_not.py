"""Why somebody has not a certain seat, what the seat would cost, and what would change it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from swarmmatch.explain.asked import (
    demand_matching,
    is_seated,
    positions,
    professional_id,
    question_id,
    told_question,
)
from swarmmatch.explain.bars import bars
from swarmmatch.explain.changes import Change, changes_for, searched
from swarmmatch.explain.forced import Forced, forced
from swarmmatch.explain.seat_prices import prices_of
from swarmmatch.explain.telling import Audience, Explanation, Fact
from swarmmatch.explain.told_rules import told_rules
from swarmmatch.matching.matching import Matching

Reason = Literal["barred", "no team", "outbid"]

#: Changes that a person is told of.
LIKELIEST = 3


@dataclass(frozen=True)
class Estimate:
    """What the prices of the LP over the whole pool prove of a seat, without a search.

    Attributes
    ----------
    ceiling : float
        No matching in which the seat is taken earns more points, proven (weak duality).
    at_least : float
        So the seat costs at least so much of what the matching earns; 0 where the prices do not
        rule out that it costs nothing.
    reduced_cost : float
        How far the seat lowers the ceiling that the same prices put on all matchings: what the
        seat's question loses when others can be had at their prices. A matching with the seat lies
        at least so far below that ceiling; what the best one loses may be less or more.
    """

    ceiling: float
    at_least: float
    reduced_cost: float


@dataclass(frozen=True, eq=False, repr=False)
class WhyNot(Explanation):
    """Why somebody has not a certain seat; `why_not` makes it.

    Attributes
    ----------
    matching, question, professional
        What was asked.
    reason : "barred", "no team" or "outbid"
        A rule bars the seat by itself; or it is proven that no teams with the seat taken keep all
        hard rules; or others were the better choice, as far as was looked.
    bars : pandas.DataFrame
        Columns ``rule, detail``, a row a rule that bars it.
    estimate : Estimate or None
        A lower limit on what the seat costs; None where it is barred, or the policy has stages.
    exact : Forced or None
        What a new search with the seat taken found; None where that was not asked.
    changes : tuple of Change
        What would open the seat, the likeliest first; empty where that was not asked.
    """

    matching: Matching
    question: str
    professional: str
    reason: Reason
    bars: pd.DataFrame
    estimate: Estimate | None
    exact: Forced | None
    changes: tuple[Change, ...]

    def facts(self, audience: Audience) -> list[Fact]:
        """The reason, what the seat would cost, and what would change it."""
        who, problem = self.professional, self.matching.problem
        told = [Fact.of("sits not", who=who, question=told_question(problem, self.question))]
        told += self._reason(audience)
        if self.exact is not None and self.reason != "barred":
            told += self.exact.facts(who, audience)
        shown = self.changes if audience == "auditor" else self.changes[:LIKELIEST]
        return told + [change.fact(who, self.matching.value) for change in shown]

    def tables(self) -> dict[str, pd.DataFrame]:
        """The bars and the changes; who moves where and which rules pay, if it was searched."""
        changes = pd.DataFrame(
            {
                "slot": [change.slot for change in self.changes],
                "skills": [", ".join(f"{s} {n}" for s, n in one.skills) for one in self.changes],
                "cost": [change.cost for change in self.changes],
                "value": [None if one.exact is None else one.exact.value for one in self.changes],
            }
        )
        found = {} if self.exact is None else self.exact.tables()
        return {"bars": self.bars, "changes": changes} | found

    def _reason(self, audience: Audience) -> list[Fact]:
        who, policy = self.professional, self.matching.policy
        if self.reason == "barred":
            told = [Fact.of("barred", rules=told_rules(self.bars["rule"], policy, audience))]
            rows = self.bars.itertuples() if audience == "auditor" else ()
            return told + [
                Fact.of("barred in detail", rule=one.rule, detail=one.detail) for one in rows
            ]
        if self.reason == "no team":
            return [Fact.of("no team", who=who)]
        told = [Fact("outbid")]
        if self.estimate is None:
            return [*told, Fact("no estimate")]
        estimate, value = self.estimate, self.matching.value
        key = "estimate" if estimate.at_least > 0 else "estimate open"
        told.append(Fact.of(key, who=who, cost=estimate.reduced_cost, ceiling=estimate.ceiling,
                            value=value, loss=estimate.at_least))  # fmt: skip
        return told


def why_not(
    matching: Matching,
    professional: Any,
    question: Any,
    *,
    exact: bool = False,
    changes: bool = True,
    gap: float | None = None,
    time_limit: float | None = None,
) -> WhyNot:
    """Say why somebody does not sit at a question, at what cost they could, and what would help.

    Parameters
    ----------
    matching : Matching
        Without the seat.
    professional, question : id
        Who, and where.
    exact : bool
        Also search for the best teams with the seat taken, which takes about one `match`, and the
        same for the two likeliest changes. Without it there is an estimate: a lower limit on what
        the seat costs, from prices that are found once for a matching.
    changes : bool
        Whether to try what would change it: skills and slots that are lacking.
    gap, time_limit : float, optional
        Of each search; those of the matching when left out.

    Returns
    -------
    WhyNot
        Its ``text`` and ``to_dict`` are safe to hand to the person.

    Raises
    ------
    DataError
        For an unknown id.
    NoMatchingError
        When a search ran out of time before it found any teams.
    TypeError
        When `matching` is none.
    ValueError
        When this professional does sit there: ask `why`.
    """
    demand_matching(matching)
    problem, policy = matching.problem, matching.policy
    where, who = question_id(problem, question), professional_id(problem, professional)
    if is_seated(matching, where, who):
        raise ValueError(f"{who!r} sits at {where!r}; ask why")
    barred = bars(problem, policy, *positions(problem, where, who))
    estimate = None if len(barred) or policy.stages else _estimate(matching, where, who)
    tried = changes_for(matching, where, who) if changes else []
    found = None
    if exact:
        tried = searched(matching, where, who, tried, gap, time_limit)
        found = forced(matching, where, who, barred, gap, time_limit)
    return WhyNot(
        matching=matching,
        question=where,
        professional=who,
        reason="barred" if len(barred) else _reason(estimate, found),
        bars=barred,
        estimate=estimate,
        exact=found,
        changes=tuple(tried),
    )


def _reason(estimate: Estimate | None, found: Forced | None) -> Reason:
    """Whether anything proves that there are no teams with the seat taken."""
    by_prices = estimate is not None and math.isinf(estimate.ceiling)
    by_search = found is not None and found.after is None
    return "no team" if by_prices or by_search else "outbid"


def _estimate(matching: Matching, question: str, professional: str) -> Estimate:
    prices = prices_of(matching)
    seat = prices.seat(*positions(matching.problem, question, professional))
    return Estimate(
        ceiling=seat.ceiling,
        at_least=max(matching.value - seat.ceiling, 0.0),
        reduced_cost=seat.cost,
    )

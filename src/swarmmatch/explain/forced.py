"""The exact cost of a seat: the best teams with it taken, against the best without that demand."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from swarmmatch.errors import InfeasibleError
from swarmmatch.explain.difference import Difference, compare
from swarmmatch.explain.resolve import searched_again, with_seat
from swarmmatch.explain.telling import Audience, Fact
from swarmmatch.explain.told_rules import told_points, told_rules
from swarmmatch.matching.matching import Matching


@dataclass(frozen=True, eq=False)
class Forced:
    """What a search with one seat taken for certain found.

    Attributes
    ----------
    before : Matching
        The matching without that demand.
    after : Matching or None
        The best teams found, with their own bound; None when none keep the hard rules.
    difference : Difference or None
        Who moves, and what it costs by rule and by question.
    conflict : pandas.DataFrame
        Columns ``rule, subject, detail``: rules that clash with the seat, when there are no teams.
    """

    before: Matching
    after: Matching | None
    difference: Difference | None
    conflict: pd.DataFrame

    @property
    def loss(self) -> float | None:
        """Points that the teams found earn less than those of the matching; None without any."""
        return None if self.difference is None else 0.0 - self.difference.value

    @property
    def loss_between(self) -> tuple[float, float] | None:
        """Points within which the loss lies, proven, between the best teams of both that exist."""
        if self.after is None:
            return None
        least = self.before.value - self.after.bound
        return max(least, 0.0), max(self.before.bound - self.after.value, 0.0)

    def facts(self, who: str, audience: Audience) -> list[Fact]:
        """What the seat costs, and whom; a person hears how many move, not who."""
        if self.after is None or self.difference is None:
            return self._clashes(audience)
        key = "exact" if self.difference.value <= 0 else "exact better"
        told = [Fact.of(key, who=who, forced=self.after.value, bound=self.after.bound,
                        value=self.before.value, loss=abs(self.difference.value))]  # fmt: skip
        low, high = self.loss_between or (0.0, 0.0)
        if low != high:
            told.append(Fact.of("exact range", low=low, high=high))
        if audience == "auditor":
            return told + self.difference.facts(audience)[1:]
        by_rule = self.difference.rules.set_index("rule")["change"]
        told += self.difference.counted()
        return told + told_points(by_rule, self.before.policy, audience)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Who moves where, and the points; or what clashes."""
        return {"conflict": self.conflict} | (
            {} if self.difference is None else self.difference.tables()
        )

    def _clashes(self, audience: Audience) -> list[Fact]:
        if audience == "person":
            rules = told_rules(self.conflict["rule"], self.before.policy, audience)
            return [Fact.of("clash of rules", rules=rules)] if rules else []
        return [
            Fact.of("clash", rule=one.rule, subject=one.subject, detail=one.detail)
            for one in self.conflict.itertuples()
        ]


def forced(
    matching: Matching,
    question: str,
    professional: str,
    bars: pd.DataFrame,
    gap: float | None = None,
    time_limit: float | None = None,
) -> Forced:
    """Search for the best teams with a seat taken; where a rule bars it, none need be looked for.

    Raises
    ------
    NoMatchingError
        When time ran out before any teams were found.
    """
    if len(bars):
        return Forced(matching, None, None, bars.assign(subject=professional))
    fixed = with_seat(matching.problem, matching.policy, question, professional, "lock")
    try:
        after = searched_again(matching, *fixed, gap, time_limit)
    except InfeasibleError as error:
        return Forced(matching, None, None, error.conflict)
    nothing = pd.DataFrame(columns=["rule", "subject", "detail"], dtype="str")
    return Forced(matching, after, compare(matching, after), nothing)

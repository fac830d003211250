"""The next-best team of a question, and its price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from swarmmatch.errors import InfeasibleError
from swarmmatch.explain.asked import demand_matching, question_id, team_of, told_question
from swarmmatch.explain.other_team import OtherTeam
from swarmmatch.explain.resolve import searched_again
from swarmmatch.explain.seat_prices import prices_of
from swarmmatch.explain.telling import Audience, Explanation, Fact
from swarmmatch.matching.matching import Matching


@dataclass(frozen=True, eq=False, repr=False)
class NextBest(Explanation):
    """The best team of a question that is not its team; `next_best` makes it.

    Attributes
    ----------
    matching, question
        What was asked.
    team : tuple of str
        The members; none where the question is left open.
    possible : bool
        Whether the question can have another team at all, as far as is proven.
    ceiling : float
        No matching in which the question has another team earns more points, proven.
    exact : Matching or None
        The best teams found with another team here, all others free to change too; None where
        ``team`` is the best at given prices of what it shares with other questions.
    """

    matching: Matching
    question: str
    team: tuple[str, ...]
    possible: bool
    ceiling: float
    exact: Matching | None

    @property
    def price(self) -> float:
        """Points that another team costs: found by a search if exact, else at least so many.

        Without a search 0 says nothing: the prices do not rule out that it costs nothing.
        """
        if self.exact is not None:
            return 0.0 - (self.exact.value - self.matching.value)
        return max(self.matching.value - self.ceiling, 0.0)

    def facts(self, audience: Audience) -> list[Fact]:
        """The team, which a person is not told, and its price."""
        where = told_question(self.matching.problem, self.question)
        if not self.possible:
            return [Fact.of("no other team", question=where)]
        told = []
        if audience == "auditor" and self.team:
            told.append(Fact.of("next best", question=where, people=self.team))
        elif not self.team:
            told.append(Fact.of("next best open", question=where))
        return [*told, self._priced()]

    def _priced(self) -> Fact:
        """What another team costs."""
        now, price = self.matching.value, abs(self.price)
        if self.exact is None:
            if not price:
                return Fact("next best open at prices")
            return Fact.of("next best at prices", ceiling=self.ceiling, value=now, price=price)
        key = "next best exact better" if self.price < 0 else "next best exact"
        found = self.exact
        return Fact.of(key, value=found.value, bound=found.bound, now=now, price=price)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The members."""
        return {"team": pd.DataFrame({"professional": list(self.team)}, dtype="str")}


def next_best(
    matching: Matching,
    question: Any,
    *,
    exact: bool = False,
    gap: float | None = None,
    time_limit: float | None = None,
) -> NextBest:
    """Find the best team of a question that is not the team it has, and what it costs.

    Parameters
    ----------
    matching : Matching
        The teams.
    question : id
        Which question.
    exact : bool
        Search over all questions, with a proof, which takes about one `match`. Without it the team
        is the exact best at what people are worth to other questions at the margin (prices of the
        whole-pool LP), and its price a proven lower limit.
    gap, time_limit : float, optional
        Of that search; those of the matching when left out.

    Returns
    -------
    NextBest

    Raises
    ------
    DataError
        For an unknown id.
    NoMatchingError
        When the search ran out of time before it found any teams.
    PolicyError
        Without ``exact``, for a policy with stages, which has no prices.
    TypeError
        When `matching` is none.
    """
    demand_matching(matching)
    problem = matching.problem
    where = question_id(problem, question)
    other = OtherTeam(where, team_of(matching, where))
    try:
        if exact:
            policy = matching.policy | other
            found = searched_again(matching, problem, policy, gap, time_limit)
            return NextBest(matching, where, team_of(found, where), True, found.bound, found)
        position = int(problem.arrays.question_codes(pd.Series([where], dtype="str"))[0])
        team = prices_of(matching).team(position, other)
    except InfeasibleError:
        team = None
    if team is None:
        return NextBest(matching, where, (), False, float("-inf"), None)
    return NextBest(matching, where, team.professionals, True, team.ceiling, None)

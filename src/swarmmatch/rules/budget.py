"""Budget: what a team costs stays within what its question is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, Block, Eligibility, Rows
from swarmmatch.rules.exact import as_fraction
from swarmmatch.rules.members import seated
from swarmmatch.rules.rule import Check, Rule, demand, is_number

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Hours are read in whole seconds, so that minutes and hundredths of an hour are both exact.
SECONDS = 3600


@dataclass(frozen=True)
class Budget(Rule):
    """Cost of a team, ``sum_p rate[p] * hours[q] * x[q, p] <= at_most * value[q]`` in euro.

    Rates and values are read in whole cents, hours in whole seconds. All members have the same
    hours, so that the rates of a team add up to at most
    ``floor(at_most * value / hours)`` cents an hour, and every number in the row is whole.

    A question without a value or without hours is free of the rule. Where it has both,
    professionals without a rate cannot sit: nobody can say what they cost.

    Parameters
    ----------
    at_most : float
        Share of the value that the team may cost; read as the nearest fraction with a denominator
        up to 10,000.
    """

    at_most: float = 1.0

    def __post_init__(self) -> None:
        right = is_number(self.at_most) and self.at_most >= 0
        demand(right, self, f"at_most must be a share of 0 or more, not {self.at_most!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """A row a question with a budget, over rates in cents; and a mask of who has a rate."""
        rates = problem.professionals["rate"].to_numpy(np.float64)
        rated = ~np.isnan(rates)
        value, seconds = problem.questions["value"], problem.questions["hours"] * SECONDS
        bound = value.notna().to_numpy() & (seconds.round().to_numpy() > 0)
        question = np.flatnonzero(bound)
        n = len(question)
        cents = sparse.csc_array(np.rint(np.where(rated, rates, 0.0) * 100)[:, None])

        def allowed(question: int, part: slice) -> NDArray[np.bool_]:
            return rated[part] if bound[question] else np.ones_like(rated[part])

        rows = Rows(
            features=cents,
            weights=sparse.csr_array(np.ones((n, 1))),
            over=sparse.csr_array(
                (np.ones(n), (np.arange(n), question)), shape=(n, len(problem.questions))
            ),
            lower=np.full(n, NO_LOWER),
            upper=self._cents_an_hour(value[bound], seconds[bound]),
            about=np.full(n, "rates in cents an hour", dtype=object),
        )
        return [Eligibility(allowed), rows]

    def _cents_an_hour(self, value: pd.Series, seconds: pd.Series) -> NDArray[np.float64]:
        share = as_fraction(self.at_most)
        spend = _whole(value * 100) * share.numerator * SECONDS
        an_hour: NDArray[np.float64] = (spend // (_whole(seconds) * share.denominator)).astype(
            float
        )
        return an_hour

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Add up the cost of every team."""
        people = seated(problem, teams)[["professional", "rate"]]
        asked = problem.questions[["question", "value", "hours"]].dropna()
        asked = asked[(asked["hours"] * SECONDS).round() > 0]
        seats = teams[["question", "professional"]].merge(asked).merge(people)
        unknown = seats[seats["rate"].isna()]
        cents = (seats["rate"].fillna(0) * 100).round().groupby(seats["question"]).sum()
        team = asked.set_index("question").loc[cents.index]
        # In cents times seconds, as Python integers: no rounding, no overflow.
        cost = _whole(cents) * _whole(team["hours"] * SECONDS)
        worth = _whole(team["value"] * 100) * SECONDS
        share = as_fraction(self.at_most)
        over = np.asarray(cost * share.denominator > worth * share.numerator, dtype=np.bool_)
        euro = pd.Series(cost / (100 * SECONDS), index=cents.index, dtype=float).round(2)
        dear = "costs " + euro[over].astype(str) + " euro of " + team["value"][over].astype(str)
        free = unknown["professional"] + " has no rate"
        violations = pd.DataFrame(
            {"subject": [*dear.index, *unknown["question"]], "detail": [*dear, *free]}
        )
        spent = cost.sum() / worth.sum() if worth.sum() else 0.0
        return Check.of(spent, "cost as a share of the value", violations=violations)


def _whole(numbers: pd.Series) -> NDArray[Any]:
    """Rounded, as Python integers of any size."""
    return np.array([int(number) for number in numbers.round()], dtype=object)

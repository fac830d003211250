"""Earmark: a share of the money goes to members of a co-operative, or of another group."""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.data.nearest import nearest
from swarmmatch.rules.blocks import Auxiliaries, Block, Ints, Rows
from swarmmatch.rules.budget import SECONDS
from swarmmatch.rules.exact import as_fraction
from swarmmatch.rules.members import seated
from swarmmatch.rules.rule import Check, Rule, demand, demand_attribute, demand_weight, is_number
from swarmmatch.rules.shown import TYPING_ERROR

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: The soft form counts what is short in steps of so many euro.
STEP = 100


@dataclass(frozen=True)
class Earmark(Rule):
    """Money that goes to members with a label: at least this share of the whole plan's.

    The money of a seat is what its member is paid, ``rate[p] * hours[q]`` euro. Hard:
    ``sum_{p labelled} rate[p] * hours[q] * x[q, p] >= share * sum_p rate[p] * hours[q] * x[q, p]``
    over all questions. Soft: ``-weight`` points for every 100 euro, or part of them, that the left
    side falls short of the right.

    What a seat is paid depends on the seat alone, so that both sides are linear in the seats. An
    equal part of the question's value would not: it depends on the size of the team. Rates are
    read in whole cents, hours in whole seconds, and both are divided by what they all have in
    common, so that the row is exact and its numbers small. A seat without a rate or without hours
    carries no money, on either side; `Budget` keeps such seats from being taken.

    The municipality of Bronckhorst meant to give 20% of its budget for care assignments to care
    co-operatives in 2016.

    Parameters
    ----------
    label : str, number or bool, optional
        The value that is meant, such as the name of one co-operative; None means any value.
    share : float
        From 0 to 1; read as the nearest fraction with a denominator up to 10,000.
    attribute : str
        A column of the professionals table.
    weight : float, optional
        Points that each 100 euro short costs. Without it the earmark is hard.

    Raises
    ------
    PolicyError
        For options that make no sense; on use, for a label that nobody in the pool has when it
        looks like a misspelling of one that somebody has.
    """

    label: Any = None
    share: float = 0.2
    attribute: str = "cooperative"
    weight: float | None = None

    def __post_init__(self) -> None:
        right = is_number(self.share) and 0 <= self.share <= 1
        demand(right, self, f"share lies between 0 and 1, not {self.share!r}")
        demand_attribute(self, self.attribute)
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """One row over all questions with hours: the label's money, less its share of all."""
        cents, cent = _reduced(problem.professionals["rate"] * 100, STEP * 100)
        hours, second = _reduced(problem.questions["hours"] * SECONDS, SECONDS)
        if not hours.any():
            return []
        share = as_fraction(self.share)
        worth = cents * (share.denominator * self._labelled(problem) - share.numerator)
        missed, unit = Auxiliaries.none(), None
        if self.weight is not None:
            step = share.denominator * (STEP * 100 // cent) * (SECONDS // second)
            most = share.numerator * int(cents.sum()) * int(hours.sum()) // step + 1
            missed = Auxiliaries(
                np.zeros(1, np.int64), np.array([most]), np.array([-float(self.weight)])
            )
            unit = sparse.csr_array(np.array([[float(step)]]))
        return [
            Rows(
                features=sparse.csc_array(worth[:, None]),
                weights=sparse.csr_array(np.ones((1, 1))),
                over=sparse.csr_array(hours[None].astype(np.float64)),
                lower=np.zeros(1),
                upper=np.full(1, np.inf),
                about=np.array([self._meant], dtype=object),
                variables=missed,
                auxiliary=unit,
            )
        ]

    def _labelled(self, problem: Problem) -> NDArray[np.bool_]:
        """Who has the label, (P,)."""
        known = problem.arrays.attribute(self.attribute)
        if self.label is None:
            return known.codes >= 0
        code = known.values.get_indexer(pd.Index([self.label]))[0]
        if code < 0:
            meant = nearest(str(self.label), map(str, known.values), TYPING_ERROR)
            hint = f"nobody has {self.attribute} {self.label!r}; did you mean {meant!r}?"
            demand(meant is None, self, hint)
            return np.zeros(len(known.codes), dtype=np.bool_)
        has: NDArray[np.bool_] = known.codes == code
        return has

    @property
    def _meant(self) -> str:
        return f"money for {self.attribute} {'of any kind' if self.label is None else self.label}"

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Add up what members are paid, and what those with the label are."""
        people = seated(problem, teams)
        labelled = people[self.attribute].notna()
        if self.label is not None:
            labelled &= (people[self.attribute] == self.label).fillna(False).astype(bool)
        paid = pd.DataFrame(
            {"professional": people["professional"], "rate": people["rate"], "labelled": labelled}
        )
        asked = problem.questions[["question", "hours"]]
        seats = teams[["question", "professional"]].merge(asked).merge(paid)
        seats = seats.dropna(subset=["rate", "hours"])
        # In cents times seconds, as Python integers: no rounding, no overflow.
        cents = [int(rate) for rate in (seats["rate"] * 100).round()]
        seconds = [int(hours) for hours in (seats["hours"] * SECONDS).round()]
        money = pd.Series([a * b for a, b in zip(cents, seconds, strict=True)], dtype=object)
        whole, meant = int(money.sum()), int(money[seats["labelled"].to_numpy(bool)].sum())
        share = as_fraction(self.share)
        short = share.numerator * whole - share.denominator * meant
        reached = meant / whole if whole else 0.0
        unit = f"share of the money for {self.attribute}"
        if self.weight is not None:
            steps = max(0, -(-short // (share.denominator * STEP * 100 * SECONDS)))
            earned = {"subject": ["plan"], "count": [steps], "each": [-float(self.weight)]}
            return Check.of(reached, unit, earned=pd.DataFrame(earned))
        detail = f"{reached:.1%} of the money is {self._meant}, asked {float(share):.1%}"
        violations = pd.DataFrame({"subject": ["plan"], "detail": [detail]})
        return Check.of(reached, unit, violations=violations[int(short <= 0) :])


def _reduced(numbers: pd.Series, whole: int) -> tuple[Ints, int]:
    """Rounded (missing: 0) and divided by what they and ``whole`` have in common; and that."""
    rounded = numbers.fillna(0).round().to_numpy(np.int64)
    common = gcd(whole, int(np.gcd.reduce(rounded, initial=0)))
    return rounded // common, common

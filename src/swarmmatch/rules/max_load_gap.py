"""MaxLoadGap: seats are spread over people, not heaped on a few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.data.eligible import eligible_people, may_come
from swarmmatch.rules.blocks import (
    NO_LOWER,
    NO_UPPER,
    Auxiliaries,
    Block,
    ProfessionalRows,
    Rows,
)
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight, is_whole

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class MaxLoadGap(Rule):
    """Seats of the most and of the least loaded professional differ by at most so many.

    With ``load[p]`` the seats of an eligible professional: hard, ``most - least <= at_most``; soft,
    ``-weight`` points for each seat that the gap is wider. ``most`` is taken over those who offer
    more than ``at_most`` seats (a capacity that small is a bound already, which ``Capacity`` keeps)
    and ``least`` over all. Where the questions have fewer seats (the sum of ``size_max``) than
    there are eligible professionals, somebody goes without: then ``least`` is 0.

    Parameters
    ----------
    at_most : int
        Seats that the gap may be wide.
    weight : float, optional
        Points that a seat wider costs. Without it the rule is hard.

    Notes
    -----
    Eligible is who offers a seat and can come to the slot of a question, see
    ``swarmmatch.data.eligible``. Seats are counted as they are, not relative to the capacity
    offered. Where everybody could be seated, and in the soft form, the rule costs a row for each
    professional concerned over all questions; otherwise it is no more than a bound on seats.

    Source: the practice of equal turns.
    """

    at_most: int
    weight: float | None = None

    def __post_init__(self) -> None:
        right = is_whole(self.at_most) and self.at_most >= 0
        demand(right, self, f"at_most must be a whole number of seats, not {self.at_most!r}")
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """An upper bound for each who offers more, or rows around the least load, a variable."""
        eligible = may_come(problem)
        busy = eligible & (problem.professionals["capacity"].to_numpy() > self.at_most)
        if not busy.any():
            return []
        enough = problem.questions["size_max"].sum() >= eligible.sum()
        if self.weight is None and not enough:
            return [self._bounds(problem, busy)]
        return [self._rows(problem, eligible if enough else np.zeros_like(eligible), busy)]

    def _bounds(self, problem: Problem, busy: Bools) -> ProfessionalRows:
        upper = np.where(busy, float(self.at_most), NO_UPPER)[None]
        return ProfessionalRows(
            groups=sparse.csr_array(np.ones((1, len(problem.questions)))),
            lower=np.broadcast_to(NO_LOWER, upper.shape),
            upper=upper,
            about=np.array(["all questions"], dtype=object),
        )

    def _rows(self, problem: Problem, seated: Bools, busy: Bools) -> Rows:
        """Rows ``least <= load[p]`` for the seated, ``load[p] <= least + at_most + over`` for busy.

        The variables are ``least`` and ``over``. Nobody is listed as seated where the least load is
        0 anyway.
        """
        low, high = np.flatnonzero(seated), np.flatnonzero(busy)
        person = np.concatenate([low, high])
        n, n_questions = len(person), len(problem.questions)
        listed, feature = np.unique(person, return_inverse=True)
        own = (np.ones(len(listed), np.int32), (listed, np.arange(len(listed))))
        above = np.arange(n) >= len(low)
        return Rows(
            features=sparse.csc_array(own, shape=(len(seated), len(listed))),
            weights=sparse.csr_array((np.ones(n), (np.arange(n), feature)), (n, len(listed))),
            over=sparse.csr_array(np.ones((n, n_questions))),
            lower=np.where(above, NO_LOWER, 0.0),
            upper=np.where(above, float(self.at_most), NO_UPPER),
            about=problem.professionals["professional"].to_numpy(object)[person],
            variables=Auxiliaries(
                np.zeros(2, np.int64),
                np.array([n_questions * len(low[:1]), n_questions * (self.weight is not None)]),
                np.array([0.0, -float(self.weight or 0)]),
            ),
            auxiliary=-sparse.csr_array(np.column_stack([np.ones(n), above])),
        )

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the seats of everybody eligible."""
        people = eligible_people(problem)
        taken = teams["professional"].value_counts()
        load = taken.reindex(people["professional"], fill_value=0)
        scarce = problem.questions["size_max"].sum() < len(people)
        least = 0 if scarce or load.empty else int(load.min())
        bound = load[people["capacity"].to_numpy() > self.at_most]
        over = max(0, int(bound.max()) - least - self.at_most) if len(bound) else 0
        widest = int(load.max()) - least if len(load) else 0
        unit = "seats between the most and the least loaded professional"
        if self.weight is not None:
            earned = {"subject": ["plan"], "count": [over], "each": [-self.weight]}
            return Check.of(widest, unit, earned=pd.DataFrame(earned))
        if not over:
            return Check.of(widest, unit)
        detail = (
            f"{bound.idxmax()} has {bound.max()} seats and the least loaded professional {least}, "
            f"allowed {self.at_most} more"
        )
        found = pd.DataFrame({"subject": ["plan"], "detail": [detail]})
        return Check.of(widest, unit, violations=found)

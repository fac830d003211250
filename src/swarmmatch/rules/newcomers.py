"""Newcomers: people without a team so far get seats too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import Block, Rows, SeatPoints
from swarmmatch.rules.exact import as_fraction
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight, is_number

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Newcomers(Rule):
    """Seats of newcomers, who have no row in the history table: a share of all, or points for each.

    With ``n`` of the ``seats`` taken in the whole plan held by newcomers: hard,
    ``n >= share * seats``; soft, ``weight * n`` points. The share binds the plan as a whole, not
    each team; a plan of nobody meets it.

    Parameters
    ----------
    share : float, optional
        The hard form: from 0 to 1 of the seats taken, read as the nearest fraction with a
        denominator up to 10,000.
    weight : float, optional
        The soft form: points for each seat of a newcomer. Give one of the two.

    Notes
    -----
    Source: the practice of the Achterhoek, where about 80% of what clients hired was a repeat and
    15% came through others, which leaves 5% to whom nobody knew.
    """

    share: float | None = None
    weight: float | None = None

    def __post_init__(self) -> None:
        one = (self.share is None) != (self.weight is None)
        demand(one, self, "give either share (hard) or weight (soft)")
        if self.share is not None:
            right = is_number(self.share) and 0 <= self.share <= 1
            demand(right, self, f"share must be from 0 to 1 of the seats, not {self.share!r}")
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """One row over all questions, or points for each newcomer wherever they sit."""
        new = np.ones(len(problem.professionals), dtype=np.bool_)
        known = problem.arrays.professional_codes(problem.history["professional"])
        new[known[known >= 0]] = False
        if self.share is not None:
            return [self._share_of_plan(new, self.share, len(problem.questions))]
        earned = np.where(new, float(self.weight or 0), 0.0)

        def points(question: int, part: slice) -> NDArray[np.float64]:
            return earned[part]

        return [SeatPoints(points, at_most=float(self.weight or 0))]

    def _share_of_plan(self, new: NDArray[np.bool_], share: float, n_questions: int) -> Rows:
        """A newcomer's seat is worth ``part - whole``, another's ``-whole``; 0 at least in all."""
        whole, part = as_fraction(share).as_integer_ratio()
        balance = part * new.astype(np.int64) - whole
        return Rows(
            features=sparse.csc_array(balance[:, None]),
            weights=sparse.csr_array(np.ones((1, 1))),
            over=sparse.csr_array(np.ones((1, n_questions))),
            lower=np.zeros(1),
            upper=np.full(1, np.inf),
            about=np.array(["seats of newcomers"], dtype=object),
        )

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look every seat's professional up in the history table."""
        new = teams[~teams["professional"].isin(problem.history["professional"])]
        seats, unit = len(teams), "share of seats that newcomers take"
        measure = len(new) / seats if seats else 0.0
        if self.share is None:
            earned = {"subject": new["question"], "count": 1, "each": self.weight}
            return Check.of(measure, unit, earned=pd.DataFrame(earned))
        whole, part = as_fraction(self.share).as_integer_ratio()
        wanted = -(-seats * whole // part)
        detail = f"{len(new)} of {seats} seats go to newcomers, wanted {wanted} or more"
        found = pd.DataFrame({"subject": ["plan"], "detail": [detail]})
        return Check.of(measure, unit, violations=found[int(len(new) >= wanted) :])

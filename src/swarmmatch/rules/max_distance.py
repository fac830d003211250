"""MaxDistance: only who is near enough to a question may sit there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.geography import distance_km
from swarmmatch.rules.blocks import Block, Eligibility
from swarmmatch.rules.places import distances_of_seats
from swarmmatch.rules.rule import Check, Rule, demand, is_number

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class MaxDistance(Rule):
    """Bar everyone who is further than ``km`` from the question, as the crow flies.

    A question without a place suits everyone. A professional without a place is barred from every
    question with one: nobody can say that they are near enough.

    Parameters
    ----------
    km : float
        The largest distance in km, itself allowed.
    """

    km: float

    def __post_init__(self) -> None:
        right = is_number(self.km) and self.km >= 0
        demand(right, self, f"km must be a distance of 0 or more, not {self.km!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """A mask by distance."""
        homes, places = problem.arrays.professional_place, problem.arrays.question_place
        placed = np.isfinite(places.sum(axis=0))

        def allowed(question: int, part: slice) -> NDArray[np.bool_]:
            if not placed[question]:
                return np.ones(homes[0, part].shape, dtype=np.bool_)
            near: NDArray[np.bool_] = distance_km(homes[:, part], places[:, question]) <= self.km
            return near

        return [Eligibility(allowed)]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Measure every seat at a question with a place."""
        located = problem.questions.dropna(subset=["lat", "lon"])["question"]
        seats = teams[teams["question"].isin(located)]
        km = distances_of_seats(problem, seats)
        off = ~(km <= self.km)  # an unknown distance is no small one
        lies = km[off].round(1).astype(str).where(km[off].notna(), "an unknown number of")
        detail = seats["professional"][off] + " is " + lies + f" km away, allowed {self.km:g}"
        violations = pd.DataFrame({"subject": seats["question"][off], "detail": detail})
        furthest = km.max() if km.notna().any() else 0.0
        return Check.of(furthest, "km of the furthest seat", violations=violations)

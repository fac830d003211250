"""Fit: how well each professional suits the question by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.data.geography import distance_km
from swarmmatch.rules.blocks import Block, SeatPoints
from swarmmatch.rules.members import seated
from swarmmatch.rules.places import distances_of_seats
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight, is_number

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Fit(Rule):
    """Points for every seat: those of the fit table, or else for sector and nearness.

    Where the fit table has rows a seat earns ``weight * points``, and nothing when it is not in the
    table. Otherwise it earns ``weight * (same / 2 + near / 2)``: ``same`` is 1 when professional
    and question name the same sector, and ``near = max(0, 1 - km / reach_km)``. Both are 0 where
    unknown.

    Parameters
    ----------
    weight : float
        Points for a seat whose fit is 1.
    reach_km : float
        Distance in km, as the crow flies, from which nearness is worth nothing.
    """

    weight: float = 5.0
    reach_km: float = 50.0

    def __post_init__(self) -> None:
        demand_weight(self, self.weight)
        far = is_number(self.reach_km) and self.reach_km > 0
        demand(far, self, f"reach_km must be a distance above 0, not {self.reach_km!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """Points by seat."""
        if len(problem.fit):
            return [self._by_table(problem)]
        return [self._by_sector_and_place(problem)]

    def _by_table(self, problem: Problem) -> SeatPoints:
        arrays, table = problem.arrays, problem.fit
        professional = arrays.professional_codes(table["professional"])
        seat = (arrays.question_codes(table["question"]), professional)
        earned = self.weight * table["points"].to_numpy(np.float64)
        shape = (len(arrays.questions), len(arrays.professionals))
        listed = sparse.csr_array((earned, seat), shape=shape)

        def points(question: int, part: slice) -> NDArray[np.float64]:
            row: NDArray[np.float64] = listed[question : question + 1, part].toarray()[0]
            return row

        return SeatPoints(points, at_most=max(0.0, float(earned.max())))

    def _by_sector_and_place(self, problem: Problem) -> SeatPoints:
        arrays = problem.arrays
        homes, places = arrays.professional_place, arrays.question_place
        own, asked = arrays.attribute("sector"), arrays.attribute("sector", "questions")
        # Codes of the questions' sectors among the professionals'; -2 is nobody's.
        shared = np.append(own.values.get_indexer(asked.values), -1)[asked.codes]
        wanted = np.where(shared < 0, -2, shared)

        def points(question: int, part: slice) -> NDArray[np.float64]:
            km = distance_km(homes[:, part], places[:, question])
            near = np.fmax(1 - km / self.reach_km, 0.0, out=km)  # 0 where km is unknown
            near += own.codes[part] == wanted[question]
            near *= self.weight / 2
            return near

        return SeatPoints(points, at_most=float(self.weight))

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look every seat up in the fit table, or compare its sectors and places."""
        if len(problem.fit):
            seats = teams[["question", "professional"]].merge(problem.fit)
            fit, unit = seats["points"], "mean points of a seat in the fit table"
        else:
            seats = teams.merge(problem.questions[["question", "sector"]], on="question")
            sector = seated(problem, teams).set_index("professional")["sector"]
            same = seats["sector"] == seats["professional"].map(sector)  # missing equals nothing
            near = (1 - distances_of_seats(problem, seats) / self.reach_km).clip(lower=0).fillna(0)
            fit, unit = same / 2 + near / 2, "mean fit of a seat, 0 to 1"
        earned = pd.DataFrame(
            {"subject": seats["question"], "count": 1, "each": self.weight * fit.astype(float)}
        )
        measure = fit.sum() / len(teams) if len(teams) else 0.0
        return Check.of(measure, unit, earned=earned)

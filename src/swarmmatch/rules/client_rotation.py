"""ClientRotation: a professional does not sit with the same client again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, Block, Eligibility, ProfessionalRows, SeatPoints
from swarmmatch.rules.days import is_day, recent
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight, is_whole

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class ClientRotation(Rule):
    """Seats of one professional with one client, past and new: at most so many.

    ``past[c, p]`` counts the history's teams of client c with professional p, of ``months`` up to
    the day of the plan. Hard: ``past[c, p] + sum_{q of c} x[q, p] <= at_most`` for whoever takes a
    seat; who had ``at_most`` takes none. Soft: each new seat of one who had ``at_most`` costs
    ``weight`` points. The soft form looks at the past alone: seats of one plan do not count against
    each other.

    Clients are the same when their names are. A question or a team without one is free of the rule.

    Buyers rotate whom they invite (see also voorschrift 3.4 B of the Dutch Gids
    Proportionaliteit), and under the Wet DBA having other clients is a sign of being one's own
    master. Neither gives a number of seats or months: those are yours to choose. No legal advice.

    Parameters
    ----------
    at_most : int
        Seats, 1 or more.
    months : int, optional
        How far back the history counts; all of it when left out.
    as_of : str, optional
        Day of the plan, such as ``2015-11-30``: what is later in the history does not count. The
        newest day of the history when left out.
    weight : float, optional
        Points that a repeated seat costs. Without it the rule is hard.
    """

    at_most: int = 1
    months: int | None = None
    as_of: str | None = None
    weight: float | None = None

    def __post_init__(self) -> None:
        right = is_whole(self.at_most) and self.at_most >= 1
        demand(right, self, f"at_most must be a whole number of seats, 1 or more, not "
                            f"{self.at_most!r}")  # fmt: skip
        right = self.months is None or (is_whole(self.months) and self.months >= 1)
        demand(right, self, f"months must be a whole number of 1 or more, not {self.months!r}")
        dated = self.as_of is None or is_day(self.as_of)
        demand(dated, self, f"as_of must be a day such as '2015-11-30', not {self.as_of!r}")
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """Who had enough is out (or costs); the others have as many seats left as remain."""
        client, past = self._past(problem)
        enough = sparse.csr_array(past >= self.at_most)
        if self.weight is not None:
            return [_price(client, enough, self.weight)]
        return [_all_but(client, enough), self._seats_left(problem, client, past)]

    def _past(self, problem: Problem) -> tuple[NDArray[np.int64], sparse.csr_array]:
        """Client of each question, (Q,), -1 for none; and past seats with each client, (C, P)."""
        clients = problem.arrays.attribute("client", "questions")
        history = recent(problem.history, self._months, self.as_of)
        row = clients.values.get_indexer(pd.Index(history["client"]))
        column = problem.arrays.professional_codes(history["professional"])
        known = (row >= 0) & (column >= 0)
        shape = (len(clients.values), len(problem.arrays.professionals))
        seats = (np.ones(known.sum()), (row[known], column[known]))
        return clients.codes, sparse.csr_array(seats, shape=shape)

    def _seats_left(
        self, problem: Problem, client: NDArray[np.int64], past: sparse.csr_array
    ) -> ProfessionalRows:
        """A row a client that has more questions than somebody has seats left."""
        asked = np.bincount(client[client >= 0], minlength=past.shape[0])
        some = past.copy()
        some.data[some.data >= self.at_most] = 0  # who takes no seat at all needs no row
        row = np.flatnonzero(asked > self.at_most - some.max(axis=1).toarray().ravel())
        return ProfessionalRows(
            groups=sparse.csr_array((client == row[:, None]).astype(np.int64)),
            lower=np.broadcast_to(NO_LOWER, (len(row), past.shape[1])),
            upper=np.maximum(self.at_most - past[row].toarray(), 0.0),
            about=problem.arrays.attribute("client", "questions").values.to_numpy(object)[row],
        )

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count seats of professionals with clients, in the history and in the teams."""
        both = ["professional", "client"]
        client = problem.questions.set_index("question")["client"]
        seats = teams[["question", "professional"]].assign(client=teams["question"].map(client))
        seats = seats.dropna(subset=["client"])
        earlier = recent(problem.history, self._months, self.as_of).dropna(subset=both)
        had = earlier.groupby(both).size().reindex(pd.MultiIndex.from_frame(seats[both]))
        seats = seats.assign(had=had.fillna(0).to_numpy(int))
        again = (seats["had"] > 0).mean() if len(seats) else 0.0
        unit = "share of seats with a client of before"
        if self.weight is not None:
            full = seats.loc[seats["had"] >= self.at_most, "professional"]
            earned = pd.DataFrame({"subject": full, "count": 1, "each": -float(self.weight)})
            return Check.of(again, unit, earned=earned)
        counted = seats.groupby([*both, "had"]).size().rename("new").reset_index()
        over = counted[counted["had"] + counted["new"] > self.at_most]
        detail = (
            over["new"].astype(str) + " seats with " + over["client"] + " after "
            + over["had"].astype(str) + f" before, allowed {int(self.at_most)} in all"
        )  # fmt: skip
        violations = pd.DataFrame({"subject": over["professional"], "detail": detail})
        return Check.of(again, unit, violations=violations)

    @property
    def _months(self) -> int | None:
        return None if self.months is None else int(self.months)


def _all_but(client: NDArray[np.int64], enough: sparse.csr_array) -> Eligibility:
    def allowed(question: int, part: slice) -> NDArray[np.bool_]:
        return ~_of_client(enough, client[question], part)

    return Eligibility(allowed)


def _price(client: NDArray[np.int64], enough: sparse.csr_array, weight: float) -> SeatPoints:
    def points(question: int, part: slice) -> NDArray[np.float64]:
        return np.where(_of_client(enough, client[question], part), -float(weight), 0.0)

    return SeatPoints(points, at_most=0.0)


def _of_client(facts: sparse.csr_array, client: int, part: slice) -> NDArray[np.bool_]:
    """One client's row of facts about a part of the pool; all false for no client."""
    if client < 0:
        return np.zeros(len(range(*part.indices(facts.shape[1]))), dtype=np.bool_)
    row: NDArray[np.bool_] = facts[client : client + 1, part].toarray()[0]
    return row

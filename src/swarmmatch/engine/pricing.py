"""Pricing the whole pool: what every eligible seat is worth at given prices.

At prices (duals) of the rows, a seat's *reduced worth* is its own worth less what the rows it uses
charge. The reduced worths of all seats give a ceiling on the value of any matching, whatever the
prices are (weak duality), and name the seats that are worth adding to the restricted problem.
Nothing of size questions x professionals is kept: one question meets one part of the pool at a
time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram

#: Professionals priced at once; few enough for a processor's cache.
PART = 1 << 17
#: Seats that are sooner looked for one by one than sorted.
FEW = 16


@dataclass(frozen=True, eq=False)
class Seats:
    """Listed seats, shape (n,): where, what each is worth, and less what it is charged."""

    question: Ints
    professional: Ints
    worth: Floats
    reduced: Floats

    def __len__(self) -> int:
        return len(self.question)

    def among(self, others: Seats) -> Bools:
        """Which of these seats are also among others."""
        width = 1 + max(self.professional.max(initial=0), others.professional.max(initial=0))
        mine, theirs = (seats.question * width + seats.professional for seats in (self, others))
        if len(others) <= FEW:  # a team, mostly
            found: Bools = (mine[:, None] == theirs).any(axis=1)
            return found
        return np.isin(mine, theirs)

    def __getitem__(self, keep: Any) -> Seats:
        return Seats(
            self.question[keep], self.professional[keep], self.worth[keep], self.reduced[keep]
        )


@dataclass(frozen=True, eq=False)
class Survey:
    """What one look at every eligible seat found.

    Attributes
    ----------
    ceiling : float
        No matching is worth more, in units.
    listed : Seats
        The best seats of each question.
    unlisted : float array (Q,)
        No seat of the question outside the list has a larger reduced worth.
    """

    ceiling: float
    listed: Seats
    unlisted: Floats


class Pricer:
    """Prices every seat of a program; holds its features cut into parts of the pool.

    Parameters
    ----------
    program : SeatProgram
        The seats and their rows.
    """

    def __init__(self, program: SeatProgram) -> None:
        self.program = program
        n = program.n_professionals
        self._parts = [slice(start, min(start + PART, n)) for start in range(0, n, PART)]
        by_person = program.features.tocsr()
        self._features = [by_person[part].tocsc() for part in self._parts]

    def survey(
        self,
        prices: Prices,
        clock: Clock,
        *,
        per_question: int,
        above: float | Floats,
        points: bool = True,
    ) -> Survey:
        """Look at every eligible seat of the pool.

        Parameters
        ----------
        prices : Prices
            Prices of the rows.
        clock : Clock
            Raises TimeUp between two questions when time has run out.
        per_question : int
            List at most so many seats of each question, the best ones.
        above : float, or float array (Q,)
            List only seats of a larger reduced worth.
        points : bool
            False prices feasibility alone: seats and variables are worth nothing by themselves.
        """
        program = self.program
        floor = np.broadcast_to(above, program.n_questions)

        def look(question: int) -> tuple[Seats, float, float]:
            clock.check()
            seats = self.seats(question, prices, points)
            return _choose(seats, int(program.size_max[question]), per_question, floor[question])

        found = [look(question) for question in range(program.n_questions)]
        team = np.array([best for _, best, _ in found])
        beside = prices.ceiling + variables_ceiling(prices, points).sum()
        return Survey(
            ceiling=float(beside + program.constant * points + team.sum()),
            listed=join([seats for seats, _, _ in found]),
            unlisted=np.array([left_out for _, _, left_out in found]),
        )

    def seats(self, question: int, prices: Prices, points: bool = True) -> Seats:
        """Every eligible seat of a question, at the prices given."""
        charges = prices.seat_charges[[question]]
        found = []
        for part, features in zip(self._parts, self._features, strict=True):
            who = np.flatnonzero(self.program.allowed(question, part))
            worth = self.program.worth(question, part)[who]
            charged = _charged(prices.feature_charges[question], features, charges, part)[who]
            if self.program.row_points:
                charged += self.program.row_charges(question, part, prices.rows)[who]
            place = np.full(len(who), question)
            found.append(Seats(place, who + part.start, worth, worth * points - charged))
        return join(found)


def _charged(
    feature_charges: Floats, features: sparse.csc_array, charges: sparse.csr_array, part: slice
) -> Floats:
    """What the rows charge each professional of a part of the pool at one question."""
    charged = np.zeros(part.stop - part.start)
    for k in np.flatnonzero(feature_charges):
        held = slice(features.indptr[k], features.indptr[k + 1])
        charge = feature_charges[k] * features.data[held]
        if len(charge) == len(charged):  # everyone has it: no scatter needed
            charged += charge
        else:
            charged[features.indices[held]] += charge
    here = slice(*np.searchsorted(charges.indices, [part.start, part.stop]))
    charged[charges.indices[here] - part.start] += charges.data[here]
    return charged


def _choose(seats: Seats, size_max: int, at_most: int, above: float) -> tuple[Seats, float, float]:
    """The best seats of a question, what its best team adds, and the best seat not listed."""
    reduced = seats.reduced
    keep = np.flatnonzero(reduced > above)
    left_out = above if len(keep) < len(reduced) else -np.inf
    if len(keep) > at_most:
        order = np.argpartition(reduced[keep], len(keep) - at_most)
        left_out = float(reduced[keep[order[: len(keep) - at_most]]].max())
        keep = np.sort(keep[order[len(keep) - at_most :]])
    return seats[keep], best_team(reduced, size_max), left_out


def best_team(reduced: Floats, size_max: int) -> float:
    """The most that a team of at most ``size_max`` of these seats can add up to."""
    gains = reduced[reduced > 0]
    if len(gains) > size_max:
        gains = np.partition(gains, len(gains) - size_max)[len(gains) - size_max :]
    return float(gains.sum())


def variables_ceiling(prices: Prices, points: bool = True) -> Floats:
    """The most that each auxiliary variable can add at these prices, shape (U,)."""
    variables = prices.lazy.program.variables
    reduced = variables.worth * float(points) - prices.variable_charges
    return np.maximum(reduced * variables.lower, reduced * variables.upper)


def join(parts: list[Seats]) -> Seats:
    """Lists of seats, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Seats(
        np.concatenate([part.question for part in parts]) if parts else np.zeros(0, np.int64),
        np.concatenate([part.professional for part in parts]) if parts else np.zeros(0, np.int64),
        np.concatenate([part.worth for part in parts]) if parts else np.zeros(0),
        np.concatenate([part.reduced for part in parts]) if parts else np.zeros(0),
    )

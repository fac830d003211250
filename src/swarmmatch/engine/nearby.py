"""The seats of one question that are near its best team: stated once, and asked again and again.

At moved prices the best team changes, but seldom reaches far down the list of seats. So the rows of
a question are stated over a few good seats once, and only the worth of these moves with the prices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python.cp_model import CpModel
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.counted_pairs import earned_by_team
from swarmmatch.engine.exact import reprice, solve, state
from swarmmatch.engine.exchange import Exchange
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.pair_columns import with_pairs
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram

#: Units that a seat is charged to keep it out of a team.
PROHIBITIVE = 1e12
NOTHING: Floats = np.zeros(0)


@dataclass(frozen=True, eq=False)
class Team:
    """A team that keeps its question's own rules.

    Attributes
    ----------
    question : int
        Where it sits.
    seats : Seats
        Its seats.
    worth : float
        Units that seats, variables and pairs earn, charged for nothing.
    couples : float array (C,)
        What the team adds to each row that couples questions.
    """

    question: int
    seats: Seats
    worth: float
    couples: Floats


class Nearby:
    """Some seats of a question, ready to give good teams at any prices of what couples questions.

    Parameters
    ----------
    finder : TeamFinder
        Knows the rows of the question.
    question : int
        Its position.
    seats : Seats
        The seats that teams are made of.
    clock : Clock
        Raises TimeUp when no time is left.
    """

    def __init__(self, finder: TeamFinder, question: int, seats: Seats, clock: Clock) -> None:
        clock.check()
        program, split = finder.program, finder.split
        part = split.parts[question]
        self.question, self.seats, self._counted = question, seats, program.counted
        self._first_seat = len(part.variables)
        own = program.variables.worth[part.variables].astype(np.float64)
        self._worth: Floats = np.append(own, seats.worth)
        self._program = replace(finder.program_of(question, seats)[0], worth=self._worth)
        self._model: CpModel | None = None  # stated when first asked: most are never
        self._pairs_worth = NOTHING  # of what the model counts pairs by
        self._priced: tuple[Prices, Floats] | None = None
        self._coupling_rows = np.flatnonzero(split.coupling)
        self._coupling = _coupling(finder, question, seats, self._coupling_rows)
        self._lean = _lean(program, self._coupling_rows, self._coupling[:, : self._first_seat])
        self._exchange = self._exchange_at(self._worth)
        self._exchange_priced: tuple[Floats, Exchange | None] = (own, self._exchange)
        self._size_max = int(program.size_max[question])
        self._made: list[tuple[Bools, float]] = []
        # What the question's own rows pay a seat for what it covers.
        self._covers: Floats = seats.reduced - self._at(finder.coupling)[self._first_seat :]

    def best(
        self,
        prices: Prices,
        clock: Clock,
        barred: Bools | None = None,
        known: tuple[Team | None, float] = (None, -np.inf),
    ) -> Team | None:
        """The best team at the prices; None when none is found.

        Parameters
        ----------
        prices : Prices
            Those of what couples questions are charged.
        clock : Clock
            Limits the solve.
        barred : bool array (n,), optional
            Seats that the team must do without.
        known : Team and float
            What ``climbed`` found: only a better one is looked for.
        """
        worth = self._at(prices)
        if barred is not None:
            worth = worth.copy()
            worth[self._first_seat :] -= PROHIBITIVE * barred
        model = self._stated(clock)
        reprice(model, np.append(worth, self._pairs_worth))
        solution = solve(model, clock, single=True, above=known[1]).solution
        if solution is None:
            return known[0]
        members = solution[self._first_seat :][: len(self.seats)] > 0
        if barred is not None and (members & barred).any():
            return None
        exchange, _ = self._at_exchange(prices)
        settings = solution[: self._first_seat] if exchange is None else exchange.variables(members)
        return self._team(members, settings)

    def climbed(
        self, seats: Seats, prices: Prices, barred: Bools | None = None
    ) -> tuple[Team | None, float]:
        """A good team, made by exchanges, and what it is worth at the prices.

        They begin with the seats given, with the best seats by themselves, and with the best of the
        teams made before. None where exchanges lead to no team, or cannot be weighed.
        """
        exchange, worth = self._at_exchange(prices)
        if exchange is None:
            return None, -np.inf
        barred = np.zeros(len(self.seats), np.bool_) if barred is None else barred
        charged = worth[self._first_seat :] - PROHIBITIVE * barred
        starts = self._starts(self.seats.among(seats) & ~barred, charged)
        found = [exchange.climb(charged, start) for start in starts]
        members, value = max(found, key=lambda each: each[1])
        if np.isneginf(value) or (members & barred).any():
            return None, -np.inf
        return self._team(members, exchange.variables(members)), value

    def _starts(self, members: Bools, charged: Floats) -> list[Bools]:
        """Members, the best seats at what they are charged, and the best team made before."""
        size = int(members.sum()) or min(self._size_max, len(members))
        top = np.zeros(len(members), np.bool_)
        top[np.argsort(-(charged + self._covers))[:size]] = True
        if not self._made:
            return [members, top]
        moved = charged - self._worth[self._first_seat :]
        known = np.argmax([worth + moved[team].sum() for team, worth in self._made])
        made = self._made[int(known)][0]
        return [made, top] if np.array_equal(made, members) else [members, made, top]

    def around(self, team: Team, prices: Prices, at_most: int) -> list[Team]:
        """The best teams with one member of a team exchanged, added or dropped."""
        exchange, worth = self._at_exchange(prices)
        if exchange is None:
            return []
        members = self.seats.among(team.seats)
        others = exchange.near(worth[self._first_seat :], members, at_most)
        return [self._team(other, exchange.variables(other)) for other, _ in others]

    def team(self, seats: Seats, clock: Clock) -> Team | None:
        """A team named by its seats, with its variables at their best; None if it breaks a row."""
        members = self.seats.among(seats)
        if self._exchange is not None:
            kept = self._exchange.value(self._worth[self._first_seat :], members) > -np.inf
            return self._team(members, self._exchange.variables(members)) if kept else None
        if np.isneginf(earned_by_team(self._counted, seats.professional)):
            return None
        lower, upper = self._program.lower.copy(), self._program.upper.copy()
        lower[self._first_seat :] = upper[self._first_seat :] = members
        fixed = replace(self._program, lower=lower, upper=upper)
        solution = solve(fixed, clock, single=True).solution
        return None if solution is None else self._team(members, solution[: self._first_seat])

    def _at_exchange(self, prices: Prices) -> tuple[Exchange | None, Floats]:
        """The table of exchanges at the prices, and the worth of variables and seats."""
        worth = self._at(prices)
        own = worth[: self._first_seat]
        if not np.array_equal(own, self._exchange_priced[0]):
            self._exchange_priced = own, self._exchange_at(worth)
        return self._exchange_priced[1], worth

    def _team(self, members: Bools, variables: Ints) -> Team:
        values = np.append(variables, members.astype(np.int64))
        team = self.seats[members]
        worth = float(self._worth @ values) + earned_by_team(self._counted, team.professional)
        self._made.append((members, worth))
        couples = self._coupling @ values if len(self._coupling_rows) else NOTHING
        return Team(self.question, team, worth, couples)

    def _exchange_at(self, worth: Floats) -> Exchange | None:
        pairs = [(counted, counted.among(self.seats.professional)) for counted in self._counted]
        return Exchange.of(replace(self._program, worth=worth), self._first_seat, pairs, self._lean)

    def _stated(self, clock: Clock) -> CpModel:
        """The rows in the exact solver's form, what counts pairs among them."""
        if self._model is None:
            seats = self.seats
            whole = with_pairs(
                self._program, self._counted, self._first_seat, seats.question, seats.professional
            )
            self._pairs_worth = whole.worth[len(self._worth) :]
            self._model = state(whole, clock)
        return self._model

    def _at(self, prices: Prices) -> Floats:
        """Worth of variables and seats at the prices; kept, for more is asked at the same."""
        if self._priced is None or self._priced[0] is not prices:
            worth: Floats = self._worth.copy()
            charges = prices.seat_charges_at(self.question, self.seats.professional)
            worth[self._first_seat :] -= charges
            if len(self._coupling_rows):
                worth -= np.floor(prices.rows[self._coupling_rows] @ self._coupling)
            self._priced = prices, worth
        return self._priced[1]


def _lean(program: SeatProgram, rows: Ints, coefficients: sparse.csr_array) -> Floats:
    """Which way each variable of a question eases the rows that couple questions: above 0, up.

    Where a variable earns nothing by itself, another question may depend on how it is set.
    """
    lower, upper = program.rows.lower[rows], program.rows.upper[rows]
    wants = np.isfinite(lower).astype(np.float64) - np.isfinite(upper)
    lean: Floats = coefficients.sign().T @ wants
    return lean


def _coupling(finder: TeamFinder, question: int, seats: Seats, rows: Ints) -> sparse.csr_array:
    """Coefficients of a question's variables and seats in the rows that couple questions."""
    program = finder.program
    if not len(rows):
        return sparse.csr_array((0, len(finder.split.parts[question].variables) + len(seats)))
    variables = program.rows.auxiliary[rows][:, finder.split.parts[question].variables]
    linear = program.coefficients(seats.question, seats.professional)[:, rows].T
    return sparse.csr_array(sparse.hstack([variables, linear], format="csr"))

"""The seats of one question that are near its best team: stated once, and asked again and again.

At moved prices the best team changes, but seldom reaches far down the list of seats. So the rows of
a question are stated over a few good seats once, and only the worth of these moves with the prices.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.counted_pairs import earned_by_team
from swarmmatch.engine.exact import reprice, solve, state
from swarmmatch.engine.exchange import Exchange
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Bools, Floats, Ints

#: Units that a seat is charged to keep it out of a team.
PROHIBITIVE = 1e12


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
        whole = finder.program_of(question, seats, pairs=True)[0]
        self._pairs_worth = whole.worth[len(self._worth) :]
        self._model = state(whole, clock)
        self._exchange = self._exchange_at(self._worth)
        self._coupling_rows = np.flatnonzero(split.coupling)
        self._coupling = _coupling(finder, question, seats, self._coupling_rows)

    def best(self, prices: Prices, clock: Clock, barred: Bools | None = None) -> Team | None:
        """The best team at the prices; None when none is found.

        Parameters
        ----------
        prices : Prices
            Those of what couples questions are charged.
        clock : Clock
            Limits the solve.
        barred : bool array (n,), optional
            Seats that the team must do without.
        """
        worth = self._at(prices)
        if barred is not None:
            worth[self._first_seat :] -= PROHIBITIVE * barred
        reprice(self._model, np.append(worth, self._pairs_worth))
        solution = solve(self._model, clock, single=True).solution
        if solution is None:
            return None
        members = solution[self._first_seat :][: len(self.seats)] > 0
        if barred is not None and (members & barred).any():
            return None
        return self._team(members, solution[: self._first_seat])

    def around(self, team: Team, prices: Prices, at_most: int) -> list[Team]:
        """The best teams with one member of a team exchanged, added or dropped."""
        exchange, worth = self._exchange, self._at(prices)
        if not np.array_equal(worth[: self._first_seat], self._program.worth[: self._first_seat]):
            exchange = self._exchange_at(worth)
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

    def _team(self, members: Bools, variables: Ints) -> Team:
        values = np.append(variables, members.astype(np.int64))
        team = self.seats[members]
        worth = float(self._worth @ values) + earned_by_team(self._counted, team.professional)
        return Team(self.question, team, worth, self._coupling @ values)

    def _exchange_at(self, worth: Floats) -> Exchange | None:
        pairs = [(counted, counted.among(self.seats.professional)) for counted in self._counted]
        return Exchange.of(replace(self._program, worth=worth), self._first_seat, pairs)

    def _at(self, prices: Prices) -> Floats:
        """Worth of variables and seats at the prices."""
        seats, first = self.seats, self._first_seat
        worth: Floats = self._worth.copy()
        worth[first:] -= prices.seat_charges[seats.question, seats.professional]
        if len(self._coupling_rows):
            worth -= np.floor(prices.rows[self._coupling_rows] @ self._coupling)
        return worth


def _coupling(finder: TeamFinder, question: int, seats: Seats, rows: Ints) -> sparse.csr_array:
    """Coefficients of a question's variables and seats in the rows that couple questions."""
    program = finder.program
    variables = program.rows.auxiliary[rows][:, finder.split.parts[question].variables]
    linear = program.coefficients(seats.question, seats.professional)[:, rows].T
    return sparse.csr_array(sparse.hstack([variables, linear], format="csr"))

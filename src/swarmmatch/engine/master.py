"""The restricted master problem: the LP over the seats generated so far, solved by HiGHS.

Columns: the auxiliary variables, a *shortfall* for every row that an empty plan breaks, then the
seats. Rows: the linear rows, then lazily those that the seats could break. A row that is not stated
has price 0, which keeps every ceiling valid.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.highs import SOLVED, Highs
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.prices import Prices, backed
from swarmmatch.engine.pricing import Seats, join
from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram, widened


@dataclass(frozen=True, eq=False)
class Solved:
    """An optimum of the restricted master: its objective and prices in units, and its values."""

    objective: float
    prices: Prices
    variables: Floats
    seats: Floats


class Master:
    """The LP over generated seats; grows by seats, and by the rows that these call for.

    Parameters
    ----------
    program : SeatProgram
        Gives the rows and the auxiliary variables.

    Notes
    -----
    It starts in its first phase, which minimises the shortfall alone; ``aim_at_worth`` begins the
    second.
    """

    def __init__(self, program: SeatProgram) -> None:
        self.program = program
        self.lazy = LazyRows(program)
        self.seats = join([])
        self.numbers: Ints = np.zeros(0, np.int64)  # of the lazy rows stated, in stated order
        self.feasibility_only = True
        self._first_seat = 0  # column of the first seat
        self._highs = Highs()
        self._highs.setOptionValue("presolve", "off")  # it would throw the warm start away
        self._state_program()

    def add(self, seats: Seats) -> None:
        """Add seats that are not yet in, and every row that the seats can now break."""
        order = np.argsort(self.numbers)
        lazily = self.lazy.matrix(self.numbers[order], seats.question, seats.professional)
        lazily = lazily[np.argsort(order)]  # back to the order in which they were stated
        linear = self.program.coefficients(seats.question, seats.professional)
        columns = sparse.csr_array(sparse.hstack([linear, lazily.T], format="csr"))
        cost = seats.worth * self.program.resolution * (not self.feasibility_only)
        self._highs.add_columns(cost, np.zeros(len(seats)), np.ones(len(seats)), columns)
        self.seats = join([self.seats, seats])
        self._state_lazy_rows()

    def has(self, seats: Seats) -> Bools:
        """Which seats are in the restricted problem."""
        n = self.program.n_professionals
        mine = self.seats.question * n + self.seats.professional
        return np.isin(seats.question * n + seats.professional, mine)

    def solve(self, clock: Clock) -> Solved:
        """Solve to optimality; raises TimeUp when the clock runs out first."""
        highs = self._highs
        highs.allow(clock.left)
        highs.run()
        if highs.getModelStatus() == highspy.HighsModelStatus.kTimeLimit:
            raise TimeUp
        if highs.getModelStatus() not in SOLVED:
            clock.check()
            raise RuntimeError(f"HiGHS ended with {highs.getModelStatus()}")
        solution = highs.getSolution()
        values = np.array(solution.col_value)
        n_variables = len(self.program.variables.worth)
        objective = highs.getInfo().objective_function_value / self.program.resolution
        return Solved(
            objective=objective + self.program.constant * (not self.feasibility_only),
            prices=self._prices(np.array(solution.row_dual) / self.program.resolution),
            variables=values[:n_variables],
            seats=values[self._first_seat :],
        )

    def aim_at_worth(self) -> None:
        """Begin the second phase: no shortfall any more, and seats count by their worth."""
        self.feasibility_only = False
        resolution, worth = self.program.resolution, self.program.variables.worth
        n_short = self._first_seat - len(worth)
        cost = np.concatenate([worth, np.zeros(n_short), self.seats.worth]) * resolution
        every = np.arange(len(cost), dtype=np.int32)
        self._highs.changeColsCost(len(cost), every, cost)
        short = every[len(worth) : self._first_seat]
        self._highs.changeColsBounds(n_short, short, np.zeros(n_short), np.zeros(n_short))

    def _state_program(self) -> None:
        """State the linear rows, the lazy rows that nobody breaks, variables and shortfalls."""
        rows, variables = self.program.rows, self.program.variables
        n_rows = len(rows.lower)
        self._highs.add_rows(rows.lower, rows.upper, sparse.csr_array((n_rows, 0)))
        self._state_lazy_rows()
        n_stated = n_rows + len(self.numbers)
        columns = widened(rows.auxiliary.T.tocsr(), len(variables.worth), n_stated)
        cost = np.zeros(len(variables.worth))
        self._highs.add_columns(cost, variables.lower, variables.upper, columns)
        lower, upper = self.lazy.bounds(self.numbers)
        lower, upper = np.append(rows.lower, lower), np.append(rows.upper, upper)
        broken = np.flatnonzero((lower > 0) | (upper < 0))
        n = len(broken)
        side = np.where(lower[broken] > 0, 1.0, -1.0)
        shortfalls = sparse.csr_array((side, (np.arange(n), broken)), shape=(n, n_stated))
        self._highs.add_columns(np.full(n, -1.0), np.zeros(n), np.full(n, np.inf), shortfalls)
        self._first_seat = len(variables.worth) + n

    def _state_lazy_rows(self) -> None:
        """State every row that the seats could break and that is not stated yet."""
        needed = self.lazy.breakable(self.seats.question, self.seats.professional)
        new = np.setdiff1d(needed, self.numbers)
        lower, upper = self.lazy.bounds(new)
        seats = self.lazy.matrix(new, self.seats.question, self.seats.professional)
        before = sparse.csr_array((len(new), self._first_seat))
        self._highs.add_rows(lower, upper, sparse.csr_array(sparse.hstack([before, seats])))
        self.numbers = np.append(self.numbers, new)

    def _prices(self, duals: Floats) -> Prices:
        rows, n = self.program.rows, len(self.program.rows.lower)
        linear = backed(duals[:n], rows.lower, rows.upper)
        return Prices(
            self.lazy, linear, self.numbers, backed(duals[n:], *self.lazy.bounds(self.numbers))
        )

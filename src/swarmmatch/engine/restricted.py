"""The restricted problem: the whole integer program over a list of seats, as one matrix.

Both exact solvers read it. Columns are the auxiliary variables, then the seats.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.exact import WholeProgram, solve
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.pair_columns import with_pairs
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Bools, Ints, SeatProgram, widened

#: Seconds for the auxiliary variables of a plan, which take milliseconds, also after time is up.
COMPLETING = 10.0


@dataclass(frozen=True, eq=False)
class Restricted:
    """A whole program over the auxiliary variables, then the seats listed, then what counts pairs.

    Attributes
    ----------
    seats : Seats
        In the order of their columns.
    first_seat : int
        Column of the first seat.
    numbers : int array
        The lazily stated rows; they stand below the linear rows.
    whole : WholeProgram
        What the solvers see; ``constant`` units come on top of its value.
    """

    seats: Seats
    first_seat: int
    numbers: Ints
    whole: WholeProgram
    constant: int

    def value(self, solution: Ints) -> int:
        """Units that a solution is worth."""
        return self.constant + int(np.rint(self.whole.worth @ solution))

    def taken(self, solution: Ints) -> Seats:
        """The seats that a solution takes."""
        return self.seats[solution[self.first_seat :][: len(self.seats)] > 0]

    def fixed(self, taken: Bools) -> WholeProgram:
        """The same with every seat settled: those marked are taken, the others free."""
        lower, upper = self.whole.lower.copy(), self.whole.upper.copy()
        seats = slice(self.first_seat, self.first_seat + len(self.seats))
        lower[seats] = upper[seats] = taken
        return replace(self.whole, lower=lower, upper=upper)

    def completed(self) -> Ints | None:
        """All seats taken, and the variables at their best; None when that breaks a row."""
        every = np.ones(len(self.seats), np.bool_)
        return solve(self.fixed(every), Clock(COMPLETING)).solution


def restrict(program: SeatProgram, lazy: LazyRows, seats: Seats) -> Restricted:
    """State the program over the seats given only; all other seats stay free."""
    numbers = lazy.breakable(seats.question, seats.professional)
    lower, upper = lazy.bounds(numbers)
    linear = program.coefficients(seats.question, seats.professional).T
    lazily = lazy.matrix(numbers, seats.question, seats.professional)
    n_variables, n = len(program.variables.worth), len(seats)
    n_rows = len(program.rows.lower) + len(numbers)
    auxiliary = widened(program.rows.auxiliary, n_rows, n_variables)
    matrix = sparse.hstack([auxiliary, sparse.vstack([linear, lazily])], format="csr")
    whole = WholeProgram(
        worth=np.append(program.variables.worth, seats.worth),
        lower=np.append(program.variables.lower, np.zeros(n)),
        upper=np.append(program.variables.upper, np.ones(n)),
        matrix=sparse.csr_array(matrix),
        row_lower=np.append(program.rows.lower, lower),
        row_upper=np.append(program.rows.upper, upper),
    )
    whole = with_pairs(whole, program.counted, n_variables, seats.question, seats.professional)
    return Restricted(seats, n_variables, numbers, whole, program.constant)


def value_of_plan(program: SeatProgram, lazy: LazyRows, seats: Seats) -> float:
    """What a plan is worth in units, auxiliary variables at their best; -inf if it breaks a row."""
    restricted = restrict(program, lazy, seats)
    solution = restricted.completed()
    return -np.inf if solution is None else float(restricted.value(solution))

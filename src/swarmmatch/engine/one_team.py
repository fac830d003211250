"""The best team of one question at given prices of everything that couples questions.

The LP over seats is loose where few people can cover many requirements together. One question at a
time, the exact best team is quickly found, and the sum of these optima at the coupling prices is a
tighter ceiling on the whole plan (a Lagrangian bound: Geoffrion 1974,
https://doi.org/10.1007/BFb0120690).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.exact import Exact, WholeProgram, solve
from swarmmatch.engine.prices import Prices, dual_value
from swarmmatch.engine.pricing import Pricer, Seats, best_team, variables_ceiling
from swarmmatch.engine.program import Ints
from swarmmatch.engine.split import Split, sliced

#: Points below the best that seats may lie in the first, narrow look for a team.
NARROW = 0.1
#: Whole prices and worths make every team's value whole; floats may be off by less than this.
SLIP = 0.01
NOBODY: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class BestTeam:
    """The best team of a question at coupling prices, in units.

    Attributes
    ----------
    seats : Seats or None
        The team; None when none was found.
    ceiling : float
        No team of the pool is worth more, less what it is charged for what couples questions;
        ``-inf`` proves that no team is possible.
    slack : float
        How far the LP's own ceiling on this question lies above.
    """

    seats: Seats | None
    ceiling: float
    slack: float


class TeamFinder:
    """Finds best teams at given prices.

    Parameters
    ----------
    pricer : Pricer
        Looks at the pool.
    split : Split
        What belongs to each question.
    prices : Prices
        Of all rows; those of what couples questions are rounded to whole numbers, which keeps the
        ceiling valid and makes the value of every team whole.
    """

    def __init__(self, pricer: Pricer, split: Split, prices: Prices) -> None:
        self.program, self.pricer, self.split = pricer.program, pricer, split
        self.prices = prices = prices.rounded(split.coupling)
        self.coupling = prices.only(split.coupling)
        self._variables_ceiling = variables_ceiling(prices)

    def find(self, question: int, clock: Clock, barred: Ints = NOBODY) -> BestTeam:
        """The best team of a question without those who are barred from it this time."""
        seats = self.pricer.seats(question, self.prices)
        seats = seats[~np.isin(seats.professional, barred)]
        needed = np.isin(seats.professional, self._taken(question))
        lp_ceiling = self.lp_ceiling(question, seats)
        depth = NARROW / self.program.resolution
        while True:
            within = seats[(seats.reduced > -depth) | needed]
            found = solve(self.program_of(question, within)[0], clock)
            if not found.proven:
                return BestTeam(None, lp_ceiling, 0.0)
            slack = lp_ceiling - found.value  # a seat further below is in no better team
            if len(within) == len(seats) or slack <= depth:
                return self._answer(question, within, found, slack)
            depth = slack + SLIP if np.isfinite(slack) else 4 * depth

    def lp_ceiling(self, question: int, seats: Seats) -> float:
        """The LP's ceiling on this question's part, from the prices of its own rows."""
        rows, mine = self.program.rows, self.split.rows[question]
        own = dual_value(self.prices.rows[mine], rows.lower[mine], rows.upper[mine])
        numbers, lazily = self.prices.numbers, self.prices.lazily
        listed = self.prices.lazy.of_question(numbers, question)
        own += dual_value(lazily[listed], *self.prices.lazy.bounds(numbers[listed]))
        own += self._variables_ceiling[self.split.variables[question]].sum()
        return own + best_team(seats.reduced, int(self.program.size_max[question]))

    def _answer(self, question: int, seats: Seats, found: Exact, slack: float) -> BestTeam:
        if found.solution is None:
            return BestTeam(None, -np.inf, np.inf)
        sits = found.solution[len(self.split.variables[question]) :] > 0
        return BestTeam(seats[sits], found.value, slack)

    def program_of(self, question: int, seats: Seats) -> tuple[WholeProgram, Ints, Ints]:
        """The question's own part over the seats given; what couples questions is charged.

        Returns
        -------
        program : WholeProgram
            Its variables, then the seats.
        rows, numbers : int arrays
            The linear and the lazily stated rows that its rows are, in this order.
        """
        rows, variables = self.program.rows, self.program.variables
        mine, own = self.split.rows[question], self.split.variables[question]
        coefficients = self.program.coefficients(seats.question, seats.professional)
        charged = self.coupling.charged(coefficients, seats.question, seats.professional)
        lazy = self.prices.lazy
        numbers = lazy.breakable(seats.question, seats.professional)
        numbers = numbers[lazy.of_question(numbers, question)]
        lower, upper = lazy.bounds(numbers)
        linear = [[sliced(rows.auxiliary, mine, own), coefficients[:, mine].T]]
        listed = [[None, lazy.matrix(numbers, seats.question, seats.professional)]]
        n = len(seats)
        program = WholeProgram(
            worth=np.append(
                variables.worth[own] - self.coupling.variable_charges[own], seats.worth - charged
            ),
            lower=np.append(variables.lower[own], np.zeros(n)),
            upper=np.append(variables.upper[own], np.ones(n)),
            matrix=sparse.csr_array(
                sparse.block_array(linear + listed if len(numbers) else linear, format="csr")
            ),
            row_lower=np.append(rows.lower[mine], lower),
            row_upper=np.append(rows.upper[mine], upper),
        )
        return program, mine, numbers

    def _taken(self, question: int) -> Ints:
        taken = self.program.taken
        return taken.professional[taken.question == question]

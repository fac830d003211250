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
from swarmmatch.engine.core_ceilings import ceilings_through as by_cores
from swarmmatch.engine.cores import OneQuestion
from swarmmatch.engine.counted_pairs import (
    CountedPairs,
    earned_by_team,
    earning_ties,
    most_earned,
)
from swarmmatch.engine.exact import WholeProgram, solve
from swarmmatch.engine.lines import Lines
from swarmmatch.engine.pair_columns import with_pairs
from swarmmatch.engine.prices import Prices, coupled, dual_value
from swarmmatch.engine.pricing import Pricer, Seats, best_team, variables_ceiling
from swarmmatch.engine.program import Bools, Floats, Ints
from swarmmatch.engine.split import Split

#: Points below the best that seats may lie in the first, narrow look for a team.
NARROW = 0.1
#: Whole prices and worths make every team's value whole; floats may be off by less than this.
SLIP = 0.01
#: Seats of a question that are worth another look at other prices.
NEAR = 50
#: The same where pairs earn, besides: seats of the teams that promise most.
TIED = 150
#: Pairs that are looked at before it is known which of them could matter.
PAIRS = 60
#: Seats of a question with pairs that are looked at in one solve, first and later ones.
WIDTHS = (150, 600, 1_500, 4_000)
EVERYBODY = 10**9
#: Cores of ties that are looked at one by one, for each of these seats.
CORES = 2
NOBODY: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True, eq=False)
class BestTeam:
    """The best team of a question at coupling prices, in units.

    Attributes
    ----------
    seats : Seats or None
        The team; None when none was found.
    value : float
        What it is worth, less what it is charged for what couples questions.
    ceiling : float
        No team of the pool has a larger value; ``-inf`` proves that no team is possible.
    slack : float
        How far above lies the ceiling by the LP, with pairs at the most that they can earn.
    near : Seats
        The team and the seats that come nearest to it, for looks at other prices.
    looked : int
        How many seats an exact solve could look at; 0 where none was made.
    """

    seats: Seats | None
    value: float
    ceiling: float
    slack: float
    near: Seats
    looked: int = 0

    @property
    def proven(self) -> bool:
        """Whether no team has a larger value."""
        return self.value > self.ceiling - SLIP


class TeamFinder:
    """Finds best teams at given prices.

    Parameters
    ----------
    pricer : Pricer
        Looks at the pool.
    split : Split
        What belongs to each question.
    prices : Prices
        Of all rows. Those of the professionals' rows are rounded to whole numbers, which keeps the
        ceiling valid; what a seat or a variable is charged for coupling rows is rounded down, which
        can only raise it. So the value of every team is whole.
    """

    def __init__(self, pricer: Pricer, split: Split, prices: Prices) -> None:
        self.program, self.pricer, self.split = pricer.program, pricer, split
        self.prices = prices = prices.rounded()
        self.coupling = prices.only(split.coupling)
        self._variables_ceiling = variables_ceiling(prices)

    def at(self, coupling: Prices) -> TeamFinder:
        """The same at other prices of what couples questions."""
        prices = coupled(self.prices, coupling, self.split.coupling)
        return TeamFinder(self.pricer, self.split, prices)

    def find(self, question: int, clock: Clock, barred: Ints = NOBODY) -> BestTeam:
        """The best team of a question without those who are barred from it this time."""
        seats = self.pricer.seats(question, self.prices)
        return self.best_of(question, seats[~np.isin(seats.professional, barred)], clock)

    def best_of(
        self,
        question: int,
        seats: Seats,
        clock: Clock,
        known: BestTeam | None = None,
        widest: int | None = None,
        effort: float = np.inf,
    ) -> BestTeam:
        """The best team of a question among seats; ``known`` is some team of these.

        A seat that lies further below than the ceiling above the team known is in no better team;
        so the better that one is, the fewer seats the exact solver looks at. Where pairs count, it
        looks at the ``widest`` best seats at most, and the ceiling allows for all others. A solve
        ends after so much ``effort``, in CP-SAT's deterministic seconds.
        """
        least = -np.inf if known is None else known.value
        kept = promising_by_pairs(self.program.counted, seats)
        kept |= np.isin(seats.professional, self.program.taken.at(question))
        if known is not None and known.seats is not None:
            kept |= seats.among(known.seats)
        most = self.ceiling(question, seats) + self._rounding(question)
        widest = widest or WIDTHS[0]
        below = most - self.ceilings_through(question, seats, most, least, widest, clock)
        deepest = self._deepest(question, seats, below, widest)
        depth = NARROW / self.program.resolution if np.isneginf(least) else most - least + SLIP
        while True:
            depth = min(depth, deepest)
            listed = (below < depth) | kept
            within = seats[listed]
            stated = self.program_of(question, within, pairs=True)[0]
            found = solve(stated, clock, single=True, above=least - 1, effort=effort)
            # No better team has a seat that lies further below.
            outside = most - below[~listed].min(initial=np.inf)
            if not found.proven or outside <= found.value or depth >= deepest:
                break
            depth = most - found.value + SLIP if found.solution is not None else 4 * depth
        ceiling = max(min(most, max(found.ceiling, outside)), least)
        looked = widest if np.isfinite(deepest) else EVERYBODY
        if found.solution is None:
            near = near_best(seats, kept)
            return BestTeam(None, -np.inf, ceiling, most - ceiling, near, looked)
        first = len(self.split.parts[question].variables)
        team = within[found.solution[first : first + len(within)] > 0]
        if self.most_by_pairs(question, seats):  # who is tied may be far down the list
            kept[np.argsort(below)[:TIED]] = True
        near = near_best(seats, kept | seats.among(team))
        return BestTeam(team, found.value, ceiling, most - ceiling, near, looked)

    def _deepest(self, question: int, seats: Seats, below: Floats, widest: int) -> float:
        """How far down seats are looked at: to the end, unless pairs make the solve too large."""
        if len(seats) <= widest or not self.most_by_pairs(question, seats):
            return np.inf
        return float(np.partition(below, widest)[widest])

    def ceilings_through(
        self,
        question: int,
        seats: Seats,
        most: float,
        least: float,
        widest: int,
        clock: Clock,
    ) -> Floats:
        """A ceiling on the teams through each seat that are worth more than ``least``.

        ``most`` is a ceiling on all teams; where pairs earn, so many cores of ties as ``widest``
        allows are looked at one by one. Some may come out above ``most``, and are left there: they
        tell which seats to look at first.
        """
        if not self.most_by_pairs(question, seats):
            return most + seats.reduced
        size = int(self.program.size_max[question])
        ties, credit = earning_ties(self.program.counted, seats.professional, size)
        program, n_variables = (
            self.program_of(question, seats)[0],
            len(self.split.parts[question].variables),
        )
        one = OneQuestion(
            rows=Lines.of(program, n_variables, size),
            size=size,
            ties=ties,
            credit=credit,
            base=most - float(credit[-1]) - best_team(seats.reduced, size),
            reduced=seats.reduced,
        )
        return by_cores(one, least, CORES * widest, clock)

    def coupling_charges(self, question: int, seats: Seats) -> Floats:
        """What seats are charged for what couples questions."""
        charges = self.coupling.seat_charges_at(question, seats.professional)
        if not self.split.coupling.any():
            return charges
        coefficients = self.program.coefficients(seats.question, seats.professional)
        rows: Floats = np.floor(coefficients @ self.coupling.rows)
        return charges + rows

    def _rounding(self, question: int) -> float:
        """No team is charged less by more than this because charges are rounded down."""
        if not self.split.coupling.any():
            return 0.0
        own = self.split.parts[question].variables
        charged = self.coupling.variable_charges[own] != 0
        variables = self.program.variables.upper[own][charged].sum()
        return float(self.program.size_max[question] + variables)

    def ceiling(self, question: int, seats: Seats) -> float:
        """The LP's ceiling on this question's part, and the most that pairs can earn on top."""
        return self._lp_ceiling(question, seats) + self.most_by_pairs(question, seats)

    def settles(self, question: int, seats: Seats, team: Seats) -> bool:
        """Whether pairs change nothing about the best team that the LP found by itself."""
        if self.most_by_pairs(question, seats):
            return False
        return earned_by_team(self.program.counted, team.professional) == 0

    def most_by_pairs(self, question: int, seats: Seats) -> float:
        """No team of these seats earns more by its pairs."""
        size = int(self.program.size_max[question])
        return most_earned(self.program.counted, seats.professional, size)

    def _lp_ceiling(self, question: int, seats: Seats) -> float:
        """From the prices of the question's own rows."""
        rows, mine = self.program.rows, self.split.parts[question].rows
        own = dual_value(self.prices.rows[mine], rows.lower[mine], rows.upper[mine])
        numbers, lazily = self.prices.numbers, self.prices.lazily
        listed = self.prices.lazy.of_question(numbers, question)
        own += dual_value(lazily[listed], *self.prices.lazy.bounds(numbers[listed]))
        own += float(self._variables_ceiling[self.split.parts[question].variables].sum())
        return own + best_team(seats.reduced, int(self.program.size_max[question]))

    def program_of(
        self, question: int, seats: Seats, pairs: bool = False
    ) -> tuple[WholeProgram, Ints, Ints]:
        """The question's own part over the seats given; what couples questions is charged.

        Returns
        -------
        program : WholeProgram
            Its variables, then the seats, then what counts ``pairs`` if these are asked for.
        rows, numbers : int arrays
            The linear and the lazily stated rows that its rows are, in this order.
        """
        part, rows, variables = (
            self.split.parts[question],
            self.program.rows,
            self.program.variables,
        )
        mine, own = part.rows, part.variables
        numbers, listed = self._listed_rows(question, seats)
        lower, upper = self.prices.lazy.bounds(numbers)
        held = self.program.features_of(seats.professional)
        linear = sparse.hstack([part.auxiliary, part.features @ held.T], format="csr")
        matrix = linear
        if listed is not None:
            blank = sparse.csr_array((len(numbers), len(own)))
            matrix = sparse.vstack([linear, sparse.hstack([blank, listed])], format="csr")
        charged = self.coupling_charges(question, seats)
        n = len(seats)
        program = WholeProgram(
            worth=np.append(
                variables.worth[own] - np.floor(self.coupling.variable_charges[own]),
                seats.worth - charged,
            ),
            lower=np.append(variables.lower[own], np.zeros(n)),
            upper=np.append(variables.upper[own], np.ones(n)),
            matrix=matrix,
            row_lower=np.append(rows.lower[mine], lower),
            row_upper=np.append(rows.upper[mine], upper),
        )
        if pairs:
            program = with_pairs(
                program, self.program.counted, len(own), seats.question, seats.professional
            )
        return program, mine, numbers

    def _listed_rows(self, question: int, seats: Seats) -> tuple[Ints, sparse.csr_array | None]:
        """Rows over pairs and taken seats of the question: their numbers and coefficients."""
        program, lazy = self.program, self.prices.lazy
        if not len(program.pairs.first) and not len(program.taken.question):
            return NOBODY, None
        numbers = lazy.breakable(seats.question, seats.professional)
        numbers = numbers[lazy.of_question(numbers, question)]
        return numbers, lazy.matrix(numbers, seats.question, seats.professional)


def near_best(seats: Seats, kept: Bools) -> Seats:
    """The seats to keep, and those that are best by themselves."""
    near = np.ones(len(seats), np.bool_)
    if len(seats) > NEAR:
        near[np.argpartition(seats.reduced, len(seats) - NEAR)[:-NEAR]] = False
    return seats[near | kept]


def promising_by_pairs(counted: tuple[CountedPairs, ...], seats: Seats) -> Bools:
    """Seats of the pairs that earn most together, less what both seats lose."""
    promising = np.zeros(len(seats), np.bool_)
    for earning in (pairs for pairs in counted if pairs.each > 0):
        pair = sparse.triu(earning.among(seats.professional), 1).tocoo()
        gain = earning.earned(pair.data) + seats.reduced[pair.row] + seats.reduced[pair.col]
        best = np.argsort(-gain)[:PAIRS]
        promising[pair.row[best]] = promising[pair.col[best]] = True
    return promising

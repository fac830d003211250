"""The teams of one question over everybody eligible: the best at some prices, and all near it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.exact import Exact, WholeProgram, reprice, solve, state
from swarmmatch.engine.exchange import Exchange
from swarmmatch.engine.growing import Growing, credit_of_pairs
from swarmmatch.engine.lines import Lines
from swarmmatch.engine.nearby import Team
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.pair_columns import with_pairs
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.program import Bools, Floats, Ints
from swarmmatch.engine.staffed import once_staffed, settle

#: Parts of teams that are looked at in one listing, and that are weighed at once.
MOST_PARTS, AT_ONCE = 300_000, 20_000
#: Single exchanges of the best team that are listed beside it.
NEAR = 8
#: Units by which floats may be off.
SLIP = 1e-3


@dataclass(frozen=True, eq=False)
class Listed:
    """Teams by the positions of their seats, and what each is worth at the prices asked.

    ``members`` has a bool array over the seats for each team, shape (m, n).
    """

    members: Bools
    values: Floats


class AllTeams:
    """The teams of one question over everybody who is eligible for it.

    Parameters
    ----------
    finder : TeamFinder
        Knows the rows of the question.
    question : int
        Its position.
    clock : Clock
        Of the run.

    Attributes
    ----------
    countable : bool
        Whether all rows earn by counting heads, so that teams can be weighed without a solver.
    empty : Team or None
        The team of nobody; None where the question must have a team.
    """

    def __init__(self, finder: TeamFinder, question: int, clock: Clock) -> None:
        program, part = finder.program, finder.split.parts[question]
        self.question, self._size = question, int(program.size_max[question])
        self.seats = finder.pricer.seats(question, finder.prices)
        people, self._coupling = self.seats.professional, np.flatnonzero(finder.split.coupling)
        self._couples = program.coefficients(self.seats.question, people)[:, self._coupling].T
        own = program.variables.worth[part.variables].astype(np.float64)
        whole = finder.program_of(question, self.seats)[0]
        whole = replace(whole, worth=np.append(own, self.seats.worth))
        self.empty = self._nobody(whole, len(own), clock)
        staffed = once_staffed(whole, len(own))
        settled, self._always = settle(whole, staffed)
        n_variables = len(own) - int(staffed.sum())
        pairs = [(counted, counted.among(people)) for counted in program.counted]
        self._pairs = [(counted, matrix.toarray()) for counted, matrix in pairs]
        self._exchange = Exchange.of(settled, n_variables, pairs)
        self._lines = Lines.of(settled, n_variables, self._size)
        stated = with_pairs(settled, program.counted, n_variables, self.seats.question, people)
        self._settled, self._first = settled, n_variables
        self._paid = stated.worth[len(settled.worth) :]
        self._model = state(stated, clock)
        self._credit = credit_of_pairs(pairs, len(people))
        coupled = program.rows.auxiliary[self._coupling][:, part.variables]
        self.countable = self._exchange is not None and not coupled.count_nonzero()

    @property
    def units(self) -> Ints:
        """What seats and pairs earn or cost are sums of these; pairs up to a cap, of each count."""
        pairs = [
            counted.each * (matrix[matrix > 0] if np.isinf(counted.at_most) else np.ones(1))
            for counted, matrix in self._pairs
        ]
        return np.concatenate([self.seats.worth, *pairs]).astype(np.int64)

    def charged(self, prices: Prices) -> Floats:
        """What each seat is worth at prices of what couples questions, shape (n,), in whole units.

        Charges are rounded down, which can only raise a ceiling.
        """
        charges = prices.seat_charges_at(self.question, self.seats.professional)
        charges = charges + self._couples.T @ prices.rows[self._coupling]
        worth: Floats = self.seats.worth - np.floor(charges + SLIP)
        return worth

    def best(self, prices: Prices, start: Bools, clock: Clock) -> tuple[Listed, float]:
        """Good teams at some prices, the best first, and a ceiling on all that have a member.

        ``start`` is a team from which exchanges may lead to a good one: a better one is found by
        CP-SAT in half the time then, or proven not to exist.
        """
        assert self._exchange is not None
        worth = self.charged(prices)
        climbed = [self._exchange.climb(worth, each) for each in (start, self._top(worth))]
        members, value = max(climbed, key=lambda each: each[1])
        exact = self._better(worth, value, clock)
        if exact.solution is not None:
            members, value = exact.solution[self._first :][: len(worth)] > 0, exact.value
        ceiling = self._always + (value if exact.proven else max(value, exact.ceiling))
        near = [(members, value), *self._exchange.near(worth, members, NEAR)]
        near = [each for each in near if each[0].any() and each[1] > -np.inf]
        found = np.array([team for team, _ in near], np.bool_).reshape(len(near), len(worth))
        return Listed(found, self._always + np.array([value for _, value in near])), ceiling

    def _better(self, worth: Floats, than: float, clock: Clock) -> Exact:
        """The best team at what seats are worth, if one is better than that."""
        own = self._settled.worth[: self._first]
        reprice(self._model, np.concatenate([own, worth, self._paid]))
        return solve(self._model, clock, single=True, above=than)

    def above(self, prices: Prices, least: float, clock: Clock) -> Listed | None:
        """All teams with a member that are worth ``least`` or more; None if they are too many."""
        worth = self.charged(prices)
        lines = replace(self._lines, worth=worth)
        order = np.argsort(-(lines.added[0] + self._credit.sum(axis=1) / 2), kind="stable")
        grown = Growing(lines, self._credit, order, self._size, least - self._always)
        found, parts, looked = [], grown.ones(), 0
        while len(parts):
            clock.check()
            looked += len(parts)
            if looked > MOST_PARTS:
                return None
            found.append(self._worth_it(worth, parts, least))
            parts = grown.longer(parts) if parts.shape[1] < self._size else parts[:0]
        none = Listed(np.zeros((0, len(worth)), np.bool_), np.zeros(0))
        found = [none, *found]
        return Listed(
            np.concatenate([each.members for each in found]),
            np.concatenate([each.values for each in found]),
        )

    def team(self, members: Bools) -> Team:
        """A team by who sits there, charged for nothing."""
        assert self._exchange is not None
        position = np.flatnonzero(members)[None]
        worth = self._exchange.values(self.seats.worth, position)[0] + self._always
        couples: Floats = self._couples @ members.astype(np.float64)
        return Team(self.question, self.seats[members], float(worth), couples)

    def _worth_it(self, worth: Floats, parts: Ints, least: float) -> Listed:
        assert self._exchange is not None
        starts = range(0, len(parts), AT_ONCE)
        some = [self._exchange.values(worth, parts[start : start + AT_ONCE]) for start in starts]
        values = np.concatenate(some) + self._always
        kept = np.flatnonzero(values >= least)
        members = np.zeros((len(kept), len(worth)), np.bool_)
        np.put_along_axis(members, parts[kept], True, axis=1)
        return Listed(members, values[kept])

    def _top(self, worth: Floats) -> Bools:
        top = np.zeros(len(worth), np.bool_)
        top[np.argsort(-worth)[: self._size]] = True
        return top

    def _nobody(self, program: WholeProgram, n_variables: int, clock: Clock) -> Team | None:
        upper = program.upper.copy()
        upper[n_variables:] = 0
        solution = solve(replace(program, upper=upper), clock, single=True).solution
        if solution is None:
            return None
        nobody = self.seats[np.zeros(len(self.seats), np.bool_)]
        worth = float(program.worth @ solution)
        return Team(self.question, nobody, worth, np.zeros(len(self._coupling)))

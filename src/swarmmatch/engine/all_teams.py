"""Every team of a question that is worth enough at given prices, listed without a solver.

Teams grow head by head, in one order of the seats. A part of a team is dropped when its seats, what
its rows earn at most and what later seats add at most come to too little: branch and bound, over
all parts of a size at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.engine.exact import WholeProgram, reprice, solve, state
from swarmmatch.engine.exchange import Exchange
from swarmmatch.engine.lines import Lines
from swarmmatch.engine.nearby import Team
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.pair_columns import with_pairs
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.program import Bools, Floats, Ints

#: Parts of teams that are looked at in one listing, and cells of arrays made at once.
MOST_PARTS, CELLS = 300_000, 2_000_000
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
        """What single seats and pairs of one can earn or cost, in units."""
        pairs = [counted.each * matrix[np.nonzero(matrix)] for counted, matrix in self._pairs]
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
        reprice(
            self._model, np.concatenate([self._settled.worth[: self._first], worth, self._paid])
        )
        exact = solve(self._model, clock, single=True, above=value)
        if exact.solution is not None:
            members, value = exact.solution[self._first :][: len(worth)] > 0, exact.value
        ceiling = value if exact.proven else max(value, exact.ceiling)
        if value == -np.inf or not members.any():
            return Listed(members[None][:0], np.zeros(0)), ceiling + self._always
        near = [(members, value), *self._exchange.near(worth, members, NEAR)]
        near = [each for each in near if each[0].any()]
        listed = Listed(
            np.array([each[0] for each in near]),
            self._always + np.array([each[1] for each in near]),
        )
        return listed, ceiling + self._always

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
        values = self._exchange.values(worth, parts) + self._always
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


@dataclass(frozen=True, eq=False)
class Growing:
    """Parts of teams, shape (m, k), whose seats stand in one order, and those one seat longer.

    Attributes
    ----------
    lines : Lines
        What seats are worth, and what rows earn at most.
    credit : float array (n, n)
        The most that two seats earn as a pair.
    order : int array (n,)
        A part only grows by seats that come later.
    size : int
        No team is larger.
    least : float
        Parts that cannot come to so much are dropped.
    """

    lines: Lines
    credit: Floats
    order: Ints
    size: int
    least: float

    def ones(self) -> Ints:
        """Every seat by itself."""
        return self.order[:, None] if self.size else self.order[:0, None]

    def longer(self, parts: Ints) -> Ints:
        """All parts with one seat more that may still be worth enough."""
        at_once = max(1, CELLS // len(self.order))
        starts = range(0, len(parts), at_once)
        return np.concatenate([self._longer(parts[start : start + at_once]) for start in starts])

    def _longer(self, parts: Ints) -> Ints:
        base, count = self.lines.earned_by(parts)
        with_part = self.credit[parts].sum(axis=1)
        base = base + np.take_along_axis(with_part, parts, axis=1).sum(axis=1) / 2
        last = self._rank[parts[:, -1]]
        later = self._rank > last[:, None]
        adds = self.lines.added_to(count) + with_part + self._with_later[last]
        adds = np.where(later, adds, -np.inf)
        room = self.size - parts.shape[1] - 1
        rest = _best_sum(adds, room)
        who, seat = np.nonzero(base[:, None] + adds + rest[:, None] >= self.least - SLIP)
        return np.column_stack([parts[who], seat])

    @cached_property
    def _rank(self) -> Ints:
        return np.argsort(self.order)

    @cached_property
    def _with_later(self) -> Floats:
        """Half of what each seat can earn in pairs with the seats after a rank, shape (n, n)."""
        after = self._rank > np.arange(len(self.order))[:, None]
        half: Floats = after.astype(np.float64) @ self.credit / 2
        return half


def _best_sum(adds: Floats, at_most: int) -> Floats:
    """The most that so many of each row add up to, shape (m,)."""
    if at_most <= 0:
        return np.zeros(len(adds))
    gains = np.maximum(adds, 0.0)
    if at_most < gains.shape[1]:
        gains = np.partition(gains, gains.shape[1] - at_most, axis=1)[:, -at_most:]
    total: Floats = gains.sum(axis=1)
    return total


def credit_of_pairs(pairs: list[tuple[CountedPairs, sparse.csr_array]], n_seats: int) -> Floats:
    """The most that each two seats earn by sharing a team, shape (n, n)."""
    credit = np.zeros((n_seats, n_seats))
    for counted, matrix in pairs:
        if counted.each > 0:
            credit += counted.each * matrix.toarray()
    return credit


def once_staffed(program: WholeProgram, n_variables: int) -> Bools:
    """Which variables are 1 in every team with a member, shape (U,).

    A row of which every seat takes 1 or more, and which only one variable, when it is 1, allows to
    be above 0.
    """
    auxiliary = sparse.csr_array(program.matrix[:, :n_variables])
    auxiliary.eliminate_zeros()
    seats = program.matrix[:, n_variables:].toarray()
    counts_all = (seats >= 1).all(axis=1) & (program.row_upper == 0)
    counts_all &= np.diff(auxiliary.indptr) == 1
    entry = sparse.csr_array(auxiliary[counts_all]).tocoo()
    staffed = np.zeros(n_variables, np.bool_)
    staffed[entry.col[entry.data < 0]] = True
    own = slice(0, n_variables)
    staffed &= (program.lower[own] == 0) & (program.upper[own] == 1)
    return staffed


def settle(program: WholeProgram, ones: Bools) -> tuple[WholeProgram, float]:
    """The program with some variables settled at 1 and taken out, and what these are worth."""
    kept = np.append(~ones, np.ones(program.matrix.shape[1] - len(ones), np.bool_))
    taken = np.asarray(program.matrix[:, ~kept].sum(axis=1)).ravel()
    settled = WholeProgram(
        worth=program.worth[kept],
        lower=program.lower[kept],
        upper=program.upper[kept],
        matrix=sparse.csr_array(program.matrix[:, kept]),
        row_lower=program.row_lower - taken,
        row_upper=program.row_upper - taken,
    )
    return settled, float(program.worth[~kept].sum())

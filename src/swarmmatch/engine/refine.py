"""Better plans from many good teams: prices move, teams follow, CP-SAT picks one a question.

People whom too many teams want become dearer, those whom too few want cheaper (a subgradient step
on the Lagrangian dual, with the memory of the volume algorithm: Barahona and Anbil 2000,
https://doi.org/10.1007/s101070050002). Each step finds other near-best teams. The best plan that
can be put together from all teams found so far is an exact problem of its own, and a small one.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.exact import WholeProgram, solve
from swarmmatch.engine.one_team import BestTeam, TeamFinder
from swarmmatch.engine.pricing import Seats, join
from swarmmatch.engine.program import Floats, Ints

#: Length of a step against the open gap, and the share of the last direction that it keeps.
LENGTH, MEMORY = 0.7, 0.5
#: Seats of a question that are looked at again at new prices: the best at the first prices.
NEAR = 50
#: So many steps in a row without a new team end the refinement.
STALE = 3
#: Seconds that putting a plan together may take.
PATIENCE = 1.0


class Refinement:
    """Teams found so far, and the prices at which the next ones are looked for.

    Parameters
    ----------
    finder : TeamFinder
        At the prices to start from.
    workers : int
        Threads; a question each.
    """

    def __init__(self, finder: TeamFinder, workers: int) -> None:
        self._start, self._workers = finder, workers
        self._lazy = finder.prices.lazy
        people = finder.prices.numbers < self._lazy.first_pair
        self._numbers = finder.prices.numbers[people]
        self._prices = finder.prices.lazily[people]
        self._direction = np.zeros(len(self._numbers))
        self._questions: list[int] = []
        self._teams: list[Seats] = []
        self._worth: list[float] = []
        self._known: set[tuple[int, bytes]] = set()
        self._current: dict[int, Seats] = {}
        self._near: dict[int, Seats] = {}
        self._chosen: list[int] = []
        self._stale = 0  # steps since a new team was found

    def add(self, question: int, team: BestTeam, finder: TeamFinder) -> None:
        """Keep a team that was found at the prices of a finder."""
        if team.seats is None:
            return
        self._current[question] = team.seats
        name = (question, np.sort(team.seats.professional).tobytes())
        if name not in self._known:
            self._known.add(name)
            self._questions.append(question)
            self._teams.append(team.seats)
            self._worth.append(team.value + float(finder.coupling_charges(team.seats).sum()))

    def step(self, open_gap: float, clock: Clock) -> bool:
        """Move the prices and find the teams that follow; False when nothing new comes of it."""
        moved = self._move_prices(open_gap)
        questions = self._touched(moved)
        if not len(questions):
            return False
        finder = self._start.at(self._numbers, self._prices)
        known = len(self._teams)

        def find(question: int) -> BestTeam:
            return finder.find_among(question, self._nearby(question), clock)

        with ThreadPoolExecutor(self._workers) as threads:
            for question, team in zip(questions, threads.map(find, questions), strict=True):
                self.add(question, team, finder)
        self._stale = self._stale + 1 if len(self._teams) == known else 0
        return self._stale < STALE

    def best_plan(self, clock: Clock) -> Seats | None:
        """The best plan that takes one of the teams found for each question, if there is one."""
        n, question = len(self._teams), np.array(self._questions)
        program = self._start.program
        one_each = sparse.csr_array(
            (np.ones(n), (question, np.arange(n))), shape=(program.n_questions, n)
        )
        seats = join(self._teams)
        team = np.repeat(np.arange(n), [len(team) for team in self._teams])
        belongs = sparse.csr_array(
            (np.ones(len(team)), (np.arange(len(team)), team)), shape=(len(team), n)
        )
        numbers = self._people(self._lazy.breakable(seats.question, seats.professional))
        people = self._lazy.matrix(numbers, seats.question, seats.professional) @ belongs
        lower, upper = self._lazy.bounds(numbers)
        choice = WholeProgram(
            worth=np.array(self._worth),
            lower=np.zeros(n),
            upper=np.ones(n),
            matrix=sparse.csr_array(sparse.vstack([one_each, people], format="csr")),
            row_lower=np.append(np.ones(program.n_questions), lower),
            row_upper=np.append(np.ones(program.n_questions), upper),
        )
        hint = np.isin(np.arange(n), self._chosen).astype(float) if self._chosen else None
        found = solve(choice, Clock(PATIENCE, clock), workers=self._workers, hint=hint)
        if found.solution is None:
            return None
        self._chosen = np.flatnonzero(found.solution).tolist()
        return join([self._teams[position] for position in self._chosen])

    def _move_prices(self, open_gap: float) -> Ints:
        """Take one step; the numbers of the rows whose price changed."""
        seats = join(list(self._current.values()))
        row, _, factor = self._lazy.entries(seats.question, seats.professional)
        people = row < self._lazy.first_pair
        numbers = np.union1d(self._numbers, row[people])
        load = np.zeros(len(numbers))
        np.add.at(load, np.searchsorted(numbers, row[people]), factor[people])
        prices = _spread(self._numbers, self._prices, numbers)
        direction = _violation(prices, load, *self._lazy.bounds(numbers))
        direction += MEMORY * _spread(self._numbers, self._direction, numbers)
        length = LENGTH * open_gap / max(float(direction @ direction), 1.0)
        moved = np.rint(prices + length * direction)
        lower, upper = self._lazy.bounds(numbers)
        moved = np.clip(
            moved,
            np.where(np.isfinite(lower), -np.inf, 0.0),
            np.where(np.isfinite(upper), np.inf, 0.0),
        )
        self._numbers, self._prices, self._direction = numbers, moved, direction
        changed: Ints = numbers[moved != prices]
        return changed

    def _touched(self, moved: Ints) -> list[int]:
        """Questions that had somebody in a team whose price has changed."""
        seats = join(self._teams)
        row, seat, _ = self._lazy.entries(seats.question, seats.professional)
        touched = np.unique(seats.question[seat[np.isin(row, moved)]])
        return [int(question) for question in touched]

    def _nearby(self, question: int) -> Seats:
        """Seats of the question that were best at the first prices, and of its first team."""
        if question not in self._near:
            seats = self._start.pricer.seats(question, self._start.prices)
            near = np.zeros(len(seats), np.bool_)
            near[np.argsort(-seats.reduced)[:NEAR]] = True
            self._near[question] = seats[near | seats.among(self._current[question])]
        return self._near[question]

    def _people(self, numbers: Ints) -> Ints:
        people: Ints = numbers[numbers < self._lazy.first_pair]
        return people


def _spread(numbers: Ints, values: Floats, onto: Ints) -> Floats:
    """Values of some rows among more rows, 0 for the others; both sorted."""
    spread = np.zeros(len(onto))
    spread[np.searchsorted(onto, numbers)] = values
    return spread


def _violation(prices: Floats, load: Floats, lower: Floats, upper: Floats) -> Floats:
    """How far rows are broken, or how far those that have a price are from binding."""
    above, below = load - upper, load - lower
    violation = np.where((load > upper) | (prices > 0), above, 0.0)
    return np.where((load < lower) | (prices < 0), below, violation)

"""The plan as a choice among whole teams, one a question.

Over teams as columns the LP is much tighter than over seats, and its prices say which other teams
are worth finding (Dantzig and Wolfe 1960, https://doi.org/10.1287/opre.8.1.101). The best plan that
can be put together from the teams found so far is an exact problem of its own, and a small one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.exact import WholeProgram, solve
from swarmmatch.engine.highs import SOLVED, Highs
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.nearby import Team
from swarmmatch.engine.prices import Prices, backed
from swarmmatch.engine.pricing import Seats, join
from swarmmatch.engine.program import Floats, Ints
from swarmmatch.engine.split import Split

#: Falling short of a row costs so many points a unit, or so many times the worth of any team.
SHORT, DEAR = 1e3, 10.0
#: Further from 0 than this, a row is broken.
SLIGHT = 1e-6


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The LP over teams: its value in units, its prices, and the reduced worth of every team."""

    value: float
    prices: Prices
    reduced: Floats


@dataclass(frozen=True, eq=False)
class _Stated:
    """A choice among teams; the professionals' rows in it, and the column of the first team."""

    program: WholeProgram
    numbers: Ints
    first_team: int


class TeamColumns:
    """Teams found so far, and the best plan that they make.

    Columns of its programs: the shared variables, a shortfall for every row that an empty plan
    breaks, then the teams. Rows: one team a question, the coupling rows, and those rows over
    professionals that the teams could break.

    Parameters
    ----------
    lazy : LazyRows
        The rows over professionals, and through them the program.
    split : Split
        What couples questions.
    copies : int array (Q,), optional
        How many questions each stands for, itself among them: only teams of the first of some that
        are interchangeable are added then, and the others have 0.
    """

    def __init__(self, lazy: LazyRows, split: Split, copies: Ints | None = None) -> None:
        self._lazy, self._program = lazy, lazy.program
        n_questions = lazy.program.n_questions
        self._copies = np.ones(n_questions, np.int64) if copies is None else copies
        self._coupling, self._shared = np.flatnonzero(split.coupling), np.flatnonzero(split.shared)
        self._teams: list[Team] = []
        self._known: set[tuple[int, bytes]] = set()

    def __len__(self) -> int:
        return len(self._teams)

    @property
    def teams(self) -> list[Team]:
        """The teams found so far."""
        return list(self._teams)

    def add(self, teams: Iterable[Team]) -> None:
        """Keep the teams that are new."""
        for team in teams:
            name = (team.question, np.sort(team.seats.professional).tobytes())
            if name not in self._known:
                self._known.add(name)
                self._teams.append(team)

    def relaxed(self, clock: Clock, *, central: bool = False) -> Relaxed | None:
        """Solve the LP over all teams; None when there is no time for it.

        With ``central``, its prices lie in the middle of all that are optimal, not in a corner: at
        these, fewer other teams are near the best. Only the last digits are less sure then.
        """
        stated = self._stated(self._teams)
        highs = Highs.of(stated.program, self._program.resolution)
        if central:
            highs.setOptionValue("solver", "ipm")
            highs.setOptionValue("run_crossover", "off")
        highs.allow(clock.left)
        highs.run()
        if highs.getModelStatus() not in SOLVED:
            return None
        duals = np.array(highs.getSolution().row_dual) / self._program.resolution
        value = highs.getInfo().objective_function_value / self._program.resolution
        reduced: Floats = stated.program.worth - stated.program.matrix.T @ duals
        return Relaxed(
            value=value + self._program.constant,
            prices=self._prices(duals[self._program.n_questions :], stated.numbers),
            reduced=reduced[stated.first_team :],
        )

    def best_plan(
        self,
        relaxed: Relaxed,
        enough: float,
        clock: Clock,
        most_loss: float,
        nodes: int | None = None,
    ) -> list[Team] | None:
        """A plan worth enough; the best one found when time or nodes run out before.

        Parameters
        ----------
        relaxed : Relaxed
            The LP over the teams.
        enough : float
            Units with which the search stops.
        clock : Clock
            Limits the search.
        most_loss : float
            Teams of a larger loss, by their reduced worth in units, are not looked at.
        nodes : int, optional
            Of the search, at most: unlike time, they are the same on every machine.
        """
        teams = self._promising(relaxed, most_loss)
        stated = self._stated(teams)
        highs = Highs.of(stated.program, self._program.resolution)
        highs.ask_for_whole_numbers()
        highs.setOptionValue("mip_rel_gap", 0.0)
        room = max(relaxed.value - enough, 0.0) * self._program.resolution
        highs.setOptionValue("mip_abs_gap", room)
        highs.setOptionValue("mip_heuristic_run_feasibility_jump", False)  # half of the time
        if nodes is not None:
            highs.setOptionValue("mip_max_nodes", nodes)
        highs.allow(clock.left)
        highs.run()
        if highs.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        return self._plan(teams, stated, np.array(highs.getSolution().col_value))

    def searched_plan(
        self, relaxed: Relaxed, enough: float, clock: Clock, most_loss: float, workers: int
    ) -> list[Team] | None:
        """The same by CP-SAT: where many teams want the same few people, it is the quicker."""
        teams = self._promising(relaxed, most_loss)
        stated, constant = self._stated(teams), self._program.constant
        found = solve(
            stated.program,
            clock,
            workers=workers,
            on_solution=lambda value: value + constant >= enough,
        )
        return None if found.solution is None else self._plan(teams, stated, found.solution)

    def chosen(
        self, teams: list[Team], clock: Clock, step: float
    ) -> tuple[list[Team] | None, float]:
        """The best plan of listed teams, and a ceiling on all of these, in units.

        Values are known to lie ``step`` apart, so a plan is the best when nothing can be a whole
        step better. None for the plan when there is none, or none in time.
        """
        stated = self._stated(teams)
        highs = Highs.of(stated.program, self._program.resolution)
        highs.ask_for_whole_numbers()
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", 0.9 * step * self._program.resolution)
        highs.allow(clock.left)
        highs.run()
        if highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None, -np.inf
        info, constant = highs.getInfo(), self._program.constant
        ceiling = info.mip_dual_bound / self._program.resolution + constant
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None, ceiling
        return self._plan(teams, stated, np.array(highs.getSolution().col_value)), ceiling

    def _times(self, teams: list[Team]) -> Floats:
        """How many times each team can be chosen."""
        return self._copies[[team.question for team in teams]].astype(np.float64)

    def _promising(self, relaxed: Relaxed, most_loss: float) -> list[Team]:
        promising = np.flatnonzero(relaxed.reduced >= -most_loss - 1.0)
        return [self._teams[position] for position in promising]

    def _plan(self, teams: list[Team], stated: _Stated, values: Floats | Ints) -> list[Team] | None:
        """The teams chosen; None when they miss a row."""
        if values[len(self._shared) : stated.first_team].max(initial=0.0) > SLIGHT:
            return None
        times = np.rint(values[stated.first_team :]).astype(np.int64)
        return [teams[position] for position in np.repeat(np.arange(len(teams)), times)]

    def _stated(self, teams: list[Team]) -> _Stated:
        """The choice among teams."""
        program, n = self._program, len(teams)
        seats = join([team.seats for team in teams])
        times = self._copies[seats.question]
        numbers = self._lazy.breakable(
            np.repeat(seats.question, times), np.repeat(seats.professional, times)
        )
        numbers = numbers[numbers < self._lazy.first_pair]
        lower, upper = self._row_bounds(numbers)
        missed = np.where(lower > 0, 1.0, 0.0) - np.where(upper < 0, 1.0, 0.0)
        missed = sparse.diags_array(missed).tocsc()[:, missed != 0]
        worth = np.array([team.worth for team in teams])
        price = max(SHORT / program.resolution, DEAR * np.abs(worth).max(initial=0.0))
        n_missed, variables, shared = missed.shape[1], program.variables, self._shared
        most_missed = np.abs(missed.T @ np.where(missed.sum(axis=1) > 0, lower, upper))
        stated = WholeProgram(
            worth=np.concatenate([variables.worth[shared], np.full(n_missed, -price), worth]),
            lower=np.append(variables.lower[shared], np.zeros(n_missed + n)),
            upper=np.concatenate([variables.upper[shared], most_missed, self._times(teams)]),
            matrix=self._matrix(teams, seats, numbers, missed),
            row_lower=lower,
            row_upper=upper,
        )
        return _Stated(stated, numbers, len(shared) + n_missed)

    def _matrix(
        self, teams: list[Team], seats: Seats, numbers: Ints, missed: sparse.csc_array
    ) -> sparse.csr_array:
        each, n_questions = np.arange(len(teams)), self._program.n_questions
        question = [team.question for team in teams]
        one_each = _ones(question, each, (n_questions, len(teams)))
        team = np.repeat(each, [len(team.seats) for team in teams])
        belongs = _ones(np.arange(len(seats)), team, (len(seats), len(teams)))
        people = self._lazy.matrix(numbers, seats.question, seats.professional) @ belongs
        couples = np.array([team.couples for team in teams])
        couples = couples.reshape(len(teams), len(self._coupling)).T
        chosen = sparse.vstack([one_each, sparse.csr_array(couples), people])
        shared = sparse.vstack([
            sparse.csr_array((n_questions, len(self._shared))),
            self._program.rows.auxiliary[self._coupling][:, self._shared],
            sparse.csr_array((len(numbers), len(self._shared))),
        ])  # fmt: skip
        return sparse.csr_array(sparse.hstack([shared, missed, chosen], format="csr"))

    def _row_bounds(self, numbers: Ints) -> tuple[Floats, Floats]:
        one, rows = self._copies.astype(np.float64), self._program.rows
        lower, upper = self._lazy.bounds(numbers)
        return (
            np.concatenate([one, rows.lower[self._coupling], lower]),
            np.concatenate([one, rows.upper[self._coupling], upper]),
        )

    def _prices(self, duals: Floats, numbers: Ints) -> Prices:
        """Prices of the coupling rows and of the professionals' rows."""
        rows, n = self._program.rows, len(self._coupling)
        lower, upper = rows.lower[self._coupling], rows.upper[self._coupling]
        linear = np.zeros(len(rows.lower))
        linear[self._coupling] = backed(duals[:n], lower, upper)
        return Prices(self._lazy, linear, numbers, backed(duals[n:], *self._lazy.bounds(numbers)))


def _ones(row: Ints | list[int], column: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(column)), (row, column)), shape=shape)

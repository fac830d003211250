"""Best teams of all questions at the coupling prices, and the tighter ceiling that they prove."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise, repeat

import numpy as np

from swarmmatch.engine.bound import Bound
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.nearby import Nearby
from swarmmatch.engine.one_team import (
    SLIP,
    WIDTHS,
    BestTeam,
    TeamFinder,
    near_best,
    promising_by_pairs,
)
from swarmmatch.engine.pricing import Seats, join, variables_ceiling
from swarmmatch.engine.program import Bools, Floats, Ints

#: Further from a whole number than this, the LP splits a seat or a variable.
WHOLE = 1e-6
#: Seats taken this far by the LP are the first to make a team of.
LIKELY = 0.3
#: Work for one exact solve of a wider look, in CP-SAT's deterministic seconds.
EFFORT = 4.0


@dataclass(frozen=True, eq=False)
class Teams:
    """A team for every question, each the best at the coupling prices, in units.

    Attributes
    ----------
    ceiling : float
        No matching is worth more.
    at_prices : float
        The ceiling that the best teams prove by themselves; what ``slack`` is measured against.
    teams : list of BestTeam
        One a question; people may be promised to more teams than they can join.
    nearby : list of Nearby
        The best seats of each question, and the team's.
    slack : float array (Q,)
        How far the LP's ceiling on each question lies above the best team.
    impossible : int array
        Questions for which no team exists, whatever the others do.
    """

    ceiling: float
    at_prices: float
    teams: list[BestTeam]
    nearby: list[Nearby]
    slack: Floats
    impossible: Ints

    @property
    def looked_through(self) -> bool:
        """Whether the best team of every question is proven, or was looked for as far as can be."""
        return all(team.proven or team.looked >= WIDTHS[-1] for team in self.teams)


def best_teams(
    finder: TeamFinder, bound: Bound, clock: Clock, run_clock: Clock, workers: int
) -> Teams:
    """Find the best team of every question that the LP does not settle by itself.

    Parameters
    ----------
    finder : TeamFinder
        Finds teams at the prices of the bound.
    bound : Bound
        Where its LP takes whole seats only, they are the team. When it is not finished, the pool is
        not looked at again: good teams of its candidates must do, and its own ceiling.
    clock : Clock
        Questions whose turn comes too late get a good team, and the LP's ceiling.
    run_clock : Clock
        Raises TimeUp when there is no time for that either.
    workers : int
        Threads; a question each.
    """
    open_questions, counted = _unsettled(finder, bound), finder.program.counted
    in_lp = _by_question(bound.seats[bound.chosen > WHOLE], finder.program.n_questions)
    likely = _by_question(bound.seats[bound.chosen > LIKELY], finder.program.n_questions)
    candidates = _by_question(bound.candidates, finder.program.n_questions)

    def find(question: int) -> tuple[BestTeam, Nearby]:
        if not bound.finished and len(candidates[question]):
            return _unproven(finder, question, candidates[question], likely[question], run_clock)
        here = finder.pricer.seats(question, finder.prices)
        near = near_best(here, here.among(in_lp[question]) | promising_by_pairs(counted, here))
        nearby = Nearby(finder, question, near, run_clock)
        settled = not open_questions[question] and finder.settles(question, here, likely[question])
        good = _good(finder, nearby, here, likely[question], settled)
        if good.proven or clock.left <= 0:
            return good, nearby
        return _better(finder, good, nearby, finder.best_of(question, here, clock, good), run_clock)

    with ThreadPoolExecutor(workers) as threads:
        both = list(threads.map(find, range(finder.program.n_questions)))
        if bound.finished:
            _look_wider(finder, both, clock, run_clock, threads)
    return _gathered(finder, bound.ceiling, both)


def looked_wider(
    finder: TeamFinder, teams: Teams, clock: Clock, run_clock: Clock, workers: int
) -> Teams:
    """Go on with the questions whose best team is not proven, at the same prices."""
    both = list(zip(teams.teams, teams.nearby, strict=True))
    with ThreadPoolExecutor(workers) as threads:
        _look_wider(finder, both, clock, run_clock, threads)
    return _gathered(finder, teams.ceiling, both)


def repriced(
    finder: TeamFinder, teams: Teams, clock: Clock, run_clock: Clock, workers: int
) -> Teams:
    """The best teams at the prices of another finder, from those that were near at other prices.

    Parameters
    ----------
    finder : TeamFinder
        At the new prices.
    teams : Teams
        Found before; their ceiling holds on.
    clock, run_clock, workers
        As in `best_teams`.
    """

    def find(question: int) -> tuple[BestTeam, Nearby]:
        here = finder.pricer.seats(question, finder.prices)
        before = teams.teams[question].seats
        start = here[:0] if before is None else here[here.among(before)]
        near = near_best(here, here.among(teams.nearby[question].seats))
        nearby = Nearby(finder, question, near, run_clock)
        good = _good(finder, nearby, here, start, settled=False)
        if good.proven or clock.left <= 0:
            return good, nearby
        return _better(finder, good, nearby, finder.best_of(question, here, clock, good), run_clock)

    with ThreadPoolExecutor(workers) as threads:
        both = list(threads.map(find, range(finder.program.n_questions)))
        _look_wider(finder, both, clock, run_clock, threads)
    return _gathered(finder, teams.ceiling, both)


def _gathered(finder: TeamFinder, ceiling: float, both: list[tuple[BestTeam, Nearby]]) -> Teams:
    """The teams of all questions, and what they prove under a ceiling that holds already."""
    found = [team for team, _ in both]
    ceilings = np.array([team.ceiling for team in found])
    shared = variables_ceiling(finder.prices)[finder.split.shared].sum()
    beside = finder.program.constant + finder.coupling.ceiling + shared + _undercharged(finder)
    at_prices = float(beside + ceilings.sum())
    return Teams(
        ceiling=min(ceiling, at_prices),
        at_prices=at_prices,
        teams=found,
        nearby=[nearby for _, nearby in both],
        slack=np.array([team.slack for team in found]),
        impossible=np.flatnonzero(np.isneginf(ceilings)),
    )


def _good(
    finder: TeamFinder, nearby: Nearby, here: Seats, likely: Seats, settled: bool
) -> BestTeam:
    """A good team under the LP's ceiling; where the LP settles the question, its own."""
    ceiling = highest = finder.ceiling(nearby.question, here)
    if not finder.split.coupling.any():  # every team's value is whole
        ceiling = float(np.floor(ceiling + SLIP))
    team: Seats | None = likely
    value = ceiling
    if not settled:
        climbed, value = nearby.climbed(likely, finder.coupling)
        team = None if climbed is None else climbed.seats
    return BestTeam(team, value, ceiling, max(highest - ceiling, 0.0), nearby.seats)


def _look_wider(
    finder: TeamFinder,
    both: list[tuple[BestTeam, Nearby]],
    clock: Clock,
    run_clock: Clock,
    threads: ThreadPoolExecutor,
) -> None:
    """Look at more seats of the questions whose best team is not proven, the furthest off first."""

    def look(question: int, width: int) -> tuple[BestTeam, Nearby]:
        good, nearby = both[question]
        if clock.left <= 0:
            return good, nearby
        here = finder.pricer.seats(question, finder.prices)
        best = finder.best_of(question, here, clock, good, width, EFFORT)
        return _better(finder, good, nearby, best, run_clock)

    for width in WIDTHS[1:]:
        off = np.array([best.ceiling - best.value for best, _ in both])
        worth_it = [not best.proven and best.looked < width for best, _ in both]
        order = np.argsort(-off)
        order = order[np.array(worth_it, np.bool_)[order]]
        wider = threads.map(look, order.tolist(), repeat(width))
        for question, found in zip(order.tolist(), wider, strict=True):
            both[question] = found


def _better(
    finder: TeamFinder, good: BestTeam, nearby: Nearby, best: BestTeam, clock: Clock
) -> tuple[BestTeam, Nearby]:
    """The better of two teams of a question, under the lower ceiling of both."""
    if best.seats is None and np.isneginf(best.ceiling):
        return best, nearby
    low = min(good, best, key=lambda team: team.ceiling)
    team = max(good, best, key=lambda team: team.value)
    missing = team.near[~team.near.among(nearby.seats)]
    if team.seats is not None and len(missing):
        nearby = Nearby(finder, nearby.question, join([nearby.seats, missing]), clock)
    return replace(team, ceiling=low.ceiling, slack=low.slack, looked=best.looked), nearby


def _unproven(
    finder: TeamFinder, question: int, here: Seats, likely: Seats, clock: Clock
) -> tuple[BestTeam, Nearby]:
    """A good team of the seats near the best, or else of all those given."""
    for near in (near_best(here, here.among(likely)), here):
        nearby = Nearby(finder, question, near, clock)
        team, value = nearby.climbed(likely, finder.coupling)
        if team is not None:
            break
    seats = None if team is None else team.seats
    return BestTeam(seats, value, np.inf, 0.0, near), nearby


def _undercharged(finder: TeamFinder) -> float:
    """What negative variables may gain by a charge that is rounded down."""
    charged = (finder.coupling.variable_charges != 0) & ~finder.split.shared
    return -float(np.minimum(finder.program.variables.lower[charged], 0).sum())


def _unsettled(finder: TeamFinder, bound: Bound) -> Bools:
    """Questions at which the LP splits a seat or one of the question's own variables."""
    unsettled = np.zeros(finder.program.n_questions, np.bool_)
    unsettled[bound.seats.question[_split(bound.chosen)]] = True
    for question, part in enumerate(finder.split.parts):
        unsettled[question] |= _split(bound.variables[part.variables]).any()
    return unsettled


def _split(values: Floats) -> Bools:
    split: Bools = np.abs(values - np.rint(values)) > WHOLE
    return split


def _by_question(seats: Seats, n_questions: int) -> list[Seats]:
    seats = seats[np.argsort(seats.question, kind="stable")]
    edges = np.searchsorted(seats.question, np.arange(n_questions + 1))
    return [seats[start:stop] for start, stop in pairwise(edges)]

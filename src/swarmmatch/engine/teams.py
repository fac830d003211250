"""Best teams of all questions at the coupling prices, and the tighter ceiling that they prove."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from swarmmatch.engine.bound import Bound
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.one_team import SLIP, BestTeam, TeamFinder, near_best
from swarmmatch.engine.pricing import variables_ceiling
from swarmmatch.engine.program import Bools, Floats, Ints

#: Further from a whole number than this, the LP splits a seat or a variable.
WHOLE = 1e-6


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
    slack : float array (Q,)
        How far the LP's ceiling on each question lies above the best team.
    impossible : int array
        Questions for which no team exists, whatever the others do.
    """

    ceiling: float
    at_prices: float
    teams: list[BestTeam]
    slack: Floats
    impossible: Ints


def best_teams(finder: TeamFinder, bound: Bound, clock: Clock, workers: int) -> Teams:
    """Find the best team of every question that the LP does not settle by itself.

    Parameters
    ----------
    finder : TeamFinder
        Finds teams at the prices of the bound.
    bound : Bound
        Where its LP takes whole seats only, they are the team.
    clock : Clock
        Questions whose turn comes too late get no team; the ceiling is then the LP's.
    workers : int
        Threads; a question each.
    """
    open_questions = _unsettled(finder, bound)
    settled = bound.seats[bound.chosen > 1 - WHOLE]

    def find(question: int) -> BestTeam:
        if clock.left > 0 and open_questions[question]:
            return finder.find(question, clock)
        here = finder.pricer.seats(question, finder.prices)
        ceiling = finder.ceiling(question, here)
        team = settled[settled.question == question]
        if open_questions[question] or not finder.settles(question, here, team):
            if clock.left > 0:
                return finder.find(question, clock)
            return BestTeam(None, -np.inf, ceiling, 0.0, near_best(here, here.among(team)))
        if not finder.split.coupling.any():  # every team's value is whole
            ceiling = float(np.floor(ceiling + SLIP))
        return BestTeam(team, ceiling, ceiling, 0.0, near_best(here, here.among(team)))

    with ThreadPoolExecutor(workers) as threads:
        found = list(threads.map(find, range(finder.program.n_questions)))
    ceilings = np.array([team.ceiling for team in found])
    shared = variables_ceiling(finder.prices)[finder.split.shared].sum()
    beside = finder.program.constant + finder.coupling.ceiling + shared + _undercharged(finder)
    at_prices = float(beside + ceilings.sum())
    return Teams(
        ceiling=min(bound.ceiling, at_prices),
        at_prices=at_prices,
        teams=found,
        slack=np.array([team.slack for team in found]),
        impossible=np.flatnonzero(np.isneginf(ceilings)),
    )


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

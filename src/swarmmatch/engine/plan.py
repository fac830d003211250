"""A first whole plan: best teams, with nobody promised to more of them than they can join."""

from __future__ import annotations

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.one_team import NOBODY, BestTeam, TeamFinder
from swarmmatch.engine.program import Bools, Ints, SeatProgram


def first_plan(finder: TeamFinder, teams: list[BestTeam], clock: Clock) -> list[BestTeam] | None:
    """Go through the questions; where somebody's seats are used up, find another good team.

    Questions whose team has the fewest rivals for its members come first. Returns None when some
    question is left without a team; rows over the whole plan are not looked at.
    """
    program = finder.program
    seated = _Seated(program)
    plan = list(teams)
    for question in _least_contested_first(teams, program.n_professionals):
        if clock.left <= 0:
            return None
        full, seats = seated.full(question), teams[question].seats
        if seats is None or full[seats.professional].any():
            plan[question] = finder.find_quickly(question, clock, np.flatnonzero(full))
            seats = plan[question].seats
        if seats is None:
            return None
        seated.add(question, seats.professional)
    return plan


class _Seated:
    """How far each row over a professional's seats is used up."""

    def __init__(self, program: SeatProgram) -> None:
        self._program = program
        self._groups = program.people.groups.toarray()
        self._load = np.zeros(program.people.upper.shape)
        taken = program.taken
        for question in np.unique(taken.question):  # their seats are spoken for
            self._add(question, taken.at(question))

    def full(self, question: int) -> Bools:
        """Who cannot take a seat at the question any more, shape (P,)."""
        factor = self._groups[:, [question]]
        full: Bools = ((factor != 0) & (self._load + factor > self._program.people.upper)).any(
            axis=0
        )
        full[self._program.taken.at(question)] = False
        return full

    def add(self, question: int, team: Ints) -> None:
        """Seat a team."""
        self._add(question, np.setdiff1d(team, self._program.taken.at(question)))

    def _add(self, question: int, people: Ints) -> None:
        self._load[:, people] += self._groups[:, [question]]


def _least_contested_first(teams: list[BestTeam], n_professionals: int) -> list[int]:
    members = [NOBODY if t.seats is None else t.seats.professional for t in teams]
    wanted = np.bincount(np.concatenate([NOBODY, *members]), minlength=n_professionals)
    rivals = [int((wanted[team] > 1).sum()) for team in members]
    return [int(question) for question in np.argsort(rivals, kind="stable")]

"""A first whole plan: best teams, with nobody promised to more of them than they can join."""

from __future__ import annotations

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.one_team import TeamFinder
from swarmmatch.engine.pricing import Seats, join
from swarmmatch.engine.program import Bools, Ints, SeatProgram


def first_plan(finder: TeamFinder, teams: list[Seats | None], clock: Clock) -> Seats | None:
    """Go through the questions; where somebody's seats are used up, find the next best team.

    Questions whose team has the fewest rivals for its members come first. Returns None when some
    question is left without a team; rows over the whole plan are not looked at.
    """
    program = finder.program
    seated = _Seated(program)
    plan: list[Seats] = []
    for question in _least_contested_first(teams, program.n_professionals):
        if clock.left <= 0:
            return None
        team = teams[question]
        full = seated.full(question)
        if team is None or full[team.professional].any():
            team = finder.find(question, clock, np.flatnonzero(full)).seats
        if team is None:
            return None
        seated.add(question, team.professional)
        plan.append(team)
    return join(plan)


class _Seated:
    """How far each row over a professional's seats is used up."""

    def __init__(self, program: SeatProgram) -> None:
        self._program = program
        self._groups = program.people.groups.toarray()
        self._load = np.zeros(program.people.upper.shape)
        taken = program.taken
        for question in np.unique(taken.question):  # their seats are spoken for
            self._add(question, taken.professional[taken.question == question])

    def full(self, question: int) -> Bools:
        """Who cannot take a seat at the question any more, shape (P,)."""
        factor = self._groups[:, [question]]
        full = ((factor != 0) & (self._load + factor > self._program.people.upper)).any(axis=0)
        full[self._spoken_for(question)] = False
        return full

    def add(self, question: int, team: Ints) -> None:
        """Seat a team."""
        self._add(question, np.setdiff1d(team, self._spoken_for(question)))

    def _add(self, question: int, people: Ints) -> None:
        self._load[:, people] += self._groups[:, [question]]

    def _spoken_for(self, question: int) -> Ints:
        taken = self._program.taken
        return taken.professional[taken.question == question]


def _least_contested_first(teams: list[Seats | None], n_professionals: int) -> list[int]:
    everybody = join([team for team in teams if team is not None]).professional
    wanted = np.bincount(everybody, minlength=n_professionals)
    rivals = [0 if team is None else int((wanted[team.professional] > 1).sum()) for team in teams]
    return [int(question) for question in np.argsort(rivals, kind="stable")]

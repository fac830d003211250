"""A first whole plan: best teams, with nobody promised to more of them than they can join."""

from __future__ import annotations

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.nearby import Nearby, Team
from swarmmatch.engine.one_team import NOBODY, TeamFinder
from swarmmatch.engine.pricing import Seats, join
from swarmmatch.engine.program import Bools, Ints, SeatProgram


class FirstPlan:
    """Goes through the questions; where somebody's seats are used up, finds another good team.

    Rows over the whole plan are not looked at.

    Parameters
    ----------
    finder : TeamFinder
        At the prices that the teams were found at.
    nearby : list of Nearby
        One a question.
    """

    def __init__(self, finder: TeamFinder, nearby: list[Nearby]) -> None:
        self._finder, self._nearby = finder, nearby
        self._seated = Seated(finder.program)

    def of(self, teams: list[Team | None], clock: Clock) -> list[Team]:
        """A team for every question, or for as many as there are people and time for.

        Questions whose team has the fewest rivals for its members come first.
        """
        plan: list[Team] = []
        for question in _least_contested_first(teams, self._finder.program.n_professionals):
            team = self._without_the_full(question, teams[question], clock)
            if clock.left <= 0:
                break
            if team is not None:
                plan.append(team)
                self._seated.add(question, team.seats.professional)
        return plan

    def _without_the_full(self, question: int, team: Team | None, clock: Clock) -> Team | None:
        full = self._seated.full(question)
        if team is not None and not full[team.seats.professional].any():
            return team
        nearby = self._nearby[question]
        barred = full[nearby.seats.professional]
        start = nearby.seats[:0] if team is None else team.seats
        other, _ = nearby.climbed(start, self._finder.coupling, barred)
        if other or (other := nearby.best(self._finder.coupling, clock, barred)):
            return other
        found = self._finder.find(question, clock, np.flatnonzero(full))
        if found.seats is None:
            return None
        wider = join([nearby.seats, found.seats[~found.seats.among(nearby.seats)]])
        self._nearby[question] = Nearby(self._finder, question, wider, clock)
        return self._nearby[question].team(found.seats, clock)


def reaching(plan: Seats, nearby: Nearby, finder: TeamFinder, clock: Clock) -> Nearby:
    """Seats of a question, those that a plan takes there among them."""
    here = plan[plan.question == nearby.question]
    missing = here[~here.among(nearby.seats)]
    if not len(missing):
        return nearby
    return Nearby(finder, nearby.question, join([nearby.seats, missing]), clock)


def teams_of(plan: Seats, nearby: list[Nearby], clock: Clock) -> list[Team]:
    """The teams of a plan, each among the seats near it."""
    teams = (around.team(plan[plan.question == around.question], clock) for around in nearby)
    return [team for team in teams if team is not None]


class Seated:
    """How far each row over a professional's seats is used up.

    Parameters
    ----------
    program : SeatProgram
        Whose seats that must be taken are spoken for.
    """

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


def _least_contested_first(teams: list[Team | None], n_professionals: int) -> list[int]:
    members = [NOBODY if team is None else team.seats.professional for team in teams]
    wanted = np.bincount(np.concatenate([NOBODY, *members]), minlength=n_professionals)
    rivals = [int((wanted[team] > 1).sum()) for team in members]
    return [int(question) for question in np.argsort(rivals, kind="stable")]

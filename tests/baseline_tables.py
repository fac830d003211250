"""Tables for baselines, and the facts that these keep, told with plain dictionaries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd

import swarmmatch as sm
from swarmmatch.testing import tiny_problem

Way = Callable[..., sm.Baseline]
SEAT = ["question", "professional"]


def problem_with(
    people: str,
    sizes: Mapping[str, tuple[int, int]],
    *,
    known: Mapping[str, Any] | None = None,
    asked: Mapping[str, Any] | None = None,
    **tables: pd.DataFrame,
) -> sm.Problem:
    """A professional for each letter, questions of a least and largest size, and what is known."""
    professionals = pd.DataFrame({"professional": list(people)})
    questions = pd.DataFrame(
        {
            "question": list(sizes),
            "size_min": [least for least, _ in sizes.values()],
            "size_max": [most for _, most in sizes.values()],
        }
    )
    return sm.Problem.from_frames(
        professionals=professionals.assign(**known or {}),
        questions=questions.assign(**asked or {}),
        **tables,
    )


@cache
def tiny(seed: int, *, locks: bool = True, professionals: int | None = None) -> sm.Problem:
    """A random problem, made once."""
    problem = tiny_problem(seed, professionals=professionals)
    if locks:
        return problem
    return problem.edited({"seats": problem.seats[problem.seats["kind"] != "lock"]})


def pairs_of(frame: pd.DataFrame, columns: list[str] = SEAT) -> list[tuple[Any, ...]]:
    """The rows of some columns."""
    return list(frame[columns].itertuples(index=False, name=None))


class Book:
    """Who sits where, kept by hand."""

    def __init__(self, problem: sm.Problem) -> None:
        people, asked = problem.professionals, problem.questions
        self.left = dict(zip(people["professional"], people["capacity"], strict=True))
        self.slot = dict(zip(asked["question"], asked["slot"], strict=True))
        self.teams: dict[str, list[str]] = {question: [] for question in self.slot}
        offered, seats = problem.availability, problem.seats
        self.comes = None if offered is None else set(pairs_of(offered, ["professional", "slot"]))
        self.barred = set(pairs_of(seats[seats["kind"] == "bar"]))

    def may(self, question: str, name: str) -> bool:
        """Whether somebody could take a seat there now."""
        slot = self.slot[question]
        held = [other for other, team in self.teams.items() if name in team]
        if question in held or self.left[name] < 1 or (question, name) in self.barred:
            return False
        if pd.isna(slot):
            return True
        there = self.comes is None or (name, slot) in self.comes
        return there and slot not in [self.slot[other] for other in held]

    def seat(self, question: str, name: str) -> None:
        """Write somebody in."""
        self.teams[question].append(name)
        self.left[name] -= 1

    def give_up(self, question: str) -> None:
        """Strike a question out."""
        for name in self.teams[question]:
            self.left[name] += 1
        self.teams[question] = []

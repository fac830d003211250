"""Greedy coverage: question by question, whoever adds most to what is still wanted."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

import swarmmatch as sm
from benchmarks.harness.claimed import claimed
from benchmarks.harness.direct_model import DirectModel
from benchmarks.harness.registry import method
from benchmarks.methods.cp_sat import MUST
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Floats, Ints


@method("greedy coverage")
def greedy_coverage(
    problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int
) -> sm.Matching:
    """Fill each question in turn with who is free and covers most, then who fits best.

    It keeps who may sit where, capacity and slots, and the sizes of teams; no other rule.
    """
    model = DirectModel.of(problem, policy, Clock(time_limit))
    seats = model.restricted.seats
    left = problem.professionals["capacity"].to_numpy().copy()
    slots = problem.arrays.slots.codes
    busy = np.zeros((max(slots.max() + 1, 1), len(left)), np.bool_)
    taken = []
    for question, here in each_question(seats, len(problem.questions)):
        free = here.professional[(left > 0)[here.professional]]
        slot = slots[question]
        if slot >= 0:
            free = free[~busy[slot][free]]
        team = filled(problem, question, free, fit_of(here, len(left)))
        left[team] -= 1
        if slot >= 0:
            busy[slot][team] = True
        taken.append(pd.DataFrame({"question": question, "professional": team}))
    table = pd.concat(taken)
    teams = pd.DataFrame(
        {
            "question": problem.arrays.questions[table["question"]],
            "professional": problem.arrays.professionals[table["professional"]],
        }
    )
    return claimed(problem, policy, teams, reason="every question has been filled")


def each_question(seats: Seats, n_questions: int) -> Iterator[tuple[int, Seats]]:
    """The seats of each question."""
    ends = np.searchsorted(seats.question, np.arange(n_questions + 1))
    for question in range(n_questions):
        yield question, seats[ends[question] : ends[question + 1]]


def fit_of(seats: Seats, n: int) -> Floats:
    """Worth of each professional's seat, scaled below any requirement."""
    worth = np.zeros(n)
    worth[seats.professional] = seats.worth / (1.0 + np.abs(seats.worth).max(initial=0.0))
    return 1e-3 * worth


def filled(
    problem: sm.Problem,
    question: int,
    free: Ints,
    fit: Floats,
) -> Ints:
    """Positions of the members, as many as the question may have, while each adds something."""
    asked = problem.requirements
    rows = asked[asked["question"] == problem.arrays.questions[question]]
    skills = problem.arrays.skills.get_indexer(rows["skill"])
    held = problem.arrays.levels[free][:, skills].toarray() >= rows["level"].to_numpy()
    wanted = rows["holders"].to_numpy().copy()
    weight = (rows["weight"] / rows["holders"]).to_numpy() + MUST * rows["must"].to_numpy()
    least, most = problem.questions[["size_min", "size_max"]].to_numpy()[question]
    team: list[int] = []
    able = np.ones(len(free), np.bool_)
    while len(team) < min(most, len(free)):
        gain = held @ (weight * (wanted > 0)) + fit[free]
        gain[~able] = -np.inf
        best = int(gain.argmax())
        if len(team) >= least and not (held[best] & (wanted > 0)).any():
            break
        team.append(best)
        able[best] = False
        wanted = wanted - held[best]
    return free[team]

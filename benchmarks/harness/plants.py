"""Conflicts planted in a region that has a matching, one kind each."""

from __future__ import annotations

import numpy as np
import pandas as pd

import swarmmatch as sm
from swarmmatch.data.geography import distance_km

QUOTA = sm.Quota("municipality", at_most=2)
NEAR = 30  # km
Planted = tuple[sm.Problem, sm.Policy]


def nothing(problem: sm.Problem) -> Planted:
    """The region as it is."""
    return problem, sm.Policy.basic(problem)


def skill_in_slot(problem: sm.Problem) -> Planted:
    """Three questions of one slot need two each of five holders."""
    asked, slot = questions_of_a_slot(problem)
    who = comers(problem, slot).iloc[:5]
    return with_must(problem, who, asked[:3], holders=2), sm.Policy.basic(problem)


def two_locks(problem: sm.Problem) -> Planted:
    """Somebody with two seats is locked into two questions of one slot."""
    asked, slot = questions_of_a_slot(problem)
    people = problem.professionals
    comes = people["professional"].isin(comers(problem, slot))
    who = people.loc[comes & (people["capacity"] > 1), "professional"].iloc[0]
    locks = pd.DataFrame({"question": asked[:2], "professional": who, "kind": "lock"})
    return problem.replace(seats=locks), sm.Policy.basic(problem)


def quota_and_must(problem: sm.Problem) -> Planted:
    """A question needs three holders who all live in one municipality, of which two may sit."""
    people = problem.professionals
    who = people.loc[people["municipality"] == "Aalten", "professional"].iloc[:400]
    asked = problem.questions["question"].to_numpy()[3:4]
    return with_must(problem, who, asked, holders=3), sm.Policy.basic(problem) | QUOTA


def distance(problem: sm.Problem) -> Planted:
    """The holders that a question needs all live too far away."""
    arrays = problem.arrays
    km = distance_km(arrays.professional_place, arrays.question_place[:, 5])
    who = pd.Series(arrays.professionals[np.flatnonzero(km > NEAR + 2)[:300]])
    asked = problem.questions["question"].to_numpy()[5:6]
    near = sm.Policy.basic(problem) | sm.MaxDistance(NEAR)
    return with_must(problem, who, asked, holders=2), near


def comers(problem: sm.Problem, slot: str) -> pd.Series:
    """Who offered a slot."""
    offered = problem.availability
    assert offered is not None
    return offered.loc[offered["slot"] == slot, "professional"]


def questions_of_a_slot(
    problem: sm.Problem,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.object_]], str]:
    """Ids of the questions of the busiest slot, and the slot."""
    slot = problem.questions["slot"].value_counts().index[0]
    asked = problem.questions.loc[problem.questions["slot"] == slot, "question"]
    return asked.to_numpy(object), str(slot)


def with_must(problem: sm.Problem, who: pd.Series, asked: object, holders: int) -> sm.Problem:
    """The problem with a skill that only some hold, and that some questions must have."""
    held = pd.DataFrame({"professional": who, "skill": "planted", "level": 3})
    must = pd.DataFrame({"question": asked, "skill": "planted", "level": 3, "must": True})
    return problem.replace(
        skills=pd.concat([problem.skills, held]),
        requirements=pd.concat([problem.requirements, must.assign(holders=holders, weight=1.0)]),
    )


PLANTS = (nothing, skill_in_slot, two_locks, quota_and_must, distance)

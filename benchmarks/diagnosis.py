"""Diagnosis of planted conflicts at full size, and of random tiny problems by brute force.

Run from the project's root: ``python -m benchmarks.diagnosis`` (12,000 professionals and 100
questions, one conflict of each kind), ``python -m benchmarks.diagnosis --random 200`` (so many
infeasible tiny problems: conflicts minimal by deletion and as small as brute force finds).
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from tests.conflicts import demand_minimal, members_of

import swarmmatch as sm
from swarmmatch.data.geography import distance_km
from swarmmatch.engine.diagnosis.relaxations import PRICES
from swarmmatch.testing import tiny_problem

QUOTA = sm.Quota("municipality", at_most=2)
NEAR = 30
TINY = [
    sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Locks(), sm.Pairs(), sm.MustHave(),
    sm.Budget(), sm.MinLoad(1), sm.MaxDistance(20), sm.Quota("municipality", at_most=1),
    sm.NotAlone("gender"), sm.ClientRotation(1), sm.Distinct("sector", at_least=2),
    sm.RepeatPairs(at_most=0), sm.Balance("experience", 2), sm.TeamSize(unstaffed=3),
]  # fmt: skip
#: Of one in so many tiny problems relaxations are looked for, which take the most time.
RELAXED = 10
NONE = dict.fromkeys(PRICES, float("inf"))
Plant = Callable[[sm.Problem], tuple[sm.Problem, sm.Policy]]


def nothing(problem: sm.Problem) -> tuple[sm.Problem, sm.Policy]:
    """The region as it is, which has a matching."""
    return problem, sm.Policy.basic(problem)


def skill_in_slot(problem: sm.Problem) -> tuple[sm.Problem, sm.Policy]:
    """Three questions of one slot need two each of five holders."""
    asked, slot = questions_of_a_slot(problem)
    offered = problem.availability
    assert offered is not None
    who = offered.loc[offered["slot"] == slot, "professional"].iloc[:5]
    return with_must(problem, who, asked[:3], holders=2), sm.Policy.basic(problem)


def two_locks(problem: sm.Problem) -> tuple[sm.Problem, sm.Policy]:
    """Somebody with two seats is locked into two questions of one slot."""
    asked, slot = questions_of_a_slot(problem)
    people, offered = problem.professionals, problem.availability
    assert offered is not None
    comes = people["professional"].isin(offered.loc[offered["slot"] == slot, "professional"])
    who = people.loc[comes & (people["capacity"] > 1), "professional"].iloc[0]
    locks = pd.DataFrame({"question": asked[:2], "professional": who, "kind": "lock"})
    return problem.replace(seats=locks), sm.Policy.basic(problem)


def quota_and_must(problem: sm.Problem) -> tuple[sm.Problem, sm.Policy]:
    """A question needs three holders who all live in one municipality, of which two may sit."""
    people = problem.professionals
    who = people.loc[people["municipality"] == "Aalten", "professional"].iloc[:400]
    asked = problem.questions["question"].to_numpy()[3:4]
    return with_must(problem, who, asked, holders=3), sm.Policy.basic(problem) | QUOTA


def distance(problem: sm.Problem) -> tuple[sm.Problem, sm.Policy]:
    """The holders that a question needs all live too far away."""
    arrays = problem.arrays
    km = distance_km(arrays.professional_place, arrays.question_place[:, 5])
    who = pd.Series(arrays.professionals[np.flatnonzero(km > NEAR + 2)[:300]])
    asked = problem.questions["question"].to_numpy()[5:6]
    return with_must(problem, who, asked, holders=2), sm.Policy.basic(problem) | sm.MaxDistance(
        NEAR
    )


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


def planted(limit: float, seed: int) -> None:
    """Diagnose each kind of conflict, and print a row."""
    problem = sm.achterhoek(12_000, 100, seed=seed)
    plants: list[Plant] = [nothing, skill_in_slot, two_locks, quota_and_must, distance]
    print("planted          seconds   CPU  feasible  members  minimal  shortages  relaxations")
    for plant in plants:
        spoilt, policy = plant(problem)
        wall, cpu = time.perf_counter(), time.process_time()
        found = sm.diagnose(spoilt, policy, time_limit=limit)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(
            f"{plant.__name__:15} {wall:8.1f} {cpu:5.1f}  {found.feasible!s:8} "
            f"{len(found.conflict):8} {found.minimal!s:>8} {len(found.shortages):10} "
            f"{len(found.relaxations):6} of which {found.relaxations['verified'].sum()} verified",
            flush=True,
        )
        for row in found.conflict.itertuples():
            print(f"    {row.rule}  {row.subject}  {row.detail}")
        for row in found.relaxations.itertuples():
            print(f"    {row.cost:5.1f}  {row.change}")


def random(wanted: int) -> None:
    """Hold conflicts of tiny problems against brute force, and verify what would undo them."""
    seen, seed, verified, seconds = 0, 0, 0, 0.0
    while seen < wanted:
        seed += 1
        rng = np.random.default_rng(seed)
        chosen = np.sort(rng.choice(len(TINY), rng.integers(3, 8), replace=False))
        problem = tiny_problem(seed, questions=2, professionals=4)
        policy = sm.Policy([TINY[i] for i in chosen])
        started = time.process_time()
        searched = seen % RELAXED == 0
        found = sm.diagnose(problem, policy, weights=None if searched else NONE)
        seconds += time.process_time() - started
        if found.feasible:
            continue
        seen += 1
        broken = demand_minimal(problem, policy, found.conflict)
        assert found.minimal
        assert found.smallest
        assert len(members_of(found.conflict)) == broken.smallest()
        for row in range(len(found.relaxations)):
            assert sm.match(*found.apply(row), gap=1.0, workers=1).audit().ok
            verified += 1
    print(
        f"{seen} infeasible of {seed} problems: every conflict minimal and as small as brute force "
        f"finds; {verified} relaxations, all matched; {seconds / seed:.2f} s of CPU each"
    )


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--random", type=int, metavar="PROBLEMS")
    parser.add_argument("--limit", type=float, default=30.0, help="seconds for each diagnosis")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}")
    if given.random:
        random(given.random)
    else:
        planted(given.limit, given.seed)


if __name__ == "__main__":
    main()

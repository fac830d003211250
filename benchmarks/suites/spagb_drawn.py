"""Students to groups of projects once more, on instances that are drawn and not published.

They have the form of those in `benchmarks.suites.spagb`: what is found there must not depend on
those alone, and there is no folder to have.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

import swarmmatch as sm
from benchmarks.harness.registry import Case, Suite, register
from benchmarks.suites.spagb import Instance, policy

#: Partners that a student names, and how likely one of them is somebody who named the student.
NAMED, RETURNED = 3, 0.75


def drawn(projects: int, students: int, seed: int) -> Instance:
    """Projects that offer seats for all, likings around a mean of each, and partners."""
    rng = np.random.default_rng([projects, students, seed])
    while True:
        offered = _projects(projects, rng)
        if (offered["max#groups"] * offered["max_group_size"]).sum() >= students:
            break
    likes = rng.normal(1.45 + rng.normal(0, 0.4, projects), 0.55, (students, projects))
    return Instance(
        projects=offered,
        students=pd.DataFrame(
            {
                "fav_partners": _partners(students, rng),
                "project_prefs": np.clip(np.rint(likes), 0, 3).astype(int).tolist(),
            }
        ),
    )


def _projects(n: int, rng: np.random.Generator) -> pd.DataFrame:
    least, ideal, desired = rng.integers(1, 4, n), rng.integers(2, 5, n), rng.integers(2, 5, n)
    ideal = np.maximum(least, ideal)
    return pd.DataFrame(
        {
            "name": [f"Project {j}" for j in range(n)],
            "desired#groups": desired,
            "max#groups": desired + rng.integers(1, 4, n),
            "ideal_group_size": ideal,
            "min_group_size": least,
            "max_group_size": ideal + rng.integers(1, 4, n),
            "pen_groups": rng.integers(1, 4, n),
            "pen_size": rng.integers(1, 4, n),
        }
    )


def _partners(n: int, rng: np.random.Generator) -> list[list[int]]:
    """One more partner for each in turn: of those who named them, or anybody."""
    named: list[list[int]] = [[] for _ in range(n)]
    for _ in range(NAMED):
        for one in rng.permutation(n).tolist():
            others = [other for other in range(n) if other != one and other not in named[one]]
            back = [other for other in others if one in named[other]]
            some = back if back and rng.random() < RETURNED else others
            named[one].append(int(rng.choice(some)))
    return named


def make(projects: int, students: int, seed: int) -> tuple[sm.Problem, sm.Policy]:
    """Tables and rules of a drawn instance."""
    return drawn(projects, students, seed).problem(), policy()


def case(projects: int, students: int) -> Case:
    """A case by its size."""
    return Case(
        name=f"{projects} projects x {students} students",
        make=partial(make, projects, students),
        facts={"projects": projects, "students": students},
    )


def findings(rows: pd.DataFrame) -> list[str]:
    """How many are proven, and how long that took."""
    proven = rows["counts"] & (rows["status"] == "optimal")
    middle = rows.loc[proven, "seconds"].median()
    return [f"- {proven.sum()} of {len(rows)} are proven, half of these within {middle:.1f} s."]


SUITE = register(
    Suite(
        name="spagb-drawn",
        title="Students to groups of projects, drawn.",
        cases=[case(3, 30), case(4, 40), case(5, 50)],
        smoke=[case(3, 20)],
        methods=("swarmmatch to proof",),
        smoke_limit=30.0,
        findings=findings,
        group="public",
    )
)

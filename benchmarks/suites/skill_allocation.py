"""Skill allocation (MiniZinc Challenge 2020): the fewest trainings so that all jobs can be staffed.

Engineers are professionals, a job is a question for one with one must. The model of the challenge
also caps jobs overseas at 5 an engineer, which its data files do not state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

import swarmmatch as sm
from benchmarks.dzn import read_dzn
from benchmarks.harness.registry import Case, Suite, register
from benchmarks.yardsticks import known_objectives, recounted, told, yardsticks

OVERSEAS = 5
#: Columns of the array of jobs, of which the time and place of a job bind nothing.
SKILL, ABROAD = 0, 4


def instance(name: str) -> Mapping[str, Any]:
    """The items of a data file."""
    return read_dzn(yardsticks("teams") / "skill-allocation" / f"{name}.dzn")


def stated(held: Any, jobs: Any, trainings: int, most_jobs: int) -> tuple[sm.Problem, sm.Policy]:
    """An instance in tables and rules.

    Parameters
    ----------
    held : int array (engineers, skills)
        1 where an engineer has a skill.
    jobs : int array (jobs, 5)
        The skill of each, from 1, and in the last column whether it is overseas.
    trainings, most_jobs : int
        What one engineer may learn, and do.
    """
    engineer, skill = np.nonzero(held)
    names = pd.Series([f"job {i}" for i in range(len(jobs))])
    needed = [f"skill {number}" for number in jobs[:, SKILL]]
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame(
            {"professional": [f"engineer {i}" for i in range(len(held))], "capacity": most_jobs}
        ),
        skills=pd.DataFrame(
            {
                "professional": [f"engineer {i}" for i in engineer],
                "skill": [f"skill {i + 1}" for i in skill],
            }
        ),
        questions=pd.DataFrame(
            {
                "question": names,
                "client": np.where(jobs[:, ABROAD] == 1, "overseas", None),
                "size_min": 1,
                "size_max": 1,
            }
        ),
        requirements=pd.DataFrame({"question": names, "skill": needed, "must": True}),
    )
    rules = [
        sm.TeamSize(),
        sm.Capacity(),
        sm.ClientRotation(at_most=OVERSEAS),
        sm.Qualified(trainings, weight=1.0),
    ]
    return problem, sm.Policy(rules)


def made(name: str, seed: int) -> tuple[sm.Problem, sm.Policy]:
    """A published instance; there is nothing to draw."""
    given = instance(name)
    limits = given["nNewSkillsPerPerson"], given["nMaxJobs"]
    return stated(given["engineer_skills"], given["jobs"], *limits)


def objective(name: str, teams: pd.DataFrame) -> float:
    """Trainings, with their sign turned, counted from who does which job.

    Raises
    ------
    ValueError
        When a job is not done once, or an engineer does or learns too much.
    """
    given = instance(name)
    jobs, held = given["jobs"].tolist(), given["engineer_skills"].tolist()
    done = {int(job.split()[1]): int(who.split()[1]) for job, who in teams.to_numpy().tolist()}
    if len(done) != len(teams) or sorted(done) != list(range(len(jobs))):
        raise ValueError("some job is not done by one engineer")
    abroad = Counter(who for job, who in done.items() if jobs[job][ABROAD] == 1)
    if max(Counter(done.values()).values()) > given["nMaxJobs"]:
        raise ValueError("somebody has too many jobs")
    if max(abroad.values(), default=0) > OVERSEAS:
        raise ValueError("somebody has too many jobs overseas")
    learnt = {(who, jobs[job][SKILL]) for job, who in done.items()}
    learnt = {(who, skill) for who, skill in learnt if not held[who][skill - 1]}
    most = max(Counter(who for who, _ in learnt).values(), default=0)
    if most > given["nNewSkillsPerPerson"]:
        raise ValueError("somebody learns too many skills")
    return -float(len(learnt))


def cases() -> list[Case]:
    """The five instances of the challenge."""
    known = known_objectives(yardsticks("teams"), "skill-allocation")
    return [
        Case(
            name=name,
            make=partial(made, name),
            known=-float(trainings),
            facts={"constant": 0.0},
            seeds=(1,),
        )
        for name, trainings in known.items()
    ]


SUITE = register(
    Suite(
        name="skill_allocation",
        title="The fewest trainings so that all jobs can be staffed (MiniZinc Challenge 2020).",
        cases=cases,
        smoke=lambda: cases()[:1],
        methods=("swarmmatch to proof",),
        measure=recounted(objective),
        findings=told,
        columns=("objective",),
        group="public",
    )
)

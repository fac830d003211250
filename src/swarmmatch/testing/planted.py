"""Problems of any size in which the best teams are known beforehand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.rules.capacity import Capacity
from swarmmatch.rules.coverage import Coverage
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.team_size import TeamSize

#: Points for a requirement of weight 1.
WEIGHT = 10.0


@dataclass(frozen=True, eq=False)
class Planted:
    """A problem, its policy, and the only matching of the highest value.

    Parameters
    ----------
    problem : Problem
    policy : Policy
    teams : pandas.DataFrame
        Columns ``question, professional``: the best teams.
    value : float
        Their points.
    """

    problem: Problem
    policy: Policy
    teams: pd.DataFrame
    value: float


def planted(
    seed: int = 0, *, questions: int = 3, professionals: int = 30, size: int = 3
) -> Planted:
    """Hide one best team for every question among professionals who nearly hold the skills.

    Every question asks for as many skills as it has seats, each of them held at the level asked by
    one professional only; all others hold it a level too low, or not at all. So the best team of a
    question is the holders of its skills, and meets every requirement.

    Parameters
    ----------
    seed : int
        The same seed gives the same problem.
    questions, professionals, size : int
        How many, and seats of every team.

    Raises
    ------
    ValueError
        With fewer professionals than seats.
    """
    seats = questions * size
    if professionals < seats:
        raise ValueError(f"{seats} seats need as many professionals, not {professionals}")
    rng = np.random.default_rng(seed)
    names = pd.Series([f"p{i}" for i in range(professionals)])
    asked = pd.DataFrame(
        {
            "question": [f"q{i // size}" for i in range(seats)],
            "skill": [f"skill {i}" for i in range(seats)],
            "level": rng.integers(2, 6, seats),
            "weight": rng.choice([0.5, 1.0, 2.0], seats),
        }
    )
    best = names.iloc[rng.permutation(professionals)[:seats]].reset_index(drop=True)
    problem = Problem.from_frames(
        professionals=pd.DataFrame({"professional": names}),
        skills=_held(rng, names, asked, best),
        questions=pd.DataFrame(
            {"question": asked["question"].unique(), "size_min": size, "size_max": size}
        ),
        requirements=asked,
    )
    return Planted(
        problem,
        Policy([TeamSize(), Capacity(), Coverage(weight=WEIGHT)]),
        pd.DataFrame({"question": asked["question"], "professional": best}),
        float(WEIGHT * asked["weight"].sum()),
    )


def _held(
    rng: np.random.Generator, names: pd.Series, asked: pd.DataFrame, best: pd.Series
) -> pd.DataFrame:
    """The skills asked at their holders, and a few a level too low at everyone."""
    skilled = pd.DataFrame({"professional": best, "skill": asked["skill"], "level": asked["level"]})
    drawn = rng.integers(0, len(asked), 3 * len(names))
    nearly = pd.DataFrame(
        {
            "professional": np.repeat(names.to_numpy(), 3),
            "skill": asked["skill"].to_numpy()[drawn],
            "level": asked["level"].to_numpy()[drawn] - 1,
        }
    )
    return pd.concat([skilled, nearly]).drop_duplicates(
        ["professional", "skill"], ignore_index=True
    )

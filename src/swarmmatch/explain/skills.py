"""What a professional holds of what a question asks for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.explain.telling import Fact

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def asked_and_held(problem: Problem, question: str, professional: str) -> pd.DataFrame:
    """The requirements of a question with the level that one professional holds.

    Returns
    -------
    pandas.DataFrame
        Columns ``skill, level`` (asked), ``has`` (0 where the skill is not held) and ``meets``.
    """
    asked = problem.requirements
    asked = asked.loc[asked["question"] == question, ["skill", "level"]]
    skills = problem.skills
    held = skills[skills["professional"] == professional].set_index("skill")["level"]
    has = asked["skill"].map(held).fillna(0).astype("int64")
    return asked.assign(has=has, meets=has >= asked["level"]).reset_index(drop=True)


def told_skills(skills: Iterable[str], levels: Iterable[int]) -> tuple[Fact, ...]:
    """Skills, each at its level."""
    return tuple(
        Fact.of("skill", skill=skill, level=int(level))
        for skill, level in zip(skills, levels, strict=True)
    )

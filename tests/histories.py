"""Histories to try things on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.history.collaboration import CollaborationHistory


def history_frame(*teams: tuple[str, str]) -> pd.DataFrame:
    """A team for each (members, date); every letter of the members is a person."""
    return pd.DataFrame(
        [
            {"team": f"t{at}", "date": pd.Timestamp(date), "professional": one}
            for at, (members, date) in enumerate(teams)
            for one in members
        ],
        columns=["team", "date", "professional"],
    ).astype({"date": "datetime64[us]", "professional": "str", "team": "str"})


def history_of(
    *teams: tuple[str, str], pool: str = "", half_life: float | None = None
) -> CollaborationHistory:
    """The same as a `CollaborationHistory`; without a pool, everybody in it is the pool."""
    frame = history_frame(*teams)
    return CollaborationHistory.from_frame(frame, pool or None, half_life=half_life)


def random_history(seed: int, *, people: int = 9, teams: int = 8) -> pd.DataFrame:
    """Small random teams, some of one person, on a few dates."""
    rng = np.random.default_rng(seed)
    names = [f"p{at}" for at in range(people)]
    parts = [
        pd.DataFrame(
            {
                "team": f"t{at}",
                "date": pd.Timestamp("2014-01-01") + pd.Timedelta(days=int(rng.integers(4)) * 100),
                "professional": rng.choice(names, int(rng.integers(1, 5)), replace=False),
            }
        )
        for at in range(teams)
    ]
    return pd.concat(parts, ignore_index=True)


def seats(**teams: str) -> pd.DataFrame:
    """Teams of a matching: ``seats(q1="abc")`` seats a, b and c at question q1."""
    rows = [(question, one) for question, members in teams.items() for one in members]
    return pd.DataFrame(rows, columns=["question", "professional"], dtype="str")


def problem_of(people: str, questions: str = "q1 q2", **tables: pd.DataFrame) -> Problem:
    """A problem whose professionals are letters."""
    asked = questions.split()
    return Problem.from_frames(
        professionals=pd.DataFrame({"professional": list(people)}),
        questions=pd.DataFrame({"question": asked, "client": "Town", "size_min": 0, "size_max": 5}),
        **tables,
    )


@dataclass(frozen=True)
class Seating:
    """What a history asks of a matching, and no more."""

    problem: Problem
    teams: pd.DataFrame
    coverage: pd.DataFrame | None = None

"""A history drawn evenly from the pool, for rules that look at who worked with whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

import swarmmatch as sm

MEMBERS, DAYS = 4, 2_190


def with_ties(problem: sm.Problem, seed: int) -> sm.Problem:
    """A team of four for every three professionals, over six years: two ties each person."""
    rng = np.random.default_rng(seed)
    pool = problem.professionals["professional"].to_numpy()
    teams = len(pool) // 3
    seats = np.concatenate([rng.choice(len(pool), MEMBERS, replace=False) for _ in range(teams)])
    days = pd.to_timedelta(rng.integers(0, DAYS, teams), unit="D")
    history = pd.DataFrame(
        {
            "team": np.repeat([f"past {i}" for i in range(teams)], MEMBERS),
            "date": np.repeat(pd.Timestamp("2010-01-01") + days, MEMBERS),
            "professional": pool[seats],
        }
    )
    return problem.replace(history=history)

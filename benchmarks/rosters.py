"""Rosters: people who are all put into groups, the rules they are grouped by, and a neutral score.

Nobody is left out, so the pool is closed; groups are as even in size as can be. The score is plain
pandas and knows neither swarmmatch nor the package it is compared with: it is the count of
"missed" members that team-formation reports of finished teams, by its definition in words.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import swarmmatch as sm

#: Attributes of the people, and how common their values are at first; each roster shifts these.
ATTRIBUTES = {
    "gender": (0.55, 0.45),
    "job": (0.5, 0.35, 0.15),
    "time_zone": (0.35, 0.3, 0.2, 0.15),
    "region": (0.3, 0.25, 0.2, 0.15, 0.1),
    "industry": (0.2, 0.18, 0.16, 0.14, 0.12, 0.1, 0.06, 0.04),
}
#: How far shares shift: the lower, the further.
CONCENTRATION = 40.0
#: Weighted rules by name: ``like`` the pool's mix, or ``alike`` in one value.
MIXES: dict[str, dict[str, tuple[str, int]]] = {
    "even": {
        "gender": ("like", 1),
        "job": ("like", 1),
        "time_zone": ("like", 1),
        "region": ("like", 1),
        "industry": ("like", 1),
    },
    "mixed": {
        "gender": ("like", 2),
        "region": ("like", 1),
        "time_zone": ("alike", 3),
        "job": ("alike", 1),
    },
    "close": {"gender": ("like", 3), "time_zone": ("alike", 2), "industry": ("alike", 1)},
    "pairs": {"gender": ("like", 1), "job": ("alike", 1)},
}


def sizes_of(people: int, size: int) -> list[int]:
    """Sizes of as many groups of ``size`` as there are, the first of them one larger if need be.

    Who is left when all groups are full joins one of them.
    """
    groups = people // size
    least, more = divmod(people, groups)
    return [least + 1] * more + [least] * (groups - more)


def roster(people: int, size: int, seed: int) -> sm.Problem:
    """Draw people, and a question for each group that they make."""
    rng = np.random.default_rng([people, size, seed])
    drawn = {
        name: np.array([f"{name} {i}" for i in range(len(shares))])[
            rng.choice(len(shares), people, p=rng.dirichlet(CONCENTRATION * np.array(shares)))
        ]
        for name, shares in ATTRIBUTES.items()
    }
    sizes = sizes_of(people, size)
    ids = [f"p{i:03}" for i in range(people)]
    groups = [f"group {i + 1}" for i in range(len(sizes))]
    return sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ids, **drawn}),
        questions=pd.DataFrame({"question": groups, "size_min": sizes, "size_max": sizes}),
    )


def policy_of(mix: str) -> sm.Policy:
    """Everybody in one group, and the weighted rules of a mix."""
    kinds = {"like": sm.LikePool, "alike": sm.Alike}
    soft = [kinds[kind](name, weight=weight) for name, (kind, weight) in MIXES[mix].items()]
    return sm.Policy([sm.TeamSize(), sm.Capacity(), sm.MinLoad(1), *soft])


def missed(people: pd.DataFrame, teams: pd.DataFrame, mix: str) -> int:
    """Members missed, weighted: short of the rounded shares, or outside the largest value.

    Parameters
    ----------
    people : pandas.DataFrame
        ``professional`` and the attributes.
    teams : pandas.DataFrame
        ``question, professional``, a row a seat.
    mix : str
        Names the rules.
    """
    seats = teams.merge(people, on="professional", validate="one_to_one")
    size = seats.groupby("question").size()
    total = 0
    for name, (kind, weight) in MIXES[mix].items():
        held = pd.crosstab(seats["question"], seats[name])
        if kind == "alike":
            total += weight * int((size - held.max(axis=1)).sum())
            continue
        heads = people[name].value_counts().reindex(held.columns)
        wanted = pd.DataFrame({value: size * heads[value] / len(people) for value in held})
        total += weight * int((wanted.round() - held).clip(lower=0).to_numpy().sum())
    return total

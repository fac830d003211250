"""Scarce skills, slots and attributes: those of the people whose own seats carry a price."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.engine.what_if import PoolPrices
from swarmmatch.matching.coverage import holdings
from swarmmatch.matching.matching import Matching

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

_COLUMNS = ["column", "value", "like", "points", "people"]


def scarce(matching: Matching, prices: PoolPrices, attributes: tuple[str, ...]) -> pd.DataFrame:
    """What scarce people have in common: the skills they are there for, slots and attributes.

    Of a skill count only those who hold what a requirement of their own question asks of it, where
    one more holder would earn points: others have a price for something else.

    Parameters
    ----------
    matching : Matching
        The teams: where scarce people sit.
    prices : PoolPrices
        Of its problem and policy.
    attributes : tuple of str
        Columns of professionals.

    Returns
    -------
    pandas.DataFrame
        Columns ``column, value, like, points, people``; see `Bottlenecks`.
    """
    problem, own = matching.problem, prices.people()
    worth = own.groupby("professional")["points"].sum()
    worth = worth[worth > 0]
    names = problem.arrays.professionals[worth.index.to_numpy(np.int64)]
    people = pd.DataFrame({"professional": names, "points": worth.to_numpy()})
    seats = matching.teams.merge(people, on="professional")
    found = [
        _skills(matching, prices, seats),
        _slots(problem, seats),
        *(_attribute(problem, people, name) for name in attributes),
    ]
    every = pd.concat(found, ignore_index=True)
    order = every.sort_values("points", ascending=False, kind="stable")
    grouped = order.groupby(["column", "value"], sort=False)
    table = grouped.agg(
        like=("professional", "first"), points=("points", "first"),
        people=("professional", "nunique"),
    ).reset_index()  # fmt: skip
    return table[_COLUMNS]


def _skills(matching: Matching, prices: PoolPrices, seats: pd.DataFrame) -> pd.DataFrame:
    """Scarce people by each skill that they are there for, where it binds."""
    arrays = matching.problem.arrays
    parts = prices.parts(
        arrays.question_codes(seats["question"]), arrays.professional_codes(seats["professional"])
    )
    held = holdings(matching.problem, seats)[["seat", "skill"]].drop_duplicates()
    paying = parts.loc[parts["points"] > 0, ["seat", "about"]].rename(columns={"about": "skill"})
    binding = held.merge(paying.drop_duplicates(), on=["seat", "skill"])
    who = seats.iloc[binding["seat"].to_numpy(np.int64)].reset_index(drop=True)
    return _told(who, "skill", binding["skill"])


def _slots(problem: Problem, seats: pd.DataFrame) -> pd.DataFrame:
    """Scarce people by the slot in which they sit."""
    slots = seats.merge(problem.questions[["question", "slot"]], on="question")
    slots = slots.dropna(subset=["slot"]).reset_index(drop=True)
    return _told(slots, "slot", slots["slot"])


def _attribute(problem: Problem, people: pd.DataFrame, name: str) -> pd.DataFrame:
    """Scarce people by their value of an attribute."""
    coded = problem.arrays.attribute(name)  # refuses what is no column
    code = coded.codes[problem.arrays.professional_codes(people["professional"])]
    known = people[code >= 0].reset_index(drop=True)
    values = pd.Series(coded.values.take(code[code >= 0])).astype("str")
    return _told(known, name, values)


def _told(people: pd.DataFrame, column: str, value: pd.Series) -> pd.DataFrame:
    return people[["professional", "points"]].assign(column=column, value=value.to_numpy())

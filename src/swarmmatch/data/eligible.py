"""Who could be seated at all, by the tables alone: once as an array, once as a join of tables.

Someone is eligible who offers a seat (capacity above 0) and can come to the slot of at least one
question. A question without a slot suits everyone, and without an availability table everyone can
always come. Other grounds, such as distance or a barred seat, are not looked at: they are for the
rules of a policy to judge, and no rule sees another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def may_come(problem: Problem) -> NDArray[np.bool_]:
    """Who is eligible for at least one question, bool array (P,)."""
    offers: NDArray[np.bool_] = problem.professionals["capacity"].to_numpy() > 0
    present = problem.arrays.present
    if present is None or (problem.arrays.slots.codes < 0).any():
        return offers
    return offers & present.any(axis=0)


def eligible_people(problem: Problem) -> pd.DataFrame:
    """Rows of the professionals who are eligible for at least one question."""
    people, slots = problem.professionals, problem.questions["slot"]
    people = people[people["capacity"] >= 1]
    if problem.availability is None or slots.isna().any():
        return people
    comes = problem.availability[problem.availability["slot"].isin(slots)]
    return people[people["professional"].isin(comes["professional"])]

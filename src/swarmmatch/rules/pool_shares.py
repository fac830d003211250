"""What the pool eligible for each question shows of an attribute: as arrays, and by joins.

Eligible here means by the tables alone: someone who offers a seat (capacity above 0) and can come
to the question's slot. A question without a slot suits everyone, and without an availability table
everyone can always come. What other rules forbid is for them to judge; no rule sees another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Ints

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


class EligibleHeads(NamedTuple):
    """Who is eligible for each question: heads with each value, (Q, V), and in all, (Q,)."""

    of_value: Ints
    in_all: Ints


def eligible_heads(problem: Problem, features: sparse.csc_array) -> EligibleHeads:
    """Count the columns of a one-hot matrix (P, V) among those eligible for each question."""
    offers = (problem.professionals["capacity"].to_numpy() > 0)[None]
    present = problem.arrays.present
    # The last row stands for questions without a slot, whose code is -1.
    groups = offers if present is None else np.vstack([present & offers, offers])
    of_value = np.stack([features.T @ group.astype(np.int64) for group in groups])
    slot = problem.arrays.slots.codes if present is not None else 0 * problem.arrays.slots.codes
    return EligibleHeads(of_value[slot].astype(np.int64), groups.sum(axis=1)[slot])


def eligible_by_value(
    problem: Problem, questions: pd.Index[Any], attribute: str
) -> tuple[pd.DataFrame, pd.Series]:
    """Heads eligible for each question: a column for each value, and in all."""
    pool = problem.professionals[problem.professionals["capacity"] >= 1]
    people = pd.DataFrame({"professional": pool["professional"], "value": pool[attribute].array})
    slot = problem.questions.set_index("question")["slot"].reindex(questions)
    offered = problem.availability
    if offered is None:
        slot[:] = np.nan
        offered = pd.DataFrame({"professional": [], "slot": []}, dtype="str")
    comes = offered[offered["slot"].isin(slot.dropna())].merge(people, on="professional")
    anywhere, at_any_time = people["value"].value_counts(), slot.isna().to_numpy()
    of_value = pd.crosstab(comes["slot"], comes["value"])
    of_value = of_value.reindex(index=slot, columns=anywhere.index, fill_value=0)
    of_value = of_value.set_axis(questions)
    of_value.loc[at_any_time] = anywhere.to_numpy()
    in_all = comes["slot"].value_counts().reindex(slot, fill_value=0).set_axis(questions)
    return of_value, in_all.mask(at_any_time, len(people))

"""Capacity: nobody takes more seats than they offered, nor two at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, Block, Eligibility, ProfessionalRows
from swarmmatch.rules.members import seated
from swarmmatch.rules.rule import Check, Rule

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Capacity(Rule):
    """Seats of a professional: at most ``capacity`` in all, and at most one in each slot.

    ``sum_q x[q, p] <= capacity[p]`` and, for every slot s, ``sum_{q in s} x[q, p] <= 1``. Questions
    without a slot count towards the total only.
    """

    def blocks(self, problem: Problem) -> list[Block]:
        """A group of all questions, and one of each slot in which two or more meet.

        Who offers no seat is not eligible: said so, they need no row.
        """
        capacity = problem.professionals["capacity"].to_numpy(np.float64)[None]
        everything = sparse.csr_array(np.ones((1, len(problem.questions))))
        slots = problem.arrays.slots
        held = slots.codes[:, None] == np.arange(len(slots.values))
        busy = held.sum(axis=0) > 1
        # Who offers one seat in all cannot take two in a slot: their slot rows would say nothing.
        once = np.where(capacity > 1, 1.0, np.inf)
        offers = capacity[0] > 0
        return [
            Eligibility(lambda _, part: offers[part]),
            _at_most(capacity, everything, ["all questions"]),
            _at_most(once, sparse.csr_array(held.T[busy].astype(np.int64)), slots.values[busy]),
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count seats by professional, and by professional and slot."""
        offered = seated(problem, teams).set_index("professional")["capacity"]
        taken = teams["professional"].value_counts()
        over = taken[taken > offered.reindex(taken.index)]
        slots = teams.merge(problem.questions[["question", "slot"]], on="question")
        held = slots.groupby(["professional", "slot"]).size()  # leaves out missing slots
        twice = held[held > 1]
        much = over.astype(str) + " seats, offered " + offered.reindex(over.index).astype(str)
        clash = twice.astype(str) + " seats in slot " + twice.index.get_level_values("slot")
        violations = pd.DataFrame(
            {
                "subject": [*over.index, *twice.index.get_level_values("professional")],
                "detail": [*much, *clash],
            }
        )
        busiest = taken.max() if len(taken) else 0
        return Check.of(busiest, "seats of the busiest professional", violations=violations)


def _at_most(seats: NDArray[np.float64], groups: sparse.csr_array, names: Any) -> ProfessionalRows:
    """The same upper bounds, (1, P), for every group: views, for the pool may be large."""
    shape = (groups.shape[0], seats.shape[1])
    return ProfessionalRows(
        groups=groups,
        lower=np.broadcast_to(NO_LOWER, shape),
        upper=np.broadcast_to(seats, shape),
        about=np.array(names, dtype=object),
    )

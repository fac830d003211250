"""MinLoad: everyone gets a seat, as in a partition of the pool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Block, ProfessionalRows
from swarmmatch.rules.rule import Check, Rule, demand, is_whole

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class MinLoad(Rule):
    """Everybody who offers a seat takes at least so many: ``sum_q x[q, p] >= at_least``.

    Who offers none (capacity 0), such as one who dropped out, is left alone. Together with
    ``TeamSize`` and a capacity of 1 it makes the teams a partition of the pool.

    Parameters
    ----------
    at_least : int
        Seats that each professional gets.
    """

    at_least: int = 1

    def __post_init__(self) -> None:
        right = is_whole(self.at_least) and self.at_least >= 1
        demand(right, self, f"at_least must be a whole number from 1, not {self.at_least!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """One group: all questions."""
        offers = problem.professionals["capacity"].to_numpy() > 0
        return [
            ProfessionalRows(
                groups=sparse.csr_array(np.ones((1, len(problem.questions)))),
                lower=np.where(offers, float(self.at_least), 0.0)[None],
                upper=np.full((1, len(offers)), np.inf),
                about=np.array(["all questions"], dtype=object),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the seats of every professional."""
        people = problem.professionals
        everyone = people.loc[people["capacity"] >= 1, "professional"]
        taken = teams["professional"].value_counts().reindex(everyone, fill_value=0)
        idle = taken[taken < self.at_least]
        detail = idle.astype(str) + f" seats, wanted {self.at_least} or more"
        violations = pd.DataFrame({"subject": idle.index, "detail": detail.to_numpy()})
        fewest = taken.min() if len(taken) else 0
        return Check.of(fewest, "seats of the least busy professional", violations=violations)

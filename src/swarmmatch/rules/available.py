"""Available: only who is free in the question's slot may sit there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.rules.blocks import Block, Eligibility
from swarmmatch.rules.rule import Check, Rule

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Available(Rule):
    """Bar everyone who did not offer the question's slot.

    Without an availability table everyone is free at all times; a question without a slot suits
    everyone.
    """

    def blocks(self, problem: Problem) -> list[Block]:
        """A mask a slot."""
        present, slots = problem.arrays.present, problem.arrays.slots
        if present is None:
            return []

        def allowed(question: int, part: slice) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
            slot = slots.codes[question]
            if slot < 0:
                return np.ones(present[:1, part].shape[1], dtype=np.bool_)
            return present[slot, part]

        return [Eligibility(allowed)]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look every seat up in the availability table."""
        if problem.availability is None:
            return Check.of(1.0, "share of seats in an offered slot")
        seats = teams.merge(problem.questions[["question", "slot"]], on="question")
        seats = seats[seats["slot"].notna()]
        offered = problem.availability
        offered = offered[offered["professional"].isin(teams["professional"])]
        found = seats.merge(offered, on=["professional", "slot"], how="left", indicator=True)
        absent = found[found["_merge"] == "left_only"]
        detail = absent["professional"] + " is not available in slot " + absent["slot"]
        violations = pd.DataFrame({"subject": absent["question"], "detail": detail})
        share = 1 - len(absent) / len(seats) if len(seats) else 1.0
        return Check.of(share, "share of seats in an offered slot", violations=violations)

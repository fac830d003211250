"""Locks: seats that somebody has decided on beforehand, taken or barred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import Block, Eligibility, TakenSeats
from swarmmatch.rules.rule import Check, Rule

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Locks(Rule):
    """The seats table holds: ``x[q, p] = 1`` where it says lock, ``x[q, p] = 0`` where it says bar.

    A lock overrules no other rule: a professional locked into a question that another rule bars
    them from makes the problem infeasible. A locked seat that stays free is a breach even where
    the question has no team.
    """

    def blocks(self, problem: Problem) -> list[Block]:
        """The locked seats, and a mask without the barred ones."""
        locks, bars = self._decided(problem, "lock"), self._decided(problem, "bar")
        blocks: list[Block] = []
        if len(locks):
            question = problem.arrays.question_codes(locks["question"])
            professional = problem.arrays.professional_codes(locks["professional"])
            blocks.append(TakenSeats(question, professional))
        if len(bars):
            blocks.append(_everyone_but(problem, bars))
        return blocks

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look the decided seats up among those taken."""
        seat = ["question", "professional"]
        decided = problem.seats.merge(teams[seat], on=seat, how="left", indicator=True)
        taken = decided["_merge"] == "both"
        locked = decided["kind"] == "lock"
        missing = decided[locked & ~taken]
        barred = decided[(decided["kind"] == "bar") & taken]
        absent = missing["professional"] + " is locked in and has no seat"
        present = barred["professional"] + " is barred and has a seat"
        violations = pd.DataFrame(
            {"subject": [*missing["question"], *barred["question"]], "detail": [*absent, *present]}
        )
        share = taken[locked].mean() if locked.any() else 1.0
        return Check.of(share, "share of locked seats taken", violations=violations)

    @staticmethod
    def _decided(problem: Problem, kind: str) -> pd.DataFrame:
        return problem.seats[problem.seats["kind"] == kind]


def _everyone_but(problem: Problem, bars: pd.DataFrame) -> Eligibility:
    arrays = problem.arrays
    seat = (
        arrays.question_codes(bars["question"]),
        arrays.professional_codes(bars["professional"]),
    )
    shape = (len(arrays.questions), len(arrays.professionals))
    barred = sparse.csr_array((np.ones(len(bars), dtype=np.bool_), seat), shape=shape)

    def allowed(question: int, part: slice) -> NDArray[np.bool_]:
        free: NDArray[np.bool_] = ~barred[question : question + 1, part].toarray()[0]
        return free

    return Eligibility(allowed)

"""The whole model over listed seats, for methods that hand it to a solver as it stands.

It is stated from the same arrays as swarmmatch's own, so that all have the same rules and numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

import swarmmatch as sm
from benchmarks.harness.claimed import RESOLUTION, claimed
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.prices import free
from swarmmatch.engine.pricing import Pricer, Seats, join
from swarmmatch.engine.program import Ints
from swarmmatch.engine.restricted import Restricted, restrict
from swarmmatch.matching.record import Status

#: Which seats of a question to keep: from its seats and its position.
Chosen = Callable[[Seats, int], Seats]


@dataclass(frozen=True, eq=False)
class DirectModel:
    """Every eligible seat of the pool, or those chosen beforehand, with all rules over them."""

    problem: sm.Problem
    policy: sm.Policy
    restricted: Restricted

    @classmethod
    def of(
        cls, problem: sm.Problem, policy: sm.Policy, clock: Clock, chosen: Chosen | None = None
    ) -> DirectModel:
        """State the model.

        Raises
        ------
        TimeUp
            When the clock runs out first.
        """
        program = compile_program(problem, policy, RESOLUTION, clock)
        pricer, prices = Pricer(program), free(LazyRows(program))
        seats = [pricer.seats(question, prices) for question in range(program.n_questions)]
        if chosen is not None:
            seats = [chosen(some, question) for question, some in enumerate(seats)]
        return cls(problem, policy, restrict(program, prices.lazy, join(seats)))

    def points(self, units: float) -> float:
        """Units of a solver's objective in points, constant included."""
        return (units + self.restricted.constant) * RESOLUTION

    def matching(self, solution: Ints, bound: float, status: Status, reason: str) -> sm.Matching:
        """A solution as a matching, valued by what its teams earn.

        A solver that is cut off may hold fewer points than that in its variables.
        """
        taken, arrays = self.restricted.taken(solution), self.problem.arrays
        teams = pd.DataFrame(
            {
                "question": arrays.questions[taken.question],
                "professional": arrays.professionals[taken.professional],
            }
        )
        return claimed(self.problem, self.policy, teams, bound=bound, status=status, reason=reason)

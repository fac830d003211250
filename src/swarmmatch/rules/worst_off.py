"""WorstOff: the least-served question sets the score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Ints, Rows
from swarmmatch.rules.question_coverage import Asked, served_and_due
from swarmmatch.rules.rule import Check, Rule, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Coverage is counted in whole thousandths, rounded down.
STEPS = 1000


@dataclass(frozen=True)
class WorstOff(Rule):
    """Points for the coverage of the question that is served least.

    With ``held[r]`` holders of requirement r in its team, of ``h[r]`` asked, a question's coverage
    is ``sum_r w[r] * min(held[r], h[r]) / h[r]`` over ``sum_r w[r]``, its requirements weighted as
    in ``Coverage``. The rule earns ``weight * floor(1000 * least) / 1000`` points, where ``least``
    is the lowest coverage of all questions that ask for anything. A question without a team has
    coverage 0: leaving it out is not serving it.

    Parameters
    ----------
    weight : float
        Points when every question is covered in full.

    Notes
    -----
    The weights of a question's requirements are read as whole parts, see
    ``swarmmatch.rules.whole_credits``. A question that nobody in the pool can serve leaves the rule
    without a say.

    Source: the difference principle of Rawls, A Theory of Justice (1971), here between questions.
    """

    weight: float

    def __post_init__(self) -> None:
        demand_weight(self, self.weight)

    def blocks(self, problem: Problem) -> list[Block]:
        """Variables for the holders credited and for the worst coverage, no more than any's.

        Rows ``credited[r] <= held[r]``, then for each question
        ``worst * sum_r c[r] * h[r] <= 1000 * sum_r c[r] * credited[r]``.
        """
        asked = Asked.of_problem(problem)
        if asked is None:
            return []
        of, weights, n, n_asking = asked.of, asked.weights, len(asked.of), len(asked.question)
        finest = np.gcd(asked.due, STEPS)  # keeps coefficients small
        reach = asked.within_reach * STEPS // asked.due
        rows, which = np.arange(n + n_asking), asked.question[np.append(of, np.arange(n_asking))]
        idle = sparse.csr_array((n_asking, weights.shape[1]), dtype=np.int64)
        return [
            Rows(
                features=asked.features,
                weights=sparse.csr_array(sparse.vstack([weights, idle], format="csr")),
                over=sparse.csr_array(
                    (np.ones(len(rows)), (rows, which)), (len(rows), len(problem.questions))
                ),
                lower=np.zeros(len(rows)),
                upper=np.full(len(rows), np.inf),
                about=np.append(asked.skill, ["coverage"] * n_asking),
                variables=Auxiliaries(
                    np.zeros(n + 1, np.int64),
                    np.append(asked.credited, reach.min()),
                    np.append(np.zeros(n), self.weight / STEPS),
                ),
                auxiliary=_coverage(of, asked.credit * (STEPS // finest)[of], asked.due // finest),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the holders of every requirement, and add up their credits by question."""
        served, due = served_and_due(problem, teams)
        unit = "coverage of the least-served question, as a share"
        if due.empty:
            return Check.of(1.0, unit)
        least = int((STEPS * served // due).min())
        earned = {"subject": ["plan"], "count": [least], "each": [self.weight / STEPS]}
        return Check.of((served / due).min(), unit, earned=pd.DataFrame(earned))


def _coverage(of: Ints, gain: Ints, whole: Ints) -> sparse.csr_array:
    """Coefficients of the credited holders and the worst coverage, which is the last variable."""
    n, n_asking = len(of), len(whole)
    held = sparse.hstack([-sparse.eye_array(n), sparse.csr_array((n, 1))])
    gained = sparse.csr_array((gain, (of, np.arange(n))), shape=(n_asking, n))
    reached = sparse.hstack([gained, sparse.csr_array(-whole[:, None])])
    return sparse.csr_array(sparse.vstack([held, reached], format="csr"))

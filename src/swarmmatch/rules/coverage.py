"""Coverage: the requirements of a question are met by its team, with credit for each holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Rows
from swarmmatch.rules.holders import holders_in_teams, holders_of_requirements
from swarmmatch.rules.rule import Check, Rule, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Coverage(Rule):
    """Points for requirements met: skill, level and number of holders.

    A requirement r that wants ``h`` holders earns ``weight * w[r] * min(held, h) / h`` points,
    where ``held`` counts the team's members who hold the skill at the level asked or above.

    Parameters
    ----------
    weight : float
        Points for a whole requirement of weight 1.
    """

    weight: float = 10.0

    def __post_init__(self) -> None:
        demand_weight(self, self.weight)

    def blocks(self, problem: Problem) -> list[Block]:
        """A variable a requirement, the holders credited: no more than held, or than asked."""
        asked = problem.requirements
        features, weights = holders_of_requirements(problem, asked)
        n = len(asked)
        question = problem.arrays.question_codes(asked["question"])
        over = (np.ones(n), (np.arange(n), question))
        wanted = asked["holders"].to_numpy(np.int64)
        each = self.weight * asked["weight"].to_numpy(np.float64) / wanted
        return [
            Rows(
                features=features,
                weights=weights,
                over=sparse.csr_array(over, shape=(n, len(problem.questions))),
                lower=np.zeros(n),
                upper=np.full(n, np.inf),
                about=asked["skill"].to_numpy(object),
                variables=Auxiliaries(np.zeros(n, np.int64), wanted, each),
                auxiliary=sparse.csr_array(-sparse.eye_array(n)),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count holders by joining teams, skills and requirements."""
        asked = problem.requirements
        met = holders_in_teams(problem, teams).clip(upper=asked["holders"])
        each = self.weight * asked["weight"] / asked["holders"]
        earned = pd.DataFrame({"subject": asked["question"], "count": met, "each": each})
        whole = asked["weight"].sum()
        share = (asked["weight"] * met / asked["holders"]).sum() / whole if whole > 0 else 1.0
        return Check.of(share, "share of weighted requirements met", earned=earned)

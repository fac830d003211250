"""MustHave: requirements marked must are met in full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Block, Rows
from swarmmatch.rules.holders import holders_in_teams, holders_of_requirements
from swarmmatch.rules.rule import Check, Rule

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class MustHave(Rule):
    """Every requirement marked ``must`` has its holders in the team.

    ``sum_p has[p, skill, level] * x[q, p] >= holders``, where ``has`` is 1 for who holds the skill
    at the level asked or above. Requirements not so marked are left to ``Coverage``.
    """

    def blocks(self, problem: Problem) -> list[Block]:
        """A row a requirement."""
        asked = problem.requirements[problem.requirements["must"].to_numpy(np.bool_)]
        if asked.empty:
            return []
        features, weights = holders_of_requirements(problem, asked)
        n = len(asked)
        question = problem.arrays.question_codes(asked["question"])
        over = (np.ones(n), (np.arange(n), question))
        return [
            Rows(
                features=features,
                weights=weights,
                over=sparse.csr_array(over, shape=(n, len(problem.questions))),
                lower=asked["holders"].to_numpy(np.float64),
                upper=np.full(n, np.inf),
                about=(asked["skill"] + " at level " + asked["level"].astype("str")).to_numpy(
                    object
                ),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count holders by joining teams, skills and requirements."""
        asked = problem.requirements.assign(held=holders_in_teams(problem, teams))
        asked = asked[asked["must"].astype(bool) & asked["question"].isin(teams["question"])]
        short = asked[asked["held"] < asked["holders"]]
        detail = (
            short["held"].astype(str) + " of " + short["holders"].astype(str)
            + " with " + short["skill"] + " at level " + short["level"].astype(str)
        )  # fmt: skip
        violations = pd.DataFrame({"subject": short["question"], "detail": detail})
        met = 1 - len(short) / len(asked) if len(asked) else 1.0
        return Check.of(met, "share of musts met", violations=violations)

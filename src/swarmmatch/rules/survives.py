"""Survives: a team can lose any one of its members and is still a team."""

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
class Survives(Rule):
    """Whoever drops out, the team keeps its ``size_min`` and its requirements marked ``must``.

    ``sum_p x[q, p] >= size_min[q] + 1``, and for every must ``sum_p has[p, skill, level] * x[q, p]
    >= holders + 1``: one head and one holder more than are asked, for the one who is missed may be
    any of them. Of other rules, such as quotas, nothing is promised. A question whose ``size_max``
    is its ``size_min`` can have no such team.

    Parameters
    ----------
    weight : float, optional
        Points for each team that survives. Without it every team must.
    """

    weight: float | None = None

    def __post_init__(self) -> None:
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """A row of heads a question, and a row of holders a must.

        With a weight the bounds stand on the left, times a variable that says the team survives.
        """
        musts = _musts(problem)
        features, weights = holders_of_requirements(problem, musts)
        n_questions, n_musts = len(problem.questions), len(musts)
        n = n_questions + n_musts
        question = np.append(
            np.arange(n_questions), problem.arrays.question_codes(musts["question"])
        )
        size_min = problem.questions["size_min"].to_numpy(np.float64)
        needed = 1 + np.append(size_min, musts["holders"].to_numpy(np.float64))
        heads = sparse.csr_array(np.ones((n_questions, 1)))
        over = sparse.csr_array((np.ones(n), (np.arange(n), question)), shape=(n, n_questions))
        hard = self.weight is None
        return [
            Rows(
                features=sparse.hstack([problem.arrays.everyone, features], format="csc"),
                weights=sparse.block_diag([heads, weights], format="csr"),
                over=over,
                lower=needed if hard else np.zeros(n),
                upper=np.full(n, np.inf),
                about=np.append(np.full(n_questions, "heads beyond one"), musts["skill"]),
                variables=Auxiliaries.none() if hard else self._surviving(n_questions),
                auxiliary=None if hard else sparse.csr_array(over * -needed[:, None]),
            )
        ]

    def _surviving(self, n_questions: int) -> Auxiliaries:
        """A variable a question, worth the weight."""
        none, one = np.zeros(n_questions, np.int64), np.ones(n_questions, np.int64)
        return Auxiliaries(none, one, np.full(n_questions, float(self.weight or 0)))

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count heads and holders of every team, and see whether one fewer is enough."""
        at_risk, staffed = _at_risk(problem, teams), teams["question"].drop_duplicates()
        surviving = staffed[~staffed.isin(at_risk["subject"])]
        share = len(surviving) / len(staffed) if len(staffed) else 1.0
        unit = "share of teams that survive any one absence"
        if self.weight is None:
            return Check.of(share, unit, violations=at_risk)
        earned = pd.DataFrame({"subject": surviving, "count": 1, "each": float(self.weight)})
        return Check.of(share, unit, earned=earned)


def _at_risk(problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
    """What a team would miss, as subject and detail, if the wrong member fell out."""
    heads = teams["question"].value_counts()
    least = problem.questions.set_index("question")["size_min"]
    few = heads[heads <= least.reindex(heads.index)].rename("heads").reset_index()
    few["wanted"] = few["question"].map(least)
    musts = _musts(problem).assign(held=holders_in_teams(problem, teams))
    short = musts[(musts["held"] <= musts["holders"]) & musts["question"].isin(heads.index)]
    one_less = few["heads"].astype(str) + " seats, of which one may fall out, and "
    lone = (
        short["held"].astype(str) + " with " + short["skill"] + ", of whom one may fall out, and "
    )
    detail = [
        *(one_less + few["wanted"].astype(str) + " must be taken"),
        *(lone + short["holders"].astype(str) + " must be there"),
    ]
    return pd.DataFrame({"subject": [*few["question"], *short["question"]], "detail": detail})


def _musts(problem: Problem) -> pd.DataFrame:
    return problem.requirements[problem.requirements["must"].to_numpy(np.bool_)]

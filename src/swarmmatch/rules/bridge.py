"""Bridge: a team joins people of different communities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Rows
from swarmmatch.rules.communities import communities_of
from swarmmatch.rules.rule import Check, Rule, demand_weight

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Bridge(Rule):
    """Points for a team that joins two communities of the collaboration history, or more.

    With ``n[q, k]`` members of community k in team q, ``weight`` points where ``n[q, k] >= 1`` for
    two different k. A third community earns nothing more: once two are joined, news can pass.

    Communities are found among the ties of the whole history, the newest the strongest, by
    Louvain's method; they are those of ``CollaborationHistory.from_problem(problem).communities()``
    that have two people or more. Who never shared a team belongs to none, and counts for none: so a
    team of newcomers is no bridge, nor is one of newcomers with people of a single community.
    Where two divisions of the same ties are equally good, which of them is taken hangs on the order
    of the ids.

    Source: on what those gain who join groups that do not meet otherwise, Burt (2004), Structural
    Holes and Good Ideas, doi 10.1086/421787.

    Parameters
    ----------
    weight : float
        Points for each team that joins communities.
    """

    weight: float

    def __post_init__(self) -> None:
        demand_weight(self, self.weight)

    def blocks(self, problem: Problem) -> list[Block]:
        """A variable a question: joined, when somebody sits there from outside of each community.

        Rows ``joined <= sum_k n[k] - n[j]`` for every community j, and ``2 * joined <= sum_k
        n[k]``. They are all that is to be said of one question: with counts that are no whole
        numbers too, they leave no point that is not a mixture of teams.
        """
        within = _within(problem)
        n_within, n_questions = within.shape[1], len(problem.questions)
        if n_within < 2:
            return []
        anybody = sparse.csc_array(within.sum(axis=1)[:, None])
        # A row for each community left out, then one with none left out.
        outside = np.column_stack([-np.eye(n_within + 1, n_within), np.ones(n_within + 1)])
        weights = sparse.vstack([sparse.csr_array(outside)] * n_questions, format="csr")
        needed = np.tile(np.append(np.ones(n_within), 2.0), n_questions)
        n = len(needed)
        places, shape = (
            (np.arange(n), np.repeat(np.arange(n_questions), n_within + 1)),
            (n, n_questions),
        )
        return [
            Rows(
                features=sparse.csc_array(sparse.hstack([within, anybody], format="csc")),
                weights=sparse.csr_array(weights),
                over=sparse.csr_array((np.ones(n), places), shape=shape),
                lower=np.zeros(n),
                upper=np.full(n, np.inf),
                about=np.full(n, "communities", dtype=object),
                variables=Auxiliaries(
                    np.zeros(n_questions, np.int64),
                    np.ones(n_questions, np.int64),
                    np.full(n_questions, float(self.weight)),
                ),
                auxiliary=sparse.csr_array((-needed, places), shape=shape),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Look the community of every member up, and count those that each team shows."""
        seats = teams[["question", "professional"]].merge(communities_of(problem))
        shown = seats.groupby("question")["community"].nunique()
        joins = shown.index[shown >= 2]
        earned = pd.DataFrame({"subject": joins, "count": 1, "each": float(self.weight)})
        n_teams = teams["question"].nunique()
        measure = len(joins) / n_teams if n_teams else 0.0
        return Check.of(measure, "share of teams that join communities", earned=earned)


def _within(problem: Problem) -> sparse.csc_array:
    """Who of the pool is in which community, (P, K), for the communities that somebody is in."""
    members = communities_of(problem)
    community, names = pd.factorize(members["community"])
    person = problem.arrays.professional_codes(members["professional"])
    known = person >= 0  # the history may name people who have left the pool
    belongs = sparse.csc_array(
        (np.ones(known.sum(), np.int64), (person[known], community[known])),
        shape=(len(problem.professionals), len(names)),
    )
    return sparse.csc_array(belongs[:, belongs.sum(axis=0) > 0])

"""Alike: the members of a team share a value of an attribute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, Auxiliaries, Block, Rows, Sizes
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.rule import Check, Rule, demand, is_number

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Alike(Rule):
    """Members of a team share one value of ``attribute``.

    With m members, n[v] of them with value v: hard, ``m = max_v n[v]``; soft,
    ``-weight * (m - max_v n[v])`` points, a price for each member outside the value that most
    share. A member without a value is outside. A team larger than ``size_max`` breaks the rule.

    Parameters
    ----------
    attribute : str
        A column of the professionals table.
    weight : float, optional
        Points that each member outside costs. Without it the rule is hard.
    """

    attribute: str
    weight: float | None = None

    def __post_init__(self) -> None:
        named = isinstance(self.attribute, str)
        demand(named, self, f"attribute must name a column, not {self.attribute!r}")
        if self.weight is not None:
            right = is_number(self.weight) and self.weight >= 0
            demand(right, self, f"weight must be points of 0 or more, not {self.weight!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """One value is chosen: its members are inside, all others outside.

        Rows say, a question and value each, that inside are no more than show the value, and none
        unless it is chosen; then, a question each, that one value is chosen, and who is outside.
        """
        features, values = problem.arrays.one_hot(self.attribute)
        size_max = problem.questions["size_max"].to_numpy(np.int64)
        n_questions, n_values = len(size_max), len(values)
        n = n_questions * n_values
        heads = features.sum(axis=0).astype(np.int64)
        most = np.minimum.outer(size_max, heads).ravel()
        outside = size_max if self.weight is not None else np.zeros_like(size_max)
        each, question = sparse.eye_array(n_questions), np.repeat(np.arange(n_questions), n_values)
        of_question = sparse.csr_array((np.ones(n), (np.arange(n), question)), (n, n_questions))
        shows = sparse.kron(np.ones((n_questions, 1)), sparse.eye_array(n_values, n_values + 1))
        counts = sparse.csr_array(([1.0], ([0], [n_values])), (1, n_values + 1))
        nothing = sparse.csr_array((n + n_questions, n_values + 1))
        chosen, inside, total = (
            sparse.diags_array(most.astype(np.float64)),
            sparse.eye_array(n),
            of_question.T,
        )
        auxiliary = [
            [None, -inside, None],
            [chosen, -inside, None],
            [total, None, None],
            [None, -total, -each],
        ]
        return [
            Sizes(np.zeros_like(size_max), size_max),
            Rows(
                features=sparse.csc_array(sparse.hstack([features, problem.arrays.everyone])),
                weights=sparse.vstack([shows, nothing, *[counts] * n_questions], format="csr"),
                over=sparse.vstack([of_question, of_question, each, each], format="csr"),
                lower=np.repeat([0.0, NO_LOWER], [2 * n, 2 * n_questions]),
                upper=np.repeat([np.inf, 1.0, 0.0], [2 * n, n_questions, n_questions]),
                about=np.concatenate(
                    [
                        np.tile(values.to_numpy(object), 2 * n_questions),
                        [self.attribute] * 2 * n_questions,
                    ]
                ),
                variables=Auxiliaries(
                    np.zeros(2 * n + n_questions, np.int64),
                    np.concatenate([np.ones(n, np.int64), most, outside]),
                    np.repeat([0.0, -float(self.weight or 0)], [2 * n, n_questions]),
                ),
                auxiliary=sparse.block_array(auxiliary, format="csr"),
            ),
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the members outside the value that most of a team share."""
        size = teams["question"].value_counts()
        most = problem.questions.set_index("question")["size_max"].reindex(size.index)
        large = size[size > most]
        told = large.astype(str) + " members, where the question has at most "
        told += most[large.index].astype(str)
        shared = values_of_seats(problem, teams, self.attribute).dropna().value_counts()
        inside = shared.groupby(level="question").max().reindex(size.index, fill_value=0)
        outside = (size - inside).astype(np.int64)
        unit = f"members of a team outside its most common {self.attribute}"
        measure = outside.mean() if len(outside) else 0.0
        earned = None
        if self.weight is not None:
            missed = {"subject": size.index, "count": outside, "each": -float(self.weight)}
            earned = pd.DataFrame(missed)
            outside = outside[:0]
        outside = outside[outside > 0]
        told = pd.concat(
            [told, outside.astype(str) + f" members outside its most common {self.attribute}"]
        )
        violations = pd.DataFrame({"subject": told.index, "detail": told.to_numpy()})
        return Check.of(measure, unit, violations=violations, earned=earned)

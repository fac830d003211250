"""Alike: the members of a team share a value of an attribute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, Auxiliaries, Block, Floats, Ints, Rows, Sizes
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.rule import Check, Rule, demand_attribute, demand_weight

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
        demand_attribute(self, self.attribute)
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """A variable a question and value says whether it is the one shared; at most one is."""
        shown = _Shown.of(problem, self.attribute)
        stated = _hard(shown) if self.weight is None else _soft(shown, float(self.weight))
        return [Sizes(np.zeros_like(shown.size_max), shown.size_max), stated]

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


@dataclass(frozen=True, eq=False)
class _Shown:
    """An attribute over Q questions and V values: who shows what, and at most how many of a team.

    ``facts`` (P, V + 1) has a column for each value and one of ones; ``of_value`` and ``of_all``
    name these columns, a row a question and value and a row a question.
    """

    facts: sparse.csc_array
    names: NDArray[np.object_]
    size_max: Ints
    most: Floats
    of_value: sparse.csr_array
    of_all: sparse.csr_array
    questions: sparse.csr_array

    @staticmethod
    def of(problem: Problem, attribute: str) -> _Shown:
        features, values = problem.arrays.one_hot(attribute)
        size_max = problem.questions["size_max"].to_numpy(np.int64)
        heads = features.sum(axis=0).astype(np.int64)
        n_questions, n_values = len(size_max), len(values)
        all_at = np.full(n_questions, n_values)
        return _Shown(
            facts=sparse.csc_array(sparse.hstack([features, problem.arrays.everyone])),
            names=np.append(np.tile(values.to_numpy(object), n_questions), attribute),
            size_max=size_max,
            most=np.minimum.outer(size_max, heads).ravel().astype(np.float64),
            of_value=_ones(np.tile(np.arange(n_values), n_questions), n_values + 1),
            of_all=_ones(all_at, n_values + 1),
            questions=_ones(np.repeat(np.arange(n_questions), n_values), n_questions),
        )

    def rows(
        self,
        parts: list[sparse.csr_array],
        bounds: list[tuple[float, float]],
        variables: Auxiliaries,
        auxiliary: list[list[sparse.sparray | None]],
    ) -> Rows:
        """Parts of rows below each other; each has a row a question and value, or a question."""
        n, each = len(self.most), sparse.eye_array(len(self.size_max))
        by_value = [part.shape[0] == n for part in parts]
        lower, upper = np.repeat(bounds, [part.shape[0] for part in parts], axis=0).T
        value, question = self.names[:-1], np.repeat(self.names[-1:], len(self.size_max))
        return Rows(
            features=self.facts,
            weights=sparse.vstack(parts, format="csr"),
            over=sparse.vstack([self.questions if by else each for by in by_value], format="csr"),
            lower=lower,
            upper=upper,
            about=np.concatenate([value if by else question for by in by_value]),
            variables=variables,
            auxiliary=sparse.block_array(auxiliary, format="csr"),
        )


def _hard(shown: _Shown) -> Rows:
    """Members show the value chosen, if one is; and nobody is without a value."""
    n, n_questions = len(shown.most), len(shown.size_max)
    any_value = np.append(np.ones(shown.facts.shape[1] - 1), 0.0)
    without = shown.of_all - sparse.csr_array(np.tile(any_value, (n_questions, 1)))
    empty = sparse.csr_array((n_questions, shown.facts.shape[1]))
    return shown.rows(
        [shown.of_value, empty, without],
        [(NO_LOWER, 0.0), (NO_LOWER, 1.0), (NO_LOWER, 0.0)],
        Auxiliaries(np.zeros(n, np.int64), np.ones(n, np.int64), np.zeros(n)),
        [
            [-sparse.diags_array(shown.most)],
            [shown.questions.T],
            [sparse.csr_array((n_questions, n))],
        ],
    )


def _soft(shown: _Shown, weight: float) -> Rows:
    """Every member costs the weight, and earns it back inside the value chosen.

    Variables are the values chosen, the members inside each, and all members of each team.
    """
    n, n_questions = len(shown.most), len(shown.size_max)
    width, one = shown.facts.shape[1], sparse.eye_array(n)
    none, empty = sparse.csr_array((n, width)), sparse.csr_array((n_questions, width))
    most = np.concatenate([np.ones(n), shown.most, shown.size_max]).astype(np.int64)
    return shown.rows(
        [shown.of_value, none, empty, shown.of_all],
        [(0.0, np.inf), (0.0, np.inf), (NO_LOWER, 1.0), (NO_LOWER, 0.0)],
        Auxiliaries(
            np.zeros_like(most), most, np.repeat([0.0, weight, -weight], [n, n, n_questions])
        ),
        [
            [None, -one, None],
            [sparse.diags_array(shown.most), -one, None],
            [shown.questions.T, None, None],
            [None, None, -sparse.eye_array(n_questions)],
        ],
    )


def _ones(columns: Ints, n_columns: int) -> sparse.csr_array:
    """A row for each column named, with a one there."""
    entry = (np.ones(len(columns)), (np.arange(len(columns)), columns))
    return sparse.csr_array(entry, shape=(len(columns), n_columns))

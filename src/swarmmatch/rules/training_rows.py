"""Trainings as rows and variables: one for each skill that a trainee lacks and a question asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, Auxiliaries, Bools, Ints, Rows
from swarmmatch.rules.holders import holders_of_requirements

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def training_rows(
    problem: Problem, asked: pd.DataFrame, trainee: Bools, trainings: int, price: float
) -> Rows:
    """Rows ``sum_q x[q, p] <= n * t[p, s]`` over the n questions that ask p for a skill s lacked.

    Below them stands a row ``sum_s t[p, s] <= trainings`` for each who lacks more skills than that.

    Parameters
    ----------
    problem : Problem
    asked : pandas.DataFrame
        Rows of the requirements table that everybody at their question must meet.
    trainee : bool array (P,)
        Who may be trained.
    trainings : int
        Skills that one of them may be trained in.
    price : float
        Points of each.
    """
    person, skill, over = _seats_by_training(problem, asked, trainee)
    n, many = len(person), np.bincount(person, minlength=len(trainee))
    listed, feature = np.unique(person, return_inverse=True)
    own = (np.ones(len(listed), np.int32), (listed, np.arange(len(listed))))
    weights = sparse.csr_array((np.ones(n), (np.arange(n), feature)), shape=(n, len(listed)))
    opens = sparse.diags_array(-np.diff(over.indptr).astype(np.float64), shape=(n, n))
    limited = many[listed] > trainings
    theirs = sparse.csr_array(weights.T)[limited]
    nothing = int(limited.sum())
    return Rows(
        features=sparse.csc_array(own, shape=(len(trainee), len(listed))),
        weights=_with_rows_below(weights, nothing),
        over=_with_rows_below(over, nothing),
        lower=np.full(n + nothing, NO_LOWER),
        upper=np.append(np.zeros(n), np.full(nothing, float(trainings))),
        about=np.append(
            "training in " + problem.arrays.skills.to_numpy(object)[skill],
            np.full(nothing, "trainings of one professional", dtype=object),
        ),
        variables=Auxiliaries(np.zeros(n, np.int64), np.ones(n, np.int64), np.full(n, -price)),
        auxiliary=sparse.csr_array(sparse.vstack([opens, theirs], format="csr")),
    )


def _seats_by_training(
    problem: Problem, asked: pd.DataFrame, trainee: Bools
) -> tuple[Ints, Ints, sparse.csr_array]:
    """Person and skill of each training that may be needed, (N,), and which questions ask it."""
    features, weights = holders_of_requirements(problem, asked)
    columns, column = np.unique(weights.indices, return_inverse=True)  # a skill at a level each
    people, n_skills = np.flatnonzero(trainee), len(problem.arrays.skills)
    lacked, lacking = np.nonzero(features[people][:, columns].toarray() == 0)
    skill = np.empty(len(columns), np.int64)
    skill[column] = problem.arrays.skills.get_indexer(pd.Index(asked["skill"]))
    training, row = np.unique(people[lacked] * n_skills + skill[lacking], return_inverse=True)
    question = problem.arrays.question_codes(asked["question"])
    asks = _ones(column, question, (len(columns), len(problem.questions)))
    over = sparse.csr_array(_ones(row, lacking, (len(training), len(columns))) @ asks)
    over.data[:] = 1.0
    return training // n_skills, training % n_skills, over


def _ones(row: Ints, column: Ints, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(row)), (row, column)), shape=shape)


def _with_rows_below(matrix: sparse.csr_array, n: int) -> sparse.csr_array:
    empty = sparse.csr_array((n, matrix.shape[1]))
    return sparse.csr_array(sparse.vstack([matrix, empty], format="csr"))

"""Whether a question would be better served by the team of another.

A question values a team by the share of its own weighted requirements that the team meets. It
envies another when that question's team would serve it better than its own. Whether that team is
free at its time, near enough or of its size is not asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.matching.metrics.metric import Metric
from swarmmatch.matching.metrics.pool import sound_seats

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Floats = NDArray[np.float64]

#: Differences in coverage up to this are rounding.
_SAME = 1e-9


def envy_between(problem: Problem, teams: pd.DataFrame, up_to_one: bool = False) -> pd.DataFrame:
    """Envy of each question for the team of each other question.

    Parameters
    ----------
    problem : Problem
        The tables.
    teams : pandas.DataFrame
        Columns ``question, professional``, one row a seat.
    up_to_one : bool
        Take away from the other team the one member whom the question values most.

    Returns
    -------
    pandas.DataFrame
        Shape (A, Q): rows the questions that ask something of any weight, columns all questions;
        ``max(coverage by that team - coverage by its own, 0)``.
    """
    seats = sound_seats(problem, teams)
    asked = problem.requirements[problem.requirements["weight"] > 0]
    question = problem.arrays.question_codes(asked["question"])
    asking, row = np.unique(question, return_inverse=True)
    worth = asked["weight"].to_numpy() / np.bincount(row, asked["weight"])[row]
    each = worth / asked["holders"].to_numpy()  # coverage that a holder adds
    by_question = sparse.csr_array(
        (each, (row, np.arange(len(asked)))), shape=(len(asking), len(asked))
    )
    holds, sits = _who_holds(problem, asked, seats), _who_sits(problem, seats)
    wanted = asked["holders"].to_numpy()[:, None]
    held = (holds @ sits).toarray()
    covered = by_question @ np.minimum(held, wanted)
    own = covered[np.arange(len(asking)), asking][:, None]
    if up_to_one:
        team = problem.arrays.question_codes(seats["question"])
        counts = holds.tocoo()
        at, seat = counts.coords
        counts.data = (held[at, team[seat]] <= wanted[at, 0]).astype(np.float64)  # none to spare
        lost = (by_question @ counts.tocsr()).toarray()
        covered = covered - _largest_of_team(lost, team, covered.shape[1])
    envy = np.where(covered > own + _SAME, covered - own, 0.0)
    ids = problem.arrays.questions
    return pd.DataFrame(envy, index=ids[asking], columns=ids)


def envy(problem: Problem, teams: pd.DataFrame) -> float:
    """Share of (question, other question) in which the one envies the other; NaN without pairs."""
    return _share(envy_between(problem, teams))


def envy_largest(problem: Problem, teams: pd.DataFrame) -> float:
    """The largest envy, in coverage; NaN without two questions."""
    table = envy_between(problem, teams)
    return float(table.to_numpy().max()) if _pairs(table) else np.nan


def envy_up_to_one(problem: Problem, teams: pd.DataFrame) -> float:
    """Share of pairs with envy that stays when the other team loses the member valued most."""
    return _share(envy_between(problem, teams, up_to_one=True))


def _who_holds(problem: Problem, asked: pd.DataFrame, seats: pd.DataFrame) -> sparse.csr_array:
    """Whether the member on each seat meets each requirement, of any question: (R, seats)."""
    features, known = problem.arrays.holders
    column = known.get_indexer(pd.MultiIndex.from_frame(asked[["skill", "level"]]))
    seated = features.tocsr()[problem.arrays.professional_codes(seats["professional"])]
    return sparse.csr_array(seated.tocsc()[:, column].T)


def _who_sits(problem: Problem, seats: pd.DataFrame) -> sparse.csr_array:
    """Which seat is of which team, (seats, Q), one 1 a row."""
    n, team = len(seats), problem.arrays.question_codes(seats["question"])
    shape = (n, len(problem.arrays.questions))
    return sparse.csr_array((np.ones(n), team, np.arange(n + 1)), shape=shape)


def _largest_of_team(lost: Floats, team: NDArray[np.int64], n_teams: int) -> Floats:
    """Over each team's seats the largest of (A, seats), as (A, Q); 0 for nobody."""
    largest = np.zeros((n_teams, len(lost)))
    np.maximum.at(largest, team, lost.T)
    return largest.T


def _pairs(table: pd.DataFrame) -> int:
    return len(table) * (table.shape[1] - 1)


def _share(table: pd.DataFrame) -> float:
    return float((table.to_numpy() > 0).sum() / _pairs(table)) if _pairs(table) else np.nan


_FOLEY = "Foley 1967; Varian 1974, doi:10.1016/0022-0531(74)90075-1"

METRICS = (
    Metric(
        name="envy",
        definition="Share of pairs of questions of which the one prefers the other's team.",
        formula="|{(i, j) : u_i(team j) > u_i(team i)}| / |{(i, j)}|; u_i: coverage of i",
        source=_FOLEY,
        unit="share of pairs, 0 to 1",
        function=envy,
        parity=0.0,
        parity_means="no question prefers another's team to its own",
    ),
    Metric(
        name="envy_largest",
        definition="Coverage that a question would gain, at most, by another's team.",
        formula="max_{i, j} max(u_i(team j) - u_i(team i), 0)",
        source=_FOLEY,
        unit="coverage, 0 to 1",
        function=envy_largest,
        parity=0.0,
        parity_means="no question prefers another's team to its own",
    ),
    Metric(
        name="envy_up_to_one",
        definition="Share of pairs of questions with envy that one member does not account for.",
        formula="|{(i, j) : min_{p in j} u_i(team j without p) > u_i(team i)}| / |{(i, j)}|",
        source="Budish 2011, doi:10.1086/664613",
        unit="share of pairs, 0 to 1",
        function=envy_up_to_one,
        parity=0.0,
        parity_means="no question prefers another's team less one member to its own",
    ),
)

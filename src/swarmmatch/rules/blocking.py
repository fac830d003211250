"""Blocking pairs: who would rather sit together than keep the seats they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

SEAT = ["question", "professional"]


def blocking_pairs(problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
    """Pairs of a question and a professional that the teams give reason to break away.

    Both have named each other in the wishes table and do not sit together, and

    - the question has a seat free (fewer than ``size_max``), or its client ranks the professional
      strictly before some member of the team; and
    - the professional ranks the question strictly before the one they sit at in its slot; where
      they sit at none in its slot, they have a seat free (fewer than ``capacity``), or rank it
      strictly before some question they sit at.

    Who is not named ranks after all who are. Without such a pair, teams are pairwise stable in the
    sense of Gale and Shapley (1962, doi 10.2307/2312726), for several seats on either side as in
    Roth (1984, doi 10.2307/1911460). Rules other than sizes, capacity and slots are not looked at.

    Parameters
    ----------
    problem : Problem
    teams : pandas.DataFrame
        Columns ``question, professional``, a row a seat.

    Returns
    -------
    pandas.DataFrame
        Columns ``question, professional``, in the order of the wishes table.
    """
    wishes = problem.wishes
    if wishes.empty:
        return wishes[SEAT]
    ranks = _both_ranks(wishes)
    seats = _with_slot(problem, teams[SEAT].merge(ranks, on=SEAT, how="left"))
    seats = seats.fillna({"theirs": np.inf, "ours": np.inf})
    mutual = ranks.dropna()
    sitting = pd.MultiIndex.from_frame(mutual[SEAT]).isin(pd.MultiIndex.from_frame(seats[SEAT]))
    apart = _with_slot(problem, mutual[~sitting])
    if apart.empty:
        return apart[SEAT]
    moved = apart[_question_would(problem, apart, seats) & _person_would(problem, apart, seats)]
    return moved[SEAT].reset_index(drop=True)


def _both_ranks(wishes: pd.DataFrame) -> pd.DataFrame:
    """Columns ``question, professional, theirs, ours``: ranks of the person and of the client."""
    first = wishes.drop_duplicates(SEAT)[SEAT].reset_index(drop=True)
    seat = pd.MultiIndex.from_frame(first)
    for name, side in (("theirs", "professional"), ("ours", "client")):
        rank = wishes[wishes["side"] == side].set_index(SEAT)["rank"]
        first[name] = rank.reindex(seat).to_numpy(np.float64)
    return first


def _with_slot(problem: Problem, seats: pd.DataFrame) -> pd.DataFrame:
    return seats.merge(problem.questions[["question", "slot"]], on="question")


def _question_would(problem: Problem, pairs: pd.DataFrame, seats: pd.DataFrame) -> pd.Series:
    """Whether the question has a seat free, or somebody it likes less."""
    team = seats.groupby("question")["ours"].agg(["size", "max"])
    most = problem.questions.set_index("question")["size_max"]
    free = pairs["question"].map(team["size"]).fillna(0) < pairs["question"].map(most)
    return free | (pairs["ours"] < pairs["question"].map(team["max"]))


def _person_would(problem: Problem, pairs: pd.DataFrame, seats: pd.DataFrame) -> pd.Series:
    """Whether the professional has a seat free, or one they like less, and the slot too."""
    held = seats.groupby("professional")["theirs"].agg(["size", "max"])
    people = problem.professionals
    offers = people[people["professional"].isin(pairs["professional"])]
    capacity = offers.set_index("professional")["capacity"]
    free = pairs["professional"].map(held["size"]).fillna(0) < pairs["professional"].map(capacity)
    would = free | (pairs["theirs"] < pairs["professional"].map(held["max"]))
    in_slot = seats.dropna(subset="slot").groupby(["professional", "slot"])["theirs"].min()
    clash = pd.MultiIndex.from_frame(pairs[["professional", "slot"]])
    there = pd.Series(in_slot.reindex(clash).to_numpy(np.float64), index=pairs.index)
    return would.where(there.isna(), pairs["theirs"] < there)

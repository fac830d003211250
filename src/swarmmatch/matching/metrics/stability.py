"""Whether a professional and a client would both rather have each other than what they got."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.matching.metrics.metric import Metric
from swarmmatch.matching.metrics.pool import (
    Eligible,
    allowed_at,
    known_codes,
    known_ids,
    masks_of,
    sound_seats,
)
from swarmmatch.matching.seats import SEAT
from swarmmatch.rules import blocking
from swarmmatch.rules.policy import Policy

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def blocking_pairs(
    problem: Problem,
    teams: pd.DataFrame,
    wishes: pd.DataFrame | None = None,
    eligible_seats: Eligible = None,
) -> pd.DataFrame:
    """Pairs that named each other, sit apart, and would both gain by coming together.

    See `swarmmatch.rules.blocking` for when a side gains.

    Parameters
    ----------
    problem : Problem
        The tables; ``capacity``, ``size_max`` and ``slot`` are used.
    teams : pandas.DataFrame
        Columns ``question, professional``, one row a seat.
    wishes : pandas.DataFrame, optional
        Columns ``side`` ("professional" or "client": whose wish it is), ``question``,
        ``professional`` and ``rank`` (1 is the dearest); the wishes table, if not given.
    eligible_seats : pandas.DataFrame or Policy or None
        Only eligible pairs can block: seats that a frame names (``question, professional``; without
        a column ``question``, all seats of the people named), or that a policy allows.

    Returns
    -------
    pandas.DataFrame
        Columns ``question, professional``, a row a pair.

    Raises
    ------
    DataError
        When a frame is malformed, or names what the tables do not know.
    """
    asked = problem if wishes is None else problem.replace(wishes=wishes)
    pairs = blocking.blocking_pairs(asked, sound_seats(problem, teams))
    return pairs[_eligible(problem, pairs, eligible_seats)].reset_index(drop=True)


def blocking_count(
    problem: Problem,
    teams: pd.DataFrame,
    wishes: pd.DataFrame | None = None,
    eligible_seats: Eligible = None,
) -> float:
    """How many `blocking_pairs` there are; NaN when nobody wishes for anything."""
    if problem.wishes.empty if wishes is None else wishes.empty:
        return np.nan
    return float(len(blocking_pairs(problem, teams, wishes, eligible_seats)))


def _eligible(problem: Problem, pairs: pd.DataFrame, eligible: Eligible) -> NDArray[np.bool_]:
    """Which pairs may sit together, shape (pairs,)."""
    if eligible is None:
        return np.ones(len(pairs), dtype=np.bool_)
    if isinstance(eligible, Policy):
        return _allowed(problem, pairs, eligible)
    names = [name for name in SEAT if name in eligible.columns or name == "professional"]
    listed = pd.DataFrame({name: known_ids(problem, eligible, name, "eligible") for name in names})
    return pd.MultiIndex.from_frame(pairs[names]).isin(pd.MultiIndex.from_frame(listed))


def _allowed(problem: Problem, pairs: pd.DataFrame, policy: Policy) -> NDArray[np.bool_]:
    masks = masks_of(problem, policy)
    question = known_codes(problem, pairs["question"])
    professional = known_codes(problem, pairs["professional"])
    able = np.zeros(len(pairs), dtype=np.bool_)
    for at in np.unique(question):
        here = question == at
        able[here] = allowed_at(problem, masks, int(at))[professional[here]]
    return able


METRICS = (
    Metric(
        name="blocking_pairs",
        definition="Pairs, apart, that both would rather have than what they got.",
        formula="|{(q, p) apart : p prefers q to a seat of theirs, and q prefers p to a member}|",
        source="Gale and Shapley 1962, doi:10.2307/2312726",
        unit="pairs",
        function=blocking_count,
        parity=0.0,
        parity_means="stable: no pair would both gain by leaving what they got",
    ),
)

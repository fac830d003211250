"""Where the money goes: what share of it reaches those whom an earmark is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.matching.metrics.metric import Metric
from swarmmatch.matching.metrics.pool import (
    Eligible,
    eligible_mask,
    known_codes,
    sound_seats,
)

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def earmark_reached(problem: Problem, teams: pd.DataFrame, earmark: str = "cooperative") -> float:
    """Share of what members are paid that goes to those an earmark is for; as `Earmark` has it.

    A seat is paid ``rate * hours``; one without a rate or hours carries no money. NaN where none
    does.

    Parameters
    ----------
    problem : Problem
        The tables.
    teams : pandas.DataFrame
        Columns ``question, professional``, one row a seat.
    earmark : str
        A column of professionals. It is for those who have a value in it; in a column of truth
        values, for those of whom it is true.
    """
    seats = sound_seats(problem, teams)
    rate = problem.professionals["rate"].to_numpy()[known_codes(problem, seats["professional"])]
    hours = problem.questions["hours"].to_numpy()[known_codes(problem, seats["question"])]
    return _share(problem, seats, pd.Series(rate * hours, index=seats.index), earmark)


def earmark_of_value(problem: Problem, teams: pd.DataFrame, earmark: str = "cooperative") -> float:
    """Share of the questions' value that goes to those an earmark is for; NaN without any value.

    The value of a question is shared equally by its team; questions without a team or a value are
    left out. See `earmark_reached` for the arguments.
    """
    seats = sound_seats(problem, teams)
    question = known_codes(problem, seats["question"])
    each = problem.questions["value"].to_numpy()[question] / np.bincount(question)[question]
    return _share(problem, seats, pd.Series(each, index=seats.index), earmark)


def earmark_share_of_eligible(
    problem: Problem,
    teams: pd.DataFrame,
    earmark: str = "cooperative",
    eligible: Eligible = None,
) -> float:
    """Share of the eligible people whom the earmark is for; NaN when nobody is eligible."""
    able = eligible_mask(problem, sound_seats(problem, teams), eligible)
    return float(_meant_for(problem, earmark)[able].mean()) if able.any() else np.nan


def _share(problem: Problem, seats: pd.DataFrame, money: pd.Series, earmark: str) -> float:
    meant = _meant_for(problem, earmark)[known_codes(problem, seats["professional"])]
    whole = money.sum()
    return float(money[meant].sum() / whole) if whole > 0 else np.nan


def _meant_for(problem: Problem, earmark: str) -> NDArray[np.bool_]:
    coded = problem.arrays.attribute(earmark)
    meant = coded.codes >= 0
    if pd.api.types.is_bool_dtype(problem.professionals[earmark]):
        true = np.flatnonzero(coded.values.to_numpy(np.bool_))
        meant &= np.isin(coded.codes, true)
    return meant


_SOURCE = "Bronckhorst: 20% of its care assignments of 2016 for care co-operatives"
_MEANS = "those meant among the eligible people; the target is the policy's"

METRICS = (
    Metric(
        name="earmark_reached",
        definition="Share of what members are paid that goes to those an earmark is for.",
        formula="sum over seats of members meant of rate[p] * hours[q] / sum over all seats",
        source=_SOURCE,
        unit="share of pay, 0 to 1",
        function=earmark_reached,
        parity=earmark_share_of_eligible,
        parity_means=_MEANS,
    ),
    Metric(
        name="earmark_of_value",
        definition="Share of the value of the questions that goes to those an earmark is for.",
        formula="sum_q value[q] * |members meant in q| / |team q| / sum_q value[q], staffed q",
        source=_SOURCE,
        unit="share of value, 0 to 1",
        function=earmark_of_value,
        parity=earmark_share_of_eligible,
        parity_means=_MEANS,
    ),
)

"""Who a metric speaks of: seats that can be measured, and the people who could have had them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.eligible import may_come
from swarmmatch.data.issues import fault
from swarmmatch.data.plain import as_text, plain
from swarmmatch.errors import DataError
from swarmmatch.matching.seats import SEAT, as_seats
from swarmmatch.rules.blocks import Eligibility
from swarmmatch.rules.policy import Policy

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

#: Whom a caller may call eligible: see `eligible_mask`.
Eligible = pd.DataFrame | Policy | None


def sound_seats(problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
    """Teams in normal form.

    Raises
    ------
    DataError
        For an id that the tables do not know, and for a seat that is named twice.
    """
    seats = as_seats(teams)
    for name in SEAT:
        codes = known_codes(problem, seats[name])
        if (codes < 0).any():
            row = int(np.argmax(codes < 0))
            remedy = "measure teams of these tables only"
            where = {"table": "teams", "row": row, "column": name, "value": seats[name][row]}
            raise DataError(fault(f"is no {name} of the tables", remedy, **where))
    if seats.duplicated().any():
        row = int(np.argmax(seats.duplicated()))
        raise DataError(fault("names a seat again", "name each once", table="teams", row=row))
    return seats


def known_codes(problem: Problem, ids: pd.Series) -> Ints:
    """Positions of questions or professionals, by the name of the column; -1 for unknown ids."""
    arrays = problem.arrays
    return arrays.question_codes(ids) if ids.name == "question" else arrays.professional_codes(ids)


def eligible_mask(problem: Problem, seats: pd.DataFrame, eligible: Eligible) -> Bools:
    """Who could have had a seat, shape (P,).

    Parameters
    ----------
    problem : Problem
        The tables.
    seats : pandas.DataFrame
        Seats in normal form. Who has one was evidently eligible, and counts as such.
    eligible : pandas.DataFrame or Policy or None
        A frame with a column ``professional``: those named in it, once or more often. A policy:
        those who offer a seat (capacity above 0) and whom its rules let sit at one question at
        least. None: those who offer a seat and can come to the slot of one question at least. Who
        offers none, or never can come, has lost nothing.

    Raises
    ------
    DataError
        When a frame has no column ``professional``, or names an unknown one.
    """
    if isinstance(eligible, pd.DataFrame):
        able = named_people(problem, eligible, "eligible") > 0
    elif isinstance(eligible, Policy):
        able = _allowed_somewhere(problem, eligible)
    else:
        able = may_come(problem).copy()
    able[known_codes(problem, seats["professional"])] = True
    return able


def named_people(problem: Problem, frame: pd.DataFrame, table: str) -> Ints:
    """How often each professional is named in a frame's column ``professional``, shape (P,)."""
    ids = known_ids(problem, frame, "professional", table)
    return np.bincount(known_codes(problem, ids), minlength=len(problem.arrays.professionals))


def known_ids(problem: Problem, frame: pd.DataFrame, name: str, table: str) -> pd.Series:
    """The ids in a column of a caller's frame, as text, with a RangeIndex.

    Raises
    ------
    DataError
        When the frame does not have the column once, or names an unknown one.
    """
    if list(frame.columns).count(name) != 1:
        remedy = f"give ids of the table {name}s"
        raise DataError(fault("does not have this column once", remedy, table=table, column=name))
    ids = as_text(plain(frame[name])[0]).reset_index(drop=True).rename(name)
    unknown = known_codes(problem, ids) < 0
    if unknown.any():
        row = int(np.argmax(unknown))
        where = {"table": table, "row": row, "column": name, "value": ids[row]}
        raise DataError(fault(f"is no {name} of the tables", "correct or leave it out", **where))
    return ids


def masks_of(problem: Problem, policy: Policy) -> list[Eligibility]:
    """Every mask that the rules of a policy lay on the pool."""
    return [
        block for rule in policy for block in rule.blocks(problem) if isinstance(block, Eligibility)
    ]


def allowed_at(problem: Problem, masks: list[Eligibility], question: int) -> Bools:
    """Whom the masks let sit at one question, shape (P,)."""
    able = np.ones(len(problem.arrays.professionals), dtype=np.bool_)
    for mask in masks:
        able &= mask.allowed(question, slice(None))
    return able


def _allowed_somewhere(problem: Problem, policy: Policy) -> Bools:
    """Who offers a seat and may sit at one question at least, shape (P,)."""
    offers: Bools = problem.professionals["capacity"].to_numpy() > 0
    masks = masks_of(problem, policy)
    able = np.zeros(len(offers), dtype=np.bool_)
    for question in range(len(problem.arrays.questions)):
        able |= offers & allowed_at(problem, masks, question)
        if able.sum() == offers.sum():
            break
    return able

"""The tables after a change: who drops out, what is new, and what was announced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.data.issues import collected, fault, faults, joint
from swarmmatch.data.plain import as_text, plain
from swarmmatch.errors import DataError
from swarmmatch.matching.seats import SEAT

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.matching.matching import Matching

#: People and seats as callers write them.
Named = pd.DataFrame | Iterable[Any]


def changed_problem(
    matching: Matching,
    absent: pd.DataFrame,
    locked: pd.DataFrame,
    new_questions: pd.DataFrame | None,
    new_requirements: pd.DataFrame | None,
) -> Problem:
    """The tables of a matching with its teams announced, and the changes written in.

    Who is absent from everything offers no seat any more (capacity 0); who is absent from one
    question is barred from it. Locks of seats that so fall out are dropped.

    Parameters
    ----------
    matching : Matching
        Whose teams were announced.
    absent, locked : pandas.DataFrame
        From `named`.
    new_questions, new_requirements : pandas.DataFrame, optional
        Rows below those of the tables.

    Raises
    ------
    DataError
        For unknown ids, for a locked seat that was not announced or falls out, and for whatever is
        wrong with the new rows.
    """
    problem, teams = matching.problem, matching.teams
    everywhere = absent.loc[absent["question"].isna(), "professional"]
    elsewhere = absent[absent["question"].notna()]
    _demand_known(problem, absent, "absent")
    _demand_known(problem, locked, "locked")
    _demand_kept(teams, locked, everywhere, elsewhere)
    people, earlier = problem.professionals, problem.seats
    gone = people["professional"].isin(everywhere)
    void = earlier["professional"].isin(everywhere) | _among(earlier, elsewhere)
    parts = [
        earlier[(earlier["kind"] != "announced") & ~((earlier["kind"] == "lock") & void)],
        locked.assign(kind="lock"),
        elsewhere.assign(kind="bar"),
        teams.assign(kind="announced"),
    ]
    seats = pd.concat(parts, ignore_index=True)[[*SEAT, "kind"]].drop_duplicates()
    return problem.replace(
        professionals=people.assign(capacity=people["capacity"].mask(gone, 0)),
        seats=seats.reset_index(drop=True),
        questions=_below(problem.questions, new_questions, "new_questions"),
        requirements=_below(problem.requirements, new_requirements, "new_requirements"),
    )


def named(given: Any, argument: str, *, seats_only: bool = False) -> pd.DataFrame:
    """People and seats as a frame, however they were given.

    Parameters
    ----------
    given : frame or iterable
        Ids of professionals and (question, professional) pairs, or a frame with a column
        ``professional`` and perhaps one ``question``, empty where somebody is meant everywhere.
    argument : str
        What it was given as, for messages.
    seats_only : bool
        Whether a question must be told with everybody.

    Returns
    -------
    pandas.DataFrame
        Columns question (missing: everywhere) and professional, of dtype ``str``.

    Raises
    ------
    DataError
        For a frame without the columns, and for empty cells.
    TypeError
        For anything that is neither.
    """
    table = given if isinstance(given, pd.DataFrame) else _frame(given, argument)
    needed = SEAT if seats_only else ["professional"]
    for name in needed:
        if list(table.columns).count(name) != 1:
            remedy = f"give a frame with columns {' and '.join(needed)}"
            raise DataError(fault(f"{argument} has not this column once", remedy, column=name))
    cells = {name: as_text(plain(table[name])[0]) for name in SEAT if name in table}
    found = pd.DataFrame(cells, columns=SEAT, dtype="str").reset_index(drop=True)
    empty = [name for name in needed if found[name].isna().any()]
    if empty:
        row = int(found[empty[0]].isna().to_numpy().argmax())
        remedy = "fill it, or leave the row out"
        raise DataError(fault(f"{argument} has an empty cell", remedy, row=row, column=empty[0]))
    return found.drop_duplicates(ignore_index=True)


def _frame(given: Any, argument: str) -> pd.DataFrame:
    """Ids and pairs as a frame."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TypeError(
            f"{argument} must be a list of professionals or of (question, professional) pairs, or "
            f"a frame of them, not {given!r}; write {argument}=[{given!r}]"
        )
    rows = [_seat(one, argument) for one in given]
    return pd.DataFrame(rows, columns=SEAT, dtype=object)


def _seat(one: Any, argument: str) -> tuple[Any, Any]:
    if not isinstance(one, Sequence) or isinstance(one, str):
        return None, one
    if len(one) != 2:
        raise TypeError(f"{argument} names {one!r}; a seat is a pair (question, professional)")
    return one[0], one[1]


def _demand_known(problem: Problem, seats: pd.DataFrame, argument: str) -> None:
    """Raise a DataError for every id that is not in the tables."""
    arrays, found = problem.arrays, []
    codes = {
        "professional": arrays.professional_codes(seats["professional"]),
        "question": arrays.question_codes(seats["question"]),
    }
    for name, code in codes.items():
        unknown = seats[name][(code < 0) & seats[name].notna()].drop_duplicates()
        remedy = f"take an id of the {name}s table"
        wrong = f"{argument} names no {name} of the tables"
        found += [fault(wrong, remedy, column=name, value=one) for one in unknown]
    if found:
        raise DataError(collected(found))


def _demand_kept(
    teams: pd.DataFrame, locked: pd.DataFrame, everywhere: pd.Series, elsewhere: pd.DataFrame
) -> None:
    """Raise a DataError for locked seats that were not announced, or that fall out."""
    stray = ~_among(locked, teams)
    void = locked["professional"].isin(everywhere) | _among(locked, elsewhere)
    reasons = [
        (stray, "is locked and no seat of the matching", "lock seats of its teams only"),
        (void, "is both locked and absent", "keep one of the two"),
    ]
    found = [
        faults("seats", joint(locked[SEAT])[wrong], None, problem, remedy)
        for wrong, problem, remedy in reasons
    ]
    if any(len(part) for part in found):
        raise DataError(collected(found))


def _among(seats: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Which seats are among others."""
    known = pd.MultiIndex.from_frame(others[SEAT])
    return pd.Series(pd.MultiIndex.from_frame(seats[SEAT]).isin(known), index=seats.index)


def _below(table: pd.DataFrame, added: Any, argument: str) -> pd.DataFrame:
    """A table with rows added below its own."""
    if added is None:
        return table
    if not isinstance(added, pd.DataFrame):
        raise TypeError(f"{argument} must be a pandas.DataFrame, not a {type(added).__name__}")
    return pd.concat([table.astype(object), added.astype(object)], ignore_index=True)

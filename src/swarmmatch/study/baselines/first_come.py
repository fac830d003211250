"""First come, first served: people take seats at tables, in the order in which they arrive."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NOWHERE = -1


def first_come(liking: Floats, room: Ints) -> Ints:
    """Seat each person, in order, at the table they like best of those with a seat left.

    A serial dictatorship, found without going from person to person: all who come before the first
    that finds a table full have what they want; then that table is closed, and so on.

    Parameters
    ----------
    liking : float array (people, tables)
        In order of arrival; minus infinity where somebody may not sit.
    room : int array (tables,)
        Seats of each table.

    Returns
    -------
    int array (people,)
        The table of each, or `NOWHERE`.
    """
    left, liking = room.copy(), np.where(room > 0, liking, -np.inf)
    wish = _favourite(liking)
    begin = 0
    while begin < len(wish):
        later = wish[begin:]
        full = (later != NOWHERE) & (_count_before(later) >= left[later])
        end = begin + int(full.argmax()) if full.any() else len(wish)
        left -= np.bincount(wish[begin:end] + 1, minlength=len(room) + 1)[1:]
        if end < len(wish):
            closed = wish[end]
            liking[end:, closed] = -np.inf
            again = end + np.flatnonzero(wish[end:] == closed)
            wish[again] = _favourite(liking[again])
        begin = end
    return wish


def held_tables(liking: Floats, room: Ints, short: Ints) -> tuple[Ints, Ints]:
    """The same, where a table that draws too few is not held, and those at it choose again.

    The table that lacks most goes first, of equals the last; who has a seat elsewhere keeps it.

    Parameters
    ----------
    liking, room
        As for `first_come`.
    short : int array (tables,)
        How many a table needs to be held.

    Returns
    -------
    int array (people,)
        The table of each, or `NOWHERE`.
    int array (tables,)
        How many sat at each table before it was given up; `NOWHERE` where it is held.
    """
    table, liking = first_come(liking, room), liking.copy()
    given_up = np.full(len(room), NOWHERE)
    while True:
        taken = np.bincount(table + 1, minlength=len(room) + 1)[1:]
        lacking = np.where(given_up == NOWHERE, short - taken, 0)
        if not (lacking > 0).any():
            return table, given_up
        worst = int(np.flatnonzero(lacking == lacking.max())[-1])
        given_up[worst] = taken[worst]
        liking[:, worst] = -np.inf
        table[table == worst] = NOWHERE
        again = np.flatnonzero(table == NOWHERE)
        table[again] = first_come(liking[again], room - taken)


def _favourite(liking: Floats) -> Ints:
    """The table that each likes best, or `NOWHERE`."""
    best = liking.argmax(axis=1)
    there = np.isfinite(np.take_along_axis(liking, best[:, None], axis=1)[:, 0])
    return np.where(there, best, NOWHERE)


def _count_before(wish: Ints) -> Ints:
    """How many before each person wish for the same table."""
    return np.asarray(pd.Series(wish).groupby(wish).cumcount(), dtype=np.int64)

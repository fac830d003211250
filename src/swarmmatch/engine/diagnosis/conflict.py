"""A conflict: members of the hard rules that cannot hold together, and could without any of them.

What a solver names as the reason of a clash is only where it begins. Members are left out as long
as the rest still clashes (deletion: Chinneck and Dravnieks 1991,
https://doi.org/10.1287/ijoc.3.2.157); that each one left is needed is shown by seats that keep all
the others. The smallest conflict of all is looked for by hitting sets: every conflict has a member
among those that such seats break (Ignatiev et al. 2015,
https://doi.org/10.1007/978-3-319-23219-5_13).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.alike import Places, places_for
from swarmmatch.engine.diagnosis.hard import HardRules
from swarmmatch.engine.diagnosis.switchboard import Switchboard
from swarmmatch.engine.exact import WholeProgram, solve
from swarmmatch.engine.program import Bools, Ints

#: Among more members than this the smallest conflict is not looked for.
MANY = 400
#: Seconds for that.
PATIENCE = 3.0


@dataclass(frozen=True, eq=False)
class Conflict:
    """Members that cannot hold together over the whole pool, and what is proven of them.

    Attributes
    ----------
    members : int array (n,)
        Codes, sorted.
    minimal : bool
        Whether seats were found for all members but one, for each of them.
    smallest : bool
        Whether no conflict among the members looked at has fewer.
    """

    members: Ints
    minimal: bool
    smallest: bool


def conflict_among(
    hard: HardRules, members: Ints | None, places: Places, clock: Clock
) -> Conflict | None:
    """A conflict among members; None when they can hold together, or time ran out.

    Parameters
    ----------
    hard : HardRules
        All members.
    members : int array or None
        Codes of those under suspicion; None for all that the seats could break, which also asks
        for the smallest conflict.
    places : Places
        Seats to begin with.
    clock : Clock
        Raises TimeUp when it runs out before a conflict is found.
    """
    while True:
        board = Switchboard(hard, places, clock, members)
        answer = board.ask(np.ones(len(board.members), np.bool_), clock, core=True)
        if not answer.clashes:
            return None
        core = answer.core
        if members is not None:  # begin anew with the few that are left, over fewer seats
            left = board.members[core]
            board = Switchboard(hard, places_for(hard, left), clock, left)
            core = np.ones(len(board.members), np.bool_)
        kept, minimal = shrunk(board, core, clock)
        smallest = False
        if members is None and minimal and len(board.members) <= MANY:
            kept, smallest = smallest_of(board, kept, Clock(PATIENCE, clock))
        missed = _missed_seats(board, kept, clock)
        if missed is None:
            return Conflict(board.members[kept], minimal, smallest)
        places = places.with_others(*missed)


def shrunk(board: Switchboard, kept: Bools, clock: Clock) -> tuple[Bools, bool]:
    """Leave out members, many at a time and then one by one, as long as the rest clashes.

    Returns
    -------
    kept : bool array
        Members that still clash.
    minimal : bool
        Whether seats that keep all others were found for each of them.
    """
    kept, minimal = kept.copy(), True
    size = max(int(kept.sum()) // 2, 1)
    while True:
        listed = np.flatnonzero(kept)
        for start in range(0, len(listed), size):
            fewer = kept.copy()
            fewer[listed[start : start + size]] = False
            answer = board.ask(fewer, clock)
            if answer.clashes:
                kept = fewer
            minimal &= size > 1 or answer.clashes or answer.solution is not None
        if size == 1:
            return kept, minimal
        size = min(size // 2, max(int(kept.sum()) // 2, 1))


def smallest_of(board: Switchboard, known: Bools, clock: Clock) -> tuple[Bools, bool]:
    """A conflict of the fewest members, and whether that is proven; the one known otherwise."""
    mended: list[Bools] = []  # each holds a member of every conflict
    while clock.left > 0:
        fewest = _fewest_that_hit(mended, len(known), clock)
        if fewest is None:
            break
        if fewest.sum() >= known.sum():
            return known, True
        answer = board.ask(fewest, clock)
        if answer.clashes:
            return fewest, True
        if answer.solution is None:
            break
        mended.append(_least_broken(board, board.broken(answer.solution), clock))
    return known, False


def _least_broken(board: Switchboard, broken: Bools, clock: Clock) -> Bools:
    """Take members up again among those kept, as long as seats keep them all."""
    for member in np.flatnonzero(broken):
        if not broken[member]:
            continue
        kept = ~broken
        kept[member] = True
        answer = board.ask(kept, clock)
        if answer.solution is not None:
            broken = broken & board.broken(answer.solution)
    return broken


def _fewest_that_hit(sets: list[Bools], n: int, clock: Clock) -> Bools | None:
    """The fewest members with one of each set."""
    if not sets:
        return np.zeros(n, np.bool_)
    one = np.ones(len(sets))
    program = WholeProgram(
        worth=-np.ones(n),
        lower=np.zeros(n),
        upper=np.ones(n),
        matrix=sparse.csr_array(np.array(sets, dtype=np.float64)),
        row_lower=one,
        row_upper=one * np.inf,
    )
    found = solve(program, clock)
    return found.solution > 0 if found.proven and found.solution is not None else None


def _missed_seats(board: Switchboard, kept: Bools, clock: Clock) -> tuple[Ints, Ints] | None:
    """Seats of the pool with which the members can hold after all; None when there are none."""
    if board.loses_nothing(kept):
        return None
    members = board.members[kept]
    over_pool = Switchboard(board.hard, places_for(board.hard, members, whole=True), clock, members)
    every = np.ones(len(over_pool.members), np.bool_)
    answer = over_pool.ask(every, clock)
    if answer.solution is None and not answer.clashes:
        clock.check()
    return None if answer.solution is None else over_pool.seats_of(answer.solution)


def clashes_nearby(hard: HardRules, members: Ints, clock: Clock) -> bool:
    """Whether members clash over the seats that are looked at first."""
    board = Switchboard(hard, places_for(hard, members), clock, members)
    return board.ask(np.ones(len(board.members), np.bool_), clock).clashes

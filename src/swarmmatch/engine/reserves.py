"""reserves: for every seat, who comes in when it falls out."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import blocks_of, program_of
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Ints, SeatProgram
from swarmmatch.engine.promises import Promises
from swarmmatch.engine.swaps import SwapFinder, Swaps
from swarmmatch.errors import AuditError
from swarmmatch.matching.matching import Matching
from swarmmatch.matching.units import as_points
from swarmmatch.rules.blocks import Sizes
from swarmmatch.rules.rule import is_whole
from swarmmatch.rules.unchanged import Unchanged

#: Swaps listed for each seat and rank, from the first look to the widest; and how many of them are
#: weighed in the plan as a whole where they must be, for each of these takes a solve.
WIDTHS = ((25, 4), (200, 25), (10**9, 200))


def reserves(matching: Matching, per_seat: int = 2) -> pd.DataFrame:
    """Rank for each seat who comes in when it falls out, and promise nobody to two places at once.

    A reserve takes the seat as it is, and all others stay: the team with the reserve in it keeps
    every hard rule. All promises could be called in together without anybody taking more seats than
    they offered, or two in one slot. First every seat gets its first reserve, as many seats as can
    be and then by the most points together; after that the second ones are chosen in the same way.

    Parameters
    ----------
    matching : Matching
        Whose teams keep the hard rules.
    per_seat : int
        Reserves for each seat.

    Returns
    -------
    pandas.DataFrame
        One row a reserve: question, professional (whose seat falls out), rank (1 is asked first),
        reserve, points (what the matching is worth more with the reserve in; mostly below 0), and
        proven: whether the whole pool was weighed by exact points. It is not where the points of a
        rule depend on several questions (such as ``WorstOff``) or on more than a count (such as
        ``NotAlone``): then those who look best without such rules were weighed exactly, and others
        were not. A seat for which nobody was found has one row, with no reserve.

    Raises
    ------
    AuditError
        When the teams break a hard rule: there is nothing to keep.
    TypeError, ValueError
        For anything but a matching and a number of reserves.

    Notes
    -----
    Points are exact for each swap by itself, without those of `Unchanged`. Of two swaps in a team,
    or in rules over the whole plan, nothing is promised; `repair` finds the best after several
    absences.
    """
    if not isinstance(matching, Matching):
        raise TypeError(f"matching must be a Matching, not a {type(matching).__name__}")
    if not (is_whole(per_seat) and per_seat >= 1):
        raise ValueError(f"per_seat must be a whole number of 1 or more, not {per_seat!r}")
    found = matching.audit()
    if not found.ok:
        raise AuditError("the teams break rules: no reserve could keep them", found.violations)
    plan = _plan(matching)
    finder = SwapFinder(_program(matching, plan), plan)
    swaps, ranks = _promised(finder, int(per_seat))
    return _told(matching, plan, swaps, ranks, finder.exact)


def _program(matching: Matching, plan: Seats) -> SeatProgram:
    """The rules with all points in one sum; every question that has a team keeps one."""
    problem = matching.problem
    # A seat that falls out has changed already, whoever comes in.
    rules = [rule for rule in matching.policy if not isinstance(rule, Unchanged)]
    blocks = blocks_of(problem, rules, Clock(math.inf))
    staffed = np.zeros(len(problem.questions), np.int64)
    staffed[plan.question] = 1
    anybody = np.full(len(staffed), len(problem.professionals))
    return program_of(problem, rules, [*blocks, (-1, Sizes(staffed, anybody))], matching.resolution)


def _plan(matching: Matching) -> Seats:
    arrays, teams = matching.problem.arrays, matching.teams
    question = arrays.question_codes(teams["question"])
    nothing = np.zeros(len(teams))
    return Seats(question, arrays.professional_codes(teams["professional"]), nothing, nothing)


def _promised(finder: SwapFinder, per_seat: int) -> tuple[Swaps, list[Ints]]:
    """The swaps, and which of them are promised in each rank.

    Where a seat goes short although not all who could come in were listed, more are.
    """
    short = np.ones(len(finder.plan), np.bool_)
    in_plan = np.zeros(len(short), np.int64)
    for width, solves in WIDTHS:
        in_plan[short] = solves * per_seat
        swaps = finder.find(width * per_seat, in_plan)
        promises = Promises(finder.program, finder.plan, swaps)
        ranks = [promises.next_rank() for _ in range(per_seat)]
        promised = np.bincount(swaps.seat[np.concatenate(ranks)], minlength=len(short))
        short = swaps.cut & (promised < per_seat)
        if not short.any():
            break
    return swaps, ranks


def _told(
    matching: Matching, plan: Seats, swaps: Swaps, ranks: list[Ints], proven: bool
) -> pd.DataFrame:
    """The promises as a frame, in the order of the seats."""
    chosen = np.concatenate(ranks)
    seat = swaps.seat[chosen]
    without = np.setdiff1d(np.arange(len(plan)), seat)
    everyone = matching.problem.arrays.professionals
    names: list[Any] = [*everyone[swaps.professional[chosen]], *[None] * len(without)]
    points = [as_points(int(units), matching.resolution) for units in swaps.added[chosen]]
    table = pd.DataFrame(
        {
            "seat": np.append(seat, without),
            "rank": np.append(
                np.repeat(np.arange(1, len(ranks) + 1), [len(rank) for rank in ranks]),
                np.ones(len(without), np.int64),
            ),
            "reserve": pd.Series(names, dtype="str"),
            "points": [*points, *[math.nan] * len(without)],
            "proven": proven,
        }
    )
    seats = matching.teams[["question", "professional"]]
    table = seats.merge(table, left_index=True, right_on="seat")
    return table.sort_values(["seat", "rank"]).drop(columns="seat").reset_index(drop=True)

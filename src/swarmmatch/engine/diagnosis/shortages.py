"""Shortages: questions that together need more seats of somebody than the pool can fill.

Seats flow from questions over their slots to the people who may take them. By the theorem of Ford
and Fulkerson (1956, https://doi.org/10.4153/CJM-1956-045-5) the flow falls short exactly where
questions meet too few people, as in Hall's condition (1935,
https://doi.org/10.1112/jlms/s1-10.37.26), and a cut names them. People who can come to the same
questions and offer as many seats are one node, so that the whole pool is looked at at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.hard import HardRules
from swarmmatch.engine.program import Bools, Ints
from swarmmatch.errors import counted
from swarmmatch.rules.capacity import Capacity
from swarmmatch.rules.must_have import MustHave
from swarmmatch.rules.team_size import TeamSize

#: Shortages that are told of one kind of people, at most.
MOST = 10
COLUMNS = ("questions", "what", "needed", "available", "detail")


@dataclass(frozen=True, eq=False)
class _Wanted:
    """Seats that questions need of people of one kind.

    Attributes
    ----------
    what : str
        The kind, such as ``GIS at level 3``.
    question, seats : int arrays (n,)
        Which questions, by position, and how many seats each.
    suitable : bool array (n, P)
        Who can take a seat there.
    """

    what: str
    question: Ints
    seats: Ints
    suitable: Bools

    def only(self, kept: Ints) -> _Wanted:
        """The same of some of its questions."""
        return _Wanted(self.what, self.question[kept], self.seats[kept], self.suitable[kept])


@dataclass(frozen=True, eq=False)
class _Supply:
    """Seats that people offer: in all, shape (P,), and one in each slot; without limit if free."""

    capacity: Ints
    slot: Ints
    limited: bool


def no_shortages() -> pd.DataFrame:
    """A frame without any."""
    return _frame([])


def shortages_of(hard: HardRules, clock: Clock) -> pd.DataFrame:
    """Every kind of people of whom questions need more seats than the pool can fill.

    It looks at the musts and sizes of questions that must have a team, one skill and level at a
    time. So a shortage proves that no matching is possible, but not every conflict is a shortage.

    Parameters
    ----------
    hard : HardRules
        Tells who is eligible where.
    clock : Clock
        Raises TimeUp when it runs out.

    Returns
    -------
    pandas.DataFrame
        Columns ``questions`` (their ids, joined), ``what``, ``needed`` and ``available`` (seats),
        ``detail``. Every set of questions is minimal: without one of them there is no shortage.
    """
    supply = _supply(hard)
    found: list[tuple[_Wanted, int]] = []
    for wanted in _all_wanted(hard):
        clock.check()
        if not _plenty(wanted):
            found += _short(wanted, supply)
    rows = [_in_words(hard, wanted, filled) for wanted, filled in found]
    return _frame(list(dict.fromkeys(rows)))


def _supply(hard: HardRules) -> _Supply:
    limited = any(isinstance(rule, Capacity) for rule in hard.rules)
    capacity = hard.problem.professionals["capacity"].to_numpy(np.int64)
    most = np.minimum(capacity, max(hard.program.n_questions, 1))
    return _Supply(most, hard.problem.arrays.slots.codes, limited)


def _all_wanted(hard: HardRules) -> Iterator[_Wanted]:
    """Heads, and holders of each skill at each level; at every question that must have a team."""
    table = hard.problem.questions["size_min"].to_numpy(np.int64)
    obliged = any(isinstance(rule, TeamSize) and not rule.soft for rule in hard.rules)
    staffed = np.flatnonzero(table * obliged > 0)
    if len(staffed):
        yield _Wanted("professionals", staffed, table[staffed], _eligible(hard, staffed))
    if not any(isinstance(rule, MustHave) for rule in hard.rules):
        return
    asked = hard.problem.requirements
    place = hard.problem.arrays.question_codes(asked["question"])
    asked = asked[asked["must"].to_numpy(np.bool_) & np.isin(place, staffed)]
    for (skill, level), _ in asked.groupby(["skill", "level"]):
        same = asked[(asked["skill"] == skill) & (asked["level"] >= level)]
        yield _holders(hard, f"{skill} at level {level}", same)


def _holders(hard: HardRules, what: str, asked: pd.DataFrame) -> _Wanted:
    """Seats that requirements of one skill need; of each question the one that needs most."""
    most = asked.sort_values("holders").drop_duplicates("question", keep="last")
    arrays = hard.problem.arrays
    question = arrays.question_codes(most["question"])
    skill = arrays.skills.get_indexer(pd.Index(most["skill"].iloc[:1]))
    levels = arrays.levels[:, skill].toarray().ravel()
    holds = levels >= most["level"].to_numpy(np.int64)[:, None]
    suitable = _eligible(hard, question) & holds
    return _Wanted(what, question, most["holders"].to_numpy(np.int64), suitable)


def _eligible(hard: HardRules, questions: Ints) -> Bools:
    pool = slice(0, hard.program.n_professionals)
    masks = [hard.program.allowed(int(question), pool) for question in questions]
    return np.array(masks, np.bool_).reshape(len(questions), pool.stop)


def _plenty(wanted: _Wanted) -> bool:
    """Whether each question by itself has as many people as all of them need seats."""
    return bool((wanted.suitable.sum(axis=1) >= wanted.seats.sum()).all())


def _short(wanted: _Wanted, supply: _Supply) -> Iterator[tuple[_Wanted, int]]:
    """Minimal sets of questions that fall short, no question in two of them, and seats filled."""
    for _ in range(MOST):
        filled, cut = _flow(wanted, supply)
        if filled >= wanted.seats.sum():
            return
        kept = np.flatnonzero(cut)
        for question in kept:
            fewer = kept[kept != question]
            if len(fewer) and _falls_short(wanted.only(fewer), supply):
                kept = fewer
        short = wanted.only(kept)
        yield short, _flow(short, supply)[0]
        wanted = wanted.only(np.setdiff1d(np.arange(len(wanted.seats)), kept))


def _falls_short(wanted: _Wanted, supply: _Supply) -> bool:
    return _flow(wanted, supply)[0] < int(wanted.seats.sum())


def _flow(wanted: _Wanted, supply: _Supply) -> tuple[int, Bools]:
    """Seats that can be filled, and the questions on the near side of the cut."""
    n = len(wanted.seats)
    if not n:
        return 0, np.zeros(0, np.bool_)
    graph = _network(wanted, supply)
    found = maximum_flow(graph, 0, graph.shape[0] - 1)
    left = sparse.csr_array(graph - found.flow)
    left.data = np.maximum(left.data, 0)
    left.eliminate_zeros()
    reached = breadth_first_order(left, 0, return_predecessors=False)
    cut = np.isin(1 + np.arange(n), reached)
    return int(found.flow_value), cut


def _network(wanted: _Wanted, supply: _Supply) -> sparse.csr_array:
    """Source, questions, people by slot, people, sink; people who are alike are one node."""
    n = len(wanted.seats)
    offers = supply.capacity if supply.limited else np.full_like(supply.capacity, n)
    useful = wanted.suitable.any(axis=0) & (offers > 0)
    facts = np.vstack([wanted.suitable[:, useful], offers[useful]]).T
    kinds, heads = np.unique(facts, axis=0, return_counts=True)
    question, kind = np.nonzero(kinds[:, :n].T)
    slot = supply.slot[wanted.question] if supply.limited else np.full(n, -1)
    slot = np.where(slot < 0, supply.slot.max(initial=-1) + 1 + np.arange(n), slot)
    meeting, place = np.unique(slot[question] * len(kinds) + kind, return_inverse=True)
    first_meeting, first_kind = 1 + n, 1 + n + len(meeting)
    sink = first_kind + len(kinds)
    of_meeting = meeting % max(len(kinds), 1)
    start = [np.zeros(n), 1 + question, first_meeting + np.arange(len(meeting)),
             first_kind + np.arange(len(kinds))]  # fmt: skip
    end = [1 + np.arange(n), first_meeting + place, first_kind + of_meeting,
           np.full(len(kinds), sink)]  # fmt: skip
    most = [wanted.seats, heads[kind], heads[of_meeting], heads * kinds[:, n]]
    edge = (np.concatenate(start).astype(np.int64), np.concatenate(end).astype(np.int64))
    flow = np.concatenate(most).astype(np.int32)  # what the solver counts in
    return sparse.csr_array((flow, edge), shape=(sink + 1, sink + 1))


Row = tuple[str, str, int, int, str]


def _in_words(hard: HardRules, wanted: _Wanted, filled: int) -> Row:
    names = [str(name) for name in hard.problem.arrays.questions[np.sort(wanted.question)]]
    *most, last = names
    listed = f"{', '.join(most)} and {last}" if most else last
    needed = int(wanted.seats.sum())
    slots = hard.problem.questions["slot"].iloc[wanted.question].unique()
    when = f" in slot {slots[0]}" if len(slots) == 1 and pd.notna(slots[0]) else ""
    anybody = wanted.what == "professionals"
    what = counted(needed, "professional" if anybody else "holder")
    what += "" if anybody else f" of {wanted.what}"
    verb, there = "needs" if len(names) == 1 else "need", "is" if filled == 1 else "are"
    detail = f"{listed} {verb} {what}{when}; {filled:,} {there} available"
    return ", ".join(names), wanted.what, needed, filled, detail


def _frame(rows: list[Row]) -> pd.DataFrame:
    kinds = dict(zip(COLUMNS, ("str", "str", "int64", "int64", "str"), strict=True))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(kinds)

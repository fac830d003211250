"""Teams by self-choice: people who come to a session choose their table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.data.geography import distance_km
from swarmmatch.errors import PolicyError
from swarmmatch.rules.rule import is_number
from swarmmatch.study.baselines.baseline import Baseline
from swarmmatch.study.baselines.first_come import NOWHERE, held_tables
from swarmmatch.study.baselines.seating import Chosen, Floats, Ints, Seating

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy

#: Stands for a sector that no professional has.
NOBODYS = -2


def teams_by_self_choice(
    problem: Problem,
    *,
    turnout: float = 1.0,
    sector: float = 1.0,
    near: float = 1.0,
    curiosity: float = 0.5,
    reach_km: float = 50.0,
    seed: int = 0,
    policy: Policy | None = None,
) -> Baseline:
    """Let whoever comes to a session sit down at the theme table they like best.

    The questions of a slot are the tables of one session; those without a slot are a session of
    their own. To each come ``turnout`` people for every seat there is, drawn evenly among those who
    are free and may sit at one of its tables. In the order in which they come they choose, of the
    tables with a seat left, the one of the largest

    ``liking[p, q] = sector * [same sector] + near * max(0, 1 - km / reach_km) + curiosity * e``

    with ``e`` drawn from the standard Gumbel distribution for every person and table, so that with
    all tables free the chance of a table is proportional to ``exp(liking without e / curiosity)``,
    a multinomial logit. What is not known of sector and place counts for 0. A table that draws
    fewer than its least size is not held, and those who sat down there choose again; who is locked
    into it goes home, as does who finds no table at all.

    Parameters
    ----------
    problem : Problem
        The tables.
    turnout : float
        People who come for each seat of a session, above 0.
    sector, near, curiosity : float
        Weights, 0 or more: curiosity is what nobody can tell beforehand.
    reach_km : float
        Distance in km, as the crow flies, from which nearness is worth nothing.
    seed : int
        The same seed gives the same teams.
    policy : Policy, optional
        Whose rules bar people from questions, `MaxDistance` for one; its other rules are not
        looked at.

    Returns
    -------
    Baseline
        ``how`` is "chosen", ``score`` the liking.

    Raises
    ------
    PolicyError
        When an option is out of range.

    Notes
    -----
    Likings are held for one session at a time: those who come to it by its tables.

    Source: open sign-up and theme tables of the first sessions of Pr8werk (www.pr8werk.nl, 2012).
    How many came for each seat, what drew them, and what became of a table with too few is not
    known: all weights are assumptions. D. McFadden, "Conditional logit analysis of qualitative
    choice behavior", 1974.
    """
    options = {"sector": sector, "near": near, "curiosity": curiosity}
    for name, weight in options.items():
        if not (is_number(weight) and weight >= 0):
            raise PolicyError(f"{name} must be a weight of 0 or more, not {weight!r}")
    for name, size in {"turnout": turnout, "reach_km": reach_km}.items():
        if not (is_number(size) and size > 0):
            raise PolicyError(f"{name} must be a number above 0, not {size!r}")
    rng = np.random.default_rng(seed)
    seating, liking = Seating(problem, policy), _Liking(problem, reach_km, rng, **options)
    for tables in _sessions(problem):
        _hold(seating, tables, liking, turnout, rng)
    return seating.baseline()


def _sessions(problem: Problem) -> Iterator[list[int]]:
    """Positions of the questions of each slot, and of those without one."""
    codes = problem.arrays.slots.codes
    for slot in np.unique(codes):
        yield np.flatnonzero(codes == slot).tolist()


def _hold(
    seating: Seating, tables: list[int], liking: _Liking, turnout: float, rng: np.random.Generator
) -> None:
    """Seat those who come to one session."""
    taken = np.array([seating.count(table) for table in tables])
    room = seating.most[tables] - taken
    able = np.flatnonzero(reduce(np.logical_or, map(seating.able, tables)))
    come = rng.choice(able, min(round(turnout * room.sum()), len(able)), replace=False)
    liked = np.column_stack([liking.of(table, come) for table in tables])
    may = np.column_stack([seating.able(table)[come] for table in tables])
    table, given_up = held_tables(
        np.where(may, liked, -np.inf), room, seating.least[tables] - taken
    )
    for at, question in enumerate(tables):
        here = np.flatnonzero(table == at)
        seating.seat(question, Chosen.of(come[here], "chosen", liked[here, at]))
        if given_up[at] != NOWHERE:
            seating.leave_open(question, taken[at] + given_up[at])


class _Liking:
    """How much people like a table."""

    def __init__(
        self,
        problem: Problem,
        reach_km: float,
        rng: np.random.Generator,
        *,
        sector: float,
        near: float,
        curiosity: float,
    ) -> None:
        arrays = problem.arrays
        self._homes, self._places = arrays.professional_place, arrays.question_place
        asked, self._own = arrays.attribute("sector", "questions"), arrays.attribute("sector")
        shared = np.append(self._own.values.get_indexer(asked.values), NOBODYS)
        self._asked = np.where(shared < 0, NOBODYS, shared)[asked.codes]
        self._sector, self._near, self._curiosity = sector, near, curiosity
        self._reach_km, self._rng = reach_km, rng

    def of(self, question: int, people: Ints) -> Floats:
        """Of these people, by position, shape (n,)."""
        km = distance_km(self._homes[:, people], self._places[:, question])
        near = np.fmax(1 - km / self._reach_km, 0.0)  # 0 where km is unknown
        same = self._own.codes[people] == self._asked[question]
        unknown = self._rng.gumbel(size=len(people))
        liked: Floats = self._sector * same + self._near * near + self._curiosity * unknown
        return liked

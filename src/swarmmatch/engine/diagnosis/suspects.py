"""Where to look for a conflict: the whole of a small problem, or what a proof over the pool names.

Prices of the rows at which seats in parts fall short (a Farkas certificate of the LP over every
eligible seat) name the rows that take part, and the rules that bar those who would help.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.alike import Places, every_place, places_for
from swarmmatch.engine.diagnosis.conflict import Conflict, conflict_among
from swarmmatch.engine.diagnosis.hard import NO_RULE, HardRules
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.pricing import Pricer
from swarmmatch.engine.program import Ints
from swarmmatch.engine.search import small

#: A row takes part in a proof when its price is at least this share of the largest.
NOTICEABLE = 1e-6
#: As many seats are stated all at once, when nothing else tells where to look.
MOST = 60_000


def conflict_of(hard: HardRules, prices: Prices | None, clock: Clock) -> Conflict | None:
    """A conflict of rules that are known to clash; None when time ran out, or too much is open.

    Parameters
    ----------
    hard : HardRules
        All members.
    prices : Prices or None
        Those that prove the clash, where the LP does.
    clock : Clock
        Raises TimeUp when it runs out.
    """
    for members, places in _suspects(hard, prices):
        found = conflict_among(hard, members, places, clock)
        if found is not None:
            everything = members is None
            return replace(found, smallest=found.smallest and everything)
        clock.check()
    return None


def _suspects(hard: HardRules, prices: Prices | None) -> Iterator[tuple[Ints | None, Places]]:
    """Members with their seats, the most promising first."""
    n_seats = hard.program.n_questions * hard.program.n_professionals
    if small(hard.program):
        yield None, every_place(hard)
        return
    if prices is not None:
        named = named_by(hard, prices)
        yield named, places_for(hard, named)
        questions = hard.question_of(named)
        wider = np.union1d(named, members_at(hard, np.unique(questions[questions >= 0])))
        yield wider, places_for(hard, wider)
    else:
        for question in range(hard.program.n_questions):
            alone = members_at(hard, np.array([question]))
            yield alone, places_for(hard, alone)
    if n_seats <= MOST:
        yield None, every_place(hard)


def named_by(hard: HardRules, prices: Prices) -> Ints:
    """Members whose rows carry a price, or that bar somebody who would pay at these prices."""
    least = NOTICEABLE * np.abs(np.append(prices.rows, prices.lazily)).max(initial=0.0)
    rows = hard.of_rows[np.abs(prices.rows) > least]
    lazily = hard.of_lazy(prices.numbers[np.abs(prices.lazily) > least])
    open_to_all = Pricer(replace(hard.program, eligibility=()))
    charging = prices.feature_charges.any(axis=1) | (np.diff(prices.seat_charges.indptr) > 0)
    barring = [np.zeros(0, np.int64)]
    for question in np.flatnonzero(charging):
        reduced = open_to_all.seats(int(question), prices, points=False).reduced
        for rule in hard.barring:
            barred = hard.barred(rule, int(question))
            helping = barred[reduced[barred] > least]
            barring.append(hard.of_bars(rule, int(question), helping))
    named = np.unique(np.concatenate([rows, lazily, *barring]))
    of_rules: Ints = named[named != NO_RULE]
    return of_rules


def members_at(hard: HardRules, questions: Ints) -> Ints:
    """Every member that speaks of these questions, and all who are barred from them by name."""
    program = hard.program
    rows = hard.of_rows[np.isin(program.rows.question, questions) & (hard.of_rows != NO_RULE)]
    here = np.isin(program.taken.question, questions)
    taken = hard.at_question(program.taken.rule[here], program.taken.question[here])
    rules = np.concatenate([program.pairs.rule, [counted.rule for counted in program.counted]])
    paired = hard.at_question(np.unique(rules).astype(np.int64)[:, None], questions).ravel()
    barring = [
        hard.of_bars(rule, int(question), hard.barred(rule, int(question)))
        for question in questions
        for rule in hard.barring
    ]
    return np.unique(np.concatenate([rows, taken, paired, *barring]))

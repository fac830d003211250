"""Whether any plan keeps the hard rules, by an audited example or by proof."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from swarmmatch.engine.bound import seats_in_parts
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.alike import every_place
from swarmmatch.engine.diagnosis.hard import HardRules
from swarmmatch.engine.exact import solve
from swarmmatch.engine.prices import free
from swarmmatch.engine.pricing import Pricer, Seats, join
from swarmmatch.engine.restricted import restrict
from swarmmatch.engine.search import small

#: Seats of each question among which a plan is looked for when those of the LP hold none.
WIDTHS = (40, 150)


@dataclass(frozen=True, eq=False)
class Trial:
    """What came of looking for a plan.

    Attributes
    ----------
    teams : pandas.DataFrame or None
        Columns ``question, professional``: teams in which no rule finds a violation.
    impossible : bool
        Whether it is proven that there are none; neither, when that stays open.
    """

    teams: pd.DataFrame | None
    impossible: bool


def find_plan(hard: HardRules, clock: Clock) -> Trial:
    """Look for teams that keep every hard rule, whatever they earn.

    Raises
    ------
    NoPlan
        When not even seats in parts keep the rules, with the prices that prove it.
    TimeUp
        When the clock runs out first.
    """
    program, pricer = hard.program, Pricer(hard.program)
    if small(program):
        places = every_place(hard)
        worth = np.zeros(len(places.question))
        seats = Seats(places.question, places.person, worth, worth)
        return _among(hard, _eligible(hard, seats), clock, complete=True)
    seats = seats_in_parts(program, pricer, clock)
    trial = _among(hard, seats, clock)
    for width in WIDTHS:
        if trial.teams is not None:
            break
        more = pricer.survey(
            free(hard.lazy), clock, per_question=width, above=-np.inf, points=False
        ).listed
        trial = _among(hard, join([seats, more[~more.among(seats)]]), clock)
    return trial


def _eligible(hard: HardRules, seats: Seats) -> Seats:
    pool = slice(0, hard.program.n_professionals)
    allowed = [hard.program.allowed(q, pool) for q in range(hard.program.n_questions)]
    return seats[np.array(allowed, np.bool_)[seats.question, seats.professional]]


def _among(hard: HardRules, seats: Seats, clock: Clock, *, complete: bool = False) -> Trial:
    """A plan of the seats given; ``complete`` says that there are no others."""
    restricted = restrict(hard.program, hard.lazy, seats)
    clock.check()
    found = solve(restricted.whole, clock)
    if found.solution is None:
        return Trial(None, complete and found.proven)
    taken = restricted.taken(found.solution)
    arrays = hard.problem.arrays
    teams = pd.DataFrame(
        {
            "question": arrays.questions[taken.question],
            "professional": arrays.professionals[taken.professional],
        }
    )
    return Trial(teams if keeps_all(hard, teams) else None, impossible=False)


def keeps_all(hard: HardRules, teams: pd.DataFrame) -> bool:
    """Whether no rule finds a violation, by its own check."""
    return all(rule.check(hard.problem, teams).violations.empty for rule in hard.rules)

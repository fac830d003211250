"""Teams by database rank: a search by keywords, and the top of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swarmmatch.study.baselines.baseline import Baseline
from swarmmatch.study.baselines.keywords import Keywords
from swarmmatch.study.baselines.ranking import best
from swarmmatch.study.baselines.seating import Chosen, Ints, Seating, fill

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy


def teams_by_database(problem: Problem, *, policy: Policy | None = None) -> Baseline:
    """Seat the top of the list that a search for the skills of each question gives.

    ``score[q, p] = sum over requirements r of q of weight[r] * [p meets r]``: what p meets alone,
    whatever the others of the team hold. Equal scores go by the sum of the levels at which p holds
    the skills asked, and equal ones of that by the order of the table, as a database would. Every
    question gets its least size first, then what it has room for, in the order of the table.
    Nothing is drawn.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy, optional
        Whose rules bar people from questions, `MaxDistance` for one; its other rules are not
        looked at.

    Returns
    -------
    Baseline
        ``how`` is "ranked", ``score`` the one above.

    Notes
    -----
    Source: the way of job boards and bureaus, against which Pr8werk (2015) held that the best
    professional is not in the database. That a search looks at levels and weights, which favours
    it, is an assumption; so is the order among equals.
    """
    keywords = Keywords(problem)

    def pick(question: int, free: Ints, n: int) -> Chosen:
        score = keywords.met(question)[free]
        top = best(n, score, keywords.levels(question)[free])
        return Chosen.of(free[top], "ranked", score[top])

    return fill(Seating(problem, policy), pick)

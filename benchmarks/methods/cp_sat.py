"""CP-SAT over all seats at once, and over the 50 best a question: the two usual ways."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

import swarmmatch as sm
from benchmarks.harness.direct_model import Chosen, DirectModel
from benchmarks.harness.machine import cores
from benchmarks.harness.registry import method
from benchmarks.harness.trace import Trace
from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.exact import solve
from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Floats
from swarmmatch.matching.record import Status

#: People kept a question, by the sum of what each meets alone.
SHORTLIST = 50
#: What a requirement counts for when it must be met: more than all others together.
MUST = 1e6


@method("cp-sat all seats")
def all_seats(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """The model over every eligible seat of the pool, without hint or outside bound."""
    return solved(problem, policy, time_limit, seed, None)


@method("cp-sat top 50")
def top_50(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """The same over the 50 people a question who meet most of it alone; no bound over the pool."""
    met = each_alone(problem)

    def best(seats: Seats, question: int) -> Seats:
        score = met(question)[seats.professional] + 1e-9 * seats.worth
        return seats[np.sort(np.argsort(-score, kind="stable")[:SHORTLIST])]

    return solved(problem, policy, time_limit, seed, best)


def solved(
    problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int, chosen: Chosen | None
) -> sm.Matching:
    """State, solve, and say what was found."""
    trace, clock = Trace(), Clock(time_limit)
    try:
        model = DirectModel.of(problem, policy, clock, chosen)
    except TimeUp:
        raise sm.NoMatchingError("the model was not stated in time") from None

    def keep(units: float) -> bool:
        trace.told(model.points(units))
        return False

    found = solve(model.restricted.whole, clock, workers=cores(), seed=seed, on_solution=keep)
    if found.solution is None:
        raise sm.NoMatchingError("CP-SAT found none in time")
    bound = model.points(found.ceiling) if chosen is None else math.inf
    optimal = found.proven and chosen is None
    status: Status = "optimal" if optimal else "time_limit"
    reason = "the search is complete" if found.proven else "time is up"
    matching = model.matching(found.solution, bound, status, reason)
    trace.told(matching.value)
    return trace.onto(matching)


def each_alone(problem: sm.Problem) -> Callable[[int], Floats]:
    """What everybody meets alone of a question: weights of the requirements held, shape (P,)."""
    levels, skills = problem.arrays.levels, problem.arrays.skills
    asked = problem.requirements
    by_question = asked.groupby(problem.arrays.question_codes(asked["question"])).indices

    def met(question: int) -> Floats:
        rows = asked.iloc[by_question.get(question, [])]
        held = levels[:, skills.get_indexer(rows["skill"])].toarray() >= rows["level"].to_numpy()
        return held @ (rows["weight"].to_numpy() + MUST * rows["must"].to_numpy())

    return met

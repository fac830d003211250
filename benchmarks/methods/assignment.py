"""Two exact methods for a plain assignment: min-cost flow, and the assignment of seats.

They know team sizes, capacity, least loads and points of seats, and refuse anything else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from ortools.graph.python import min_cost_flow
from scipy.optimize import linear_sum_assignment

import swarmmatch as sm
from benchmarks.harness.claimed import RESOLUTION, claimed
from benchmarks.harness.registry import Unavailable, method
from swarmmatch.engine.program import Floats, Ints

KNOWN = (sm.TeamSize, sm.Capacity, sm.Fit, sm.MinLoad)


@dataclass(frozen=True, eq=False)
class Plain:
    """A plain assignment: an arc for every line of the fit table.

    Attributes
    ----------
    question, professional : int array (n,)
        The ends of each arc.
    units : int array (n,)
        What it earns.
    sizes, capacity, least : int array
        Of each question; of each professional, and their fewest seats.
    """

    question: Ints
    professional: Ints
    units: Ints
    sizes: Ints
    capacity: Ints
    least: Ints

    @classmethod
    def of(cls, problem: sm.Problem, policy: sm.Policy) -> Plain:
        """Read the tables.

        Raises
        ------
        Unavailable
            When there is more to the problem than this.
        """
        asked, fit = problem.questions, problem.fit
        others = [rule.name for rule in policy if not isinstance(rule, KNOWN)]
        plain = fit is not None and (asked["size_min"] == asked["size_max"]).all()
        if others or not plain or asked["slot"].notna().any():
            raise Unavailable("a plain assignment has exact sizes, a fit table and no other rules")
        weight = next(rule.weight for rule in policy if isinstance(rule, sm.Fit))
        loads = [rule.at_least for rule in policy if isinstance(rule, sm.MinLoad)]
        capacity = problem.professionals["capacity"].to_numpy(np.int64)
        return cls(
            question=problem.arrays.question_codes(fit["question"]),
            professional=problem.arrays.professional_codes(fit["professional"]),
            units=np.rint(weight * fit["points"].to_numpy() / RESOLUTION).astype(np.int64),
            sizes=asked["size_min"].to_numpy(np.int64),
            capacity=capacity,
            least=np.minimum(max(loads, default=0), capacity),
        )

    def matching(
        self, problem: sm.Problem, policy: sm.Policy, question: Ints, professional: Ints
    ) -> sm.Matching:
        """Seats as a matching that is claimed to be the best there is."""
        teams = pd.DataFrame(
            {
                "question": problem.arrays.questions[question],
                "professional": problem.arrays.professionals[professional],
            }
        )
        value = sm.audit(problem, policy, teams).value
        return claimed(
            problem, policy, teams, value=value, bound=value, status="optimal", reason="exact"
        )


@method("min-cost flow")
def flow(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """OR-Tools' min-cost flow: source, professionals, questions, sink."""
    plain = Plain.of(problem, policy)
    n, m = len(plain.capacity), len(plain.sizes)
    people, asked, source, sink = np.arange(n), n + np.arange(m), n + m, n + m + 1
    must = 1 + 2 * int(np.abs(plain.units).max(initial=0)) * (n + m)  # outweighs every detour
    solver = min_cost_flow.SimpleMinCostFlow()

    def arcs(tail: Ints, head: Ints, room: Ints, cost: Ints) -> Ints:
        found: Ints = solver.add_arcs_with_capacity_and_unit_cost(tail, head, room, cost)
        return found

    seats = arcs(
        plain.professional, n + plain.question, np.ones(len(plain.units), np.int64), -plain.units
    )
    arcs(np.full(n, source), people, plain.least, np.full(n, -must))
    arcs(np.full(n, source), people, plain.capacity - plain.least, np.zeros(n, np.int64))
    arcs(asked, np.full(m, sink), plain.sizes, np.zeros(m, np.int64))
    solver.set_nodes_supplies([source, sink], [plain.sizes.sum(), -plain.sizes.sum()])
    if solver.solve() != solver.OPTIMAL:
        raise sm.NoMatchingError("there is no such flow")
    used = np.flatnonzero(solver.flows(seats))
    return plain.matching(problem, policy, plain.question[used], plain.professional[used])


@method("linear sum assignment")
def seat_by_seat(
    problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int
) -> sm.Matching:
    """scipy's `linear_sum_assignment` of places of professionals to seats of questions."""
    plain = Plain.of(problem, policy)
    if plain.least.any():
        raise Unavailable("least loads are none of its business")
    worth: Floats = np.full((len(plain.capacity), len(plain.sizes)), -1e12)
    worth[plain.professional, plain.question] = plain.units
    if (plain.capacity > 1).any():
        raise Unavailable("who takes two places could take both at one question")
    place, seat = linear_sum_assignment(np.repeat(worth, plain.sizes, axis=1), maximize=True)
    question = np.repeat(np.arange(len(plain.sizes)), plain.sizes)[seat]
    return plain.matching(problem, policy, question, place)

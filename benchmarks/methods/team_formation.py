"""team-formation, the package: everybody in a group, by weighted rules about categories.

Its own classes are called, with all cores and the seconds allowed; the time that it takes to state
its model comes on top. What its constraints cannot say is refused.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

import swarmmatch as sm
from benchmarks.harness.claimed import claimed
from benchmarks.harness.registry import Unavailable, method
from benchmarks.harness.trace import Trace

#: Rules that say how groups are made at all, which the package takes for granted.
ALWAYS = (sm.TeamSize(), sm.Capacity(), sm.MinLoad(1))
#: What the package calls each weighted rule.
CONSTRAINTS = {sm.LikePool: "diversify", sm.Alike: "cluster", sm.Distinct: "different"}


@method("team-formation")
def team_formation(
    problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int
) -> sm.Matching:
    """State the roster to the package, solve, and claim the teams; it takes no seed."""
    try:
        from team_formation.team_assignment import TeamAssignment
    except ImportError:
        raise Unavailable("needs the package team-formation: pip install '.[bench]'") from None
    constraints = constraints_of(policy)
    target, fewer = target_of(problem)
    people = problem.professionals[["professional", *constraints["attribute"]]]
    stated = TeamAssignment(people.reset_index(drop=True), constraints, target, fewer)
    trace, told = Trace(), is_told(problem, constraints)
    listener = _listener(trace) if told else None
    stated.solve(solution_callback=listener, max_time_in_seconds=time_limit)
    if not stated.solution_found:
        raise sm.NoMatchingError("team-formation found no groups")
    bound = -stated.solver.best_objective_bound if told else math.inf
    proven = told and stated.status.name == "OPTIMAL"
    matching = claimed(
        problem,
        policy,
        _teams(problem, stated),
        bound=bound,
        status="optimal" if proven else "time_limit",
        reason=f"team-formation says {stated.status.name}",
    )
    return trace.onto(matching)


def constraints_of(policy: sm.Policy) -> pd.DataFrame:
    """The weighted rules as the package's table of constraints; Unavailable for any other."""
    rows: list[tuple[str, str, float]] = []
    for rule in policy.rules:
        if rule in ALWAYS:
            continue
        kind, weight = CONSTRAINTS.get(type(rule)), getattr(rule, "weight", None)
        if kind is None or weight is None or getattr(rule, "like_pool", False):
            raise Unavailable(f"team-formation knows no rule {rule.name}")
        whole = int(weight) if weight == int(weight) else weight
        rows.append((rule.attribute, kind, whole))  # type: ignore[attr-defined]
    if not {type(rule) for rule in ALWAYS} <= {type(rule) for rule in policy.rules}:
        raise Unavailable("team-formation always puts everybody in one team of a set size")
    table = pd.DataFrame(rows, columns=["attribute", "type", "weight"])
    if table["attribute"].duplicated().any():
        raise Unavailable("team-formation takes one rule for each attribute")
    return table


def target_of(problem: sm.Problem) -> tuple[int, bool]:
    """Target size, and whether odd teams are smaller, that make the sizes of the questions."""
    from team_formation.team_assignment import calc_team_sizes

    least, most = problem.questions["size_min"], problem.questions["size_max"]
    if not least.equals(most):
        raise Unavailable("team-formation sets the size of every team itself")
    for target in sorted(set(most)):
        for fewer in (False, True):
            sizes = calc_team_sizes(len(problem.professionals), int(target), fewer)
            if sorted(sizes) == sorted(most):
                return int(target), fewer
    raise Unavailable("team-formation makes no teams of these sizes")


def is_told(problem: sm.Problem, constraints: pd.DataFrame) -> bool:
    """Whether the package's objective is the price of the policy, so that its bound is one too.

    It adds up distances to the rounded shares for all values but the last. With two values whose
    rounded shares make a team, that is the number of heads short; with more values it is not.
    """
    sizes = problem.questions["size_min"].unique()
    for name in constraints.loc[constraints["type"] == "diversify", "attribute"]:
        shares = problem.professionals[name].value_counts(normalize=True)
        due = pd.DataFrame({size: (shares * size).round() for size in sizes})
        if len(shares) > 2 or (due.sum() != sizes).any():
            return False
    return not (constraints["type"] == "different").any()


def _listener(trace: Trace) -> Any:
    from ortools.sat.python import cp_model

    class Listener(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            trace.told(-self.objective_value)

    return Listener()


def _teams(problem: sm.Problem, stated: Any) -> pd.DataFrame:
    """Teams under the names of questions of their sizes."""
    size = stated.participants["team_num"].value_counts()
    number = size.sort_index().sort_values(kind="stable").index
    asked = problem.questions.sort_values("size_min", kind="stable")["question"]
    named = pd.Series(asked.to_numpy(), index=number)
    return pd.DataFrame(
        {
            "question": named[stated.participants["team_num"]].to_numpy(),
            "professional": stated.participants["professional"].to_numpy(),
        }
    )

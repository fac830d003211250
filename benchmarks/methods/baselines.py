"""The ways in which teams come about without a matching, as the library draws them.

They solve nothing: of the policy they keep only who may sit where, and the audit tells the rest.
"""

from __future__ import annotations

import swarmmatch as sm
from benchmarks.harness.claimed import claimed
from benchmarks.harness.registry import method


@method("random")
def at_random(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """Evenly among the eligible."""
    return as_they_are(problem, policy, sm.teams_at_random(problem, seed=seed, policy=policy))


@method("self-choice")
def self_choice(
    problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int
) -> sm.Matching:
    """Whoever comes to a session chooses a table."""
    return as_they_are(problem, policy, sm.teams_by_self_choice(problem, seed=seed, policy=policy))


@method("database rank")
def database(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """The top of a search by keywords."""
    return as_they_are(problem, policy, sm.teams_by_database(problem, policy=policy))


@method("pitch rank")
def pitch(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """Whoever pitches best."""
    return as_they_are(problem, policy, sm.teams_by_pitch(problem, seed=seed, policy=policy))


@method("habit")
def habit(problem: sm.Problem, policy: sm.Policy, time_limit: float, seed: int) -> sm.Matching:
    """80% repeat buys, 15% via-via, and an open rest."""
    return as_they_are(problem, policy, sm.teams_by_habit(problem, seed=seed, policy=policy))


def as_they_are(problem: sm.Problem, policy: sm.Policy, found: sm.Baseline) -> sm.Matching:
    """Teams that claim nothing."""
    return claimed(problem, policy, found.teams, reason="this is how they came about")

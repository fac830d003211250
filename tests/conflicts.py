"""Conflicts of tiny problems by brute force: what every set of teams breaks, by the checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from tests.oracle import all_matchings

from swarmmatch.data.problem import Problem
from swarmmatch.rules import Policy
from swarmmatch.testing.copies import MARK, Copies

Member = tuple[str, str]


@dataclass(frozen=True)
class Broken:
    """Which members, (rule, subject), each set of teams breaks; each way of breaking once."""

    members: list[Member]
    broken: NDArray[np.bool_]

    @staticmethod
    def of(problem: Problem, policy: Policy) -> Broken:
        """Ask the check of every rule about all sets of teams at once."""
        (taken,) = all_matchings(problem)
        copies, found = Copies.of(problem, len(taken)), []
        for rule in policy:
            breaches = rule.check(copies.many, copies.teams(taken)).violations
            told = breaches["subject"].astype("str").str.rpartition(MARK, expand=True)
            if len(told):
                found.append(pd.DataFrame({"rule": rule.name, "subject": told[0], "set": told[2]}))
        every = pd.concat(found) if found else pd.DataFrame({"rule": [], "subject": [], "set": []})
        groups = every.groupby(["rule", "subject"])["set"]
        members = [(str(rule), str(subject)) for (rule, subject), _ in groups]
        broken = np.zeros((len(taken), len(members)), np.bool_)
        for column, (_, sets) in enumerate(groups):
            broken[sets.astype(int), column] = True
        return Broken(members, np.unique(broken, axis=0))

    def clash(self, conflict: set[Member]) -> bool:
        """Whether every set of teams breaks one of these members."""
        assert conflict <= set(self.members) or not len(self.broken)
        mine = np.array([member in conflict for member in self.members], np.bool_)
        return bool(self.broken[:, mine].any(axis=1).all())

    def smallest(self) -> int:
        """How many members the smallest conflict has; all sets of teams must break one of them."""
        n = len(self.members)
        found = milp(
            np.ones(n),
            constraints=LinearConstraint(self.broken.astype(float), lb=1.0),
            integrality=np.ones(n),
            bounds=Bounds(0, 1),
        )
        return round(found.fun)


def members_of(conflict: pd.DataFrame) -> set[Member]:
    """The members that a conflict names."""
    return set(conflict[["rule", "subject"]].itertuples(index=False, name=None))


def demand_minimal(problem: Problem, policy: Policy, conflict: pd.DataFrame) -> Broken:
    """Raise an AssertionError unless the rows clash, and do not without any one of them."""
    broken, members = Broken.of(problem, policy), members_of(conflict)
    assert len(members) == len(conflict)
    assert broken.clash(members)
    for member in members:
        assert not broken.clash(members - {member})
    return broken

"""What one member alone adds: the value of all teams, less their value without that member.

This is the marginal value of the cooperative game in which the teams as they are earn their points;
Shapley (1953, doi:10.1515/9781400881970-018) averages it over all orders of joining. It says
nothing of who could take the seat over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.matching.audit import Audit, audit
from swarmmatch.matching.matching import Matching
from swarmmatch.matching.units import as_points

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy


@dataclass(frozen=True, eq=False)
class Marginal:
    """What other teams earn more or less than some teams, in points.

    Attributes
    ----------
    points : float
        In all.
    by_rule : pandas.Series
        By name of rule.
    broken : pandas.DataFrame
        Columns ``rule, subject, detail``: hard rules that the other teams break.
    """

    points: float
    by_rule: pd.Series
    broken: pd.DataFrame


def without(matching: Matching, question: str, professional: str) -> Marginal:
    """The teams with a seat empty, against the teams as they are; below 0 is a loss."""
    teams = matching.teams
    mine = (teams["question"] == question) & (teams["professional"] == professional)
    return against(matching, teams[~mine])


def joined_by(matching: Matching, question: str, professional: str) -> Marginal:
    """The teams with a seat more, against the teams as they are."""
    seat = pd.DataFrame({"question": [question], "professional": [professional]}, dtype="str")
    return against(matching, pd.concat([matching.teams, seat], ignore_index=True))


def against(matching: Matching, teams: pd.DataFrame) -> Marginal:
    """Other teams for the same problem and policy, against those of a matching."""
    now = matching.kept(_audited)
    then = audit(matching.problem, matching.policy, teams, matching.resolution)
    return Marginal(
        points=as_points(then.units - now.units, matching.resolution),
        by_rule=by_rule(then.scores).sub(by_rule(now.scores), fill_value=0.0),
        broken=_anew(then.violations, now.violations),
    )


def by_rule(scores: pd.DataFrame) -> pd.Series:
    """Points by name of rule, in the order of the policy."""
    return scores.groupby("rule", sort=False)["points"].sum()


def points_by_question(
    problem: Problem, policy: Policy, teams: pd.DataFrame, resolution: float
) -> pd.Series:
    """Points of each question by the rules that speak of questions alone, by question.

    Points that a rule gives to people, groups or the plan as a whole are no question's.
    """
    earned = [rule.check(problem, teams).earned for rule in policy]
    of_questions = [
        one.assign(units=one["count"] * np.rint(one["each"] / resolution))
        for one in earned
        if len(one) and one["subject"].isin(problem.arrays.questions).all()
    ]
    if not of_questions:
        return pd.Series(dtype="float64", name="points")
    units = pd.concat(of_questions).groupby("subject")["units"].sum()
    return (units * resolution).rename("points").rename_axis("question")


def _anew(then: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Violations that were none before: teams made by hand may break rules as they are."""
    known = pd.MultiIndex.from_frame(then).isin(pd.MultiIndex.from_frame(now))
    return then[~known].reset_index(drop=True)


def _audited(matching: Matching) -> Audit:
    return matching.audit()

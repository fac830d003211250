"""How well the teams cover what is asked: enough holders, deep enough, with any to spare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.matching.coverage import coverage as requirements_met
from swarmmatch.matching.coverage import holdings, share_met
from swarmmatch.matching.metrics.metric import Metric, mean
from swarmmatch.matching.metrics.pool import sound_seats

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def coverage(problem: Problem, teams: pd.DataFrame) -> float:
    """Share of the weighted requirements of all questions that is met; 1 when nothing is asked."""
    return share_met(requirements_met(problem, sound_seats(problem, teams)))


def coverage_by_question(problem: Problem, teams: pd.DataFrame) -> pd.Series:
    """The same for each question that asks something of any weight, in their order."""
    met = requirements_met(problem, sound_seats(problem, teams))
    credit = met["weight"] * met["held"].clip(upper=met["wanted"]) / met["wanted"]
    by_question = pd.DataFrame({"credit": credit, "weight": met["weight"]}).groupby(met["question"])
    sums = by_question.sum().reindex(problem.questions["question"]).fillna(0.0)
    asking = sums[sums["weight"] > 0]
    return (asking["credit"] / asking["weight"]).rename("coverage")


def coverage_least(problem: Problem, teams: pd.DataFrame) -> float:
    """Coverage of the least served question; 1 when nothing is asked."""
    return float(coverage_by_question(problem, teams).min()) if _asks(problem) else 1.0


def depth(problem: Problem, teams: pd.DataFrame) -> float:
    """How far the best holder of each requirement is above the level asked; NaN without holders."""
    met = holdings(problem, sound_seats(problem, teams))
    has = met[["professional", "skill"]].merge(problem.skills, on=["professional", "skill"])
    best = has["level"].groupby(met["requirement"]).max()
    asked = problem.requirements.loc[best.index]
    weight = asked["weight"].sum()
    above = (asked["weight"] * (best - asked["level"])).sum()
    return float(above / weight) if weight > 0 else np.nan


def redundancy(problem: Problem, teams: pd.DataFrame) -> float:
    """Holders beyond those wanted, per holder wanted; NaN when nothing is asked."""
    met = requirements_met(problem, sound_seats(problem, teams))
    spare = (met["held"] - met["wanted"]).clip(lower=0) / met["wanted"]
    weight = met["weight"].sum()
    return float((met["weight"] * spare).sum() / weight) if weight > 0 else np.nan


def fragility_of_teams(problem: Problem, teams: pd.DataFrame) -> pd.Series:
    """The coverage each team loses by the one absence that costs it most, by question.

    Teams whose question asks nothing of any weight are left out.
    """
    seats = sound_seats(problem, teams)
    met = requirements_met(problem, seats)
    needed = met["held"] <= met["wanted"]  # here every holder counts
    lost = (met["weight"] / met["wanted"]).where(needed, 0.0)
    held = holdings(problem, seats)
    by_seat = lost.reindex(held["requirement"]).groupby(held["seat"].to_numpy()).sum()
    by_seat = by_seat.reindex(seats.index, fill_value=0.0)
    weight = met.groupby("question")["weight"].sum()
    share = by_seat / weight[weight > 0].reindex(seats["question"]).to_numpy()
    worst: pd.Series = share.groupby(seats["question"], sort=False).max().dropna()
    return worst.rename("fragility")


def fragility(problem: Problem, teams: pd.DataFrame) -> float:
    """Mean over the teams of `fragility_of_teams`; NaN without teams."""
    return mean(fragility_of_teams(problem, teams))


def _asks(problem: Problem) -> bool:
    return bool((problem.requirements["weight"] > 0).any())


METRICS = (
    Metric(
        name="coverage",
        definition="Share of the weighted requirements that the teams meet.",
        formula="sum_r w[r] * min(held[r], wanted[r]) / wanted[r] / sum_r w[r]",
        source="the demand side of a swarm session: the client's question comes first",
        unit="share, 0 to 1",
        function=coverage,
        parity=1.0,
        parity_means="what is held is what is asked",
    ),
    Metric(
        name="coverage_least",
        definition="Coverage of the least served question.",
        formula="min_q coverage[q], over questions that ask something",
        source="egalitarian welfare: Rawls, A Theory of Justice, 1971",
        unit="share, 0 to 1",
        function=coverage_least,
        parity=coverage,
        parity_means="the least served question is served as all together are",
    ),
    Metric(
        name="depth",
        definition="Levels by which the best holder of a requirement is above the level asked.",
        formula="sum_r w[r] * (max level held[r] - level asked[r]) / sum_r w[r], over held r",
        source="definition of this library",
        unit="levels",
        function=depth,
        parity=0.0,
        parity_means="the best holder has just the level asked",
    ),
    Metric(
        name="redundancy",
        definition="Holders beyond those wanted, per holder wanted.",
        formula="sum_r w[r] * max(held[r] - wanted[r], 0) / wanted[r] / sum_r w[r]",
        source="definition of this library",
        unit="spare holders per holder wanted",
        function=redundancy,
        parity=0.0,
        parity_means="no requirement has a holder to spare",
    ),
    Metric(
        name="fragility",
        definition="Coverage that a team loses by the one absence that costs it most, on average.",
        formula="mean_q max_{p in q} (coverage[q] - coverage[q without p])",
        source="definition of this library, for free events that 15 to 30% do not show up at",
        unit="share of coverage, 0 to 1",
        function=fragility,
        parity=0.0,
        parity_means="every team covers as much whoever stays away",
    ),
)

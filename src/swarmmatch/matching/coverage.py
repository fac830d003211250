"""Which requirements the teams meet, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Between names that share a cell.
COMMA = ", "


def coverage(problem: Problem, seats: pd.DataFrame) -> pd.DataFrame:
    """Every requirement with the members of its team that meet it.

    Parameters
    ----------
    problem : Problem
        The tables.
    seats : pandas.DataFrame
        Columns ``question, professional``; one row a seat.

    Returns
    -------
    pandas.DataFrame
        A row a requirement, in the order of that table: ``question, skill, level, wanted`` (holders
        asked), ``held`` (holders seated, all of them), ``by`` (their ids joined by ", ", in the
        order of the seats), ``must, weight``.
    """
    asked = problem.requirements
    holders = holdings(problem, seats).groupby("requirement")["professional"]
    return pd.DataFrame(
        {
            "question": asked["question"],
            "skill": asked["skill"],
            "level": asked["level"],
            "wanted": asked["holders"],
            "held": holders.size().reindex(asked.index, fill_value=0),
            "by": holders.agg(COMMA.join).reindex(asked.index).fillna("").astype("str"),
            "must": asked["must"],
            "weight": asked["weight"],
        }
    )


def holdings(problem: Problem, seats: pd.DataFrame) -> pd.DataFrame:
    """Who meets what they are there for.

    Returns
    -------
    pandas.DataFrame
        A row a requirement and a seat that meets it: ``requirement`` and ``seat`` (positions in the
        two tables), ``skill, professional``; by requirement, then by seat.
    """
    asked = problem.requirements[["question", "skill", "level"]].reset_index(names="requirement")
    skills = problem.skills[["professional", "skill", "level"]]
    skills = skills[skills["professional"].isin(seats["professional"])]
    seated = seats.reset_index(names="seat").merge(
        skills.rename(columns={"level": "has"}), on="professional"
    )
    both = asked.merge(seated, on=["question", "skill"])
    met = both[both["has"] >= both["level"]].sort_values(["requirement", "seat"], ignore_index=True)
    return met[["requirement", "seat", "skill", "professional"]]


def share_met(coverage: pd.DataFrame) -> float:
    """Share of the weighted requirements met, from 0 to 1; 1 when nothing is asked.

    ``sum(weight * min(held, wanted) / wanted) / sum(weight)``
    """
    whole = coverage["weight"].sum()
    if whole <= 0:
        return 1.0
    part = coverage["held"].clip(upper=coverage["wanted"]) / coverage["wanted"]
    return float((coverage["weight"] * part).sum() / whole)


def fully_met(coverage: pd.DataFrame) -> pd.Series:
    """Whether each requirement has all the holders it wants."""
    return coverage["held"] >= coverage["wanted"]


def seat_table(problem: Problem, seats: pd.DataFrame) -> pd.DataFrame:
    """Every seat with what a reader wants to know of it.

    Returns
    -------
    pandas.DataFrame
        A row a seat, in the order of `seats`: ``question, title, client, professional,
        municipality, sector, cooperative, experience, rate`` as in the tables, and ``covers``: the
        skills asked there that the professional holds at the level asked, joined by ", ".
    """
    questions = problem.questions[["question", "title", "client"]]
    people = problem.professionals[
        ["professional", "municipality", "sector", "cooperative", "experience", "rate"]
    ]
    asked = seats[["question"]].merge(questions, on="question", how="left")
    seated = seats[["professional"]].merge(people, on="professional", how="left")
    covers = holdings(problem, seats).drop_duplicates(["seat", "skill"]).groupby("seat")["skill"]
    table = pd.concat([asked, seated], axis=1)
    return table.assign(covers=covers.agg(COMMA.join).reindex(seats.index).fillna("").astype("str"))

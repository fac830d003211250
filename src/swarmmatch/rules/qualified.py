"""Qualified: every member of a team holds the musts of its question, or is trained in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.rules.blocks import Block, Bools, Eligibility
from swarmmatch.rules.holders import holders_of_requirements
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight, is_whole
from swarmmatch.rules.training_rows import training_rows

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Qualified(Rule):
    """Every member holds each skill that the question must have, or is trained in it at a price.

    Where ``MustHave`` asks a team for so many holders, this asks it of everybody who sits there: a
    certificate, a language, or the one skill of a job for one. How many ``holders`` a requirement
    wants is not looked at. Let ``t[p, s]`` be 1 when professional p is trained in skill s. Then
    ``x[q, p] <= t[p, s]`` for every must s of question q that p does not hold at the level asked,
    ``sum_s t[p, s] <= trainings``, and every training costs ``weight`` points: once, however many
    seats it opens. Who is trained in a skill holds it at any level.

    Parameters
    ----------
    trainings : int
        Skills that one professional may be trained in; 0 bars who does not hold the musts.
    weight : float, optional
        Points that a training costs; needed when there are any.
    trainee : str, optional
        A column of professionals, true for who may be trained. Without it everybody may, at the
        price of a row for each skill that somebody lacks: name a column where the pool is large.

    Raises
    ------
    PolicyError
        For options that make no sense; on use, for a ``trainee`` that is no column of truths.

    Notes
    -----
    Whom to train so that the work at hand can be staffed is the question of cross-training: see
    Hopp and Van Oyen (2004), doi 10.1080/07408170490487759.
    """

    trainings: int = 0
    weight: float | None = None
    trainee: str | None = None

    def __post_init__(self) -> None:
        right = is_whole(self.trainings) and self.trainings >= 0
        demand(right, self, f"trainings must be a whole number of skills, not {self.trainings!r}")
        demand_weight(self, self.weight, or_hard=True)
        both = (self.trainings > 0) == (self.weight is not None)
        demand(both, self, "trainings of 1 or more and their weight go together: give both")
        right = self.trainee is None or isinstance(self.trainee, str)
        demand(right, self, f"trainee must name a column, not {self.trainee!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """Who cannot become qualified is out; the others pay for what they lack."""
        asked = problem.requirements[problem.requirements["must"].to_numpy(np.bool_)]
        if asked.empty:
            return []
        trainee = self._trainees(problem)
        barred = _unless_held(problem, asked, trainee)
        if self.weight is None:
            return [barred]
        rows = training_rows(problem, asked, trainee, int(self.trainings), float(self.weight))
        return [barred, rows]

    def _trainees(self, problem: Problem) -> Bools:
        """Who may be trained, shape (P,)."""
        if not self.trainings:
            return np.zeros(len(problem.professionals), np.bool_)
        if self.trainee is None:
            return np.ones(len(problem.professionals), np.bool_)
        marked = problem.arrays.number(self.trainee)
        true = bool(np.isin(marked[~np.isnan(marked)], (0, 1)).all())
        demand(true, self, f"column {self.trainee} of professionals must hold true or false")
        may: Bools = marked == 1
        return may

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Join seats with the musts of their questions, and these with the skills held."""
        taught = _lacking(problem, teams)
        unit = "trainings, over all teams"
        skills = taught.groupby("professional")["skill"].agg(["size", "min"])
        allowed = self._allowed(problem, skills.index)
        over = skills[skills["size"] > allowed]
        detail = (
            "lacks " + over["size"].astype(str) + " skills, such as " + over["min"]
            + ", and may be trained in " + allowed[over.index].astype(str)
        )  # fmt: skip
        violations = pd.DataFrame({"subject": over.index, "detail": detail.to_numpy()})
        if self.weight is None:
            return Check.of(len(taught), unit, violations=violations)
        price = {"subject": taught["professional"], "count": 1, "each": -float(self.weight)}
        earned = pd.DataFrame(price)
        return Check.of(len(taught), unit, violations=violations, earned=earned)

    def _allowed(self, problem: Problem, people: pd.Index[Any]) -> pd.Series:
        """Trainings that each of some people may have."""
        if self.trainee is None or people.empty:
            return pd.Series(int(self.trainings), index=people)
        marked = problem.arrays.number(self.trainee)
        may = pd.Series(marked == 1, index=problem.professionals["professional"])
        return may.reindex(people).astype(int) * int(self.trainings)


def _lacking(problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
    """Columns ``professional, skill``: who lacks which must of a question they sit at, once."""
    asked = problem.requirements[problem.requirements["must"].astype(bool)]
    held = problem.skills.rename(columns={"level": "held"})
    seats = teams[["question", "professional"]]
    needed = seats.merge(asked[["question", "skill", "level"]], on="question")
    needed = needed.merge(held, on=["professional", "skill"], how="left")
    lacking = needed[~(needed["held"] >= needed["level"])]
    return lacking[["professional", "skill"]].drop_duplicates()


def _unless_held(problem: Problem, asked: pd.DataFrame, trainee: Bools) -> Eligibility:
    """Whoever may be trained, and who holds all musts of the question."""
    features, weights = holders_of_requirements(problem, asked)
    question = problem.arrays.question_codes(asked["question"])

    def allowed(here: int, part: slice) -> NDArray[np.bool_]:
        columns = np.unique(weights[question == here].indices)
        held = sparse.csr_array(features[:, columns])[part].sum(axis=1)
        able: NDArray[np.bool_] = trainee[part] | (held == len(columns))
        return able

    return Eligibility(allowed)

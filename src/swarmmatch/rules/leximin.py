"""Leximin: the worst served question first, then the next, and so on; a stage of a policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import Auxiliaries, Block, Bools, Floats, Ints, Rows
from swarmmatch.rules.question_coverage import Asked, served_and_due
from swarmmatch.rules.rule import Check, Rule, demand, is_whole

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Leximin(Rule):
    """The coverage of the questions in leximin order: no better served one before a worse one.

    The coverage of a question is that of ``WorstOff``, rounded down to whole steps of
    ``1 / steps``. Of two matchings the one is better whose lowest coverage is higher; where these
    are equal, whose second lowest is; and so on. On the grid that is the lexicographic order of
    ``(n[1], n[2], ..., n[steps])``, where ``n[k]`` counts the questions with a coverage of
    ``k / steps`` or more. So each level is a step of the stage: as many questions as can be reach
    it, then the next.

    It is an order, not a sum, and stands alone in a stage of a ``Policy``, nowhere else. In the
    value of a matching it counts a point for each question and level that it reaches. Questions
    that ask for nothing are left out; one without a team has coverage 0.

    Parameters
    ----------
    steps : int
        Levels between coverage 0 and 1, from 1 to 1000.

    Notes
    -----
    Source: Sen, Collective Choice and Social Welfare (1970), the lexicographic form of Rawls's
    difference principle, here between questions.
    """

    steps: int = 20

    def __post_init__(self) -> None:
        right = is_whole(self.steps) and 1 <= self.steps <= 1000
        demand(right, self, f"steps must be a whole number from 1 to 1000, not {self.steps!r}")

    @property
    def soft(self) -> bool:
        """It is."""
        return True

    @property
    def levels(self) -> tuple[Reached, ...]:
        """A rule for each level, the lowest first."""
        return tuple(Reached(level, int(self.steps)) for level in range(1, int(self.steps) + 1))

    def blocks(self, problem: Problem) -> list[Block]:
        """A variable for each question and level, worth a point."""
        return _blocks(problem, int(self.steps), np.ones(int(self.steps)))

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the levels that each question reaches."""
        reached = _levels_reached(problem, teams, int(self.steps))
        earned = pd.DataFrame({"subject": reached.index, "count": reached.to_numpy(), "each": 1.0})
        least = reached.min() / self.steps if len(reached) else 1.0
        unit = "coverage of the least-served question, on the grid"
        return Check.of(least, unit, earned=earned)


@dataclass(frozen=True)
class Reached(Rule):
    """A point for each question whose coverage is ``level / steps`` or more: a step of ``Leximin``.

    Parameters
    ----------
    level : int
        From 1 to ``steps``.
    steps : int
        As in ``Leximin``.
    """

    level: int
    steps: int

    @property
    def soft(self) -> bool:
        """It is."""
        return True

    def blocks(self, problem: Problem) -> list[Block]:
        """Those of ``Leximin``, with the variables of one level worth a point."""
        return _blocks(problem, self.steps, (np.arange(self.steps) == self.level - 1).astype(float))

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the questions that reach the level."""
        reached = _levels_reached(problem, teams, self.steps) >= self.level
        count = reached.to_numpy(np.int64)
        earned = pd.DataFrame({"subject": reached.index, "count": count, "each": 1.0})
        unit = f"questions with a coverage of {self.level / self.steps:.4g} or more"
        return Check.of(count.sum(), unit, earned=earned)


def _blocks(problem: Problem, steps: int, points: Floats) -> list[Block]:
    """Variables for the holders credited, and for the levels that each question reaches.

    Rows ``credited[r] <= held[r]``, then for each question and level k
    ``k * sum_r c[r] * h[r] * reached[k] <= steps * sum_r c[r] * credited[r]``.
    """
    asked = Asked.of_problem(problem)
    if asked is None:
        return []
    levels = np.arange(1, steps + 1)
    within_reach = levels * asked.due[:, None] <= steps * asked.within_reach[:, None]
    n, n_reached, weights = len(asked.of), within_reach.size, asked.weights
    where = np.append(asked.question[asked.of], np.repeat(asked.question, steps))
    rows = np.arange(n + n_reached)
    idle = sparse.csr_array((n_reached, weights.shape[1]), dtype=np.int64)
    over = (np.ones(len(rows)), (rows, where))
    return [
        Rows(
            features=asked.features,
            weights=sparse.csr_array(sparse.vstack([weights, idle], format="csr")),
            over=sparse.csr_array(over, (len(rows), len(problem.questions))),
            lower=np.zeros(len(rows)),
            upper=np.full(len(rows), np.inf),
            about=np.append(asked.skill, ["coverage"] * n_reached),
            variables=Auxiliaries(
                np.zeros(n + n_reached, np.int64),
                np.append(asked.credited, within_reach.ravel()),
                np.append(np.zeros(n), np.tile(points, len(asked.question))),
            ),
            auxiliary=_levels(asked.of, asked.credit, asked.due, within_reach),
        )
    ]


def _levels(of: Ints, credit: Ints, whole: Ints, within_reach: Bools) -> sparse.csr_array:
    """Coefficients of the credited holders, then of the levels reached, question by question."""
    n, (n_asking, steps) = len(of), within_reach.shape
    held = sparse.hstack([-sparse.eye_array(n), sparse.csr_array((n, within_reach.size))])
    due = np.arange(1, steps + 1) * whole[:, None]
    common = np.gcd(due, steps)  # keeps coefficients small
    level = np.arange(steps)
    row, column = (of[:, None] * steps + level).ravel(), np.repeat(np.arange(n), steps)
    gain = (credit[:, None] * (steps // common)[of]).ravel()
    gained = sparse.csr_array((gain, (row, column)), shape=(n_asking * steps, n))
    reached = sparse.hstack([gained, -sparse.diags_array((due // common).ravel().astype(float))])
    return sparse.csr_array(sparse.vstack([held, reached], format="csr"))


def _levels_reached(problem: Problem, teams: pd.DataFrame, steps: int) -> pd.Series:
    """Whole steps of coverage of every question that asks for anything, by question."""
    served, due = served_and_due(problem, teams)
    return steps * served // due

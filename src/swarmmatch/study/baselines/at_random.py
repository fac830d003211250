"""Teams drawn at random: what is left when nobody looks at anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.study.baselines.baseline import Baseline
from swarmmatch.study.baselines.seating import Chosen, Ints, Seating, fill

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy


def teams_at_random(problem: Problem, *, seed: int = 0, policy: Policy | None = None) -> Baseline:
    """Draw each team evenly among the eligible who are free.

    ``P(p sits at q) = 1 / free[q]`` for the first seat of q, and so on without putting back. Every
    question gets its least size first, then what it has room for, in the order of the table.

    Parameters
    ----------
    problem : Problem
        The tables.
    seed : int
        The same seed draws the same teams.
    policy : Policy, optional
        Whose rules bar people from questions, `MaxDistance` for one; its other rules are not
        looked at.

    Returns
    -------
    Baseline
        ``how`` is "drawn", and there is no score.

    Notes
    -----
    Source: random selection is the reference of chance-corrected measures, and the practice of
    drawing tables by lot. That all who are free would come is an assumption.
    """
    rng = np.random.default_rng(seed)

    def pick(question: int, free: Ints, n: int) -> Chosen:
        return Chosen.of(rng.choice(free, min(n, len(free)), replace=False), "drawn")

    return fill(Seating(problem, policy), pick)

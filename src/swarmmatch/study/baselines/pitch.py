"""Teams by pitch: whoever presents themselves best."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special, stats

from swarmmatch.errors import PolicyError
from swarmmatch.rules.rule import is_number, is_whole
from swarmmatch.study.baselines.baseline import Baseline
from swarmmatch.study.baselines.keywords import Keywords
from swarmmatch.study.baselines.seating import Chosen, Floats, Ints, Seating, fill

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy


def teams_by_pitch(
    problem: Problem,
    *,
    pitches: int = 4,
    experience: float = 0.3,
    seed: int = 0,
    policy: Policy | None = None,
) -> Baseline:
    """Let a few people pitch for each seat, and seat the best pitchers.

    Everybody has one skill at pitching, ``pitch[p] = r * z[p] + sqrt(1 - r ** 2) * e[p]``, where
    ``z`` are the normal scores of experience (Blom's: 0 where it is not known), ``e`` are draws
    from the standard normal, and ``r`` is ``experience``. Fit has no part in it. For each question
    ``pitches`` a seat are drawn evenly among the free who hold a skill it asks, at any level, and
    among others where these are too few; the best pitchers of them get the seats. Every question
    gets its least size first, then what it has room for, in the order of the table.

    Parameters
    ----------
    problem : Problem
        The tables.
    pitches : int
        People who pitch for each seat, 1 or more.
    experience : float
        Correlation of pitch and experience (as normal scores), from -1 to 1.
    seed : int
        The same seed gives the same teams.
    policy : Policy, optional
        Whose rules bar people from questions, `MaxDistance` for one; its other rules are not
        looked at.

    Returns
    -------
    Baseline
        ``how`` is "pitched", ``score`` the pitch: what `history.pitch.pitch_versus_match` takes.

    Raises
    ------
    PolicyError
        When ``pitches`` or ``experience`` is out of range.

    Notes
    -----
    Source: "the best pitch is not the best match", the second lesson of Pr8werk (2015). Assumed
    are the correlation, and that fit has no part; 4 a seat lies within the 3 to 5 who are invited
    to offer (Gids Proportionaliteit, 3.4B). Normal scores: G. Blom, "Statistical Estimates and
    Transformed Beta-Variables", 1958.
    """
    if not (is_whole(pitches) and pitches >= 1):
        raise PolicyError(f"pitches must be a whole number of 1 or more, not {pitches!r}")
    if not (is_number(experience) and -1 <= experience <= 1):
        raise PolicyError(f"experience must be a correlation from -1 to 1, not {experience!r}")
    rng = np.random.default_rng(seed)
    skill = pitch_skill(problem, experience, rng)
    keywords = Keywords(problem)

    def pick(question: int, free: Ints, n: int) -> Chosen:
        able = keywords.levels(question)[free] > 0
        pitching = _drawn(free[able], free[~able], n * int(pitches), rng)
        top = pitching[np.argsort(-skill[pitching], kind="stable")[:n]]
        return Chosen.of(top, "pitched", skill[top])

    return fill(Seating(problem, policy), pick)


def pitch_skill(problem: Problem, experience: float, rng: np.random.Generator) -> Floats:
    """How well each professional pitches, standard normal, shape (P,)."""
    years = problem.arrays.number("experience")
    known = np.isfinite(years)
    score = np.zeros(len(years))
    score[known] = special.ndtri((stats.rankdata(years[known]) - 0.375) / (known.sum() + 0.25))
    other = rng.standard_normal(len(years))
    found: Floats = experience * score + np.sqrt(1 - experience**2) * other
    return found


def _drawn(first: Ints, others: Ints, n: int, rng: np.random.Generator) -> Ints:
    """So many of the first, and others where these are too few."""
    some = rng.choice(first, min(n, len(first)), replace=False)
    more = rng.choice(others, min(n - len(some), len(others)), replace=False)
    return np.concatenate([some, more])

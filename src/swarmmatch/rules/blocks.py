"""What a rule hands to the solvers: arrays over the whole pool, no solver calls.

Write ``x[q, p]`` for the seat of professional p at question q (1 = taken), ``u`` for whole-number
auxiliary variables, P for professionals, Q for questions, R for rows, K for features. All
coefficients and bounds are whole numbers; only points may be real, and are scaled to whole units
by the seat program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Bounds of rows that are open on one side.
NO_LOWER, NO_UPPER = -np.inf, np.inf


@dataclass(frozen=True, eq=False)
class Eligibility:
    """Who may sit at a question at all.

    Parameters
    ----------
    allowed : callable (question, part) -> bool array (len(part),)
        Answers for one question and one part (a slice) of the pool.
    """

    allowed: Callable[[int, slice], Bools]


@dataclass(frozen=True, eq=False)
class SeatPoints:
    """What each seat is worth by itself.

    Parameters
    ----------
    points : callable (question, part) -> float array (len(part),)
        Points for one question and one part (a slice) of the pool.
    at_most : float
        No seat earns more than this: a ceiling to start from, before the pool is priced.
    """

    points: Callable[[int, slice], Floats]
    at_most: float


@dataclass(frozen=True, eq=False)
class Sizes:
    """Team sizes: ``lower[q] <= sum_p x[q, p] <= upper[q]``, shapes (Q,).

    Where ``unstaffed`` is given a question may also be left with nobody, at that many points
    (none where its lower bound is 0).
    """

    lower: Ints
    upper: Ints
    unstaffed: float | None = None


@dataclass(frozen=True, eq=False)
class Auxiliaries:
    """Whole-number variables beside the seats: ``lower <= u <= upper``, worth ``points`` each."""

    lower: Ints
    upper: Ints
    points: Floats

    @staticmethod
    def none() -> Auxiliaries:
        """No auxiliary variables."""
        return Auxiliaries(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))


@dataclass(frozen=True, eq=False)
class Rows:
    """Linear rows over seats and auxiliaries, one question or many at a time.

    Row r reads ``lower[r] <= sum_qp over[r, q] * (weights[r] @ features[p]) * x[q, p]
    + auxiliary[r] @ u <= upper[r]``. A row over one question has one entry in ``over``; a row over
    the whole plan has many.

    Parameters
    ----------
    features : csc_array (P, K)
        Facts about professionals, made once for the whole pool. Rules that hand over the same
        array share it.
    weights : csr_array (R, K)
        How each row mixes the features.
    over : csr_array (R, Q)
        Which questions each row covers, with what factor.
    lower, upper : float arrays (R,)
        Whole numbers, or infinite.
    about : object array (R,)
        What each row speaks of, in words, for messages.
    variables : Auxiliaries
        The auxiliary variables of this block, shape (U,).
    auxiliary : csr_array (R, U) or None
        Their coefficients; None when there are no auxiliaries.

    Notes
    -----
    A row over one question binds only where a team sits: a team of nobody breaks no rule of teams.
    So for a question without seats a lower bound above 0, or an upper bound below 0, counts as 0.
    """

    features: sparse.csc_array
    weights: sparse.csr_array
    over: sparse.csr_array
    lower: Floats
    upper: Floats
    about: NDArray[np.object_]
    variables: Auxiliaries = field(default_factory=Auxiliaries.none)
    auxiliary: sparse.csr_array | None = None


@dataclass(frozen=True, eq=False)
class ProfessionalRows:
    """Rows over one professional's seats: ``lower <= sum_q groups[g, q] * x[q, p] <= upper``.

    Parameters
    ----------
    groups : csr_array (G, Q)
        Whole-number factors of the questions in each group, such as all questions of one slot.
    lower, upper : float arrays (G, P)
        Bounds for each professional; whole numbers, or infinite.
    about : object array (G,)
        What each group is, in words, for messages.
    """

    groups: sparse.csr_array
    lower: Floats
    upper: Floats
    about: NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class PairRows:
    """Pairs of professionals, shapes (N,), that bind at every question.

    ``together`` True: both sit at a question or neither; False: never both.
    """

    first: Ints
    second: Ints
    together: Bools


@dataclass(frozen=True, eq=False)
class TakenSeats:
    """Seats that must be taken, shapes (N,)."""

    question: Ints
    professional: Ints


@dataclass(frozen=True, eq=False)
class PairCounts:
    """Pairs that count when they share a team; every question is counted by itself.

    At question q, ``n[q] = sum_i count[i] * x[q, first[i]] * x[q, second[i]]``. What that means
    depends on ``points``: without them the team must keep ``n[q] <= at_most``; above 0 it earns
    ``points * min(n[q], at_most)``; below 0 it pays for ``max(n[q] - at_most, 0)``.

    Parameters
    ----------
    first, second : int arrays (N,)
        Two different professionals; no pair is listed twice, in whatever order.
    count : int array (N,)
        What each pair counts for, 1 or more.
    at_most : float
        A whole number of 0 or more, or infinite.
    points : float or None
        For each count. None makes ``at_most`` a limit.
    about : str
        What is counted, in words, for messages.
    """

    first: Ints
    second: Ints
    count: Ints
    at_most: float
    points: float | None
    about: str


Block = (
    Eligibility | SeatPoints | Sizes | Rows | ProfessionalRows | PairRows | TakenSeats | PairCounts
)

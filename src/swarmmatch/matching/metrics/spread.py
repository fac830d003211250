"""How evenly seats and invitations are spread over the people who could have had them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from swarmmatch.matching.metrics.metric import Metric
from swarmmatch.matching.metrics.pool import (
    Eligible,
    eligible_mask,
    known_codes,
    named_people,
    sound_seats,
)

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def gini(amounts: ArrayLike) -> float:
    """Gini coefficient: half the mean absolute difference of two people, over the mean amount.

    ``sum_ij |x[i] - x[j]| / (2 n**2 mean(x))``, in [0, 1): 0 when all have the same, or nothing;
    (n - 1) / n when one of n has all. NaN for nobody.

    Parameters
    ----------
    amounts : array-like (n,)
        What each person has, 0 or more.

    Raises
    ------
    ValueError
        For amounts below 0, and for missing or infinite ones.
    """
    x = _amounts(amounts)
    n, whole = len(x), x.sum()
    if n == 0 or whole == 0:
        return 0.0 if n else np.nan
    uneven = np.sort(x) @ (2.0 * np.arange(n) - n + 1)
    return max(float(uneven / (n * whole)), 0.0)


def lorenz(amounts: ArrayLike) -> pd.DataFrame:
    """Lorenz curve: the share of all that the poorest share of people has.

    Parameters
    ----------
    amounts : array-like (n,)
        What each person has, 0 or more.

    Returns
    -------
    pandas.DataFrame
        Columns ``people, held`` (shares, 0 to 1), n + 1 rows from (0, 0) to (1, 1); the diagonal
        when there is nothing to hold.
    """
    x = _amounts(amounts)
    people = np.arange(len(x) + 1) / max(len(x), 1)
    held = np.concatenate([[0.0], np.cumsum(np.sort(x))])
    return pd.DataFrame({"people": people, "held": held / held[-1] if held[-1] > 0 else people})


def seats_of_people(problem: Problem, teams: pd.DataFrame, eligible: Eligible = None) -> Ints:
    """Seats of each eligible professional, in the order of the pool; see `eligible_mask`."""
    seats = sound_seats(problem, teams)
    able = eligible_mask(problem, seats, eligible)
    taken = np.bincount(known_codes(problem, seats["professional"]), minlength=len(able))
    return taken[able]


def gini_seats(problem: Problem, teams: pd.DataFrame, eligible: Eligible = None) -> float:
    """Gini coefficient of seats over all eligible people, also those without one."""
    return gini(seats_of_people(problem, teams, eligible))


def lorenz_of_seats(
    problem: Problem, teams: pd.DataFrame, eligible: Eligible = None
) -> pd.DataFrame:
    """Lorenz curve of seats over all eligible people."""
    return lorenz(seats_of_people(problem, teams, eligible))


def gini_seats_least(problem: Problem, teams: pd.DataFrame, eligible: Eligible = None) -> float:
    """The least `gini_seats` that as many whole seats allow."""
    return _least(seats_of_people(problem, teams, eligible))


def invitations_of_people(
    problem: Problem,
    teams: pd.DataFrame,
    invitations: pd.DataFrame,
    eligible: Eligible = None,
) -> Ints:
    """Invitations of each eligible professional, in the order of the pool.

    Parameters
    ----------
    problem : Problem
        The tables.
    teams : pandas.DataFrame
        Who has a seat counts as eligible.
    invitations : pandas.DataFrame
        Column ``professional``, one row an invitation. Who was invited counts as eligible too.
    eligible : pandas.DataFrame or Policy or None
        See `eligible_mask`.
    """
    invited = named_people(problem, invitations, "invitations")
    able = eligible_mask(problem, sound_seats(problem, teams), eligible) | (invited > 0)
    return invited[able]


def gini_invitations(
    problem: Problem,
    teams: pd.DataFrame,
    invitations: pd.DataFrame,
    eligible: Eligible = None,
) -> float:
    """Gini coefficient of invitations over all eligible people, also those without one."""
    return gini(invitations_of_people(problem, teams, invitations, eligible))


def lorenz_of_invitations(
    problem: Problem,
    teams: pd.DataFrame,
    invitations: pd.DataFrame,
    eligible: Eligible = None,
) -> pd.DataFrame:
    """Lorenz curve of invitations over all eligible people."""
    return lorenz(invitations_of_people(problem, teams, invitations, eligible))


def gini_invitations_least(
    problem: Problem,
    teams: pd.DataFrame,
    invitations: pd.DataFrame,
    eligible: Eligible = None,
) -> float:
    """The least `gini_invitations` that as many whole invitations allow."""
    return _least(invitations_of_people(problem, teams, invitations, eligible))


def _least(counts: Ints) -> float:
    """Gini coefficient when all have the same, but for what is left over: one each."""
    n, whole = len(counts), int(counts.sum())
    if n == 0 or whole == 0:
        return gini(counts)
    more = whole % n  # people who have one more than the others
    return more * (n - more) / (n * whole)


def _amounts(amounts: ArrayLike) -> Floats:
    x = np.asarray(amounts, dtype=np.float64)
    if not (np.isfinite(x).all() and (x >= 0).all()):
        raise ValueError("amounts must be numbers of 0 or more")
    return x


_SOURCE = "Gini 1912, Variabilita e mutabilita; Lorenz 1905, doi:10.2307/2276207"
_FORMULA = "sum_ij |x[i] - x[j]| / (2 n**2 mean(x)), over eligible people"

METRICS = (
    Metric(
        name="gini_seats",
        definition="How unevenly seats are spread over the eligible people.",
        formula=_FORMULA,
        source=_SOURCE,
        unit="coefficient, 0 to 1",
        function=gini_seats,
        parity=gini_seats_least,
        parity_means="as even as that many whole seats can be",
    ),
    Metric(
        name="gini_invitations",
        definition="How unevenly invitations are spread over the eligible people.",
        formula=_FORMULA,
        source=_SOURCE,
        unit="coefficient, 0 to 1",
        function=gini_invitations,
        parity=gini_invitations_least,
        parity_means="as even as that many whole invitations can be",
    ),
)

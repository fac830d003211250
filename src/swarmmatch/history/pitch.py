"""Whether the best pitch is the best match."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from swarmmatch.errors import DataError

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Resamples for the interval, and the share of them that lies inside.
RESAMPLES, INSIDE = 1000, 0.95


def pitch_versus_match(
    seats: pd.DataFrame,
    *,
    pitch: str = "pitch",
    value: str = "value",
    outcome: str = "outcome",
    worst_to_best: Sequence[str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank correlation of pitch ratings with match value, and with outcome.

    Spearman's rho: the correlation of ranks, with equal values sharing their mean rank. 1: the
    better the pitch, the better the match; 0: the pitch tells nothing; -1: the reverse. C. Spearman
    (1904), doi 10.2307/1412159. After the second lesson of Pr8werk (2015).

    Parameters
    ----------
    seats : pandas.DataFrame
        A row a seat or a candidate, with the column `pitch` (numbers; missing where nobody rated)
        and one of the other two, such as the history with a column of ratings.
    pitch, value, outcome : str
        Names of the columns.
    worst_to_best : sequence of str, optional
        The order of outcomes that are words; left out: outcomes are numbers.
    seed : int
        For the interval.

    Returns
    -------
    pandas.DataFrame
        A row each for "value" and "outcome", as far as there are such columns: ``against, rho, low,
        high`` (95% interval, by drawing seats anew 1,000 times), ``seats`` (with both figures).
        Figures are missing with fewer than 3 seats, or where one side is the same for all.

    Raises
    ------
    DataError
        When a column is missing or no number, or an outcome is not in the order given.
    """
    if pitch not in seats.columns or not {value, outcome} & set(seats.columns):
        raise _fault(f"pitch ratings need the column {pitch!r}, and {value!r} or {outcome!r}")
    ratings = _numbers(seats[pitch])
    rows = []
    for against, column in (("value", value), ("outcome", outcome)):
        if column in seats.columns:
            words = worst_to_best if against == "outcome" else None
            other = _numbers(seats[column]) if words is None else _ranked(seats[column], words)
            rows.append({"against": against, **_correlation(ratings, other, seed)})
    return pd.DataFrame(rows)


def seat_values(problem: Problem, teams: pd.DataFrame) -> pd.Series[float]:
    """What each seat adds to the coverage of its question, to set against its pitch.

    ``sum over requirements the professional meets of weight * min(held, wanted) / wanted / held``:
    its holders share equally what a requirement earns, so that the seats of a team add up to the
    weighted requirements that it meets.

    Parameters
    ----------
    problem : Problem
        The tables.
    teams : pandas.DataFrame
        Columns ``question, professional``; a row a seat. With the columns ``team, date`` of a
        history, each of its teams counts apart.

    Returns
    -------
    pandas.Series of float
        With the index of `teams`.
    """
    of_team = [name for name in ("team", "date") if name in teams.columns]
    seats = teams[["question", "professional", *of_team]].reset_index(drop=True).rename_axis("seat")
    asked = problem.requirements.rename_axis("requirement").reset_index()
    held = problem.skills[["professional", "skill", "level"]].rename(columns={"level": "has"})
    met = seats.reset_index().merge(asked, on="question").merge(held, on=["professional", "skill"])
    met = met[met["has"] >= met["level"]]
    holders = met.groupby(["requirement", *of_team])["seat"].transform("size")
    earned = met["weight"] * np.minimum(holders, met["holders"]) / met["holders"] / holders
    total = earned.groupby(met["seat"]).sum().reindex(seats.index, fill_value=0.0)
    return pd.Series(total.to_numpy(np.float64), index=teams.index, name="value")


def _numbers(column: pd.Series) -> pd.Series[float]:
    """The column as numbers; texts that read as numbers are such, as outcomes of a history are."""
    numbers = pd.to_numeric(column, errors="coerce")
    if pd.api.types.is_bool_dtype(column) or (numbers.isna() & column.notna()).any():
        raise _fault(f"column {column.name!r} must hold numbers; for words, give worst_to_best")
    return numbers.astype("float64")


def _ranked(column: pd.Series, words: Sequence[str]) -> pd.Series[float]:
    place = {word: float(at) for at, word in enumerate(words)}
    unknown = column[column.notna() & ~column.isin(list(place))]
    if len(unknown):
        raise _fault(f"outcome {unknown.iloc[0]!r} is not in worst_to_best")
    return column.map(place).astype("float64")


def _correlation(left: pd.Series[float], right: pd.Series[float], seed: int) -> dict[str, float]:
    both = (left.notna() & right.notna()).to_numpy(np.bool_)
    x, y = left.to_numpy()[both], right.to_numpy()[both]
    found = {"rho": np.nan, "low": np.nan, "high": np.nan, "seats": len(x)}
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return found
    rng = np.random.default_rng(seed)
    drawn = [_rho(x[row], y[row]) for row in rng.integers(len(x), size=(RESAMPLES, len(x)))]
    low, high = np.nanquantile(drawn, [(1 - INSIDE) / 2, (1 + INSIDE) / 2])
    return {**found, "rho": _rho(x, y), "low": float(low), "high": float(high)}


def _rho(x: NDArray[Any], y: NDArray[Any]) -> float:
    """Correlation of ranks; missing where one side is the same for all."""
    a, b = (ranks - ranks.mean() for ranks in (stats.rankdata(x), stats.rankdata(y)))
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / spread if spread else float("nan")


def _fault(problem: str) -> DataError:
    from swarmmatch.data.issues import fault

    return DataError(fault(problem, "give a frame with these columns"))

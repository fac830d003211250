"""What a matching would do to the ties: who meets again, who meets first, who enters."""

from __future__ import annotations

import numpy as np
import pandas as pd

from swarmmatch.history.ties import pairs_within


def repeat_pairs(ties: pd.DataFrame, teams: pd.DataFrame) -> pd.DataFrame:
    """Every pair that a matching seats together, with how often they met before.

    Parameters
    ----------
    ties : pandas.DataFrame
        As `swarmmatch.history.ties` gives them.
    teams : pandas.DataFrame
        Columns ``question, professional``; a row a seat.

    Returns
    -------
    pandas.DataFrame
        A row a question and pair: ``question, a, b`` (a < b), ``count`` (teams shared before, 0 for
        none), ``last`` (missing for none), ``strength`` and ``time``: which time together it will
        be, where an earlier row of the same pair counts too. By question in the order of the teams,
        then by a and b.
    """
    seats = teams[["question", "professional"]].drop_duplicates()
    question, questions = pd.factorize(seats["question"])
    who = seats["professional"].to_numpy()
    i, j = pairs_within(question.astype(np.int64))
    swap = who[i] > who[j]
    pairs = pd.DataFrame(
        {
            "at": question[i],
            "a": pd.Series(np.where(swap, who[j], who[i]), dtype=seats["professional"].dtype),
            "b": pd.Series(np.where(swap, who[i], who[j]), dtype=seats["professional"].dtype),
        }
    ).sort_values(["at", "a", "b"], ignore_index=True)
    known = ties[["a", "b", "count", "last", "strength"]]
    found = pairs.merge(known, on=["a", "b"], how="left")
    count = found["count"].fillna(0).astype("int64")
    return pd.DataFrame(
        {
            "question": questions.take(found["at"].to_numpy(np.int64)),
            "a": found["a"],
            "b": found["b"],
            "count": count,
            "last": found["last"],
            "strength": found["strength"].fillna(0.0),
            "time": count + 1 + found.groupby(["a", "b"]).cumcount(),
        }
    )


def forecast(ties: pd.DataFrame, teams: pd.DataFrame, newcomers: pd.Index) -> pd.DataFrame:
    """How new the teams of a matching would be.

    Parameters
    ----------
    ties, teams : pandas.DataFrame
        As for `repeat_pairs`.
    newcomers : pandas.Index
        Professionals who were in no team yet.

    Returns
    -------
    pandas.DataFrame
        A row a question with seats, in their order: ``question, seats, newcomers, pairs, repeats``
        (pairs that met before), ``repeat_share`` (repeats / pairs; missing without pairs) and
        ``strength`` (sum over pairs).
    """
    pairs = repeat_pairs(ties, teams)
    seats = teams[["question", "professional"]].drop_duplicates()
    seats = seats.assign(new=seats["professional"].isin(newcomers))
    held = seats.groupby("question", sort=False)["new"].agg(seats="size", newcomers="sum")
    met = pairs.assign(again=pairs["time"] > 1).groupby("question", sort=False)
    sums = met.agg(pairs=("again", "size"), repeats=("again", "sum"), strength=("strength", "sum"))
    found = held.join(sums).fillna({"pairs": 0, "repeats": 0, "strength": 0.0})
    found = found.astype({"newcomers": "int64", "pairs": "int64", "repeats": "int64"})
    found.insert(4, "repeat_share", found["repeats"] / found["pairs"].where(found["pairs"] > 0))
    summary: pd.DataFrame = found.reset_index()
    return summary

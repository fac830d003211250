"""Who meets whom for the first time, who meets again, and who comes in.

History is all of the history table; who is in it but no longer in the pool counts for nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.history.ties import ties
from swarmmatch.matching.metrics.metric import Metric
from swarmmatch.matching.metrics.pool import Eligible, eligible_mask, known_codes, sound_seats

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def past_ties(problem: Problem) -> pd.DataFrame:
    """Pairs that shared a team before: ``a, b`` (ids, a < b), ``count`` of teams; a row a pair."""
    return ties(problem.history, half_life=None)[["a", "b", "count"]]


def ties_of_teams(problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
    """Pairs that share a team now, with how often they did before.

    Returns
    -------
    pandas.DataFrame
        ``a, b`` (ids, a < b), ``before`` (earlier teams shared); a row a pair, however many teams
        they share now.
    """
    seats = sound_seats(problem, teams)
    rows = seats.merge(seats, on="question").set_axis(["question", "a", "b"], axis=1)
    now = rows[rows["a"] < rows["b"]][["a", "b"]].drop_duplicates(ignore_index=True)
    found = now.merge(past_ties(problem), on=["a", "b"], how="left")
    before = found["count"].fillna(0).astype(np.int64)
    return found[["a", "b"]].assign(before=before)


def new_ties(problem: Problem, teams: pd.DataFrame) -> float:
    """Pairs that share a team for the first time."""
    return float((ties_of_teams(problem, teams)["before"] == 0).sum())


def repeat_ties(problem: Problem, teams: pd.DataFrame) -> float:
    """Pairs that share a team again."""
    return float((ties_of_teams(problem, teams)["before"] > 0).sum())


def repeat_share(problem: Problem, teams: pd.DataFrame) -> float:
    """Repeat ties per tie of the teams; NaN when no two share a team."""
    again = ties_of_teams(problem, teams)["before"] > 0
    return float(again.mean()) if len(again) else np.nan


def repeat_share_at_random(problem: Problem, teams: pd.DataFrame) -> float:
    """Share of all pairs of the pool that shared a team before; NaN with fewer than two."""
    met = past_ties(problem)
    n = len(problem.arrays.professionals)
    here = (known_codes(problem, met["a"]) >= 0) & (known_codes(problem, met["b"]) >= 0)
    return float(here.sum() / (n * (n - 1) / 2)) if n > 1 else np.nan


def newcomer_share(problem: Problem, teams: pd.DataFrame) -> float:
    """Share of the people seated who have no earlier team; NaN when nobody is seated."""
    seated = sound_seats(problem, teams)["professional"].drop_duplicates()
    return float((~seated.isin(problem.history["professional"])).mean()) if len(seated) else np.nan


def newcomer_share_of_eligible(
    problem: Problem, teams: pd.DataFrame, eligible: Eligible = None
) -> float:
    """Share of the eligible people who have no earlier team; NaN when nobody is eligible."""
    able = eligible_mask(problem, sound_seats(problem, teams), eligible)
    known = problem.professionals["professional"].isin(problem.history["professional"])
    return float((~known[able]).mean()) if able.any() else np.nan


def client_repeat_share(problem: Problem, teams: pd.DataFrame) -> float:
    """Share of seats at which client and professional met before; NaN without a known client."""
    met = _clients_of_seats(problem, teams).merge(
        _past_clients(problem), on=["client", "professional"], how="left", indicator=True
    )
    return float((met["_merge"] == "both").mean()) if len(met) else np.nan


def client_repeat_share_at_random(problem: Problem, teams: pd.DataFrame) -> float:
    """What `client_repeat_share` would be on average, had each seat been drawn from the pool."""
    clients = _clients_of_seats(problem, teams)["client"]
    before = _past_clients(problem)
    known = before[known_codes(problem, before["professional"]) >= 0]["client"].value_counts()
    who = known.reindex(clients, fill_value=0)
    return float(who.mean() / len(problem.arrays.professionals)) if len(who) else np.nan


def _clients_of_seats(problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
    seats = sound_seats(problem, teams)
    clients = problem.questions[["question", "client"]].dropna()
    return seats.merge(clients, on="question")[["client", "professional"]]


def _past_clients(problem: Problem) -> pd.DataFrame:
    return problem.history[["client", "professional"]].dropna().drop_duplicates()


_AT_RANDOM = "members drawn at random from the pool, on average"
_HABIT = "80% of clients' choices are repeat buys and 15% via-via (Pr8werk, 8rhk.nl)"

METRICS = (
    Metric(
        name="new_ties",
        definition="Pairs that share a team for the first time.",
        formula="|{a < b : share a team now, none before}|",
        source="Pr8werk: meeting is a layer of every session",
        unit="pairs",
        function=new_ties,
        parity=None,
        parity_means="a count; see repeat_share",
    ),
    Metric(
        name="repeat_ties",
        definition="Pairs that share a team again.",
        formula="|{a < b : share a team now and before}|",
        source=_HABIT,
        unit="pairs",
        function=repeat_ties,
        parity=None,
        parity_means="a count; see repeat_share",
    ),
    Metric(
        name="repeat_share",
        definition="Repeat ties per tie of the teams.",
        formula="repeat_ties / (repeat_ties + new_ties)",
        source=_HABIT,
        unit="share, 0 to 1",
        function=repeat_share,
        parity=repeat_share_at_random,
        parity_means=_AT_RANDOM,
    ),
    Metric(
        name="newcomer_share",
        definition="Share of the people seated who have no earlier team.",
        formula="|seated without history| / |seated|",
        source="Pr8werk: entry of those whom habit does not find",
        unit="share, 0 to 1",
        function=newcomer_share,
        parity=newcomer_share_of_eligible,
        parity_means="newcomers among the eligible people",
    ),
    Metric(
        name="client_repeat_share",
        definition="Share of seats at which client and professional met before.",
        formula="|seats with (client, professional) in the history| / |seats with a client|",
        source=_HABIT,
        unit="share, 0 to 1",
        function=client_repeat_share,
        parity=client_repeat_share_at_random,
        parity_means=_AT_RANDOM,
    ),
)

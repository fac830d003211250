"""No-show: what is left of the teams when some do not come, and how many to invite for that.

Everybody is taken to come or not by themselves, with the same chance. People who travel together,
or a strike, are outside of that. Free meetings are known for a no-show of 15-30%, paid ones for
5-10%.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from swarmmatch.rules.rule import is_number

if TYPE_CHECKING:
    from swarmmatch.matching.matching import Matching


def coverage_under_no_show(matching: Matching, no_show: float) -> pd.DataFrame:
    """Coverage that can be expected of each team when everybody may stay away.

    Of h holders of a requirement, X come, binomial with chance ``1 - no_show`` each. The
    requirement, for w holders, then counts for ``E[min(X, w)] / w = sum_{k=1..w} P(X >= k) / w``,
    which is exact.

    Parameters
    ----------
    matching : Matching
        With the teams.
    no_show : float
        Share of those invited who do not come, from 0 to below 1.

    Returns
    -------
    pandas.DataFrame
        One row a team: question, seats, coverage (share of its weighted requirements when all come;
        1 where nothing is asked), expected (the same, as can be expected), and enough: the chance
        that at least ``size_min`` come.

    Raises
    ------
    ValueError
        For a no-show that is no such share.
    """
    from scipy.stats import binom

    _demand_share("no_show", no_show)
    show, met = 1.0 - no_show, matching.coverage
    come = _expected_up_to(met["held"].to_numpy(), met["wanted"].to_numpy(), show)
    shares = pd.DataFrame(
        {
            "coverage": met["weight"] * met["held"].clip(upper=met["wanted"]) / met["wanted"],
            "expected": met["weight"] * come / met["wanted"],
            "weight": met["weight"],
        }
    )
    seats = _seats(matching)
    sums = shares.groupby(met["question"]).sum().reindex(seats["question"])
    asked = sums["weight"].to_numpy(np.float64)
    table = seats[["question", "seats"]].copy()
    for name in ("coverage", "expected"):
        part = sums[name].to_numpy(np.float64)
        table[name] = np.divide(part, asked, out=np.ones(len(part)), where=asked > 0)
    table["enough"] = binom.sf(seats["size_min"] - 1, seats["seats"], show)
    return table


def invitations(matching: Matching, no_show: float, sure: float = 0.9) -> pd.DataFrame:
    """How many to invite to each question so that as many come as it has seats taken.

    Of n invited, X come, binomial with chance ``1 - no_show`` each. The least n with ``P(X >=
    seats) >= sure`` follows from the negative binomial distribution of the number who stay away
    before so many have come.

    Parameters
    ----------
    matching : Matching
        Its teams tell how many are wanted.
    no_show : float
        Share of those invited who do not come, from 0 to below 1.
    sure : float
        The chance wanted of filling all seats, above 0 and below 1.

    Returns
    -------
    pandas.DataFrame
        One row a team: question, seats, invite (the team and those beyond it), extra (those beyond
        it), chance (of filling all seats), and too_many: the chance that more come than the
        question has room for (``size_max``).

    Raises
    ------
    ValueError
        For shares that are none.
    """
    from scipy.stats import binom, nbinom

    _demand_share("no_show", no_show)
    if not (is_number(sure) and 0 < sure < 1):
        raise ValueError(f"sure must be a chance above 0 and below 1, not {sure!r}")
    table, show = _seats(matching), 1.0 - no_show
    table["extra"] = np.asarray(nbinom.ppf(sure, table["seats"], show)).astype(np.int64)
    table["invite"] = table["seats"] + table["extra"]
    table["chance"] = binom.sf(table["seats"] - 1, table["invite"], show)
    table["too_many"] = binom.sf(table["size_max"], table["invite"], show)
    return table[["question", "seats", "invite", "extra", "chance", "too_many"]]


def _expected_up_to(held: Any, wanted: Any, show: float) -> Any:
    """``E[min(X, wanted)]`` for X binomial over those held, shapes (n,)."""
    from scipy.stats import binom

    most = np.minimum(held, wanted)
    k = np.arange(1, most.max(initial=0) + 1)
    at_least = binom.sf(k - 1, np.asarray(held)[:, None], show)
    return np.where(k <= most[:, None], at_least, 0.0).sum(axis=1)


def _seats(matching: Matching) -> pd.DataFrame:
    """One row a team: question, seats, size_min, size_max; in the order of the questions."""
    taken = matching.teams["question"].value_counts().rename("seats")
    table = matching.problem.questions[["question", "size_min", "size_max"]]
    return table.merge(taken, left_on="question", right_index=True).reset_index(drop=True)


def _demand_share(name: str, share: Any) -> None:
    if not (is_number(share) and 0 <= share < 1):
        raise ValueError(f"{name} must be a share from 0 to below 1, not {share!r}")

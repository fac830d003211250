"""Warnings: what a buyer or a professional should look at, and no rule forbids. No legal advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.errors import PolicyError
from swarmmatch.rules.days import day_of_plan, is_day
from swarmmatch.rules.rule import is_number, is_whole
from swarmmatch.rules.thresholds import Threshold, checked_thresholds, known_as, on_day

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

COLUMNS = ["subject", "professional", "question", "warning", "detail", "source"]
PAIR = ["professional", "client"]

_DEPENDENCE = (
    "signs of self-employment in the Dutch debate on the Wet DBA: other clients, short stays"
)
_SPLITTING = "assignments that belong together count as one: Directive 2014/24/EU art. 5(3)"


def warnings_of(
    problem: Problem,
    teams: pd.DataFrame,
    *,
    rate_below: float | None = None,
    months: int = 12,
    share: float = 0.7,
    clients_below: int = 3,
    theme: str = "sector",
    authority: str = "Winterswijk",
    as_of: str | None = None,
    thresholds: Sequence[Any] | None = None,
) -> pd.DataFrame:
    """What to look at in a matching, however good it is; nothing here forbids anything.

    - ``low rate``: a member asks less than ``rate_below`` euro an hour.
    - ``long stay``: teams with one client that follow each other within ``months``, this plan's
      included, go back more than ``months``.
    - ``few clients``: of at least ``clients_below`` seats, past and new, fewer than that many
      clients.
    - ``one main client``: more than ``share`` of at least ``clients_below`` seats, past and new,
      are with this client.
    - ``tender``: a team sits at a question worth the European threshold or more.
    - ``splitting``: questions of one client and ``theme``, each below a threshold, together reach
      it.

    The three on clients look at the history up to the day of the plan, and at who sits now. They
    count seats, for the history knows no hours and no turnover. Where no threshold is known for the
    day, nothing is said of it.

    Parameters
    ----------
    problem : Problem
    teams : pandas.DataFrame
        Columns ``question, professional``, a row a seat.
    rate_below : float, optional
        Euro an hour; the threshold "presumed employment" when left out.
    months, share, clients_below : int, float, int
        See above. They are custom, not law.
    theme : str
        A column of the questions table that tells which questions belong together.
    authority : str
        Whose threshold for several offers counts.
    as_of : str, optional
        Day of the plan; when left out, the newest day of the history and the newest thresholds.
    thresholds : sequence of Threshold, optional
        In place of the library's, see `swarmmatch.rules.thresholds`.

    Returns
    -------
    pandas.DataFrame
        Columns ``subject`` (the professional or the client), ``professional``, ``question`` (each
        missing where it does not apply), ``warning``, ``detail``, ``source``; sorted.

    Raises
    ------
    PolicyError
        For options that make no sense, or an authority of which no threshold is known.
    """
    _demand_options(rate_below, months, share, clients_below, as_of)
    known = None if thresholds is None else checked_thresholds(thresholds)
    if teams.empty:
        return pd.DataFrame(columns=COLUMNS, dtype="str")
    seats = teams[["question", "professional"]].merge(problem.questions, on="question")
    amounts = _amounts(known, authority, as_of)
    found = [
        _low_rates(problem, seats, _low_rate(known, rate_below, as_of)),
        _long_stays(problem, seats, months, as_of),
        _dependent(problem, seats, share, clients_below, as_of),
        *(_tenders(seats, amount) for amount in amounts if amount.name == "tender"),
        *(_split(seats, theme, amount) for amount in amounts),
    ]
    table = pd.concat([part.reindex(columns=COLUMNS).astype("str") for part in found])
    return table.sort_values(["warning", *COLUMNS[:3]], ignore_index=True)


def _amounts(
    known: Sequence[Threshold] | None, authority: str, as_of: str | None
) -> list[Threshold]:
    """The amounts from which several are asked to offer, or a tender is due, where known."""
    names = (("multiple", authority), ("tender", "EU"))
    every = [known_as(known, name, authority=whose, purchase="services") for name, whose in names]
    return [found for one in every if (found := on_day(one, as_of)) is not None]


def _low_rate(
    known: Sequence[Threshold] | None, rate_below: float | None, as_of: str | None
) -> tuple[float, str]:
    """Euro an hour below which a rate is low (none is, where that is not known); who says so."""
    if rate_below is not None:
        return rate_below, "the rate that was asked for"
    name = "presumed employment"
    threshold = on_day(known_as(known, name, authority="Nederland", purchase="own labour"), as_of)
    return (0.0, "") if threshold is None else (threshold.amount, f"{name}: {threshold.source}")


def _low_rates(problem: Problem, seats: pd.DataFrame, limit: tuple[float, str]) -> pd.DataFrame:
    people = problem.professionals[["professional", "rate"]]
    low = seats[["question", "professional"]].merge(people[people["rate"] < limit[0]])
    detail = low["rate"].map("{:.2f} euro an hour, below ".format).astype("str")
    return low.assign(
        subject=low["professional"], warning="low rate", source=limit[1],
        detail=detail + f"{limit[0]:.2f}",
    )  # fmt: skip


def _past(problem: Problem, as_of: str | None) -> pd.DataFrame:
    """Columns ``professional, client, date`` of the history up to the day of the plan."""
    history = problem.history[[*PAIR, "date"]].dropna()
    day = day_of_plan(problem.history, as_of)
    rows: pd.DataFrame = history[history["date"].dt.normalize() <= day]
    return rows


def _long_stays(
    problem: Problem, seats: pd.DataFrame, months: int, as_of: str | None
) -> pd.DataFrame:
    now = seats[["question", *PAIR]].dropna()
    if now.empty:
        return now
    past = _past(problem, as_of).merge(now[PAIR].drop_duplicates(), on=PAIR)
    past = past.sort_values("date", ascending=False, kind="stable")
    # Back from the plan, up to the first pause of more than so many months.
    next_one = past.groupby(PAIR)["date"].shift(1).fillna(day_of_plan(problem.history, as_of))
    paused = past["date"] < next_one - pd.DateOffset(months=months)
    past = past[paused.groupby([past[name] for name in PAIR]).cumsum() == 0]
    first = past.groupby(PAIR)["date"].min().rename("first").reset_index()
    long = first[
        first["first"] < day_of_plan(problem.history, as_of) - pd.DateOffset(months=months)
    ]
    long = now.merge(long, on=PAIR)
    detail = "with " + long["client"] + " since " + long["first"].dt.strftime("%Y-%m-%d")
    return long.assign(
        subject=long["professional"], warning="long stay", source=_DEPENDENCE,
        detail=detail + f", more than {months} months",
    )  # fmt: skip


def _dependent(
    problem: Problem, seats: pd.DataFrame, share: float, clients_below: int, as_of: str | None
) -> pd.DataFrame:
    """Few clients, or one main client, of who sits now."""
    now = seats[["question", *PAIR]].dropna()
    if now.empty:
        return now
    past = _past(problem, as_of)
    every = pd.concat([past[past["professional"].isin(now["professional"])][PAIR], now[PAIR]])
    had = every.groupby(PAIR).size().rename("had").reset_index()
    people = had.groupby("professional")["had"].agg(seats="sum", clients="size").reset_index()
    now = now.merge(had, on=PAIR).merge(people[people["seats"] >= clients_below])
    now = now.assign(subject=now["professional"], source=_DEPENDENCE)
    of_all = " of " + now["seats"].astype("str") + " seats, past and new"
    few = now.assign(
        warning="few clients", detail=now["clients"].astype("str") + " clients in all" + of_all
    )
    main = now.assign(
        warning="one main client",
        detail=now["had"].astype("str") + of_all + ", are with " + now["client"],
    )
    return pd.concat([few[now["clients"] < clients_below], main[now["had"] > share * now["seats"]]])


def _tenders(seats: pd.DataFrame, threshold: Threshold) -> pd.DataFrame:
    due = seats[seats["value"] >= threshold.amount].drop_duplicates("question")
    euro = due["value"].map("{:,.0f} euro, a tender is due from ".format).astype("str")
    return due[["question"]].assign(
        subject=due["client"].fillna(due["question"]), warning="tender",
        detail=euro + f"{threshold.amount:,.0f}", source=threshold.source,
    )  # fmt: skip


def _split(seats: pd.DataFrame, theme: str, threshold: Threshold) -> pd.DataFrame:
    """A row a question of a group whose parts stay below a threshold that their sum reaches."""
    if theme not in seats.columns:
        raise PolicyError(f"warnings_of: questions have no column {theme!r} for the theme")
    asked = pd.DataFrame({name: seats[name] for name in ("question", "client", "value")})
    asked["theme"] = seats[theme]
    asked = asked.drop_duplicates("question").dropna()
    small = asked[asked["value"] < threshold.amount]
    total = small.groupby(["client", "theme"])["value"].transform("sum")
    split = small[total >= threshold.amount]
    detail = (
        "part of " + total[split.index].map("{:,.0f}".format).astype("str") + " euro for "
        + split["theme"].astype("str") + f", each below {threshold.amount:,.0f} euro"
    )  # fmt: skip
    return split[["question"]].assign(
        subject=split["client"], warning="splitting", detail=detail,
        source=f"{_SPLITTING}; {threshold.source}",
    )  # fmt: skip


def _demand_options(
    rate_below: float | None, months: int, share: float, clients_below: int, as_of: str | None
) -> None:
    right = {
        "rate_below": rate_below is None or (is_number(rate_below) and rate_below >= 0),
        "months": is_whole(months) and months >= 1,
        "share": is_number(share) and 0 <= share <= 1,
        "clients_below": is_whole(clients_below) and clients_below >= 1,
        "as_of": as_of is None or is_day(as_of),
    }
    for option, holds in right.items():
        if not holds:
            raise PolicyError(f"warnings_of: {option} makes no sense; see help(warnings_of)")

"""What is scarce over the whole plan, and what one more such person would be worth.

The LP over the whole pool puts a price on what binds: on the holders that requirements lack, on
heads, places and money, and on the seats of single people. What somebody's own rows cost is what a
double of theirs would add to the ceiling of the LP at most: where that is much, they are scarce.
What it adds to the best teams may be less, or more where the LP lies well above these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from swarmmatch.data.nearest import spelling
from swarmmatch.explain.asked import demand_matching
from swarmmatch.explain.doubles import Doubled, doubled
from swarmmatch.explain.scarce import scarce
from swarmmatch.explain.seat_prices import prices_of
from swarmmatch.explain.telling import Audience, Explanation, Fact, rows_of
from swarmmatch.explain.told_rules import is_discreet, told_column, told_rules
from swarmmatch.matching.matching import Matching

#: Rows that a text shows of each table.
SHOWN = 8


@dataclass(frozen=True, eq=False, repr=False)
class Bottlenecks(Explanation):
    """What is scarce, and what it is worth; `bottlenecks` makes it.

    Attributes
    ----------
    matching : Matching
        Whose problem and policy it is about.
    recruits : pandas.DataFrame
        Columns ``column, value`` (such as skill and GIS), ``like`` (the professional with it whose
        double would add most), ``points`` (to the ceiling of the LP, at most) and
        ``people`` (how many with it are worth a double), the dearest first.
    binding : pandas.DataFrame
        Columns ``rule, about, side, questions`` (how many rows of it bind), ``points`` (the largest
        gain, at most, from one row looser by one) and ``total`` (of all its rows).
    checked : tuple of Doubled
        What a new search with a double found; empty where that was not asked.
    """

    matching: Matching
    recruits: pd.DataFrame
    binding: pd.DataFrame
    checked: tuple[Doubled, ...]

    def facts(self, audience: Audience) -> list[Fact]:
        """The dearest recruits, what binds, and what was checked; no names for a person."""
        if self.recruits.empty:
            return [Fact("nothing scarce"), *self._binding(audience)]
        told = [Fact("bottlenecks")]
        for row in self._told_recruits(audience):
            about = {"column": told_column(row["column"]), "value": row["value"]}
            if audience == "auditor":
                about["like"] = row["like"]
            key = "recruit like" if audience == "auditor" else "recruit"
            told.append(Fact(key, about | {"points": row["points"]}))
        if audience == "auditor":
            told += [one.fact() for one in self.checked]
        return told + self._binding(audience)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The recruits, what binds, and the doubles that were searched with."""
        columns = ["like", "foretold", "actual", "low", "high"]
        rows = [(one.like, one.foretold, one.actual, *one.between) for one in self.checked]
        checked = pd.DataFrame(rows, columns=columns)
        return {"recruits": self.recruits, "binding": self.binding, "checked": checked}

    def _told_recruits(self, audience: Audience) -> list[dict[str, Any]]:
        rows = rows_of(self.recruits)
        if audience == "person":
            hidden = set(map(spelling, self.matching.policy.protected))
            rows = [row for row in rows if spelling(row["column"]) not in hidden]
        return rows[:SHOWN]

    def _binding(self, audience: Audience) -> list[Fact]:
        policy = self.matching.policy
        hidden = {rule.name for rule in policy if not is_discreet(rule, policy)}
        rows = rows_of(self.binding)
        if audience == "person":
            rows = [row for row in rows if row["rule"] not in hidden]
        return [
            Fact.of(f"binds {row['side']}", rule=told_rules([row["rule"]], policy, audience),
                    about=row["about"], points=row["points"])
            for row in rows[:SHOWN]
        ]  # fmt: skip


def bottlenecks(
    matching: Matching,
    *,
    attributes: Iterable[str] = ("municipality",),
    check: bool = False,
    most: int = 3,
    gap: float | None = None,
    time_limit: float | None = None,
) -> Bottlenecks:
    """Say what is scarce over the whole plan, and what one more such person would be worth.

    Parameters
    ----------
    matching : Matching
        Whose problem and policy it is about; what is scarce is so for every matching of them.
    attributes : iterable of str
        Columns of professionals to look at, beside skills and slots.
    check : bool
        Search anew with one more person like each of the ``most`` dearest, which takes about one
        `match` each, and report what was foretold beside what was found.
    most : int
        How many to check.
    gap, time_limit : float, optional
        Of each search; those of the matching when left out. What a double adds is often less than
        the gap leaves open: then ask for a smaller one, of the matching too.

    Returns
    -------
    Bottlenecks

    Raises
    ------
    NoMatchingError
        When a search ran out of time before it found any teams.
    PolicyError
        For an unknown attribute, and for a policy with stages, which has no prices.
    TypeError
        When `matching` is none.
    """
    demand_matching(matching)
    prices = prices_of(matching)
    recruits = scarce(matching, prices, tuple(attributes))
    return Bottlenecks(
        matching=matching,
        recruits=recruits,
        binding=_binding(prices.rows()),
        checked=_checked(matching, recruits, most, gap, time_limit) if check else (),
    )


def _checked(
    matching: Matching,
    recruits: pd.DataFrame,
    most: int,
    gap: float | None,
    time_limit: float | None,
) -> tuple[Doubled, ...]:
    ceiling = prices_of(matching).ceiling_of_lp
    return doubled(matching, recruits, ceiling, most, gap, time_limit)


def _binding(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of one rule about one thing together, the dearest first."""
    by_what = rows.groupby(["rule", "about", "side"], sort=False)["points"]
    table = by_what.agg(questions="size", points="max", total="sum").reset_index()
    return table.sort_values("points", ascending=False, kind="stable", ignore_index=True)

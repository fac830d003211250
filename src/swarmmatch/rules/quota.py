"""Quota: how many members of a team have a value of an attribute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.rules.blocks import Block, Rows
from swarmmatch.rules.exact import as_fraction
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.pool_shares import eligible_by_value, eligible_heads
from swarmmatch.rules.quota_rows import Limit, hard_rows, soft_rows
from swarmmatch.rules.rule import (
    Check,
    Rule,
    demand,
    demand_attribute,
    demand_weight,
    is_number,
    is_whole,
)
from swarmmatch.rules.shown import Shown

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Quota(Rule):
    """Members of a team with a value of ``attribute``: at least, at most, or both.

    With ``n`` members of the value in a team of ``size``: hard, ``at_least <= n <= at_most``;
    soft, ``-weight`` points for each head that ``n`` falls short of the smallest number allowed, or
    exceeds the largest. As shares the bounds are ``ceil(at_least * size)`` and
    ``floor(at_most * size)``; ``size`` counts the members without a value too.

    Like the pool, with ``s`` the share of the value among all who are eligible for the question:
    ``floor(at_least * s * size) <= n <= ceil(at_most * s * size)``. So ``at_least=1, at_most=1``
    asks for teams that mirror the pool as nearly as whole heads can; a part of a head is never held
    against a team. Every team size has heads that keep such bounds for all values together, which
    apportionment calls satisfying quota (Balinski and Young 1979, doi 10.1287/moor.4.1.31).
    Eligible here is who offers a seat and is available in the question's slot, see
    `rules.pool_shares`; where nobody is, every share is 0.

    Parameters
    ----------
    attribute : str
        A column of the professionals table.
    value : str, number or bool, optional
        The value that is counted; without it every value that the pool shows, each by itself.
    at_least, at_most : float, optional
        Whole numbers of heads, or shares from 0 to 1 of the team. A share is read as the nearest
        fraction with a denominator up to 10,000. Like the pool: factors of the pool's share,
        ``at_least`` from 0 to 1 and ``at_most`` 1 or more, as 0.8 and 1.25.
    share : bool
        Whether the bounds are shares.
    weight : float, optional
        Points that a head short or over costs. Without it the quota is hard.
    like_pool : bool
        Whether the bounds are factors of the share that the eligible pool shows.

    Raises
    ------
    PolicyError
        For bounds that make no sense; on use, for a value that nobody in the pool has when it looks
        like a misspelling of one that somebody has.
    """

    attribute: str
    value: Any = None
    at_least: float | None = None
    at_most: float | None = None
    share: bool = False
    weight: float | None = None
    like_pool: bool = False

    def __post_init__(self) -> None:
        demand_attribute(self, self.attribute)
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        demand(bool(bounds), self, "give at_least, at_most or both")
        self._demand_bounds(bounds)
        ordered = len(bounds) < 2 or bounds[0] <= bounds[1]
        demand(ordered, self, f"at_least={self.at_least} is above at_most={self.at_most}")
        demand_weight(self, self.weight, or_hard=True)

    def _demand_bounds(self, bounds: list[float]) -> None:
        both = f"share={self.share!r} and like_pool={self.like_pool!r} must be one at most"
        demand(not (self.share and self.like_pool), self, both)
        for bound in bounds:
            if self.share:
                right = is_number(bound) and 0 <= bound <= 1
                demand(right, self, f"a share lies between 0 and 1, not {bound!r}")
            elif self.like_pool:
                demand(is_number(bound), self, f"a factor is a number, not {bound!r}")
            else:
                right = is_whole(bound) and bound >= 0
                demand(
                    right, self, f"{bound!r} is no whole number of heads (share=True for shares)"
                )
        if self.like_pool:
            least = 1 if self.at_least is None else self.at_least
            most = 1 if self.at_most is None else self.at_most
            around = f"at_least={least} and at_most={most} must have the pool's own 1 between them"
            demand(0 <= least <= 1 <= most, self, around)

    def blocks(self, problem: Problem) -> list[Block]:
        """A row for each bound, question and value; soft, with a variable for the heads missed."""
        shown, blocks = Shown.of(self, problem, self.attribute, self.value), list[Block]()
        if self.at_least is not None:
            blocks.append(self._rows(problem, shown, self.at_least, from_below=True))
        if self.at_most is not None:
            # Where the pool itself has no more than allowed, no team can: no row is needed.
            many = shown.heads > (0 if self.share or self.like_pool else self.at_most)
            shown = replace(shown, judged=shown.judged[many])
            blocks.append(self._rows(problem, shown, self.at_most, from_below=False))
        return blocks

    def _rows(self, problem: Problem, shown: Shown, bound: float, *, from_below: bool) -> Rows:
        if self.like_pool:
            eligible = eligible_heads(problem, shown.features[:, shown.judged])
            limit = Limit.like_pool(bound, eligible, from_below=from_below)
        else:
            limit = Limit.of(bound, share=self.share, from_below=from_below)
        if self.weight is None:
            return hard_rows(problem, shown, limit)
        return soft_rows(problem, shown, limit, self.weight)

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the members of every team by value."""
        found = self._missed(problem, teams)
        missed = found["off"].abs()
        unit = "heads short or over"
        if self.weight is not None:
            earned = {"subject": found["question"], "count": missed, "each": -self.weight}
            return Check.of(missed.sum(), unit, earned=pd.DataFrame(earned))
        detail = (
            found["count"].astype(str) + f" with {self.attribute} " + found["value"].astype(str)
            + ", " + missed.astype(str) + (found["off"] > 0).map({True: " over", False: " short"})
        )  # fmt: skip
        violations = pd.DataFrame({"subject": found["question"], "detail": detail})
        return Check.of(missed.sum(), unit, violations=violations)

    def _missed(self, problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
        """Columns ``question, value, count, off``: heads beyond the bounds, below 0 when short."""
        seats = values_of_seats(problem, teams, self.attribute)
        pool = problem.professionals[self.attribute].dropna().unique()
        values = pd.Index(pool if self.value is None else [self.value], name="value")
        size = teams["question"].value_counts()
        count = seats.groupby(["question", "value"], sort=False).size().unstack(fill_value=0)
        count = count.reindex(index=size.index, columns=values, fill_value=0)
        least, most = self._allowed(problem, count, size)
        off = (count - most).clip(lower=0) + (count - least).clip(upper=0)
        found = pd.DataFrame({"count": count.stack(), "off": off.stack()})
        return found[found["off"] != 0].reset_index()

    def _allowed(
        self, problem: Problem, count: pd.DataFrame, size: pd.Series
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Fewest and most heads of each value in each team, shaped as the counts."""
        zero = 0 * count
        if self.like_pool:
            return self._near_pool(problem, zero.add(size, axis=0))
        return zero.add(self._smallest(size), axis=0), zero.add(self._largest(size), axis=0)

    def _smallest(self, size: pd.Series) -> pd.Series:
        """Fewest heads allowed at each size of team."""
        if self.share and self.at_least is not None:
            whole, part = as_fraction(self.at_least).as_integer_ratio()
            return -(-size * whole // part)
        return 0 * size + int(self.at_least or 0)

    def _largest(self, size: pd.Series) -> pd.Series:
        """Most heads allowed at each size of team."""
        if self.at_most is None:
            return size
        if self.share:
            whole, part = as_fraction(self.at_most).as_integer_ratio()
            return size * whole // part
        return 0 * size + int(self.at_most)

    def _near_pool(self, problem: Problem, size: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The same from the pool's shares, for sizes told once for each value."""
        of_value, in_all = eligible_by_value(problem, size.index, self.attribute)
        heads = of_value.reindex(columns=size.columns, fill_value=0) * size
        everyone = in_all.clip(lower=1)
        least, most = 0 * size, size
        if self.at_least is not None:
            over, under = as_fraction(self.at_least).as_integer_ratio()
            least = (heads * over).floordiv(everyone * under, axis=0)
        if self.at_most is not None:
            over, under = as_fraction(self.at_most).as_integer_ratio()
            most = -(heads * -over).floordiv(everyone * under, axis=0)
        return least, most

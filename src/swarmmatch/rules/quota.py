"""Quota: how many members of a team have a value of an attribute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.data.nearest import nearest
from swarmmatch.rules.blocks import Block, Rows
from swarmmatch.rules.exact import as_fraction
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.quota_rows import Limit, Shown, hard_rows, soft_rows
from swarmmatch.rules.rule import Check, Rule, demand, is_number, is_whole

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: How like a known value one that nobody has must be, before it is taken for a misspelling of it.
TYPING_ERROR = 0.8


@dataclass(frozen=True)
class Quota(Rule):
    """Members of a team with a value of ``attribute``: at least, at most, or both.

    With ``n`` members of the value in a team of ``size``: hard, ``at_least <= n <= at_most``;
    soft, ``-weight`` points for each head that ``n`` falls short of the smallest number allowed, or
    exceeds the largest. As shares the bounds are ``ceil(at_least * size)`` and
    ``floor(at_most * size)``; ``size`` counts the members without a value too.

    Parameters
    ----------
    attribute : str
        A column of the professionals table.
    value : str, number or bool, optional
        The value that is counted; without it every value that the pool shows, each by itself.
    at_least, at_most : float, optional
        Whole numbers of heads, or shares from 0 to 1 of the team. A share is read as the nearest
        fraction with a denominator up to 10,000.
    share : bool
        Whether the bounds are shares.
    weight : float, optional
        Points that a head short or over costs. Without it the quota is hard.

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

    def __post_init__(self) -> None:
        named = isinstance(self.attribute, str)
        demand(named, self, f"attribute must name a column, not {self.attribute!r}")
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        demand(bool(bounds), self, "give at_least, at_most or both")
        for bound in bounds:
            if self.share:
                right = is_number(bound) and 0 <= bound <= 1
                demand(right, self, f"a share lies between 0 and 1, not {bound!r}")
            else:
                right = is_whole(bound) and bound >= 0
                demand(
                    right, self, f"{bound!r} is no whole number of heads (share=True for shares)"
                )
        ordered = len(bounds) < 2 or bounds[0] <= bounds[1]
        demand(ordered, self, f"at_least={self.at_least} is above at_most={self.at_most}")
        if self.weight is not None:
            right = is_number(self.weight) and self.weight >= 0
            demand(right, self, f"weight must be points of 0 or more, not {self.weight!r}")

    def blocks(self, problem: Problem) -> list[Block]:
        """A row for each bound, question and value; soft, with a variable for the heads missed."""
        shown, blocks = self._shown(problem), list[Block]()
        if self.at_least is not None:
            blocks.append(self._rows(problem, shown, self.at_least, from_below=True))
        if self.at_most is not None:
            # Where the pool itself has no more than allowed, no team can: no row is needed.
            many = shown.heads > (0 if self.share else self.at_most)
            shown = replace(shown, judged=shown.judged[many])
            blocks.append(self._rows(problem, shown, self.at_most, from_below=False))
        return blocks

    def _rows(self, problem: Problem, shown: Shown, bound: float, *, from_below: bool) -> Rows:
        limit = Limit.of(bound, share=self.share, from_below=from_below)
        if self.weight is None:
            return hard_rows(problem, shown, limit)
        return soft_rows(problem, shown, limit, self.weight)

    def _shown(self, problem: Problem) -> Shown:
        features, values = problem.arrays.one_hot(self.attribute)
        if self.value is None:
            return Shown(features, values, np.arange(len(values)))
        judged = values.get_indexer(pd.Index([self.value]))
        if judged[0] >= 0:
            return Shown(features, values, judged)
        meant = nearest(str(self.value), map(str, values), TYPING_ERROR)
        known = f"nobody has {self.attribute} {self.value!r}; did you mean {meant!r}?"
        demand(meant is None, self, known)
        nobody = sparse.csc_array((features.shape[0], 1), dtype=np.int32)
        return Shown(nobody, pd.Index([self.value]), np.zeros(1, dtype=np.int64))

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
        off = count.sub(self._largest(size), axis=0).clip(lower=0)
        off += count.sub(self._smallest(size), axis=0).clip(upper=0)
        found = pd.DataFrame({"count": count.stack(), "off": off.stack()})
        return found[found["off"] != 0].reset_index()

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

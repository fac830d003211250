"""MaxSumGap: a number adds up to much the same in every team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, NO_UPPER, Auxiliaries, Block, Rows
from swarmmatch.rules.rule import Check, Rule, demand, demand_attribute, demand_weight, is_number
from swarmmatch.rules.ten_thousandths import TEN_THOUSAND, as_ten_thousandths, in_ten_thousandths

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class MaxSumGap(Rule):
    """Sums of a number over the members differ between any two teams by at most so much.

    With ``s[q]`` the sum over the members of team q whose number is known, and ``gap`` the largest
    of them less the smallest: hard, ``gap <= at_most``; soft,
    ``-weight * ceil((gap - at_most) / unit)`` points where that is above 0. A question without
    members is no team. A column of truths counts as 0 and 1.

    It is for teams that are to match each other as a whole: ratings of players, hours on offer,
    years of experience. Where teams differ in size by intent, `Balance` compares means.

    Numbers and options are read to four decimals, and all that follows is exact in whole
    ten-thousandths.

    Parameters
    ----------
    attribute : str
        A numeric column of the professionals table.
    at_most : float
        How far two sums may lie apart, in the attribute's own unit.
    weight : float, optional
        Points that each unit further apart costs. Without it the rule is hard.
    unit : float
        What the soft form counts in, in the attribute's own unit. Parts of a unit count whole.

    Notes
    -----
    To make the sums of several sets equal is number partitioning, or the scheduling of loads on
    machines: see Graham (1969), doi 10.1137/0117039.
    """

    attribute: str
    at_most: float = 0.0
    weight: float | None = None
    unit: float = 1.0

    def __post_init__(self) -> None:
        demand_attribute(self, self.attribute)
        right = is_number(self.at_most) and self.at_most >= 0
        demand(right, self, f"at_most must be a number of 0 or more, not {self.at_most!r}")
        right = is_number(self.unit) and self.unit * TEN_THOUSAND >= 1
        demand(right, self, f"unit must be a number of 0.0001 or more, not {self.unit!r}")
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """Two rows a question around ``least`` and ``most``, and one that holds these together.

        The variables say how far ``least`` lies below the largest sum that there can be, ``most``
        above the smallest, and the units that they are too far apart. So told, both are bounds
        that a team of nobody keeps.
        """
        numbers = in_ten_thousandths(self, problem, self.attribute)
        numbers = np.where(np.isnan(numbers), 0, numbers).astype(np.int64)
        at_most, unit = as_ten_thousandths(self.at_most), as_ten_thousandths(self.unit)
        common = max(int(np.gcd.reduce([*np.unique(numbers), at_most, unit])), 1)
        numbers, at_most, unit = numbers // common, at_most // common, unit // common
        low, high = int(numbers[numbers < 0].sum()), int(numbers[numbers > 0].sum())
        apart = -(-max(high - low - at_most, 0) // unit) if self.weight is not None else 0
        n = len(problem.questions)
        each, none = sparse.eye_array(n, format="csr"), sparse.csr_array((1, n))
        return [
            Rows(
                features=sparse.csc_array(numbers[:, None]),
                weights=sparse.csr_array(np.append(np.ones(2 * n), 0)[:, None]),
                over=sparse.vstack([each, each, none], format="csr"),
                lower=np.concatenate([np.full(n, float(high)), np.full(n + 1, NO_LOWER)]),
                upper=np.concatenate(
                    [np.full(n, NO_UPPER), np.full(n, float(low)), [float(high - low + at_most)]]
                ),
                about=np.full(2 * n + 1, f"sum of {self.attribute}", dtype=object),
                variables=Auxiliaries(
                    np.zeros(3, np.int64),
                    np.array([high - low, high - low, apart]),
                    np.array([0.0, 0.0, -float(self.weight or 0)]),
                ),
                auxiliary=sparse.csr_array(
                    np.repeat([[1, 0, 0], [0, -1, 0], [1, 1, -unit]], [n, n, 1], axis=0)
                ),
            )
        ]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Add up every team, and compare the largest sum with the smallest."""
        numbers = in_ten_thousandths(self, problem, self.attribute)
        pool = pd.Series(numbers, index=problem.professionals["professional"])
        seats = pd.Series(pool.reindex(teams["professional"]).array, index=teams["question"])
        sums = seats.fillna(0).groupby(level="question").sum()
        gap = sums.max() - sums.min() if len(sums) else 0.0
        over = max(gap - as_ten_thousandths(self.at_most), 0.0)
        unit = f"between the largest and the smallest sum of {self.attribute}"
        if self.weight is not None:
            units = -(-over // as_ten_thousandths(self.unit))
            earned = {"subject": ["plan"], "count": [units], "each": [-float(self.weight)]}
            return Check.of(gap / TEN_THOUSAND, unit, earned=pd.DataFrame(earned))
        if not over:
            return Check.of(gap / TEN_THOUSAND, unit)
        largest, smallest = sums.max() / TEN_THOUSAND, sums.min() / TEN_THOUSAND
        detail = (
            f"{self.attribute} adds up to {largest:g} at {sums.idxmax()} and to {smallest:g} at "
            f"{sums.idxmin()}, allowed {self.at_most:g} apart"
        )
        found = pd.DataFrame({"subject": ["plan"], "detail": [detail]})
        return Check.of(gap / TEN_THOUSAND, unit, violations=found)

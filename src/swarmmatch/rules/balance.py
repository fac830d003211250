"""Balance: the mean of a team in a number is near that of the pool, or a target."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, NO_UPPER, Auxiliaries, Block, Floats, Ints, Rows
from swarmmatch.rules.rule import Check, Rule, demand, demand_attribute, demand_weight, is_number
from swarmmatch.rules.ten_thousandths import TEN_THOUSAND, as_ten_thousandths, in_ten_thousandths

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Balance(Rule):
    """Mean of a number over the members of a team, within ``tolerance`` of a target.

    With ``m`` members whose number ``a`` is known, and ``d = sum(a - target)`` over them: hard,
    ``|d| <= tolerance * m``, which is the mean within ``tolerance`` of the target; soft,
    ``-weight * ceil((|d| - tolerance * m) / unit)`` points where that is above 0: a price for each
    unit that the members' numbers, added up, lie outside. A missing number does not count, and a
    team without any number breaks nothing. A column of truths counts as 0 and 1, and its units are
    heads.

    Numbers, target and tolerance are read to four decimals (so is the pool's mean), and all that
    follows is exact in whole ten-thousandths.

    Parameters
    ----------
    attribute : str
        A numeric column of the professionals table.
    tolerance : float
        How far the mean may lie from the target, in the attribute's own unit (years, euro, ...).
    target : float, optional
        Without it the mean of all in the pool whose number is known.
    weight : float, optional
        Points that each unit outside costs. Without it the rule is hard.
    unit : float
        What the soft form counts in, in the attribute's own unit. Parts of a unit count whole, so
        take one that is small beside the tolerance of a whole team.
    """

    attribute: str
    tolerance: float
    target: float | None = None
    weight: float | None = None
    unit: float = 1.0

    def __post_init__(self) -> None:
        demand_attribute(self, self.attribute)
        right = is_number(self.tolerance) and self.tolerance >= 0
        demand(right, self, f"tolerance must be a number of 0 or more, not {self.tolerance!r}")
        right = self.target is None or is_number(self.target)
        demand(right, self, f"target must be a number, not {self.target!r}")
        right = is_number(self.unit) and self.unit * TEN_THOUSAND >= 1
        demand(right, self, f"unit must be a number of 0.0001 or more, not {self.unit!r}")
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """Two rows a question, over distance to the target and heads with a number."""
        numbers = in_ten_thousandths(self, problem, self.attribute)
        known = ~np.isnan(numbers)
        off = np.where(known, numbers - self._target(numbers), 0).astype(np.int64)
        tolerance, unit = as_ten_thousandths(self.tolerance), as_ten_thousandths(self.unit)
        common = max(int(np.gcd.reduce([*np.unique(off), tolerance, unit])), 1)
        off, tolerance, unit = off // common, tolerance // common, unit // common
        n = len(problem.questions)
        each = sparse.eye_array(n, format="csr")
        variables, outside = Auxiliaries.none(), None
        if self.weight is not None:
            most = np.full(n, self._most_units(off, tolerance, unit))
            price = np.full(n, -float(self.weight))
            variables = Auxiliaries(np.zeros(n, np.int64), most, price)
            outside = sparse.vstack([-unit * each, unit * each], format="csr")
        return [
            Rows(
                features=sparse.csc_array(np.stack([off, known.astype(np.int64)], axis=1)),
                weights=sparse.csr_array(np.repeat([[1, -tolerance], [1, tolerance]], n, axis=0)),
                over=sparse.vstack([each, each], format="csr"),
                lower=np.repeat([NO_LOWER, 0.0], n),
                upper=np.repeat([0.0, NO_UPPER], n),
                about=np.full(2 * n, f"mean {self.attribute}", dtype=object),
                variables=variables,
                auxiliary=outside,
            )
        ]

    @staticmethod
    def _most_units(off: Ints, tolerance: int, unit: int) -> int:
        """Units that the whole pool's numbers on one side of the target lie outside."""
        outside = np.maximum(np.abs(off) - tolerance, 0)
        most = max(int(outside[off > 0].sum()), int(outside[off < 0].sum()))
        return -(-most // unit)

    def _target(self, numbers: Floats) -> int:
        """In ten-thousandths."""
        if self.target is not None:
            return as_ten_thousandths(self.target)
        known = numbers[~np.isnan(numbers)].astype(np.int64)
        return round(Fraction(int(known.sum()), max(len(known), 1)))

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Compare the mean of every team with the target."""
        numbers = in_ten_thousandths(self, problem, self.attribute)
        pool = pd.Series(numbers, index=problem.professionals["professional"])
        target = self._target(numbers)
        seats = pd.Series(pool.reindex(teams["professional"]).array, index=teams["question"])
        team = seats.dropna().groupby(level="question")
        total, heads = team.sum(), team.count()
        outside = (total - target * heads).abs() - as_ten_thousandths(self.tolerance) * heads
        outside = outside[outside > 0]
        distance = (total / heads - target).abs().mean() / TEN_THOUSAND if len(total) else 0.0
        unit = f"mean distance of a team's {self.attribute} to the target"
        if self.weight is not None:
            units = -(-outside // as_ten_thousandths(self.unit))
            earned = {"subject": outside.index, "count": units, "each": -float(self.weight)}
            return Check.of(distance, unit, earned=pd.DataFrame(earned))
        mean = (total / heads / TEN_THOUSAND).round(2).reindex(outside.index).astype(str)
        detail = "mean " + self.attribute + " " + mean + f", wanted {target / TEN_THOUSAND:g}"
        violations = pd.DataFrame({"subject": outside.index, "detail": detail.to_numpy()})
        return Check.of(distance, unit, violations=violations)

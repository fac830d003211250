"""Parity: groups of the pool are selected at like rates."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.data.eligible import eligible_people, may_come
from swarmmatch.rules.blocks import NO_LOWER, NO_UPPER, Auxiliaries, Block, Ints, Rows
from swarmmatch.rules.exact import as_fraction
from swarmmatch.rules.members import values_of_seats
from swarmmatch.rules.rule import Check, Rule, demand, demand_attribute, demand_weight, is_number

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class Parity(Rule):
    """Seats by group of ``attribute`` in the whole plan, in proportion to who is eligible.

    With ``E[g]`` eligible professionals in group g who take ``n[g]`` seats, ``E`` and ``S`` their
    sums over all groups, the rate ``n[g] / E[g]`` lies within ``tolerance * S / E`` of the overall
    rate ``S / E``, but for what whole seats cannot express: hard,
    ``floor((1 - tolerance) * S * E[g] / E) <= n[g] <= ceil((1 + tolerance) * S * E[g] / E)``;
    soft, ``-weight`` points for each seat that ``n[g]`` is short or over. So a group too small for
    a seat of its own cannot break the rule, and some plan of every size keeps it.

    Parameters
    ----------
    attribute : str
        A column of the professionals table; every value that it shows is a group. Who has no value
        is in no group, and counts nowhere.
    tolerance : float
        From 0 to 1 of the overall rate, read as the nearest fraction with a denominator up to
        10,000.
    weight : float, optional
        Points that a seat short or over costs. Without it the rule is hard.

    Notes
    -----
    Eligible is who offers a seat and can come to the slot of a question, see
    ``swarmmatch.data.eligible``: a rule does not see whom other rules bar. Only their seats are
    counted, and all of them: somebody with two seats counts twice.

    Source: statistical parity, as in Dwork et al. (2012), doi:10.1145/2090236.2090255. The
    four-fifths rule of thumb (29 CFR 1607.4(D)) compares groups with the highest rate instead;
    a tolerance of 1/9 implies it, up to whole seats.
    """

    attribute: str
    tolerance: float
    weight: float | None = None

    def __post_init__(self) -> None:
        demand_attribute(self, self.attribute)
        right = is_number(self.tolerance) and 0 <= self.tolerance <= 1
        demand(right, self, f"tolerance must be from 0 to 1 of the rate, not {self.tolerance!r}")
        demand_weight(self, self.weight, or_hard=True)

    def blocks(self, problem: Problem) -> list[Block]:
        """Variables for the seats of each group, and rows between them; soft, for seats off too.

        Rows ``sum_qp member[p, g] * x[q, p] = n[g]`` over all questions keep the seats' own
        coefficients at 1; those of the rates, which are large, meet the few counts alone.
        """
        shown, values = problem.arrays.one_hot(self.attribute)
        eligible = may_come(problem).astype(np.int32)
        members = sparse.csc_array(shown.multiply(eligible[:, None]))
        heads = members.sum(axis=0).astype(np.int64)
        members, values, heads = members[:, heads > 0], values[heads > 0], heads[heads > 0]
        n, n_questions, soft = len(heads), len(problem.questions), self.weight is not None
        if not n:
            return []
        rates, part = self._rates(heads)
        off = np.vstack([np.zeros((n, n)), np.diag(part[:n]), -np.diag(part[n:])])[:, : n * soft]
        counts = np.vstack([-np.eye(n, dtype=np.int64), rates])
        most = np.tile(n_questions * heads, 1 + soft)  # all members at all questions
        return [
            Rows(
                features=members,
                weights=sparse.eye_array(3 * n, n, format="csr"),
                over=sparse.csr_array(np.ones((3 * n, n_questions))),
                lower=np.concatenate([np.zeros(n), 1.0 - part[:n], np.full(n, NO_LOWER)]),
                upper=np.concatenate([np.zeros(n), np.full(n, NO_UPPER), part[n:] - 1.0]),
                about=np.tile(values.to_numpy(object), 3),
                variables=Auxiliaries(
                    np.zeros_like(most), most, np.repeat([0.0, -(self.weight or 0)], n)[: len(most)]
                ),
                auxiliary=sparse.csr_array(np.hstack([counts, off])),
            )
        ]

    def _rates(self, heads: Ints) -> tuple[Ints, Ints]:
        """Coefficients of counts in ``part * n[g] - whole * S``, (2 G, G), and ``part``, (2 G,).

        First come all rows from below, then all from above. A whole number n is at least
        ``floor(y)`` just when ``n > y - 1``, so in whole numbers a row stands up to ``part - 1``
        away from the fair share.
        """
        slack, eligible = as_fraction(self.tolerance), int(heads.sum())
        fair = [
            rate * Fraction(int(head), eligible)
            for rate in (1 - slack, 1 + slack)
            for head in heads
        ]
        part = np.array([share.denominator for share in fair])
        whole = np.array([share.numerator for share in fair])
        own = np.vstack([np.eye(len(heads), dtype=np.int64)] * 2)
        return part[:, None] * own - whole[:, None], part

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the eligible, and their seats, by value."""
        people = eligible_people(problem)
        heads = people[self.attribute].astype(object).dropna().value_counts()
        seats = teams[teams["professional"].isin(people["professional"])]
        shown = values_of_seats(problem, seats, self.attribute)["value"].astype(object)
        held = shown.value_counts().reindex(heads.index, fill_value=0)
        fair = held.sum() * heads / max(heads.sum(), 1)
        measure = (held / fair - 1).abs().max() if held.any() else 0.0
        unit = "furthest distance of a group's rate from the overall rate, as a share of it"
        off = self._off(held, heads)
        off = off[off != 0]
        subject = self.attribute + " " + off.index.astype(str)
        if self.weight is not None:
            earned = {"subject": subject, "count": off.abs().array, "each": -self.weight}
            return Check.of(measure, unit, earned=pd.DataFrame(earned))
        detail = (
            held.reindex(off.index).astype(str) + " of " + str(held.sum()) + " seats, "
            + off.abs().astype(str) + (off > 0).map({True: " over", False: " short"})
        )  # fmt: skip
        found = {"subject": subject, "detail": detail.array}
        return Check.of(measure, unit, violations=pd.DataFrame(found))

    def _off(self, held: pd.Series, heads: pd.Series) -> pd.Series:
        """Seats of each group beyond its bounds, below 0 when short."""
        whole, part = as_fraction(self.tolerance).as_integer_ratio()
        share, everyone = held.sum() * heads, part * max(heads.sum(), 1)
        least = share * (part - whole) // everyone
        most = -(-share * (part + whole) // everyone)
        return (held - most).clip(lower=0) + (held - least).clip(upper=0)

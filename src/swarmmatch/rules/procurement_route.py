"""ProcurementRoute: how many are invited depends on what the question is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from swarmmatch.rules.blocks import NO_LOWER, NO_UPPER, Auxiliaries, Block, Ints, Rows
from swarmmatch.rules.days import is_day
from swarmmatch.rules.rule import Check, Rule, demand, demand_weight, is_whole
from swarmmatch.rules.thresholds import checked_thresholds, in_force

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class ProcurementRoute(Rule):
    """Members of a team, as those invited to offer, by the value of its question in euro.

    With ``several_from`` the amount from which the authority asks several offers, and
    ``tender_from`` that of the European directive, both of the day ``as_of``:

    - ``value < several_from``: one-to-one, at most 1 member;
    - ``several_from <= value < tender_from``: from ``several[0]`` to ``several[1]`` members;
    - ``tender_from <= value``: a public tender, to which nobody is invited. A swarm may still think
      along before it, so that this rule says nothing of its size and only counts it in ``measure``;
      with ``tender="nobody"`` no one sits there.

    Hard, or with ``weight`` that many points off for each member short or over: for where more sit
    down to think along than are invited to offer.

    A question without a value is free of the rule, and so is one that nobody sits at. Sizes of the
    questions table that leave no room for the number invited make a question impossible, or leave
    it open under ``TeamSize(unstaffed=...)``.

    Sources: Gids Proportionaliteit, voorschrift 3.4 B (at least 3 and at most 5 are invited);
    Directive 2014/24/EU, article 4; purchasing policy of the municipality of Winterswijk, 2017.
    The amounts are the newest known when this was written; keep them up to date. This is no legal
    advice: exceptions, lots and contracts that belong together are for a buyer to judge.

    Parameters
    ----------
    authority : str
        Whose amount decides between one and several, of the thresholds known.
    social : tuple of str
        Sectors of questions that are social or other specific services, with their own
        European amount.
    several : tuple of two int
        Fewest and most who are invited by the multiple route.
    tender : "open" or "nobody"
        What this rule asks of a question that has to be put out to tender.
    as_of : str, optional
        Day of the plan, such as "2026-03-01"; when left out, the newest amounts count.
    thresholds : tuple of Threshold, optional
        Amounts in place of the library's, see `swarmmatch.rules.thresholds.as_options`.
    weight : float, optional
        Points that a member short or over costs. Without it the rule is hard.
    """

    authority: str = "Winterswijk"
    social: tuple[str, ...] = ()
    several: tuple[int, int] = (3, 5)
    tender: str = "open"
    as_of: str | None = None
    thresholds: tuple[Any, ...] | None = None
    weight: float | None = None

    def __post_init__(self) -> None:
        named = isinstance(self.authority, str)
        demand(named, self, f"authority must be a name, not {self.authority!r}")
        listed = isinstance(self.social, tuple) and all(isinstance(s, str) for s in self.social)
        demand(listed, self, f"social must be a tuple of sectors, not {self.social!r}")
        pair = isinstance(self.several, tuple) and len(self.several) == 2
        right = (
            pair and all(map(is_whole, self.several)) and 1 <= self.several[0] <= self.several[1]
        )
        text = f"several must be the fewest and the most invited, not {self.several!r}"
        demand(right, self, text)
        known = self.tender in ("open", "nobody")
        demand(known, self, f"tender is 'open' or 'nobody', not {self.tender!r}")
        dated = self.as_of is None or is_day(self.as_of)
        demand(dated, self, f"as_of must be a day such as '2026-03-01', not {self.as_of!r}")
        demand_weight(self, self.weight, or_hard=True)
        if self.thresholds is not None:
            object.__setattr__(self, "thresholds", checked_thresholds(self.thresholds))

    def blocks(self, problem: Problem) -> list[Block]:
        """A row for each question and bound that counts heads."""
        value = problem.questions["value"].to_numpy(np.float64)
        social = problem.questions["sector"].isin(self.social).to_numpy()
        tender = value >= np.where(
            social, self._tender_from("social services"), self._tender_from("services")
        )
        several = ~tender & (value >= self._several_from)
        single = ~tender & (value < self._several_from)  # a missing value is in none of the three
        closed = tender & (self.tender == "nobody")
        most = np.select([several, single, closed], [self.several[1], 1, 0], -1)
        return [
            self._rows(problem, np.flatnonzero(several), self.several[0], from_below=True),
            self._rows(problem, np.flatnonzero(most >= 0), most[most >= 0], from_below=False),
        ]

    def _rows(self, problem: Problem, bound: Ints, heads: int | Ints, *, from_below: bool) -> Rows:
        """A row for each question bound, at least or at most so many heads."""
        n, n_questions = len(bound), len(problem.questions)
        limit = np.broadcast_to(np.asarray(heads, np.float64), n)
        missed, unit = Auxiliaries.none(), None
        if self.weight is not None:
            most = limit if from_below else np.full(n, len(problem.professionals))
            price = np.full(n, -float(self.weight))
            missed = Auxiliaries(np.zeros(n, np.int64), most.astype(np.int64), price)
            unit = sparse.csr_array((1 if from_below else -1) * sparse.eye_array(n))
        value = problem.questions["value"].to_numpy()[bound]
        return Rows(
            features=problem.arrays.everyone,
            weights=sparse.csr_array(np.ones((n, 1))),
            over=sparse.csr_array((np.ones(n), (np.arange(n), bound)), shape=(n, n_questions)),
            lower=limit if from_below else np.full(n, NO_LOWER),
            upper=np.full(n, NO_UPPER) if from_below else limit,
            about=np.array([f"invited for {euro:,.0f} euro" for euro in value], dtype=object),
            variables=missed,
            auxiliary=unit,
        )

    @property
    def _several_from(self) -> float:
        known, whose = self.thresholds, self.authority
        return in_force(
            known, "multiple", authority=whose, purchase="services", as_of=self.as_of
        ).amount

    def _tender_from(self, purchase: str) -> float:
        known = self.thresholds
        return in_force(known, "tender", authority="EU", purchase=purchase, as_of=self.as_of).amount

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the members of every team against the route of its question."""
        table = self._routes(problem, teams)
        due, unit = (table["route"] == "tender").sum(), "teams where a tender is due"
        short = (table["fewest"] - table["size"]).clip(lower=0)
        off = short + (table["size"] - table["most"]).clip(lower=0)
        wrong = table[off > 0]
        if self.weight is not None:
            earned = {"subject": wrong.index, "count": off[off > 0], "each": -float(self.weight)}
            return Check.of(due, unit, earned=pd.DataFrame(earned))
        value = wrong["value"].map("{:,.0f}".format).astype(str)
        allowed = wrong["fewest"].astype(str) + " to " + wrong["most"].astype(str)
        detail = wrong["size"].astype(str) + " invited for " + value + " euro, where "
        detail += wrong["route"] + " asks " + allowed
        violations = pd.DataFrame({"subject": wrong.index, "detail": detail.to_numpy()})
        return Check.of(due, unit, violations=violations)

    def _routes(self, problem: Problem, teams: pd.DataFrame) -> pd.DataFrame:
        """Columns ``value, size, fewest, most, route`` of every team whose value is known."""
        table = problem.questions.set_index("question")[["value", "sector"]].dropna(subset="value")
        table = table.join(teams["question"].value_counts().rename("size"), how="inner")
        table = table.assign(fewest=1, most=1, route="one-to-one")
        multiple = table["value"] >= self._several_from
        table.loc[multiple, ["fewest", "most"]] = self.several
        table.loc[multiple, "route"] = "several offers"
        limit = pd.Series(self._tender_from("services"), index=table.index)
        limit[table["sector"].isin(self.social)] = self._tender_from("social services")
        tendered = table["value"] >= limit
        table.loc[tendered, "fewest"] = 0
        table.loc[tendered, "most"] = 0 if self.tender == "nobody" else table["size"]
        table.loc[tendered, "route"] = "tender"
        return table

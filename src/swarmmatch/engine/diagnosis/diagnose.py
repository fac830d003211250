"""diagnose: whether hard rules can be kept; if not, why, and what would help."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.diagnosis.conflict import Conflict
from swarmmatch.engine.diagnosis.diagnosis import Diagnosis
from swarmmatch.engine.diagnosis.hard import HardRules, hard_rules
from swarmmatch.engine.diagnosis.plans import find_plan
from swarmmatch.engine.diagnosis.relaxations import (
    PRICES,
    Effort,
    Relaxation,
    Relaxing,
    demand_weights,
)
from swarmmatch.engine.diagnosis.shortages import no_shortages, shortages_of
from swarmmatch.engine.diagnosis.suspects import conflict_of
from swarmmatch.engine.diagnosis.words import PLAN, in_words
from swarmmatch.engine.no_plan import NoPlan
from swarmmatch.engine.options import demand_inputs, demand_options
from swarmmatch.engine.prices import Prices
from swarmmatch.engine.progress import Cancel, Reporter, run_interruptibly
from swarmmatch.errors import InfeasibleError
from swarmmatch.matching.units import RESOLUTION
from swarmmatch.rules.policy import Policy

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

#: Seconds that `match` gives to a diagnosis at most, and what it does for relaxations.
IN_MATCH, SHORT = 30.0, Effort(wanted=3, tries=25)
#: Where nobody asks for relaxations.
NONE = Effort(wanted=0, tries=0)
#: What a diagnosis by itself does for them.
LONG = Effort(wanted=6, tries=150)


def diagnose(
    problem: Problem,
    policy: Policy | None = None,
    *,
    time_limit: float | None = 30.0,
    weights: Mapping[str, float] | None = None,
    cancel: Cancel | None = None,
) -> Diagnosis:
    """Find out whether the hard rules can be kept together; if not, why, and what would help.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy, optional
        The rules; ``Policy.default(problem)`` when left out.
    time_limit : float or None
        Seconds allowed; None sets no limit.
    weights : mapping of str to float, optional
        Price of each kind of change: of a ``"level"`` lower, a ``"holders"`` fewer, a ``"must"``
        made a wish; of a seat in a ``"smaller team"`` or ``"larger team"``, or of somebody's
        ``"capacity"``; of a professional's ``"availability"`` in one more slot, and a km of
        ``"distance"``; of a head of a ``"quota"``; of a ``"lock"``, ``"bar"`` or ``"pair"``
        dropped, and a whole ``"rule"``. An infinite price rules a kind out. What is left out has
        its price of `swarmmatch.engine.diagnosis.relaxations.PRICES`.
    cancel : threading.Event, optional
        As for `match`.

    Returns
    -------
    Diagnosis
        With a conflict and changes that would help when there is no matching. It tells what
        is proven and what there was no time for.

    Raises
    ------
    PolicyError
        When a rule does not fit the tables.
    TypeError, ValueError
        For arguments of another kind, and for options without sense.
    """
    demand_inputs(problem, policy, cancel=cancel)
    demand_options(0, time_limit, 0, None, RESOLUTION)
    policy = Policy.default(problem) if policy is None else policy
    prices = demand_weights(weights)
    clock = Clock(math.inf if time_limit is None else time_limit)
    return run_interruptibly(
        lambda: _Run(problem, policy, prices, clock).diagnosis(LONG),
        clock,
        Reporter(None),
        cancel,
    )


def why_infeasible(
    problem: Problem, policy: Policy, clock: Clock, *, relaxations: bool = True
) -> InfeasibleError:
    """The error for a matching that is proven impossible, with as much as there is time to say."""
    run = _Run(problem, policy, PRICES, Clock(IN_MATCH, clock))
    run.feasible = False
    return run.diagnosis(SHORT if relaxations else NONE).error()


class _Run:
    """One diagnosis; what is found until time runs out stays."""

    def __init__(
        self, problem: Problem, policy: Policy, prices: Mapping[str, float], clock: Clock
    ) -> None:
        self.problem, self.policy, self.prices, self.clock = problem, policy, prices, clock
        self.feasible: bool | None = None
        self.teams: pd.DataFrame | None = None
        self.shortages = no_shortages()
        self.conflict: Conflict | None = None
        self.told = pd.DataFrame({"rule": [], "subject": [], "detail": []}, dtype="str")
        self.relaxations: list[Relaxation] = []

    def diagnosis(self, effort: Effort) -> Diagnosis:
        """Look for everything there is time for."""
        with suppress(TimeUp):
            hard = hard_rules(self.problem, self.policy.rules, self.clock)
            self._look(hard)
            if self.conflict is not None:
                search = Relaxing(self.problem, self.policy, self.prices, self.clock)
                self.relaxations = search.run(hard, self.conflict.members, effort)
        if self.feasible is False and self.conflict is None:
            self.told = _not_narrowed_down(self.policy)
        return Diagnosis(
            feasible=self.feasible,
            shortages=self.shortages,
            conflict=self.told,
            minimal=self.conflict is not None and self.conflict.minimal,
            smallest=self.conflict is not None and self.conflict.smallest,
            relaxations=_frame(self.relaxations),
            teams=self.teams,
            problem=self.problem,
            policy=self.policy,
            changes=tuple(found.changes for found in self.relaxations),
        )

    def _look(self, hard: HardRules) -> None:
        """Look for a plan, and where there is none, for what is short and what clashes."""
        prices: Prices | None = None
        try:
            trial = find_plan(hard, self.clock)
            self.teams = trial.teams
            if trial.teams is not None:
                self.feasible = True
            elif trial.impossible:
                self.feasible = False
        except NoPlan as proof:
            self.feasible, prices = False, proof.prices
        if self.feasible:
            return
        self.shortages = shortages_of(hard, self.clock)
        self.conflict = conflict_of(hard, prices, self.clock)
        if self.conflict is not None:
            self.feasible = False
            self.told = in_words(hard, self.conflict.members, self.clock)


def _frame(relaxations: list[Relaxation]) -> pd.DataFrame:
    """Columns ``change, cost, verified``: what could not be verified is not among them."""
    return pd.DataFrame(
        {
            "change": pd.Series(
                ["; ".join(change.words for change in found.changes) for found in relaxations],
                dtype="str",
            ),
            "cost": pd.Series([found.cost for found in relaxations], dtype="float64"),
            "verified": pd.Series([True] * len(relaxations), dtype="bool"),
        }
    )


def _not_narrowed_down(policy: Policy) -> pd.DataFrame:
    """All hard rules, when it could not be told in time which of them clash."""
    names = [rule.name for rule in policy if not rule.soft]
    detail = "time ran out before it was known which of the hard rules clash"
    return pd.DataFrame({"rule": names, "subject": PLAN, "detail": detail}, dtype="str")

"""The rules that a policy starts from, chosen by what the tables of a problem offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from swarmmatch.rules.available import Available
from swarmmatch.rules.capacity import Capacity
from swarmmatch.rules.carry_over import CarryOver
from swarmmatch.rules.client_rotation import ClientRotation
from swarmmatch.rules.coverage import Coverage
from swarmmatch.rules.distinct import Distinct
from swarmmatch.rules.fit import Fit
from swarmmatch.rules.locks import Locks
from swarmmatch.rules.must_have import MustHave
from swarmmatch.rules.newcomers import Newcomers
from swarmmatch.rules.pairs import Pairs
from swarmmatch.rules.preference import Preference
from swarmmatch.rules.quota import Quota
from swarmmatch.rules.repeat_pairs import RepeatPairs
from swarmmatch.rules.rule import Rule
from swarmmatch.rules.team_size import TeamSize

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


#: Share of the pool with a history from which newcomers are favoured. In a pool of newcomers they
#: get seats as it is, and any points for them would shut out the few who are known.
KNOWN = 0.5


def table_rules() -> list[Rule]:
    """The hard rules that hold people to the tables, and no others."""
    return [TeamSize(), Capacity(), Available(), Locks(), Pairs(), MustHave()]


def basic_rules(problem: Problem) -> list[Rule]:
    """The rules of `Policy.basic`, which says what they are worth."""
    about_attributes: list[Quota | Distinct] = [
        Quota("municipality", at_most=2, weight=4.0),
        Quota("cooperative", at_most=1, weight=4.0),
        Distinct("municipality", weight=1.0),
        Distinct("sector", weight=1.0),
    ]
    telling = [rule for rule in about_attributes if varies(problem, rule.attribute)]
    return [*table_rules(), Coverage(weight=10.0), Fit(weight=5.0), *telling]


def balanced_rules(problem: Problem) -> list[Rule]:
    """The rules of `Policy.default`, which says what they are worth and why."""
    return [
        *basic_rules(problem),
        *_of_the_past(problem),
        *_of_ties(problem),
        *_of_wishes(problem),
    ]


def _of_the_past(problem: Problem) -> list[Rule]:
    """Who is new, who is with whom again, and who was passed over."""
    people, history = problem.professionals, problem.history
    rules: list[Rule] = []
    known = people["professional"].isin(history["professional"])
    if not known.all() and known.mean() >= KNOWN:
        rules.append(Newcomers(weight=1.0))
    of_pool = history[history["professional"].isin(people["professional"])]
    if of_pool["client"].dropna().isin(problem.questions["client"]).any():
        rules.append(ClientRotation(at_most=2, months=24, weight=2.0))
    if _has_balances(people):
        rules.append(CarryOver(weight=1.0))
    return rules


def _has_balances(people: pd.DataFrame) -> bool:
    """Whether a ledger was written into the pool: finite numbers that differ."""
    balance = people.get(CarryOver.attribute, pd.Series(dtype=np.float64))
    return is_numeric_dtype(balance) and balance.nunique() >= 2 and not np.isinf(balance).any()


def _of_ties(problem: Problem) -> list[Rule]:
    """Who has met whom, where the history knows two who have."""
    met = problem.history.groupby(["team", "date"])["professional"].nunique()
    return [RepeatPairs(weight=1.0)] if (met >= 2).any() else []


def _of_wishes(problem: Problem) -> list[Rule]:
    sides = problem.wishes["side"].unique()
    company = [Pairs(weight=5.0)] if (problem.pairs["kind"] == "wish").any() else []
    ranked = [Preference(side, weight=5.0) for side in ("professional", "client") if side in sides]
    return [*company, *ranked]


def varies(problem: Problem, attribute: str) -> bool:
    """Whether the pool shows two values of an attribute, so that it can tell teams apart."""
    people = problem.professionals
    return attribute in people and people[attribute].nunique() >= 2

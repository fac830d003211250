"""What must stay when tables are written otherwise, a rule is added, or all weights grow alike.

Every kind of rule is tried in a policy with others, hard and soft. Larger cases, of the default
policy, stand in `test_match`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.data.problem import Problem
from swarmmatch.data.tables import TABLES
from swarmmatch.rules import Bridge, Coverage, Distinct, Fit, Leximin, Policy, Rule, TeamSize
from swarmmatch.testing import tiny_problem
from test_rules import RULES_WITH_OPTIONS

BASE = Policy([sm.Capacity(), Coverage(weight=10), Fit(weight=2)])

#: Points as options: all of them have one of these names.
POINTS = ("weight", "unstaffed")

#: By how much two values may differ that are the same but for rounding each count to whole units.
ROUNDING = 5e-3


def _is_hard(rule: Rule) -> bool:
    """Whether a rule forbids and does nothing else."""
    return not rule.soft


#: One or two of each kind: the first that only forbids, and the first with points.
FIRST = {(type(rule), _is_hard(rule)): rule for rule in reversed(RULES_WITH_OPTIONS)}
RULES = list(FIRST.values())
HARD = [rule for rule in RULES if _is_hard(rule)]
SOFT = [rule for rule in RULES if not _is_hard(rule)]
WEIGHTED = [rule for rule in SOFT if not isinstance(rule, Leximin)]  # an order has no weight


#: Two communities, each with one who has left, and two people who are new.
HISTORY = pd.DataFrame(
    {"team": list("ttuu"), "date": "2014-10-06", "professional": ["p0", "gone", "p1", "left"],
     "client": "Town"}
)  # fmt: skip
PROBLEM = tiny_problem(5, questions=2, professionals=4).replace(history=HISTORY)


def _with(rule: Rule) -> Policy:
    """The base and a rule; one that is an order, no sum of points, as a stage."""
    return Policy(BASE.rules, stages=[[rule]]) if isinstance(rule, Leximin) else BASE | rule


@cache
def _best(policy: Policy) -> sm.Matching | None:
    return _matched(PROBLEM, policy)


def _matched(problem: Problem, policy: Policy) -> sm.Matching | None:
    """A best matching, proven; None when there is none."""
    try:
        matching = sm.match(problem, policy, gap=0, workers=1, relaxations=False)
    except sm.InfeasibleError:
        return None
    assert matching.status == "optimal"
    return matching


def _value(matching: sm.Matching | None) -> float:
    return -np.inf if matching is None else matching.value


def _written_otherwise(problem: Problem, called: Callable[[str], str]) -> Problem:
    """The same tables with other ids, their rows and your own columns in another order."""
    rng = np.random.default_rng(0)
    tables: dict[str, pd.DataFrame | None] = {}
    for name, table in TABLES.items():
        frame: pd.DataFrame | None = getattr(problem, name)
        if frame is not None:
            ids = [column.name for column in table.columns if column.kind == "id"]
            renamed = {each: frame[each].map(called, na_action="ignore") for each in ids}
            frame = frame.assign(**renamed).sample(frac=1, random_state=rng)
            frame = frame[rng.permutation(frame.columns)]
        tables[name] = frame
    return Problem.from_frames(**tables)


def _backwards(name: str) -> str:
    """Other names, in which what came first comes last."""
    return name.translate(str.maketrans("0123456789", "9876543210"))[::-1]


def _in_order(name: str) -> str:
    return f"id {name}"


@cache
def _problem_otherwise(called: Callable[[str], str]) -> Problem:
    return _written_otherwise(PROBLEM, called)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_other_ids_and_another_order_leave_the_value(rule: Rule) -> None:
    # Which of two equally good divisions into communities is taken hangs on the order of ids.
    called = _in_order if isinstance(rule, Bridge) else _backwards
    other = _matched(_problem_otherwise(called), _with(rule))
    assert _value(other) == pytest.approx(_value(_best(_with(rule))), abs=1e-9)


@pytest.mark.parametrize("rule", HARD, ids=lambda rule: rule.name)
def test_a_hard_rule_more_never_raises_the_value(rule: Rule) -> None:
    assert _value(_best(_with(rule))) <= _value(_best(BASE)) + 1e-9


def _times(factor: int, policy: Policy) -> Policy:
    """The same rules with all their points so many times as large."""
    return Policy([_rule_times(factor, rule) for rule in policy])


def _rule_times(factor: int, rule: Rule) -> Rule:
    points = {one.name: getattr(rule, one.name) for one in fields(rule) if one.name in POINTS}
    return replace(
        rule, **{name: factor * each for name, each in points.items() if each is not None}
    )


def _points(policy: Policy, matching: sm.Matching) -> float:
    earned = [rule.check(PROBLEM, matching.teams).earned for rule in policy]
    return float(sum((one["count"] * one["each"]).sum() for one in earned))


@pytest.mark.parametrize("rule", WEIGHTED, ids=lambda rule: rule.name)
def test_weights_that_grow_alike_keep_the_best_teams(rule: Rule) -> None:
    policy, factor = BASE | rule, 3
    larger = _times(factor, policy)
    one, other = _best(policy), _best(larger)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert other.value == pytest.approx(factor * one.value, abs=ROUNDING)
        # The best teams of either are among the best of the other.
        assert _points(larger, one) == pytest.approx(other.value, abs=ROUNDING)
        assert _points(policy, other) == pytest.approx(one.value, abs=ROUNDING)


@pytest.mark.parametrize("factor", [2, 7])
def test_whole_points_grow_without_any_rounding(factor: int) -> None:
    policy = Policy([TeamSize(unstaffed=3), sm.Capacity(), Distinct("sector", weight=2)])
    assert _value(_best(_times(factor, policy))) == factor * _value(_best(policy))


def test_the_tables_tried_let_rules_have_their_say() -> None:
    """Otherwise the tests above would be about nothing."""
    kinds = {type(rule) for rule in RULES_WITH_OPTIONS}
    base = _value(_best(BASE))
    found = {rule: _value(_best(_with(rule))) for rule in RULES}
    assert {type(rule) for rule in RULES} == kinds
    assert sum(map(np.isfinite, found.values())) >= 0.9 * len(RULES)
    assert len({type(rule) for rule, value in found.items() if value != base}) >= 0.6 * len(kinds)

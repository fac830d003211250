"""Rules of pairs end to end: match finds the best of all matchings, and its bound holds."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import swarmmatch as sm
from oracle import demand_the_best
from swarmmatch.rules import Familiarity, Pairs, Policy, RepeatPairs, Rule
from swarmmatch.testing import tiny_problem

AROUND = Policy([sm.TeamSize(unstaffed=5), sm.Capacity(), sm.Available(), sm.Coverage(3)])

RULES: list[Rule] = [
    RepeatPairs(at_most=0), RepeatPairs(at_most=1), RepeatPairs(at_most=1, half_life=7),
    RepeatPairs(weight=2), RepeatPairs(1, weight=1 / 3), RepeatPairs(0.5, 4.0, half_life=7),
    Familiarity(1.5), Familiarity(4, at_most=1), Familiarity(6, 0.75, half_life=7),
    Pairs(), Pairs(weight=2), Pairs(weight=3, mutual=True),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_match_proves_the_best_with_each_rule(rule: Rule) -> None:
    # Without a reward for ties few tiny problems would repeat a pair at all.
    around = AROUND | Familiarity(1.5) if isinstance(rule, RepeatPairs) else AROUND
    for seed in (5, 13):
        demand_the_best(tiny_problem(seed, questions=2, professionals=5), around | rule)


@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), some=st.lists(st.sampled_from(RULES), min_size=2, max_size=4))
def test_match_proves_the_best_with_several(seed: int, some: list[Rule]) -> None:
    demand_the_best(tiny_problem(seed, questions=2, professionals=4), AROUND | Policy(some))


@pytest.mark.parametrize("seed", [1, 5, 21])
def test_a_limit_never_raises_the_value_and_rewards_never_lower_it(seed: int) -> None:
    problem = tiny_problem(seed, questions=2, professionals=5)
    free = sm.match(problem, AROUND, gap=0, workers=1).value
    limited = sm.match(problem, AROUND | RepeatPairs(at_most=1), gap=0, workers=1).value
    rewarded = sm.match(problem, AROUND | Familiarity(2) | Pairs(weight=1), gap=0, workers=1).value
    assert limited <= free <= rewarded


def test_the_hard_row_decides_against_a_wish() -> None:
    people = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["Ann", "Bob", "Cas"]}),
        questions=pd.DataFrame({"question": ["x"], "size_min": 0, "size_max": 2}),
        pairs=pd.DataFrame(
            {"a": ["Ann", "Ann", "Cas"], "b": "Bob", "kind": ["wish", "apart", "wish"]}
        ),
    )
    matching = sm.match(people, Policy([sm.TeamSize(), Pairs(), Pairs(weight=1)]), gap=0)
    assert set(matching.teams["professional"]) == {"Bob", "Cas"}
    scores = matching.scores.set_index("rule")
    assert scores.loc["Pairs(weight=1)", "measure"] == 1

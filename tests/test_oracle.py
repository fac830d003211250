"""The oracle itself: judged side by side as one by one, and right where the answer is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from oracle import all_matchings, brute_force, teams_of
from swarmmatch.rules import Budget, Capacity, Distinct, Fit, MinLoad, Policy, Quota, TeamSize
from swarmmatch.testing import planted, tiny_problem
from swarmmatch.testing.copies import Copies


@pytest.mark.parametrize("seed", range(2))
def test_copies_side_by_side_say_what_each_says_alone(seed: int) -> None:
    problem = tiny_problem(seed)
    rng = np.random.default_rng(seed)
    shape = (3, len(problem.questions), len(problem.professionals))
    taken = rng.random(shape) < rng.random((3, 1, 1))
    copies = Copies.of(problem, 5)
    everything = Policy.default(problem) | Policy(
        [MinLoad(), Budget(), Quota("gender", at_least=0.5, share=True), TeamSize(unstaffed=1.5)]
    )
    for rule in everything:
        said = copies.judge(rule, taken, 1e-4)
        assert said is not None
        for holds, units, one in zip(*said, taken, strict=True):
            found = rule.check(problem, teams_of(problem, one))
            worth = found.earned["count"] * (found.earned["each"] / 1e-4).round()
            assert (bool(holds), units) == (found.violations.empty, worth.sum())


@pytest.mark.parametrize("seed", [1, 4])
def test_brute_force_finds_what_a_plain_loop_finds(seed: int) -> None:
    problem = tiny_problem(seed, questions=1, professionals=4)
    policy = Policy(
        [TeamSize(unstaffed=3), Capacity(), Fit(), Quota("gender", "f", at_least=2, weight=1.5)]
    )
    values = []
    for taken in next(all_matchings(problem)):
        found = [rule.check(problem, teams_of(problem, taken)) for rule in policy]
        if all(check.violations.empty for check in found):
            points = [check.earned["count"] * check.earned["each"] for check in found]
            values.append(sum(map(np.sum, points)))
    assert brute_force(problem, policy)[0] == pytest.approx(max(values), abs=1e-3)


def test_brute_force_finds_planted_teams() -> None:
    known = planted(seed=1, questions=2, professionals=6, size=2)
    value, teams = brute_force(known.problem, known.policy)
    assert value == known.value
    seats = ["question", "professional"]
    pd.testing.assert_frame_equal(
        teams, known.teams.sort_values(seats, ignore_index=True), check_dtype=False
    )


def test_brute_force_tells_when_there_is_no_matching() -> None:
    problem = tiny_problem(0, questions=2, professionals=4)
    assert brute_force(problem, Policy([Capacity(), MinLoad(4)])) == (None, None)


def test_brute_force_refuses_what_it_cannot_finish() -> None:
    with pytest.raises(ValueError, match="too many"):
        brute_force(tiny_problem(0, questions=3, professionals=8), Policy())


def test_nobody_is_a_matching_when_no_rule_asks_for_more() -> None:
    problem = tiny_problem(2, questions=2, professionals=4)
    value, teams = brute_force(problem, Policy([Quota("gender", at_most=0, weight=1.0)]))
    assert value == 0
    assert teams is not None
    assert teams.empty


def test_tiny_problems_come_back_for_the_same_seed() -> None:
    assert tiny_problem(5).fingerprint == tiny_problem(5).fingerprint
    assert tiny_problem(5).fingerprint != tiny_problem(6).fingerprint


def test_planted_problems_scale_and_refuse_too_few_professionals() -> None:
    known = planted(questions=20, professionals=500, size=4)
    assert len(known.teams) == 80
    assert known.teams["professional"].is_unique
    for rule in known.policy | Distinct("municipality", weight=0.0) | Fit(weight=0.0):
        assert rule.check(known.problem, known.teams).violations.empty
    with pytest.raises(ValueError, match="80 seats"):
        planted(questions=20, professionals=79, size=4)

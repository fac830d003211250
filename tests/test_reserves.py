"""Reserves, no-show and teams that survive an absence, against what can be counted out."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import swarmmatch as sm
from matchings import matching_of, small
from swarmmatch.testing import planted, tiny_problem
from swarmmatch.testing.copies import Copies

HARD = [sm.Capacity(), sm.Available(), sm.Pairs()]
POLICIES = [
    sm.Policy([sm.TeamSize(), *HARD, sm.MustHave(), sm.Coverage(3.3), sm.Fit(0.77)]),
    sm.Policy([sm.TeamSize(2.5), *HARD, sm.Quota("municipality", at_most=1), sm.Coverage()]),
    sm.Policy([sm.TeamSize(2.5), *HARD, sm.WorstOff(10), sm.Fit(), sm.Familiarity(1.5)]),
    sm.Policy([sm.TeamSize(2.5), *HARD, sm.NotAlone("sector"), sm.Fit()]),
    sm.Policy([sm.TeamSize(2.5), *HARD, sm.Fit()], [[sm.Coverage(1.0)]]),
]


def swapped(teams: pd.DataFrame, question: str, out: str, reserve: str) -> pd.DataFrame:
    here = (teams["question"] == question) & (teams["professional"] == out)
    assert here.sum() == 1
    return teams.assign(professional=teams["professional"].mask(here, reserve))


def possible(matching: sm.Matching, question: str, out: str) -> dict[str, float]:
    """Everybody who could come in, and the points that it adds, by the rules' checks."""
    teams, found = matching.teams, {}
    seated = set(teams.loc[teams["question"] == question, "professional"])
    for who in set(matching.problem.professionals["professional"]) - seated:
        after = sm.audit(matching.problem, matching.policy, swapped(teams, question, out, who))
        if after.ok:
            found[who] = round(after.value - matching.value, 6)
    return found


@settings(max_examples=4)
@given(which=st.sampled_from(range(len(POLICIES))), seed=st.integers(0, 30))
def test_reserves_are_the_best_that_checks_allow(which: int, seed: int) -> None:
    problem = tiny_problem(seed, questions=2, professionals=6)
    problem = problem.replace(seats=None)
    try:
        matching = sm.match(problem, POLICIES[which], gap=0, workers=1)
    except sm.InfeasibleError:
        return
    table = sm.reserves(matching, per_seat=1)
    seats = list(matching.teams.itertuples(index=False, name=None))
    assert list(zip(table["question"], table["professional"], strict=True)) == seats
    options = [possible(matching, *seat) for seat in seats]
    for row, allowed in zip(table.itertuples(), options, strict=True):
        assert pd.isna(row.reserve) or allowed[row.reserve] == pytest.approx(row.points)
    assert kept(matching, table)
    assert score(table["points"].dropna()) == best_promises(matching, seats, options)


def score(points: Any) -> tuple[int, float]:
    """Seats with a reserve, then all their points."""
    return len(points), pytest.approx(float(sum(points)), abs=1e-6)


def best_promises(
    matching: sm.Matching, seats: list[tuple[str, str]], options: list[dict[str, float]]
) -> Any:
    """The most seats that can be served at once, and the most points of those who serve them."""
    best = (0, 0.0)
    for choice in itertools.product(*([None, *allowed] for allowed in options)):
        promised = [
            (question, who) for (question, _), who in zip(seats, choice, strict=True) if who
        ]
        if loads_kept(matching, promised):
            points = [allowed[who] for allowed, who in zip(options, choice, strict=True) if who]
            best = max(best, (len(points), round(sum(points), 6)))
    return best


@cache
def offered(matching: sm.Matching) -> tuple[dict[str, int], dict[str, str]]:
    """Seats that everybody offers, and the slot of every question that has one."""
    people, questions = matching.problem.professionals, matching.problem.questions
    capacity = people.set_index("professional")["capacity"].to_dict()
    return capacity, questions.set_index("question")["slot"].dropna().to_dict()


def loads_kept(matching: sm.Matching, promised: list[tuple[str, str]]) -> bool:
    """Whether nobody has more than they offer when all promises are added to all seats."""
    capacity, slot = offered(matching)
    seats = [*matching.teams.itertuples(index=False, name=None), *promised]
    load = Counter(who for _, who in seats)
    busy = Counter((slot[question], who) for question, who in seats if question in slot)
    once = len(set(seats)) == len(seats) and max(busy.values(), default=0) <= 1
    return once and all(count <= capacity[who] for who, count in load.items())


def kept(matching: sm.Matching, table: pd.DataFrame) -> bool:
    named = table.dropna(subset="reserve")
    return loads_kept(matching, list(zip(named["question"], named["reserve"], strict=True)))


def test_nobody_is_promised_twice_and_every_reserve_keeps_the_rules() -> None:
    problem = sm.achterhoek(1_500, 6, seed=5)
    matching = sm.match(problem, sm.Policy.default(problem), workers=1)
    before = matching.teams
    table = sm.reserves(matching)
    assert table["proven"].all()
    assert kept(matching, table)
    assert table["rank"].tolist() == [1, 2] * len(before)
    assert table["professional"].tolist() == before["professional"].repeat(2).tolist()
    for row in table.iloc[::9].itertuples():
        after = sm.audit(
            problem, matching.policy,
            swapped(before, str(row.question), str(row.professional), str(row.reserve)),
        )  # fmt: skip
        assert after.ok
        assert after.value - matching.value == pytest.approx(row.points, abs=1e-6)


def test_reserves_of_a_repaired_matching_leave_out_what_has_changed_already() -> None:
    problem = sm.achterhoek(300, 3, seed=1)
    matching = sm.match(problem, sm.Policy.basic(problem), workers=1)
    absent = matching.teams["professional"].iloc[[0]]
    repaired = sm.repair(matching, absent=absent, refill=True, workers=1)
    rules = sm.Policy.basic(problem)
    before = sm.audit(repaired.problem, rules, repaired.teams).value
    for row in sm.reserves(repaired, 1).iloc[:3].itertuples():
        teams = swapped(repaired.teams, str(row.question), str(row.professional), str(row.reserve))
        after = sm.audit(repaired.problem, rules, teams)
        assert row.reserve not in absent.tolist()
        assert after.ok
        assert after.value - before == pytest.approx(row.points, abs=1e-6)


def test_a_seat_that_nobody_can_take_is_told() -> None:
    known = planted(seed=1, questions=2, professionals=6, size=3)
    matching = matching_of(known.problem, known.policy, known.teams)
    table = sm.reserves(matching)
    assert table["reserve"].isna().all()
    assert len(table) == 6


def test_reserves_of_nothing_and_of_what_breaks_rules() -> None:
    sound = small()
    broken = matching_of(sound.problem, sound.policy, sound.teams[:-1])
    with pytest.raises(sm.AuditError, match="no reserve could keep them"):
        sm.reserves(broken)
    with pytest.raises(ValueError, match="per_seat must be a whole number of 1 or more, not 0"):
        sm.reserves(sound, 0)
    with pytest.raises(TypeError, match="must be a Matching"):
        sm.reserves(sound.teams)  # type: ignore[arg-type]
    open_policy = sm.Policy([sm.TeamSize(unstaffed=0), sm.Capacity()])
    nobody = matching_of(sound.problem, open_policy, sound.teams[:0])
    assert sm.reserves(nobody).empty


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), no_show=st.sampled_from([0.0, 0.1, 0.3, 0.75]))
def test_expected_coverage_is_that_of_all_who_may_come(seed: int, no_show: float) -> None:
    problem = tiny_problem(seed, questions=1, professionals=5)
    rng = np.random.default_rng(seed)
    who = problem.professionals["professional"][rng.random(5) < 0.6]
    policy = sm.Policy([sm.Coverage(1.0)])
    matching = matching_of(problem, policy, pd.DataFrame({"question": "q0", "professional": who}))
    table = sm.coverage_under_no_show(matching, no_show)
    if who.empty:
        assert table.empty
        return
    needs, held = problem.requirements, matching.coverage["by"].str.split(", ")
    expected = enough = 0.0
    for come in itertools.product([True, False], repeat=len(who)):
        chance = math.prod((1 - no_show) if here else no_show for here in come)
        there = set(who[list(come)])
        credit = [
            min(len(there & set(by)), n) / n for by, n in zip(held, needs["holders"], strict=True)
        ]
        met = float((credit * needs["weight"]).sum() / needs["weight"].sum()) if credit else 1.0
        expected += chance * met
        enough += chance * (sum(come) >= problem.questions["size_min"][0])
    assert table["expected"][0] == pytest.approx(expected)
    assert table["enough"][0] == pytest.approx(enough)
    assert table["seats"][0] == len(who)


@pytest.mark.parametrize("no_show", [0.0, 0.05, 0.3])
@pytest.mark.parametrize("sure", [0.5, 0.9, 0.99])
def test_as_many_are_invited_as_are_needed_and_no_more(no_show: float, sure: float) -> None:
    def chance(invited: int, wanted: int) -> float:
        return sum(
            math.comb(invited, k) * (1 - no_show) ** k * no_show ** (invited - k)
            for k in range(wanted, invited + 1)
        )

    table = sm.invitations(small(), no_show, sure)
    assert table["question"].tolist() == small().problem.questions["question"].tolist()
    for row in table.itertuples():
        assert row.chance == pytest.approx(chance(row.invite, row.seats))
        assert row.chance >= sure
        assert row.extra == 0 or chance(row.invite - 1, row.seats) < sure
        assert row.too_many == pytest.approx(chance(row.invite, row.seats + 1))
        assert row.invite == row.seats + row.extra


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan"), "0.2", True])
def test_shares_that_are_none_are_refused(share: Any) -> None:
    with pytest.raises(ValueError, match="no_show must be a share"):
        sm.coverage_under_no_show(small(), share)
    with pytest.raises(ValueError, match="no_show must be a share"):
        sm.invitations(small(), share)
    if share is not True:
        with pytest.raises(ValueError, match="sure must be a chance"):
            sm.invitations(small(), 0.1, share if share != -0.1 else 0)


def test_a_team_that_survives_is_a_team_without_any_one_of_its_members() -> None:
    survived, fell = 0, 0
    for seed in (1, 2, 7, 12, 13):
        problem = tiny_problem(seed, questions=1, professionals=4)
        size_min = problem.questions["size_min"][0]
        taken = np.concatenate(list(oracle.all_matchings(problem)))
        taken = taken[taken.sum(axis=(1, 2)) > 1]  # of a team of one, nobody is left to be judged
        survives, _ = judged(problem, sm.Survives(), taken)
        without_any = np.ones(len(taken), np.bool_)
        for who in range(4):
            fewer = taken.copy()
            fewer[:, 0, who] = False
            left, _ = judged(problem, sm.MustHave(), fewer)
            without_any &= left & (fewer.sum(axis=(1, 2)) >= size_min)
        assert np.array_equal(survives, without_any)
        survived, fell = survived + survives.sum(), fell + (~survives).sum()
    assert survived > 5 < fell


def judged(problem: sm.Problem, rule: sm.Rule, taken: Any) -> Any:
    return Copies.of(problem, len(taken)).judge(rule, taken, 1e-4)


def test_teams_that_survive_are_found_where_they_pay() -> None:
    problem = sm.achterhoek(500, 6, seed=2)
    basic = sm.Policy.basic(problem)
    plain, sure = (
        sm.match(problem, policy, workers=1)
        for policy in (basic, basic | sm.Survives(weight=1_000))
    )
    share = [sm.Survives().check(problem, one.teams).measure for one in (plain, sure)]
    assert share[1] >= share[0]
    assert sure.scores.set_index("rule")["points"]["Survives(weight=1000)"] == 6_000 * share[1]

"""Metrics against loops that follow their definitions word by word, and what must hold of any."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from swarmmatch.data.problem import Problem
from swarmmatch.matching.metrics import measure
from swarmmatch.matching.metrics.coverage import (
    coverage,
    coverage_by_question,
    fragility_of_teams,
)
from swarmmatch.matching.metrics.diversity import (
    blau,
    blau_at_random,
    distinct,
    distinct_at_random,
)
from swarmmatch.matching.metrics.envy import envy_between
from swarmmatch.matching.metrics.gower import gower_at_random, gower_of_teams
from swarmmatch.matching.metrics.pool import eligible_mask, sound_seats
from swarmmatch.matching.metrics.spread import (
    _least,
    gini,
    gini_seats_least,
    lorenz,
    seats_of_people,
)
from swarmmatch.matching.metrics.stability import blocking_pairs
from swarmmatch.matching.metrics.ties import past_ties, ties_of_teams
from swarmmatch.rules import Coverage, Policy
from swarmmatch.testing import tiny_problem

SEEDS = range(5)
MIXED = ["sector", "cooperative", "rate", "experience", "newcomer", "municipality"]


def some_teams(problem: Problem, seed: int, share: float = 0.5) -> pd.DataFrame:
    """Seats at random, whatever the rules say."""
    rng = np.random.default_rng(seed)
    every = list(product(problem.questions["question"], problem.professionals["professional"]))
    taken = [seat for seat in every if rng.random() < share]
    return pd.DataFrame(taken, columns=["question", "professional"], dtype="str")


def members(teams: pd.DataFrame, question: str) -> list[str]:
    return teams[teams["question"] == question]["professional"].tolist()


def covered(problem: Problem, question: str, team: list[str]) -> float:
    """Share of the weighted requirements of a question that a team meets."""
    levels = problem.skills.set_index(["professional", "skill"])["level"].to_dict()
    asked = problem.requirements[problem.requirements["question"] == question]
    met = 0.0
    for need in asked.itertuples():
        held = sum(levels.get((one, need.skill), 0) >= need.level for one in team)
        met += need.weight * min(held, need.holders) / need.holders
    return met / asked["weight"].sum()


def asking(problem: Problem) -> list[str]:
    return [q for q in problem.questions["question"] if q in set(problem.requirements["question"])]


@pytest.mark.parametrize("seed", SEEDS)
def test_coverage_and_fragility_of_every_team(seed: int) -> None:
    problem = tiny_problem(seed)
    teams = some_teams(problem, seed)
    shares = coverage_by_question(problem, teams)
    assert list(shares.index) == asking(problem)
    lost = fragility_of_teams(problem, teams)
    for question in asking(problem):
        team = members(teams, question)
        whole = covered(problem, question, team)
        assert shares[question] == pytest.approx(whole)
        if team:
            least = min(covered(problem, question, [b for b in team if b != one]) for one in team)
            assert lost[question] == pytest.approx(whole - least)
    assert len(lost) == sum(bool(members(teams, q)) for q in asking(problem))
    assert coverage(problem, teams) == pytest.approx(Coverage().check(problem, teams).measure)


@pytest.mark.parametrize("up_to_one", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_envy_of_every_pair(seed: int, up_to_one: bool) -> None:
    problem = tiny_problem(seed, questions=3)
    teams = some_teams(problem, seed)
    table = envy_between(problem, teams, up_to_one)
    assert list(table.index) == asking(problem)
    for mine, other in product(asking(problem), problem.questions["question"]):
        team = members(teams, other)
        worth = covered(problem, mine, team)
        if up_to_one and team:
            worth = min(covered(problem, mine, [b for b in team if b != one]) for one in team)
        own = covered(problem, mine, members(teams, mine))
        assert table.loc[mine, other] == pytest.approx(max(worth - own, 0) if mine != other else 0)


def dissimilarity(people: pd.DataFrame, a: int, b: int) -> float:
    """Gower's, over `MIXED`; NaN when nothing is known of both."""
    parts = []
    for name in MIXED:
        x, y = people[name][a], people[name][b]
        if pd.isna(x) or pd.isna(y):
            continue
        if name in ("rate", "experience"):
            span = people[name].max() - people[name].min()
            parts.append(abs(x - y) / span if span else 0.0)
        else:
            parts.append(float(x != y))
    return float(np.mean(parts)) if parts else np.nan


@pytest.mark.parametrize("seed", SEEDS)
def test_gower_by_pairs(seed: int) -> None:
    problem = tiny_problem(seed, professionals=9)
    teams = some_teams(problem, seed)
    people = problem.professionals
    at = {name: i for i, name in enumerate(people["professional"])}
    found = gower_of_teams(problem, teams, MIXED)
    for question, value in found.items():
        apart = [
            dissimilarity(people, at[a], at[b])
            for a, b in combinations(members(teams, str(question)), 2)
        ]
        assert value == pytest.approx(np.nanmean(apart))
    everybody = [dissimilarity(people, a, b) for a, b in combinations(range(9), 2)]
    assert gower_at_random(problem, teams, MIXED) == pytest.approx(np.nanmean(everybody))


def test_gower_passes_over_pairs_that_cannot_be_compared() -> None:
    problem = Problem.from_frames(
        professionals=pd.DataFrame(
            {
                "professional": list("abcd"),
                "kind": ["u", "v", None, None],
                "years": [None, 1.0, 5.0, None],
            }
        ),
        questions=pd.DataFrame({"question": ["q"], "size_min": 0, "size_max": 4}),
    )
    teams = pd.DataFrame({"question": "q", "professional": list("abcd")})
    expected = np.mean([1, 1])  # a and b by kind, b and c by years; nobody else shares a column
    assert gower_of_teams(problem, teams, ["kind", "years"])["q"] == pytest.approx(expected)
    assert gower_at_random(problem, teams, ["kind", "years"]) == pytest.approx(expected)


@pytest.mark.parametrize("attribute", ["sector", "gender"])
@pytest.mark.parametrize("size", [1, 3])
def test_parity_of_diversity_is_the_mean_over_all_teams_of_the_pool(
    attribute: str, size: int
) -> None:
    problem = tiny_problem(11, professionals=7)
    people = problem.professionals
    known = people[people[attribute].notna()]["professional"]
    assert len(known) >= size
    all_teams = [
        pd.DataFrame({"question": "q0", "professional": team}) for team in combinations(known, size)
    ]
    for figure, at_random in ((blau, blau_at_random), (distinct, distinct_at_random)):
        average = np.mean([figure(problem, team, attribute) for team in all_teams])
        assert at_random(problem, all_teams[0], attribute) == pytest.approx(average)


def test_a_value_that_no_team_can_miss_is_surely_shown() -> None:
    problem = Problem.from_frames(
        professionals=pd.DataFrame({"professional": list("abcd"), "kind": list("uuuv")}),
        questions=pd.DataFrame({"question": ["q"], "size_min": 0, "size_max": 4}),
    )
    for size, expected in ((4, 2.0), (3, 1.75), (1, 1.0)):
        team = pd.DataFrame({"question": "q", "professional": list("abcd")[:size]})
        assert distinct_at_random(problem, team, "kind") == pytest.approx(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_ties_by_sets(seed: int) -> None:
    problem = tiny_problem(seed)
    teams = some_teams(problem, seed)
    before: dict[tuple[str, str], int] = {}
    for _, team in problem.history.groupby(["team", "date"]):
        for pair in combinations(sorted(team["professional"]), 2):
            before[pair] = before.get(pair, 0) + 1
    past = past_ties(problem)
    assert dict(zip(zip(past["a"], past["b"], strict=True), past["count"], strict=True)) == before
    now = {
        pair
        for question in problem.questions["question"]
        for pair in combinations(sorted(members(teams, question)), 2)
    }
    found = ties_of_teams(problem, teams)
    told = dict(zip(zip(found["a"], found["b"], strict=True), found["before"], strict=True))
    assert told == {pair: before.get(pair, 0) for pair in now}


@pytest.mark.parametrize("seed", range(8))
def test_blocking_pairs_by_words(seed: int) -> None:
    problem = tiny_problem(seed, questions=3)
    rng = np.random.default_rng(seed)
    teams = some_teams(problem, seed, 0.3)
    every = product(
        ("professional", "client"), problem.questions["question"], problem.arrays.professionals
    )
    wishes = pd.DataFrame(
        [(*wish, rng.integers(1, 4)) for wish in every if rng.random() < 0.7],
        columns=["side", "question", "professional", "rank"],
    )
    rank = wishes.set_index(["side", "question", "professional"])["rank"].to_dict()
    slot = problem.questions.set_index("question")["slot"].to_dict()
    most = problem.questions.set_index("question")["size_max"].to_dict()
    capacity = problem.professionals.set_index("professional")["capacity"].to_dict()
    taken = set(teams.itertuples(index=False, name=None))

    def blocks(q: str, p: str) -> bool:
        if (q, p) in taken or ("professional", q, p) not in rank or ("client", q, p) not in rank:
            return False
        mine = [r for r, one in taken if one == p]
        clash = [r for r in mine if slot[r] == slot[q]]  # a missing slot equals none
        theirs = [rank.get(("professional", r, p), np.inf) for r in (clash or mine)]
        free = not clash and len(mine) < capacity[p]
        team = [rank.get(("client", q, one), np.inf) for r, one in taken if r == q]
        wants = free or any(rank["professional", q, p] < other for other in theirs)
        wanted = len(team) < most[q] or any(rank["client", q, p] < other for other in team)
        return wants and wanted

    if teams.merge(problem.questions).groupby(["professional", "slot"]).size().gt(1).any():
        teams = teams.drop_duplicates("professional")  # no two seats of one person in a slot
        taken = set(teams.itertuples(index=False, name=None))
    expected = {seat for seat in product(slot, capacity) if blocks(*seat)}
    found = blocking_pairs(problem, teams, wishes)
    assert set(found.itertuples(index=False, name=None)) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_eligible_under_a_policy_by_every_seat(seed: int) -> None:
    problem = tiny_problem(seed)
    policy = Policy.default(problem)
    none = sound_seats(problem, some_teams(problem, seed, 0))
    found = eligible_mask(problem, none, policy)
    bars = problem.seats[problem.seats["kind"] == "bar"]
    barred = set(zip(bars["question"], bars["professional"], strict=True))
    free = problem.availability
    comes = None if free is None else set(free.itertuples(index=False, name=None))
    for able, one in zip(found, problem.professionals.itertuples(), strict=True):
        expected = one.capacity > 0 and any(
            (q.question, one.professional) not in barred
            and (comes is None or pd.isna(q.slot) or (one.professional, q.slot) in comes)
            for q in problem.questions.itertuples()
        )
        assert able == expected


amounts = st.lists(st.integers(0, 50), min_size=1, max_size=30)


@given(amounts, st.integers(1, 9), st.randoms(use_true_random=False))
def test_gini_is_a_share_that_no_order_scale_or_copy_changes(
    held: list[int], factor: int, random: object
) -> None:
    coefficient = gini(held)
    assert 0 <= coefficient < 1
    shuffled = list(held)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert gini(shuffled) == pytest.approx(coefficient)
    assert gini([factor * one for one in held]) == pytest.approx(coefficient)
    assert gini(held * factor) == pytest.approx(coefficient)  # Dalton's principle of population
    if sum(held):
        pairs = np.abs(np.subtract.outer(held, held)).sum()
        assert coefficient == pytest.approx(pairs / (2 * len(held) ** 2 * np.mean(held)))


@given(amounts)
def test_gini_is_twice_the_area_between_lorenz_curve_and_diagonal(held: list[int]) -> None:
    curve = lorenz(held)
    area = np.trapezoid(curve["held"], curve["people"])
    assert gini(held) == pytest.approx(1 - 2 * area, abs=1e-12)
    assert (curve["held"] <= curve["people"] + 1e-12).all()
    assert curve["held"].is_monotonic_increasing


@given(amounts)
def test_a_gift_from_rich_to_poor_never_raises_gini(held: list[int]) -> None:
    rich, poor = int(np.argmax(held)), int(np.argmin(held))
    given_away = list(held)
    if held[rich] - held[poor] >= 2:
        given_away[rich] -= 1
        given_away[poor] += 1
        assert gini(given_away) < gini(held)


@pytest.mark.parametrize("whole", range(8))
def test_the_least_gini_of_whole_seats_is_that_of_the_best_way_to_share_them(whole: int) -> None:
    ways = [way for way in product(range(whole + 1), repeat=4) if sum(way) == whole]
    assert _least(np.array(ways[0])) == pytest.approx(min(gini(way) for way in ways))


@settings(max_examples=4)
@given(st.integers(0, 10_000))
def test_relations_between_metrics(seed: int) -> None:
    problem = tiny_problem(seed)
    teams = some_teams(problem, seed + 1)
    table = measure(problem, teams, attributes=["sector"])
    value = table.groupby("metric", sort=False)["value"].first()
    shares = table["unit"].str.contains("0 to 1")
    assert table.loc[shares, "value"].dropna().between(0, 1 + 1e-12).all()
    assert not value["coverage_least"] > value["coverage"] + 1e-12
    assert not value["envy_up_to_one"] > value["envy"]
    assert not value["distance_mean"] > value["distance_max"] + 1e-9
    assert gini_seats_least(problem, teams) <= value["gini_seats"] + 1e-12
    assert seats_of_people(problem, teams).sum() == len(teams)


@settings(max_examples=2)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    problem = tiny_problem(seed)
    teams = some_teams(problem, seed + 1)
    tables = {
        name: getattr(problem, name).sample(frac=1, random_state=seed)
        for name in ("professionals", "skills", "requirements", "history")
    }
    mixed = problem.replace(**tables)
    found = measure(problem, teams, attributes=["sector"])
    again = measure(mixed, teams.sample(frac=1, random_state=seed), attributes=["sector"])
    pd.testing.assert_frame_equal(found, again)

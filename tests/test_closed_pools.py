"""Everybody in one team: held against all ways of seating them, and part against part."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import swarmmatch as sm
from oracle import teams_of
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.closed.dive import Dive
from swarmmatch.engine.closed.pattern_bound import PatternBound
from swarmmatch.engine.closed.pattern_finder import PatternFinder
from swarmmatch.engine.closed.places import Places
from swarmmatch.engine.closed.pool import ClosedPool
from swarmmatch.engine.closed.seating import Seating
from swarmmatch.engine.closed.swapping import Swapping
from swarmmatch.engine.closed.tables import TeamTables
from swarmmatch.engine.compile import compile_program
from swarmmatch.testing.copies import Copies

UNIT = 1e-4
SEATED = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.MinLoad(1)])
SOFT: list[sm.Rule] = [
    sm.LikePool("gender", weight=2), sm.LikePool("job", weight=1), sm.Alike("job", weight=3),
    sm.Alike("place", weight=1.5), sm.Distinct("place", weight=1), sm.NotAlone("gender", weight=1),
    sm.Quota("job", at_most=1, weight=1), sm.Distinct("job", at_least=2), sm.NotAlone("place"),
    sm.Quota("gender", "f", at_least=1), sm.Alike("gender"), sm.LikePool("gender"),
    sm.Quota("place", at_least=0.3, at_most=0.6, share=True, weight=2),  # cannot be tabled
]  # fmt: skip


def people(n: int, seed: int) -> pd.DataFrame:
    """Of few kinds, some without a place."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "professional": [f"p{i:02}" for i in range(n)],
            "gender": rng.choice(["f", "m"], n),
            "job": rng.choice(["nurse", "smith", "clerk"], n),
            "place": pd.array(rng.choice(["Aalten", "Lochem"], n), dtype="str"),
        }
    ).assign(place=lambda some: some["place"].mask(rng.random(n) < 0.2))


def groups(n: int, sizes: list[tuple[int, int]], seed: int) -> sm.Problem:
    """People, and a question for each pair of sizes."""
    asked = pd.DataFrame(sizes, columns=["size_min", "size_max"])
    asked.insert(0, "question", [f"q{i}" for i in range(len(sizes))])
    return sm.Problem.from_frames(professionals=people(n, seed), questions=asked)


def every_plan(problem: sm.Problem) -> np.ndarray:
    """All ways to put everybody at one question, shape (T, Q, P)."""
    shape = len(problem.questions), len(problem.professionals)
    at = np.array(list(product(range(shape[0]), repeat=shape[1])))
    return np.arange(shape[0])[None, :, None] == at[:, None]


def best_of_all(problem: sm.Problem, policy: sm.Policy) -> float | None:
    """Points of the best plan by the rules' checks; None where none is allowed."""
    plans = every_plan(problem)
    copies, units = Copies.of(problem, len(plans)), np.zeros(len(plans))
    for rule in sorted(policy, key=lambda rule: rule.soft):
        said = copies.judge(rule, plans, UNIT)
        assert said is not None
        holds, earned = said
        plans, units = plans[holds], (units + earned)[holds]
        if not len(plans):
            return None
    assert sm.audit(problem, policy, teams_of(problem, plans[units.argmax()])).ok
    return float(units.max() * UNIT)


def closed(problem: sm.Problem, policy: sm.Policy) -> tuple[ClosedPool, Places]:
    """The pool and its places; every part of the search stands on these."""
    pool = ClosedPool.of(compile_program(problem, policy, UNIT, Clock(math.inf)))
    assert pool is not None
    tables = [TeamTables.of(sort) for sort in pool.sorts]
    return pool, Places.of(pool, [table for table in tables if table is not None])


@settings(max_examples=16, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10_000),
    rules=st.lists(st.sampled_from(SOFT), min_size=1, max_size=4, unique=True),
    sizes=st.sampled_from(
        [[(3, 3), (3, 3)], [(2, 4), (2, 4)], [(2, 2)] * 3, [(2, 3)] * 3, [(1, 3), (1, 3), (2, 2)]]
    ),
    unstaffed=st.sampled_from([None, None, 2.5]),
)
def test_what_is_proven_is_the_best_of_all_plans(
    seed: int, rules: list[sm.Rule], sizes: list[tuple[int, int]], unstaffed: float | None
) -> None:
    problem = groups(6, sizes, seed)
    policy = sm.Policy([sm.TeamSize(unstaffed), sm.Capacity(), sm.MinLoad(1), *rules])
    best = best_of_all(problem, policy)
    if best is None:
        with pytest.raises(sm.InfeasibleError):
            sm.match(problem, policy, gap=0, workers=1, relaxations=False)
        return
    matching = sm.match(problem, policy, gap=0, workers=1)
    assert matching.status == "optimal"
    assert matching.value == pytest.approx(best, abs=1e-9)
    assert matching.bound >= best - 1e-9


@pytest.mark.parametrize("rule", SOFT[:-1], ids=lambda rule: rule.name)
def test_tables_say_what_the_audit_says(rule: sm.Rule) -> None:
    """Of random plans, and of every exchange of one of them."""
    problem = groups(9, [(3, 3), (3, 3), (2, 4)], seed=3)
    pool, places = closed(problem, SEATED | rule)
    rng = np.random.default_rng(0)
    for _ in range(12):
        plan = rng.permutation(len(places.question))
        seats = places.seats(plan)
        teams = pd.DataFrame(
            {
                "question": problem.arrays.questions[seats.question],
                "professional": problem.arrays.professionals[seats.professional],
            }
        )
        found = sm.audit(problem, SEATED | rule, teams)
        total = places.values(plan).sum() + pool.program.constant
        assert found.ok == (total > -1e9)
        if found.ok:
            assert total * UNIT == pytest.approx(found.value, abs=1e-9)
        np.testing.assert_array_equal(places.values(places.plan(seats)), places.values(plan))


def test_exchanges_are_differences_of_values() -> None:
    _, places = closed(groups(9, [(3, 3), (3, 3), (2, 4)], seed=5), SEATED | sm.Policy(SOFT[:7]))
    plan = np.random.default_rng(1).permutation(len(places.question))
    for question, (team, table) in enumerate(zip(places.teams, places.tables, strict=True)):
        kinds = places.kind_of[plan[team]]
        before = places.values(plan)[question]
        for i, kind in product(range(len(kinds)), range(places.n_kinds + 1)):
            other = kinds.copy()
            other[i] = kind
            heads = np.bincount(other, minlength=places.n_kinds + 1)
            gain = table.exchanges(kinds)[i, kind]
            assert gain == pytest.approx(float(table.value(heads)) - before, abs=1e-3)


def test_swaps_keep_everybody_and_their_value_is_right() -> None:
    problem = groups(24, [(4, 6)] * 5, seed=7)
    _, places = closed(problem, SEATED | sm.Policy(SOFT[:6]))
    swapping = Swapping(places, seed=1)
    before = swapping.best_value
    assert swapping.search(400, Clock(math.inf))
    assert swapping.best_value > before
    assert sorted(swapping.best) == list(range(len(places.question)))
    assert swapping.best_value == pytest.approx(places.values(swapping.best).sum())
    again = Swapping(places, seed=1)
    again.search(400, Clock(math.inf))
    np.testing.assert_array_equal(again.best, swapping.best)


@settings(max_examples=5, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10_000), rules=st.lists(st.sampled_from(SOFT[:7]), min_size=1))
def test_no_plan_is_worth_more_than_the_ceiling_of_patterns(
    seed: int, rules: list[sm.Rule]
) -> None:
    problem = groups(6, [(2, 2)] * 3, seed)
    policy = SEATED | sm.Policy(rules)
    pool, places = closed(problem, policy)
    best, plan = best_of_all(problem, policy), np.arange(6)
    assert best is not None
    finder = PatternFinder(pool, [places.tables[0]], Clock(math.inf))
    teams = [(0, places.kind_of[plan[team]]) for team in places.teams]
    bound = PatternBound(pool, finder, teams)
    told: list[float] = []
    bound.lower(Clock(math.inf), lambda ceiling: bool(told.append(ceiling)))
    assert told == sorted(told, reverse=True)
    assert bound.ceiling + pool.program.constant >= round(best / UNIT) - 1e-3
    settled = Dive(pool, finder, bound.master.patterns).run(Clock(math.inf))
    dived = places.with_patterns(plan, settled)
    assert sorted(dived) == sorted(plan)
    assert places.values(dived).sum() <= bound.ceiling + 1e-3


def test_alike_people_and_questions_are_recognised() -> None:
    pool, _ = closed(groups(12, [(3, 3), (2, 4), (3, 3), (2, 4)], seed=2), SEATED | SOFT[0])
    assert [sort.questions.tolist() for sort in pool.sorts] == [[0, 2], [1, 3]]
    assert len(pool.heads) == 2  # by gender, which is all that a rule looks at
    assert pool.heads.sum() == 12


def test_points_beyond_all_measure_are_left_to_the_search_of_open_pools() -> None:
    problem = groups(8, [(4, 4)] * 2, seed=1)
    policy = SEATED | sm.Alike("job", weight=1e7)
    assert (
        Seating.of(compile_program(problem, policy, UNIT, Clock(math.inf)), 0, 0, 1, print) is None
    )
    few = sm.match(problem, SEATED | sm.Alike("job", weight=1), gap=0)
    many = sm.match(problem, policy, gap=0)
    assert few.value < 0
    assert many.value == 1e7 * few.value


@pytest.mark.parametrize(
    "rules",
    [
        [sm.TeamSize(), sm.Capacity()],
        [sm.TeamSize(), sm.MinLoad(1)],
        [sm.TeamSize(), sm.Capacity(), sm.MinLoad(1), sm.Parity("gender", 0.1)],
    ],
)
def test_other_problems_are_left_to_the_search_of_open_pools(rules: list[sm.Rule]) -> None:
    program = compile_program(
        groups(8, [(4, 4)] * 2, seed=1), sm.Policy(rules), UNIT, Clock(math.inf)
    )
    assert Seating.of(program, 0.0, 0, 1, print) is None


def test_who_must_take_a_seat_and_may_sit_nowhere_makes_a_plan_impossible() -> None:
    problem = groups(4, [(1, 4)] * 2, seed=1)
    everybody = problem.professionals["professional"]
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.MinLoad(1), sm.Available()])
    here = pd.DataFrame({"professional": everybody[1:], "slot": "mon"})
    asked = problem.questions.assign(slot="mon")
    with pytest.raises(sm.InfeasibleError) as caught:
        sm.match(problem.replace(availability=here, questions=asked), policy, relaxations=False)
    assert caught.value.conflict["rule"].str.contains("MinLoad").any()


def test_groups_apart_are_seated_as_each_alone() -> None:
    """Another roster with values of its own, and rules that keep them apart, adds its value."""
    one, other = people(8, 4), people(8, 9)
    both = pd.concat(
        [
            one.assign(side="left"),
            other.assign(side="right", professional=lambda t: "x" + t["professional"]),
        ]
    )
    asked = {"size_min": 4, "size_max": 4}

    def value(some: pd.DataFrame, n: int, *more: sm.Rule) -> float:
        questions = pd.DataFrame({"question": [f"q{i}" for i in range(n)], **asked})
        problem = sm.Problem.from_frames(professionals=some, questions=questions)
        policy = SEATED | sm.Policy(
            [sm.Alike("job", weight=1), sm.Distinct("place", weight=1), *more]
        )
        matching = sm.match(problem, policy, gap=0, workers=1)
        assert matching.status == "optimal"
        return matching.value

    assert value(both, 4, sm.Alike("side", weight=100)) == value(one, 2) + value(other, 2)
    assert value(both, 4) >= value(one, 2) + value(other, 2)

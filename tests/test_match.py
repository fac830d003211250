"""match against brute force on tiny problems, planted teams, and known optima of other shapes."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import swarmmatch as sm
from oracle import brute_force
from swarmmatch.testing import planted, tiny_problem

RULES = [
    sm.TeamSize(),
    sm.TeamSize(unstaffed=7.5),
    sm.Capacity(),
    sm.Available(),
    sm.Locks(),
    sm.MaxDistance(15),
    sm.MustHave(),
    sm.Coverage(),
    sm.Coverage(3.3333),
    sm.Fit(),
    sm.Fit(0.77),
    sm.Quota("sector", at_most=1),
    sm.Quota("sector", "care", at_least=1),
    sm.Quota("municipality", at_most=1, weight=2.0),
    sm.Quota("gender", at_most=0.6, share=True),
    sm.Distinct("sector", at_least=2),
    sm.Distinct("municipality", weight=1.25),
    sm.Pairs(),
    sm.Budget(),
    sm.MinLoad(1),
]


@pytest.mark.parametrize("half", [0, 1])  # two tests, for two cores
@settings(max_examples=100)
@given(
    seed=st.integers(0, 10**6),
    rules=st.lists(st.sampled_from(RULES), min_size=1, max_size=8, unique=True),
)
def test_value_is_that_of_brute_force(half: int, seed: int, rules: list[sm.Rule]) -> None:
    problem, policy = tiny_problem(2 * seed + half, questions=2, professionals=4), sm.Policy(rules)
    best, _ = brute_force(problem, policy)
    if best is None:
        with pytest.raises(sm.InfeasibleError) as caught:
            sm.match(problem, policy, gap=0, workers=1, relaxations=False)
        assert len(caught.value.conflict) > 0
    else:
        matching = sm.match(problem, policy, gap=0, workers=1)
        assert matching.status == "optimal"
        assert matching.value == pytest.approx(best, abs=1e-9)
        assert matching.bound == matching.value


@settings(max_examples=10)
@given(seed=st.integers(0, 10**6))
def test_a_loose_gap_still_gives_a_true_bound(seed: int) -> None:
    problem = tiny_problem(seed, questions=2, professionals=4)
    policy = sm.Policy.basic(problem)
    best, _ = brute_force(problem, policy)
    if best is not None:
        matching = sm.match(problem, policy, gap=0.5, workers=1)
        assert matching.value - 1e-9 <= best <= matching.bound + 1e-9


def test_planted_teams_are_found_in_a_larger_pool() -> None:
    found = planted(3, questions=12, professionals=400)
    matching = sm.match(found.problem, found.policy, gap=0)
    assert matching.status == "optimal"
    assert matching.value == pytest.approx(found.value)


def test_the_same_seed_and_one_worker_give_the_same_matching() -> None:
    problem = sm.achterhoek(600, 12, seed=4)
    first, second = (sm.match(problem, seed=7, workers=1) for _ in range(2))
    pd.testing.assert_frame_equal(first.teams, second.teams)
    assert first.value == second.value


def test_renaming_and_shuffling_leave_the_value() -> None:
    problem = sm.achterhoek(500, 8, seed=5)
    rng = np.random.default_rng(0)
    people = problem.professionals.sample(frac=1, random_state=rng)
    skills = problem.skills.sample(frac=1, random_state=rng)
    names = people["professional"].map(lambda name: f"x{name}")
    renamed = problem.replace(
        professionals=people.assign(professional=names),
        skills=skills.assign(professional="x" + skills["professional"]),
        availability=problem.availability.assign(
            professional="x" + problem.availability["professional"]
        ),
        history=problem.history.assign(professional="x" + problem.history["professional"]),
    )
    values = [sm.match(one, gap=0, workers=1).value for one in (problem, renamed)]
    assert values[0] == pytest.approx(values[1])


def test_a_hard_rule_more_never_raises_the_value() -> None:
    problem = sm.achterhoek(400, 6, seed=6)
    policy = sm.Policy.default(problem)
    free = sm.match(problem, policy, gap=0)
    bound = sm.match(problem, policy | sm.Policy([sm.Quota("municipality", at_most=1)]), gap=0)
    assert bound.value <= free.value


def _assignment(seed: int, people: int, questions: int, size: int) -> sm.Problem:
    rng = np.random.default_rng(seed)
    seat = pd.MultiIndex.from_product([range(questions), range(people)]).to_frame(index=False)
    return sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": [f"p{i}" for i in range(people)]}),
        skills=None,
        questions=pd.DataFrame(
            {"question": [f"q{i}" for i in range(questions)], "size_min": size, "size_max": size}
        ),
        requirements=None,
        fit=pd.DataFrame(
            {
                "question": "q" + seat[0].astype(str),
                "professional": "p" + seat[1].astype(str),
                "points": rng.integers(0, 100, len(seat)).astype(float),
            }
        ),
    )


def _flow_optimum(problem: sm.Problem, size: int) -> float:
    """The best assignment by network simplex, from the tables alone."""
    graph = nx.DiGraph()
    total = size * len(problem.questions)
    graph.add_node("source", demand=-total)
    graph.add_node("sink", demand=total)
    for name, capacity in problem.professionals[["professional", "capacity"]].itertuples(
        index=False
    ):
        graph.add_edge("source", name, capacity=capacity, weight=0)
    for question, name, points in problem.fit.itertuples(index=False):
        graph.add_edge(name, question, capacity=1, weight=-int(points))
    for question in problem.questions["question"]:
        graph.add_edge(question, "sink", capacity=size, weight=0)
    return -float(nx.min_cost_flow_cost(graph))


@pytest.mark.parametrize("seed", range(3))
def test_a_plain_assignment_equals_min_cost_flow(seed: int) -> None:
    problem = _assignment(seed, people=30, questions=7, size=3)
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Fit(weight=1.0)])
    matching = sm.match(problem, policy, gap=0)
    assert matching.status == "optimal"
    assert matching.value == pytest.approx(_flow_optimum(problem, 3))


def test_everyone_is_seated_where_each_must_have_a_seat() -> None:
    problem = _assignment(9, people=24, questions=8, size=3)
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.MinLoad(1), sm.Fit(weight=1.0)])
    matching = sm.match(problem, policy, gap=0)
    assert matching.status == "optimal"
    assert matching.teams["professional"].nunique() == 24
    assert matching.value == pytest.approx(_flow_optimum(problem, 3))


def test_a_partition_with_roles_is_solved_to_proof() -> None:
    rng = np.random.default_rng(2)
    people = pd.DataFrame({"professional": [f"p{i}" for i in range(24)]})
    people["role"] = rng.choice(["host", "guest"], 24, p=[0.4, 0.6])
    people.loc[:5, "role"] = "host"
    base = _assignment(3, people=24, questions=6, size=4)
    problem = base.replace(professionals=people)
    policy = sm.Policy(
        [
            sm.TeamSize(),
            sm.Capacity(),
            sm.MinLoad(1),
            sm.Fit(weight=1.0),
            sm.Quota("role", "host", at_least=1, at_most=3),
        ]
    )
    matching = sm.match(problem, policy, gap=0, time_limit=120)
    assert matching.status == "optimal"
    teams = matching.teams.merge(problem.professionals, on="professional")
    hosts = teams["role"].eq("host").groupby(teams["question"]).sum()
    assert hosts.between(1, 3).all()
    assert len(teams) == 24


def test_no_questions_give_an_empty_optimal_matching() -> None:
    problem = sm.achterhoek(50, 0, seed=1)
    matching = sm.match(problem)
    assert (matching.status, matching.value, len(matching.teams)) == ("optimal", 0.0, 0)


def test_nobody_in_the_pool_is_infeasible() -> None:
    none = pd.DataFrame({"professional": pd.Series(dtype="str")})
    problem = _assignment(1, people=3, questions=2, size=1)
    empty = problem.replace(professionals=none, fit=None)
    with pytest.raises(sm.InfeasibleError):
        sm.match(empty, sm.Policy([sm.TeamSize()]), relaxations=False)

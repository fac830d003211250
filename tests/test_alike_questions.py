"""Questions that are alike: told apart from others, merged, and searched without loss."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

import swarmmatch as sm
from oracle import demand_the_best
from swarmmatch.data.problem import Problem
from swarmmatch.engine import direct
from swarmmatch.engine.alike_questions import kinds_of_questions
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.company import clashes, rivals
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.plan_pairs import pairs_of_plan
from swarmmatch.engine.program import SeatProgram
from swarmmatch.engine.split import split
from swarmmatch.rules import Policy, Rule

EVERYBODY = (sm.TeamSize(), sm.Capacity(), sm.MinLoad())


def _program(problem: Problem, *rules: Rule) -> SeatProgram:
    return compile_program(problem, rules, 1e-4, Clock(math.inf))


def _kinds(problem: Problem, *rules: Rule) -> list[int]:
    program = _program(problem, *rules)
    return kinds_of_questions(program, split(program)).tolist()


def _partition(rng: np.random.Generator, teams: int, size: int, wishes: int) -> Problem:
    """Players with a board and a rating, to teams that nothing tells apart."""
    n = teams * size
    pairs = list(itertools.permutations(range(n), 2))
    chosen = rng.choice(len(pairs), wishes, replace=False)
    wished = pd.DataFrame([(f"p{pairs[i][0]}", f"p{pairs[i][1]}", "wish") for i in chosen])
    return Problem.from_frames(
        professionals=pd.DataFrame(
            {
                "professional": [f"p{i}" for i in range(n)],
                "rating": rng.integers(-3, 9, n),
                "board": rng.permutation(np.arange(n) % size),
            }
        ),
        questions=pd.DataFrame(
            {"question": [f"q{i}" for i in range(teams)], "size_min": size, "size_max": size}
        ),
        pairs=wished.set_axis(["a", "b", "kind"], axis=1),
    )


def _jobs(rng: np.random.Generator, jobs: int, people: int) -> Problem:
    """Jobs for one that ask for one of two skills, some in a slot, and who has which."""
    held = np.argwhere(rng.random((people, 2)) < 0.4)
    skill = np.array(["C", "C++"])
    return Problem.from_frames(
        professionals=pd.DataFrame(
            {
                "professional": [f"p{i}" for i in range(people)],
                "capacity": rng.integers(1, 4, people),
                "learns": rng.random(people) < 0.7,
                "rate": rng.integers(4, 7, people) * 10.0,
            }
        ),
        skills=pd.DataFrame(
            {"professional": [f"p{i}" for i in held[:, 0]], "skill": skill[held[:, 1]]}
        ),
        questions=pd.DataFrame(
            {
                "question": [f"q{i}" for i in range(jobs)],
                "slot": rng.choice([None, "mon"], jobs, p=[0.8, 0.2]),
                "size_min": 1,
                "size_max": 1,
                "value": 500.0,
                "hours": 10.0,
            }
        ),
        requirements=pd.DataFrame(
            {
                "question": [f"q{i}" for i in range(jobs)],
                "skill": rng.choice(skill, jobs, p=[0.75, 0.25]),
                "must": True,
            }
        ),
    )


def _demand_the_best_partition(problem: Problem, policy: Policy) -> None:
    """Hold `match` against the audit of every way to seat everybody once."""
    people, questions = problem.professionals["professional"], problem.questions["question"]
    best = -math.inf
    for places in itertools.product(range(len(questions)), repeat=len(people)):
        if len(set(np.bincount(places, minlength=len(questions)).tolist())) > 1:
            continue
        teams = pd.DataFrame(
            {"question": questions.to_numpy()[list(places)], "professional": people}
        )
        found = sm.audit(problem, policy, teams)
        best = max(best, found.value if found.ok else -math.inf)
    if best == -math.inf:
        with pytest.raises(sm.InfeasibleError):
            sm.match(problem, policy, gap=0, workers=1)
        return
    matching = sm.match(problem, policy, gap=0, workers=1)
    assert (matching.status, matching.value) == ("optimal", pytest.approx(best))


@settings(max_examples=3, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), boards=st.booleans(), apart=st.booleans())
def test_a_partition_is_the_best_of_all(seed: int, boards: bool, apart: bool) -> None:
    problem = _partition(np.random.default_rng(seed), teams=2, size=3, wishes=9)
    rules: list[Rule] = [*EVERYBODY, sm.Pairs(weight=3), sm.MaxSumGap("rating", weight=1.0)]
    rules += [sm.Quota("board", at_most=1)] * boards
    if apart:
        two = pd.DataFrame({"a": ["p0"], "b": ["p5"], "kind": ["apart"]})
        problem = problem.replace(pairs=pd.concat([problem.pairs, two]))
        rules.append(sm.Pairs())
    _demand_the_best_partition(problem, Policy(rules))


def test_three_teams_are_the_best_of_all() -> None:
    problem = _partition(np.random.default_rng(1), teams=3, size=2, wishes=6)
    gap = sm.MaxSumGap("rating", at_most=5)
    _demand_the_best_partition(problem, Policy([*EVERYBODY, sm.Pairs(weight=2), gap]))


JOB_RULES: list[list[Rule]] = [
    [sm.Qualified(1, weight=1.0)],
    [sm.Qualified(2, weight=1.5, trainee="learns")],
    [sm.MustHave(), sm.Budget(), sm.MaxLoadGap(1, weight=2)],
    [sm.Coverage(2), sm.Qualified(1, weight=3.0)],
]


@pytest.mark.parametrize("rules", JOB_RULES, ids=lambda rules: rules[0].name)
@pytest.mark.parametrize("seed", [1, 2])
def test_jobs_for_one_are_staffed_as_well_as_can_be(rules: list[Rule], seed: int) -> None:
    problem = _jobs(np.random.default_rng(seed), jobs=4, people=3)
    demand_the_best(problem, Policy([sm.TeamSize(), sm.Capacity(), *rules]))


def test_merged_jobs_leave_nobody_with_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four jobs ask for the same, two of them in one slot; nobody can take more than two."""
    sizes: list[int] = []
    solve = direct.solve

    def counted(*given: object, **options: object) -> object:
        sizes.append(len(given[0].worth))  # type: ignore[attr-defined]
        return solve(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(direct, "solve", counted)
    problem = _jobs(np.random.default_rng(5), jobs=5, people=3)
    problem = problem.replace(
        professionals=problem.professionals.assign(capacity=[2, 2, 1]),
        questions=problem.questions.assign(slot=["mon", "mon", None, None, None]),
        requirements=problem.requirements.assign(skill=["C"] * 4 + ["C++"]),
        skills=pd.DataFrame({"professional": ["p0", "p1"], "skill": ["C", "C"]}),
    )
    matching = sm.match(problem, Policy([*EVERYBODY, sm.Qualified(1, weight=1.0)]), gap=0)
    assert matching.status == "optimal"
    assert matching.value == -1
    assert sizes == [3 * 3 + 4]  # kinds of jobs by people, and four trainings
    load = matching.teams["professional"].value_counts()
    assert load.to_dict() == {"p0": 2, "p1": 2, "p2": 1}


def _taken(problem: Problem) -> Problem:
    return problem.replace(
        seats=pd.DataFrame({"question": ["q1"], "professional": ["p0"], "kind": ["lock"]})
    )


def _with(column: str, value: object) -> Callable[[Problem], Problem]:
    def changed(problem: Problem) -> Problem:
        cells = problem.questions[column].astype(object)
        cells.iloc[1] = value
        return problem.replace(questions=problem.questions.assign(**{column: cells}))

    return changed


def _liked(problem: Problem) -> Problem:
    return problem.replace(
        fit=pd.DataFrame({"question": ["q1"], "professional": ["p0"], "points": [1.0]})
    )


@pytest.mark.parametrize(
    "change", [_taken, _liked, _with("size_max", 3), _with("slot", "mon"), _with("value", 90.0)]
)
def test_whatever_differs_makes_another_kind(change: Callable[[Problem], Problem]) -> None:
    problem = _partition(np.random.default_rng(3), teams=3, size=2, wishes=2)
    problem = problem.replace(
        questions=problem.questions.assign(slot="tue", value=900.0, hours=1.0, client="a"),
        professionals=problem.professionals.assign(rate=50.0, capacity=2),
        availability=pd.DataFrame(
            {"professional": ["p0", "p1", "p2", "p0"], "slot": ["tue", "tue", "tue", "mon"]}
        ),
    )
    rules = [sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Locks(), sm.Fit(), sm.Budget()]
    rules += [sm.Quota("board", at_most=1, weight=1.0), sm.MaxSumGap("rating", weight=1.0)]
    assert _kinds(problem, *rules) == [0, 0, 0]
    assert _kinds(change(problem), *rules) == [0, 1, 0]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    edges=st.sets(st.sampled_from(list(itertools.combinations(range(6), 2))), min_size=1),
    colours=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    team=st.lists(st.integers(0, 2), min_size=6, max_size=6),
)
def test_no_teams_without_rivals_clash(
    edges: set[tuple[int, int]], colours: list[int], team: list[int]
) -> None:
    first, second = np.array(sorted(edges)).T
    colour = np.array(colours)
    apart = sparse.csc_array((colour[:, None] == np.arange(3)).astype(float))
    seated = {(one, other) for one, other in zip(team, colours, strict=True)}
    if len(seated) < len(team):  # two rivals share a team: let everybody sit alone instead
        team = list(range(6))
    together = np.array(team)[first] == np.array(team)[second]
    known = clashes(first, second, apart)
    assert not (together & known.never).any()
    assert (known.factors @ together <= known.at_most).all()


def test_clashes_of_stars_triangles_and_chains() -> None:
    """0 and 3 are rivals: not both with 1, nor in a row; and 0, 1, 2 are all or two apart."""
    first, second = np.array([0, 1, 2, 0, 1]), np.array([1, 2, 3, 2, 3])
    apart = sparse.csc_array(np.array([[1.0], [0], [0], [1]]))
    known = clashes(first, second, apart)
    rows = set(zip(map(tuple, known.factors.toarray().tolist()), known.at_most, strict=True))
    assert ((1, 0, 0, 0, 1), 1) in rows  # 0-1 and 1-3
    assert ((0, 0, 1, 1, 0), 1) in rows  # 0-2 and 2-3
    assert ((1, 1, 0, -1, 0), 1) in rows  # 0-1 and 1-2 bring 0-2 about
    assert ((1, 1, 1, 0, 0), 2) in rows  # 0-1, 1-2, 2-3


def test_rivals_are_those_whom_every_question_lets_sit_alone() -> None:
    problem = _partition(np.random.default_rng(3), teams=3, size=2, wishes=2)
    apart = pd.DataFrame({"a": ["p0"], "b": ["p1"], "kind": ["apart"]})
    problem = problem.replace(pairs=pd.concat([problem.pairs, apart]))
    program = _program(problem, sm.TeamSize(), sm.Quota("board", at_most=1), sm.Pairs())
    sets = rivals(program).toarray().astype(bool).T
    board = problem.professionals["board"].to_numpy()
    assert {tuple(one) for one in sets.tolist()} == {
        tuple(board == 0), tuple(board == 1), (True, True, False, False, False, False)
    }  # fmt: skip
    loose = _program(problem, sm.TeamSize(), sm.Quota("board", at_most=2))
    assert rivals(loose).shape[1] == 0


def test_only_pairs_of_people_with_one_seat_are_counted_over_the_plan() -> None:
    problem = _partition(np.random.default_rng(3), teams=3, size=2, wishes=2)
    assert pairs_of_plan(_program(problem, sm.Capacity(), sm.Pairs(weight=1)))
    assert not pairs_of_plan(_program(problem, sm.Pairs(weight=1)))
    busy = problem.replace(professionals=problem.professionals.assign(capacity=2))
    assert not pairs_of_plan(_program(busy, sm.Capacity(), sm.Pairs(weight=1)))
    few = busy.replace(  # and where they are not, the best is found all the same
        professionals=busy.professionals.iloc[:4],
        pairs=pd.DataFrame({"a": ["p0", "p1"], "b": ["p1", "p2"], "kind": "wish"}),
    )
    demand_the_best(few, Policy([sm.TeamSize(), sm.Capacity(), sm.Pairs(weight=2)]))


def test_that_nobody_can_sit_is_proven() -> None:
    problem = _partition(np.random.default_rng(3), teams=2, size=4, wishes=2)
    ratings = [9, 9, 9, 9, 9, 0, 0, 0]
    uneven = problem.replace(professionals=problem.professionals.assign(rating=ratings))
    with pytest.raises(sm.InfeasibleError):
        sm.match(uneven, Policy([*EVERYBODY, sm.MaxSumGap("rating", at_most=8)]), gap=0)

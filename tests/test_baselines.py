"""Baselines: the facts that all of them keep, random teams, and those of a database."""

from __future__ import annotations

from functools import cache
from threading import Thread

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import swarmmatch as sm
from baseline_tables import Book, Way, pairs_of, problem_with, tiny
from test_whole_pool import lines_of


def _database(problem: sm.Problem, *, seed: int = 0, **options: object) -> sm.Baseline:
    """It draws nothing, and so takes no seed."""
    return sm.teams_by_database(problem, **options)


DRAWN: list[Way] = [
    sm.teams_at_random, sm.teams_by_self_choice, sm.teams_by_pitch, sm.teams_by_habit,
]  # fmt: skip
WAYS: list[Way] = [*DRAWN, _database]
#: Those that seat people as long as there is room and anybody left.
FILLING = [way for way in WAYS if way is not sm.teams_by_self_choice]
FACTS = sm.Policy([sm.TeamSize(unstaffed=0), sm.Capacity(), sm.Available(), sm.Locks()])

each_way = pytest.mark.parametrize("way", WAYS)
tables, seeds = st.integers(0, 15), st.integers(0, 10_000)


@each_way
@settings(max_examples=10)
@given(table=tables, seed=seeds)
def test_sizes_capacity_slots_and_bars_are_kept(way: Way, table: int, seed: int) -> None:
    problem = tiny(table, locks=False)
    found = way(problem, seed=seed)
    assert sm.audit(problem, FACTS, found.teams).ok
    least = problem.questions.set_index("question")["size_min"]
    staffed = set(found.teams["question"])
    assert set(found.left_open["question"]) == set(least.index[least > 0]) - staffed
    assert (found.left_open["found"] < found.left_open["size_min"]).all()


@each_way
@settings(max_examples=10)
@given(table=tables, seed=seeds)
def test_locks_are_kept_where_there_is_a_team(way: Way, table: int, seed: int) -> None:
    problem = tiny(table)
    found = way(problem, seed=seed)
    locks = problem.seats[problem.seats["kind"] == "lock"]
    held = locks[~locks["question"].isin(found.left_open["question"])]
    assert set(pairs_of(held)) == set(pairs_of(found.teams[found.teams["how"] == "locked"]))
    # A lock goes before all else; what others take, they may.
    book = Book(problem)
    for question, name in pairs_of(held):
        book.seat(question, name)
    for question, name in pairs_of(found.teams[found.teams["how"] != "locked"]):
        assert book.may(question, name)
        book.seat(question, name)


@pytest.mark.parametrize("way", FILLING)
@settings(max_examples=10)
@given(table=tables, seed=seeds)
def test_no_seat_stays_free_that_somebody_could_take(way: Way, table: int, seed: int) -> None:
    problem = tiny(table)
    found, book = way(problem, seed=seed), Book(problem)
    for question, name in pairs_of(found.teams):
        book.seat(question, name)
    for question, most in pairs_of(problem.questions, ["question", "size_max"]):
        if question not in set(found.left_open["question"]) and len(book.teams[question]) < most:
            assert not any(book.may(question, name) for name in book.left)


@each_way
def test_the_region_gets_teams_that_can_be_measured(way: Way) -> None:
    problem = sm.achterhoek(600, 8, seed=3)
    before = problem.fingerprint
    found = way(problem, seed=1)
    assert found.left_open.empty
    assert sm.audit(problem, FACTS, found.teams).ok
    assert list(found.teams) == ["question", "professional", "how", "score"]
    assert sm.measure(problem, found.teams, ["coverage"])["value"].between(0, 1).all()
    assert sm.Problem(problem._tables).fingerprint == before
    again = way(problem, seed=1)
    pd.testing.assert_frame_equal(found.teams, again.teams)
    if way in DRAWN:
        assert not found.teams.equals(way(problem, seed=2).teams)


@each_way
def test_rules_that_bar_people_are_kept(way: Way) -> None:
    problem, near = sm.achterhoek(600, 5, seed=4), sm.MaxDistance(km=12)
    policy = sm.Policy([near, sm.MustHave()])
    found = way(problem, policy=policy)
    assert len(found.teams)
    assert near.check(problem, found.teams).violations.empty
    assert not near.check(problem, way(problem).teams).violations.empty


@pytest.mark.parametrize("way", FILLING)
def test_a_question_that_finds_too_few_is_left_open_and_frees_its_people(way: Way) -> None:
    lock = pd.DataFrame({"question": ["large"], "professional": ["a"], "kind": ["lock"]})
    problem = problem_with("abc", {"large": (4, 5), "small": (3, 3)}, seats=lock)
    found = way(problem)
    assert list(found.left_open.itertuples(index=False, name=None)) == [("large", 4, 3)]
    assert sorted(found.teams["professional"]) == ["a", "b", "c"]
    assert set(found.teams["question"]) == {"small"}


@each_way
def test_nobody_at_all_and_nothing_asked(way: Way) -> None:
    found = way(problem_with("", {"q": (1, 2), "r": (0, 2)}))
    assert found.teams.empty
    assert list(found.left_open["question"]) == ["q"]
    found = way(problem_with("ab", {}))
    assert found.teams.empty
    assert found.left_open.empty


@pytest.mark.parametrize("way", FILLING)
def test_every_question_gets_its_least_before_any_gets_more(way: Way) -> None:
    found = way(problem_with("abcde", {"first": (2, 5), "second": (2, 5)}))
    assert found.teams["question"].value_counts().to_dict() == {"first": 3, "second": 2}


@cache
def region(professionals: int) -> sm.Problem:
    return sm.achterhoek(professionals, 4, seed=1)


@each_way
def test_no_loop_runs_over_the_pool(way: Way) -> None:
    def lines(professionals: int) -> int:
        work = Thread(target=way, args=(region(professionals),))
        return lines_of(lambda: (work.start(), work.join()))

    few, many = lines(1_000), lines(16_000)
    assert few > 100
    assert many < 2 * few


def test_a_draw_is_even() -> None:
    everywhere = {"capacity": 400}
    problem = problem_with("abcdef", {f"q{i}": (2, 2) for i in range(400)}, known=everywhere)
    drawn = sm.teams_at_random(problem).teams["professional"].value_counts()
    assert len(drawn) == 6
    assert stats.chisquare(drawn).pvalue > 0.01


def ranked_one_by_one(problem: sm.Problem) -> list[tuple[str, str]]:
    """The top of each question's list, by loops over dictionaries."""
    book, people = Book(problem), problem.professionals["professional"].tolist()
    held = problem.skills.set_index(["professional", "skill"])["level"].to_dict()
    asked = problem.requirements.groupby("question")

    def key(question: str, name: str) -> tuple[float, float, int]:
        score = levels = 0.0
        rows = asked.get_group(question) if question in asked.groups else problem.requirements[:0]
        for row in rows.itertuples():
            has = held.get((name, row.skill), 0)
            score, levels = score + row.weight * (has >= row.level), levels + has
        return (-score, -levels, people.index(name))

    given_up = set()
    for size in ("size_min", "size_max"):
        for row in problem.questions.to_dict("records"):
            name, wanted = row["question"], row[size] - len(book.teams[row["question"]])
            if name in given_up:
                continue
            free = sorted((key(name, one), one) for one in people if book.may(name, one))
            for _, one in free[: max(wanted, 0)]:
                book.seat(name, one)
            if len(book.teams[name]) < row["size_min"]:
                book.give_up(name)
                given_up.add(name)
    return [(question, one) for question, team in book.teams.items() for one in team]


@cache
def searched(seed: int) -> sm.Problem:
    """Nine people, no locks, and weights that add up the same in any order."""
    problem = tiny(seed, locks=False, professionals=9)
    weight = problem.requirements["weight"].round(0)
    return problem.edited({"requirements": problem.requirements.assign(weight=weight)})


@settings(max_examples=16)
@given(table=tables)
def test_database_rank_is_that_of_a_search_one_by_one(table: int) -> None:
    problem = searched(table)
    assert pairs_of(sm.teams_by_database(problem).teams) == ranked_one_by_one(problem)


def test_the_top_of_the_list_repeats_one_skill() -> None:
    """Each is ranked alone, so a team can be of one kind: what a matching would not do."""
    skills = pd.DataFrame(
        {"professional": list("abc"), "skill": ["GIS", "GIS", "zorg"], "level": [3, 4, 5]}
    )
    asked = pd.DataFrame(
        {"question": "q", "skill": ["GIS", "zorg"], "weight": [2.0, 1.0], "level": [3, 3]}
    )
    problem = problem_with("abc", {"q": (2, 2)}, skills=skills, requirements=asked)
    found = sm.teams_by_database(problem).teams
    assert found["professional"].tolist() == ["b", "a"]
    assert found["score"].tolist() == [2.0, 2.0]
    assert set(sm.match(problem).teams["professional"]) >= {"c"}

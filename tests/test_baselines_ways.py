"""Baselines one by one: the best pitch, the habit of clients, and self-choice."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import swarmmatch as sm
from baseline_tables import Way, pairs_of, problem_with, tiny
from swarmmatch.history.pitch import pitch_versus_match, seat_values
from swarmmatch.study.baselines.first_come import NOWHERE, first_come, held_tables
from swarmmatch.study.baselines.pitch import pitch_skill


def test_the_best_of_those_who_pitch_are_seated() -> None:
    years = {"experience": [1.0, 9.0, 4.0, 7.0, 20.0]}
    skills = pd.DataFrame({"professional": list("abcd"), "skill": "GIS", "level": 1})
    asked = pd.DataFrame({"question": ["q"], "skill": ["GIS"], "level": [5]})
    problem = problem_with(
        "abcde", {"q": (2, 2)}, known=years, skills=skills, requirements=asked
    )  # fmt: skip
    found = sm.teams_by_pitch(problem, pitches=2, experience=1).teams
    assert found["professional"].tolist() == ["b", "d"]  # e holds no skill that is asked
    found = sm.teams_by_pitch(problem, pitches=3, experience=1).teams
    assert found["professional"].tolist() == ["e", "b"]  # but is asked where others are too few
    found = sm.teams_by_pitch(problem, pitches=2, experience=-1).teams
    assert found["professional"].tolist() == ["a", "c"]


@pytest.mark.parametrize("asked", [0.0, 0.3, -0.6])
def test_pitch_goes_with_experience_as_far_as_was_asked(asked: float) -> None:
    problem = sm.achterhoek(4000, 2, seed=1)
    skill = pitch_skill(problem, asked, np.random.default_rng(1))
    years = problem.professionals["experience"]
    assert stats.spearmanr(skill, years).statistic == pytest.approx(asked, abs=0.05)
    assert np.std(skill) == pytest.approx(1, abs=0.05)


def test_a_pitch_tells_nothing_of_the_match() -> None:
    problem = sm.achterhoek(1500, 40, seed=2)
    teams = sm.teams_by_pitch(problem, experience=0).teams
    seats = teams.assign(value=seat_values(problem, teams))
    told = pitch_versus_match(seats, pitch="score").iloc[0]
    assert told["low"] < 0 < told["high"]


def clients_history(*teams: tuple[str, str, str]) -> pd.DataFrame:
    """Teams as ``("ab", "2014-01-01", "Town")``."""
    rows = [
        {"team": f"t{at}", "date": date, "professional": one, "client": client}
        for at, (members, date, client) in enumerate(teams)
        for one in members
    ]
    return pd.DataFrame(rows)


#: Town has had a and b; c knows a, d knows b by somebody who has left, and e knows c.
PAST = clients_history(
    ("a", "2014-01-01", "Town"), ("bz", "2014-01-01", "Town"), ("ac", "2014-01-01", "Home"),
    ("dz", "2014-01-01", "Home"), ("ce", "2014-01-01", "Home"),
)  # fmt: skip
TOWN = {"client": ["Town"]}


@pytest.mark.parametrize(
    ("shares", "how", "who"),
    [((1, 0), "repeat", "ab"), ((0, 1), "via-via", "cd"), ((0, 0), "open", "ef")],
)
def test_each_channel_gives_its_own_people_only(
    shares: tuple[float, float], how: str, who: str
) -> None:
    problem = problem_with("abcdef", {"q": (1, 6)}, asked=TOWN, history=PAST)
    found = sm.teams_by_habit(problem, repeat=shares[0], via=shares[1]).teams
    assert sorted(found["professional"]) == list(who)
    assert set(found["how"]) == {how}


def test_repeat_buys_alone_give_past_pairs_alone() -> None:
    problem = sm.achterhoek(800, 12, seed=5)
    problem = problem.replace(questions=problem.questions.assign(size_min=1))
    found = sm.teams_by_habit(problem, repeat=1, via=0)
    seats = found.teams.merge(problem.questions[["question", "client"]], on="question")
    pair = ["client", "professional"]
    assert len(seats) > 12
    assert set(pairs_of(seats, pair)) <= set(pairs_of(problem.history, pair))
    assert set(found.teams["how"]) == {"repeat"}


def test_where_a_channel_has_nobody_the_next_stands_in() -> None:
    problem = problem_with("abcdef", {"q": (6, 6)}, asked=TOWN, history=PAST)
    found = sm.teams_by_habit(problem, repeat=0.99, via=0.005).teams
    told = dict(zip(found["professional"], found["how"], strict=True))
    assert {one for one, how in told.items() if how == "repeat"} == {"a", "b"}
    assert {one for one, how in told.items() if how == "via-via"} == {"c", "d"}
    assert {one for one, how in told.items() if how == "open"} == {"e", "f"}
    nobody_new = sm.teams_by_habit(problem, repeat=0.5, via=0.5)
    assert list(nobody_new.left_open["found"]) == [4]


def test_shares_of_the_channels_are_those_asked() -> None:
    people = [f"{kind}{i}" for kind in "rvo" for i in range(400)]
    past = pd.DataFrame(
        {
            "team": [*range(400), *range(1000, 1400), *range(1000, 1400)],
            "date": "2014-01-01",
            "professional": [*people[:400], *people[:400], *people[400:800]],
            "client": ["Town"] * 400 + ["Home"] * 800,
        }
    )
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": people}),
        questions=pd.DataFrame({"question": ["q"], "client": "Town", "size_min": 300,
                                "size_max": 300}),
        history=past,
    )  # fmt: skip
    found = sm.teams_by_habit(problem, seed=1).teams
    kind = found["professional"].str[0].map({"r": "repeat", "v": "via-via", "o": "open"})
    assert (kind == found["how"]).all()
    counts = found["how"].value_counts()[["repeat", "via-via", "open"]]
    assert stats.chisquare(counts, [240, 45, 15]).pvalue > 0.01


def test_a_tie_of_late_weighs_more() -> None:
    past = clients_history(("a", "2014-01-01", "Town"), ("b", "2012-01-02", "Town"))
    problem = problem_with(
        "ab", {f"q{i}": (1, 1) for i in range(300)}, known={"capacity": 300},
        asked={"client": "Town"}, history=past,
    )  # fmt: skip
    found = sm.teams_by_habit(problem, half_life=730).teams
    assert set(found["score"]) == {1.0, 0.5}
    first = int((found["professional"] == "a").sum())
    assert stats.binomtest(first, 300, 2 / 3).pvalue > 0.01


def test_within_a_channel_who_can_do_the_work_comes_first() -> None:
    past = clients_history(("ab", "2014-01-01", "Town"), ("c", "2012-01-02", "Town"))
    skills = pd.DataFrame({"professional": ["b", "c"], "skill": "GIS", "level": [2, 3]})
    asked = pd.DataFrame({"question": ["q"], "skill": ["GIS"], "level": [3]})
    problem = problem_with(
        "abc", {"q": (1, 1)}, asked=TOWN, history=past, skills=skills, requirements=asked
    )
    found = [sm.teams_by_habit(problem, repeat=1, via=0, seed=seed).teams for seed in range(9)]
    assert {one["professional"].item() for one in found} == {"c"}


def test_via_via_weighs_both_ties_on_the_way() -> None:
    past = clients_history(
        ("a", "2012-01-02", "Town"), ("ac", "2012-01-02", "Home"), ("ac", "2014-01-01", "Home")
    )
    problem = problem_with("ac", {"q": (1, 1)}, asked=TOWN, history=past)
    found = sm.teams_by_habit(problem, repeat=0, via=1, half_life=730).teams
    assert pairs_of(found, ["professional", "score"]) == [("c", 0.5 * (0.5 + 1))]


def one_by_one(liking: np.ndarray, room: np.ndarray) -> list[int]:
    """Each in turn looks at the tables that have a seat left."""
    left, found = room.tolist(), []
    for likes in liking.tolist():
        able = [at for at, seats in enumerate(left) if seats > 0 and np.isfinite(likes[at])]
        table = max(able, key=lambda at: likes[at], default=NOWHERE)
        found.append(table)
        if able:
            left[table] -= 1
    return found


def crowd(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Likings (some people barred from some tables), rooms and needs, at random."""
    rng = np.random.default_rng(seed)
    people, tables = int(rng.integers(0, 15)), int(rng.integers(1, 6))
    liking = rng.permuted(np.tile(np.arange(float(tables)), (people, 1)), axis=1)
    liking[rng.random(liking.shape) < 0.2] = -np.inf
    room = rng.integers(0, 5, tables)
    return liking, room, rng.integers(-1, 5, tables)


@settings(max_examples=200)
@given(seed=st.integers(0, 100_000))
def test_first_come_first_served_is_that_of_one_by_one(seed: int) -> None:
    liking, room, _ = crowd(seed)
    assert first_come(liking, room).tolist() == one_by_one(liking, room)


@settings(max_examples=200)
@given(seed=st.integers(0, 100_000))
def test_tables_held_have_their_least_and_nobody_likes_a_free_seat_better(seed: int) -> None:
    liking, room, short = crowd(seed)
    table, given_up = held_tables(liking, room, short)
    taken = np.bincount(table[table != NOWHERE], minlength=len(room))
    held = given_up == NOWHERE
    assert (taken <= room).all()
    assert (taken[held] >= short[held]).all()
    assert (taken[~held] == 0).all()
    assert (given_up[~held] < short[~held]).all()
    open_seat = held & (taken < room)
    for person, at in enumerate(table):
        best = liking[person][open_seat].max(initial=-np.inf)
        assert best <= (-np.inf if at == NOWHERE else liking[person, at])


def test_people_sit_down_where_they_like_it() -> None:
    sectors = {"sector": ["zorg"] * 3 + ["bouw"] * 3, "municipality": "Aalten"}
    problem = problem_with(
        "abcdef", {"care": (2, 3), "houses": (2, 3)},
        known=sectors, asked={"sector": ["zorg", "bouw"]},
    )  # fmt: skip
    found = sm.teams_by_self_choice(problem, curiosity=0).teams
    assert found["professional"].tolist() != list("abcdef")  # in the order in which they came
    by_table = found.groupby("question")["professional"].agg(sorted).map("".join)
    assert by_table.to_dict() == {"care": "abc", "houses": "def"}
    assert set(found["score"]) == {1.0}


def test_nearness_draws_people() -> None:
    lat = {"lat": [51.9, 51.9, 52.1, 52.1], "lon": [6.5] * 4}
    problem = problem_with(
        "abcd", {"south": (1, 4), "north": (1, 4)}, known=lat,
        asked={"lat": [51.9, 52.1], "lon": 6.5},
    )  # fmt: skip
    found = sm.teams_by_self_choice(problem, curiosity=0, turnout=0.5).teams
    by_table = found.groupby("question")["professional"].agg(sorted).map("".join)
    assert by_table.to_dict() == {"north": "cd", "south": "ab"}


def test_only_so_many_come() -> None:
    problem = problem_with("abcdefghij", {"q": (1, 4), "r": (1, 4)})
    sizes = [len(sm.teams_by_self_choice(problem, turnout=one).teams) for one in (0.25, 0.5, 9)]
    assert sizes == [2, 4, 8]


def test_a_table_with_too_few_is_not_held_and_its_people_choose_again() -> None:
    sectors = {"sector": ["zorg"] * 4 + ["bouw"]}
    problem = problem_with(
        "abcde", {"care": (2, 6), "houses": (3, 4)}, known=sectors,
        asked={"sector": ["zorg", "bouw"]},
    )  # fmt: skip
    found = sm.teams_by_self_choice(problem, curiosity=0)
    assert list(found.left_open.itertuples(index=False, name=None)) == [("houses", 3, 1)]
    assert sorted(found.teams["professional"]) == list("abcde")


@pytest.mark.parametrize(
    ("way", "says"),
    [
        (partial(sm.teams_by_self_choice, turnout=0), "turnout must be a number above 0, not 0"),
        (partial(sm.teams_by_self_choice, near=-1), "near must be a weight of 0 or more, not -1"),
        (partial(sm.teams_by_self_choice, reach_km="far"), "reach_km must be .* not 'far'"),
        (partial(sm.teams_by_pitch, pitches=1.5), "pitches must be a whole number .* not 1.5"),
        (partial(sm.teams_by_pitch, experience=2), "experience must be a correlation .* not 2"),
        (partial(sm.teams_by_habit, repeat=0.9, via=0.2), r"shares, .* not \(0.9, 0.2\)"),
        (partial(sm.teams_by_habit, via=-0.1), r"shares, .* not \(0.8, -0.1\)"),
    ],
)
def test_options_out_of_range_are_named(way: Way, says: str) -> None:
    with pytest.raises(sm.PolicyError, match=says):
        way(tiny(0))

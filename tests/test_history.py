"""Ties, the history that holds them, and what it answers."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections import defaultdict
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from histories import Seating, history_frame, history_of, problem_of, random_history, seats
from swarmmatch import DataError, Problem
from swarmmatch.history.collaboration import CollaborationHistory
from swarmmatch.history.ties import pairs_within, ties


def ties_by_hand(history: pd.DataFrame, moment: pd.Timestamp, half_life: float) -> pd.DataFrame:
    met = defaultdict(list)
    for (_, date), team in history.groupby(["team", "date"]):
        for pair in combinations(sorted(set(team["professional"])), 2):
            if date <= moment:
                met[pair].append(date)
    rows = [
        (a, b, len(dates), max(dates), sum(0.5 ** ((moment - d).days / half_life) for d in dates))
        for (a, b), dates in sorted(met.items())
    ]
    return pd.DataFrame(rows, columns=["a", "b", "count", "last", "strength"])


@settings(max_examples=15)
@given(st.integers(0, 10_000), st.integers(0, 320), st.floats(1, 2000))
def test_ties_are_those_counted_by_hand(seed: int, day: int, half_life: float) -> None:
    history = random_history(seed)
    moment = pd.Timestamp("2014-01-01") + pd.Timedelta(days=day)
    found = ties(history, as_of=moment, half_life=half_life)
    by_hand = ties_by_hand(history, moment, half_life)
    if by_hand.empty:
        assert found.empty
    else:
        assert_frame_equal(found, by_hand, check_dtype=False)


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    history = random_history(seed)
    shuffled = history.sample(frac=1, random_state=seed)
    assert_frame_equal(ties(history), ties(shuffled), check_exact=True)


def test_strength_halves_with_every_half_life_and_a_repeat_adds_to_it() -> None:
    history = history_frame(("ab", "2014-01-01"), ("ab", "2014-01-11"))
    found = ties(history, as_of="2014-01-21", half_life=10).iloc[0]
    assert (found["count"], found["strength"]) == (2, 0.5**2 + 0.5**1)
    assert found["last"] == pd.Timestamp("2014-01-11")
    assert ties(history, half_life=None)["strength"].tolist() == [2.0]
    assert ties(history, half_life=10)["strength"].tolist() == [1.5]  # as of the last date


def test_a_tie_may_fade_but_is_never_lost() -> None:
    history = history_of(("ab", "1914-01-01"), ("c", "2014-01-01"), half_life=1)
    assert (history.to_frame()["strength"] > 0).all()
    assert history.brokers()["ties"].tolist() == [1, 1, 0]
    matching = Seating(problem_of("ab"), seats(q1="ab"))
    assert history.cohesion(matching)["spanning_tree"].tolist() == [1.0]


def test_a_team_id_that_returns_on_another_date_is_another_team() -> None:
    history = history_frame(("ab", "2014-01-01"), ("bc", "2014-02-01")).assign(team="board")
    assert ties(history)[["a", "b"]].to_numpy().tolist() == [["a", "b"], ["b", "c"]]


def test_a_member_listed_twice_makes_no_tie_with_itself() -> None:
    history = history_frame(("aab", "2014-01-01"))
    assert ties(history)[["a", "b", "count"]].to_numpy().tolist() == [["a", "b", 1]]


def test_no_history_gives_no_ties_but_all_columns() -> None:
    found = ties(history_frame())
    assert found.empty
    assert list(found.columns) == ["a", "b", "count", "last", "strength"]


def test_a_big_team_knows_each_other() -> None:
    history = pd.DataFrame(
        {
            "team": "session",
            "date": pd.Timestamp("2012-05-31"),
            "professional": [f"p{at:03}" for at in range(400)],
        }
    )
    assert len(ties(history)) == 400 * 399 // 2


@pytest.mark.parametrize("half_life", [0, -1, float("nan")])
def test_a_half_life_must_be_above_0(half_life: float) -> None:
    with pytest.raises(ValueError, match="half_life"):
        ties(history_frame(), half_life=half_life)
    with pytest.raises(ValueError, match="half_life"):
        history_of(half_life=half_life)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 4), max_size=12))
def test_pairs_within_groups_are_every_pair_once(groups: list[int]) -> None:
    i, j = pairs_within(np.array(groups, dtype=np.int64))
    found = sorted(tuple(sorted(pair)) for pair in zip(i.tolist(), j.tolist(), strict=True))
    there = [p for p in combinations(range(len(groups)), 2) if groups[p[0]] == groups[p[1]]]
    assert found == there


def test_rules_can_import_ties_without_a_graph_package() -> None:
    code = "import sys, swarmmatch.history.ties; sys.exit('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_ties_of_a_person_come_strongest_first() -> None:
    history = history_of(("ab", "2014-01-01"), ("bc", "2014-01-01"), ("bc", "2014-02-01"))
    assert history.ties_of("b")["professional"].tolist() == ["c", "a"]
    assert history.ties_of("b")["count"].tolist() == [2, 1]
    assert history.ties_of("c")["professional"].tolist() == ["b"]


def test_an_unknown_person_is_an_error_that_names_the_nearest() -> None:
    frame = history_frame(("ab", "2014-01-01")).replace({"professional": {"a": "Annemarie"}})
    history = CollaborationHistory.from_frame(frame)
    with pytest.raises(DataError, match="did you mean 'Annemarie'"):
        history.ties_of("Anemarie")
    with pytest.raises(DataError, match="no such professional"):
        history.distance("b", "zzz")


def test_distance_counts_ties_on_a_shortest_way() -> None:
    history = history_of(
        ("ab", "2014-01-01"), ("bc", "2014-01-01"), ("cd", "2014-01-01"), pool="abcdx"
    )
    assert history.distance("a", "d") == 3
    assert history.path("a", "d") == ["a", "b", "c", "d"]
    assert history.distance("a", "a") == history.distance("x", "x") == 0
    assert history.distance("a", "x") == float("inf")
    assert history.path("x", "a") == []


def test_newcomers_were_in_no_team_as_of_the_date() -> None:
    history = history_of(("ab", "2014-01-01"), ("c", "2015-01-01"), pool="dcba")
    assert history.newcomers().tolist() == ["d"]
    assert history.at("2014-06-01").newcomers().tolist() == ["d", "c"]
    assert history.at("2013-01-01").newcomers().tolist() == ["d", "c", "b", "a"]


def test_a_history_of_a_problem_has_its_professionals_as_pool() -> None:
    problem = problem_of("abcd", history=history_frame(("ab", "2014-01-01")))
    history = CollaborationHistory.from_problem(problem)
    assert history.newcomers().tolist() == ["c", "d"]
    assert repr(history) == "<CollaborationHistory as of 2014-01-01: 1 ties of 2 professionals>"


def test_an_empty_history_answers_too() -> None:
    history = CollaborationHistory.from_problem(problem_of("ab"))
    assert history.to_frame().empty
    assert history.newcomers().tolist() == ["a", "b"]
    assert history.distance("a", "b") == float("inf")
    assert history.communities().table.empty
    assert history.brokers().empty
    assert history.self_reliance().empty
    assert len(history.to_graph()) == len(history.to_client_graph()) == 0
    assert "no date" in repr(history)


def test_update_gives_a_new_history_and_leaves_the_old_one() -> None:
    history = history_of(("ab", "2014-01-01"), pool="abcd")
    session = Seating(problem_of("abcde"), seats(q1="ab", q2="cd"))
    later = history.update(session, "2015-01-01")
    assert len(history.to_frame()) == 1
    assert history.to_frame()["count"].tolist() == [1]
    assert later.to_frame()["count"].tolist() == [2, 1]
    assert later.as_of == pd.Timestamp("2015-01-01")
    assert later.newcomers().tolist() == ["e"]
    added = later.rows[later.rows["date"] == pd.Timestamp("2015-01-01")]
    assert added["team"].tolist() == ["q1 2015-01-01"] * 2 + ["q2 2015-01-01"] * 2
    assert added["question"].tolist() == ["q1", "q1", "q2", "q2"]
    assert set(added["client"]) == {"Town"}


def test_an_updated_history_fits_back_into_the_problem() -> None:
    problem = problem_of("abc", history=history_frame(("ab", "2014-01-01")).assign(pitch=7.5))
    history = CollaborationHistory.from_problem(problem)
    later = history.update(Seating(problem, seats(q1="bc")), "2015-01-01")
    again = problem.replace(history=later.rows)
    assert_frame_equal(CollaborationHistory.from_problem(again).to_frame(), later.to_frame())
    assert again.history["pitch"].notna().tolist() == [True, True, False, False]


def test_an_earlier_session_can_be_added_without_looking_back() -> None:
    history = history_of(("ab", "2014-01-01"))
    later = history.update(Seating(problem_of("abc"), seats(q1="bc")), "2013-01-01")
    assert later.as_of == history.as_of
    assert len(later.to_frame()) == 2


def test_the_first_session_of_all_sets_the_date() -> None:
    problem = problem_of("abc")
    first = CollaborationHistory.from_problem(problem).update(
        Seating(problem, seats(q1="bc")), "2013-01-01"
    )
    assert first.as_of == pd.Timestamp("2013-01-01")
    assert first.to_frame()["strength"].tolist() == [1.0]


def test_a_session_cannot_be_added_twice() -> None:
    session = Seating(problem_of("abc"), seats(q1="bc"))
    history = history_of(("ab", "2014-01-01")).update(session, "2015-01-01")
    with pytest.raises(DataError, match="in the history already"):
        history.update(session, "2015-01-01")
    assert history.update(session, "2015-01-02").to_frame()["count"].tolist() == [1, 2]


def test_nothing_handed_out_can_change_a_history() -> None:
    frame = history_frame(("ab", "2014-01-01"))
    history = CollaborationHistory.from_frame(frame)
    frame["professional"] = "z"
    for handed in (history.to_frame(), history.rows):
        handed.loc[:, handed.columns[0]] = "z"
    graph = history.to_graph()
    graph.edges["a", "b"]["strength"] = 0.0
    graph.remove_node("b")
    assert history.to_frame()["strength"].tolist() == [1.0]
    assert history.rows["team"].tolist() == ["t0", "t0"]
    assert history.distance("a", "b") == 1
    with pytest.raises(AttributeError):
        history.half_life = 3.0  # type: ignore[misc]


def test_a_history_survives_pickling() -> None:
    history = history_of(("ab", "2014-01-01"))
    history.communities()
    assert_frame_equal(pickle.loads(pickle.dumps(history)).to_frame(), history.to_frame())


def test_faults_in_a_frame_are_listed() -> None:
    frame = history_frame(("ab", "2014-01-01"))
    with pytest.raises(DataError, match="date"):
        CollaborationHistory.from_frame(frame.drop(columns="date"))
    with pytest.raises(DataError, match="is there twice"):
        CollaborationHistory.from_frame(pd.concat([frame, frame]))


def test_the_graph_has_a_tie_a_pair() -> None:
    graph = history_of(("abc", "2014-01-01"), ("ab", "2014-02-01"), ("d", "2014-01-01")).to_graph()
    assert sorted(graph.edges) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert graph.edges["a", "b"] == {"count": 2, "last": "2014-02-01", "strength": 2.0}
    assert graph.nodes["a"] == {"teams": 2, "last": "2014-02-01"}
    assert nx.is_isolate(graph, "d")


def test_the_client_graph_keeps_two_who_have_one_name_apart() -> None:
    frame = history_frame(("ab", "2014-01-01"), ("a", "2014-02-01"), ("c", "2014-02-01"))
    frame["client"] = frame["team"].map({"t0": "a", "t1": "a"})
    graph = CollaborationHistory.from_frame(frame, half_life=31).to_client_graph()
    assert nx.is_bipartite(graph)
    assert set(graph) == {("professional", one) for one in "abc"} | {("client", "a")}
    worked = graph.edges[("professional", "a"), ("client", "a")]
    assert worked == {"count": 2, "last": "2014-02-01", "strength": 1.5}
    assert graph.nodes["client", "a"]["teams"] == 2


def test_a_pair_that_met_is_forecast_as_a_repeat() -> None:
    history = history_of(("ab", "2014-01-01"), ("ab", "2014-02-01"), pool="abcde")
    matching = Seating(problem_of("abcde"), seats(q1="bac", q2="de"))
    pairs = history.repeat_pairs(matching)
    assert pairs[["question", "a", "b", "count", "time"]].to_numpy().tolist() == [
        ["q1", "a", "b", 2, 3],
        ["q1", "a", "c", 0, 1],
        ["q1", "b", "c", 0, 1],
        ["q2", "d", "e", 0, 1],
    ]
    assert pairs["last"].notna().tolist() == [True, False, False, False]
    found = history.forecast(matching).set_index("question")
    assert found.loc["q1"].tolist() == [3, 1, 3, 1, 1 / 3, 2.0]
    assert found.loc["q2"].tolist() == [2, 2, 1, 0, 0.0, 0.0]


def test_a_pair_seated_together_twice_repeats_within_the_matching() -> None:
    matching = Seating(problem_of("abc"), seats(q1="ab", q2="ba"))
    found = history_of(pool="abc").repeat_pairs(matching)
    assert found["time"].tolist() == [1, 2]
    assert history_of(pool="abc").forecast(matching)["repeats"].tolist() == [0, 1]


def test_a_team_of_one_has_no_pair_to_repeat() -> None:
    found = history_of(pool="ab").forecast(Seating(problem_of("ab"), seats(q1="a")))
    assert found["pairs"].tolist() == [0]
    assert found["repeat_share"].isna().all()
    assert history_of(pool="ab").forecast(Seating(problem_of("ab"), seats())).empty


@settings(max_examples=4)
@given(st.integers(0, 2_000))
def test_a_session_becomes_what_it_was_forecast_to_be(seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = random_history(seed)
    names = sorted(frame["professional"].unique())
    pool = pd.DataFrame({"professional": names})
    asked = pd.DataFrame({"question": ["x", "y"], "size_min": 0, "size_max": 9})
    problem = Problem.from_frames(professionals=pool, questions=asked)
    split = rng.integers(0, 3, len(names))
    teams = pd.concat(
        [pool[split == at].assign(question=name) for at, name in enumerate(("x", "y"))]
    )
    history = CollaborationHistory.from_frame(frame)
    told = history.repeat_pairs(Seating(problem, teams))
    later = history.update(Seating(problem, teams), "2020-01-01").to_frame()
    both = told.merge(later, on=["a", "b"], suffixes=("_before", "_after"))
    assert len(both) == len(told)
    assert (both["time"] == both["count_after"]).all()

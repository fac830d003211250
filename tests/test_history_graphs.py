"""Communities, brokers and cohesion, on graphs whose answers are known."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from histories import Seating, history_of, problem_of, random_history, seats
from swarmmatch.history.adjacency import adjacency
from swarmmatch.history.brokers import betweenness, brokers, constraint
from swarmmatch.history.cohesion import cohesion
from swarmmatch.history.collaboration import CollaborationHistory
from swarmmatch.history.communities import Communities, communities, runs_for
from swarmmatch.history.louvain import louvain, whole_weights


def some_graph(seed: int) -> nx.Graph:
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(int(rng.integers(1, 14)), rng.uniform(0.1, 0.9), seed=seed)
    for a, b in graph.edges:
        graph.edges[a, b]["strength"] = float(rng.choice([0.1, 0.3, 1 / 3, 0.7, 1e-9]))
    return graph


def as_sets(found: Communities) -> list[set[object]]:
    return [set(team) for _, team in found.members.groupby("community")["professional"]]


@pytest.mark.parametrize(
    ("graph", "best"), [(nx.karate_club_graph(), 0.4198), (nx.les_miserables_graph(), 0.560)]
)
def test_public_graphs_reach_their_published_modularity(graph: nx.Graph, best: float) -> None:
    found = communities(graph, runs=20)
    assert round(found.modularity, len(str(best)) - 2) == best
    assert found.modularity == pytest.approx(
        nx.community.modularity(graph, as_sets(found), weight=None)
    )


def test_a_graph_of_two_circles_falls_apart_into_them() -> None:
    graph = nx.barbell_graph(5, 0)
    graph.add_edge(0, 10)
    found = communities(graph)
    assert as_sets(found) == [{0, 1, 2, 3, 4, 10}, {5, 6, 7, 8, 9}]
    row = found.table.set_index("community").loc[1]
    assert row.to_dict() == {
        "size": 6,
        "ties": 11,
        "density": 11 / 15,
        "bridges": 1,
        "bridge_people": 1,
        "strength": 11.0,
    }
    assert found.between.to_numpy().tolist() == [[1, 2, 1, 1]]


def test_who_has_no_tie_is_a_community_alone() -> None:
    found = communities(nx.empty_graph(3))
    assert found.table["size"].tolist() == [1, 1, 1]
    assert found.table["density"].isna().all()
    assert (found.modularity, found.between.empty) == (0.0, True)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.sampled_from([None, "strength"]), st.sampled_from([0.7, 1, 1.5]))
def test_communities_are_told_as_they_are(seed: int, weight: str | None, gamma: float) -> None:
    graph = some_graph(seed)
    found = communities(graph, weight=weight, runs=2, resolution=gamma)
    sets = as_sets(found)
    assert set().union(*sets) == set(graph)
    if graph.edges:
        judged = nx.community.modularity(graph, sets, weight=weight, resolution=gamma)
        assert found.modularity == pytest.approx(judged)
    assert [len(one) for one in sets] == found.table["size"].tolist()
    inside = [graph.subgraph(one).size() for one in sets]
    assert found.table["ties"].tolist() == inside
    across = [len(list(nx.edge_boundary(graph, one))) for one in sets]
    assert found.table["bridges"].tolist() == across
    edge = [{end[0] for end in nx.edge_boundary(graph, one)} for one in sets]
    assert found.table["bridge_people"].tolist() == [len(one) for one in edge]
    assert found.between["bridges"].sum() * 2 == sum(across)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_no_single_move_would_raise_what_louvain_ends_with(seed: int) -> None:
    _, ties = adjacency(some_graph(seed))
    label = louvain(whole_weights(ties), np.random.default_rng(seed))
    joined = nx.Graph(nx.from_scipy_sparse_array(ties))
    sets = [set(np.flatnonzero(label == one).tolist()) for one in np.unique(label)]
    if not joined.edges:
        return
    best = nx.community.modularity(joined, sets)
    for a in range(len(sets)):
        for b in range(a):
            rest = [one for at, one in enumerate(sets) if at not in (a, b)]
            assert nx.community.modularity(joined, [*rest, sets[a] | sets[b]]) <= best + 1e-12


def test_equal_choices_do_not_go_round_for_ever() -> None:
    for size in range(3, 12):
        graph = nx.cycle_graph(size)
        nx.set_edge_attributes(graph, 0.1, "strength")
        assert communities(graph, weight="strength").modularity > -1e-9


def test_the_graph_on_which_networkx_goes_round_for_ever_is_divided() -> None:
    edges = [(0, 1), (0, 2), (0, 5), (0, 6), (1, 2), (1, 4), (2, 3), (2, 5), (2, 6), (3, 4)]
    for strength in (1.0, 0.1, 1 / 3):
        graph = nx.Graph(edges)
        nx.set_edge_attributes(graph, strength, "strength")
        found = communities(graph, weight="strength", runs=20)
        assert found.modularity == pytest.approx(0.155)  # the best of all divisions


def test_ties_that_have_faded_much_still_make_communities() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from([("a", "b", 1.0), ("c", "d", 1e-9)], weight="strength")
    assert as_sets(communities(graph, weight="strength")) == [{"a", "b"}, {"c", "d"}]


def answers_that_might_depend_on_hashes() -> str:
    graph = nx.les_miserables_graph()
    found = communities(graph, weight="weight", runs=3, seed=5)
    return f"{found.members.to_csv()}{brokers(graph, weight='weight', sources=9, seed=5).to_csv()}"


def test_answers_do_not_depend_on_the_hashes_of_names() -> None:
    code = f"import {__name__} as tests; print(tests.answers_that_might_depend_on_hashes())"
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": path},
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told.strip() == answers_that_might_depend_on_hashes().strip()


def test_the_seed_decides_and_the_order_of_people_does_not() -> None:
    graph = nx.les_miserables_graph()
    shuffled = nx.Graph()
    shuffled.add_edges_from(reversed([(b, a) for a, b in graph.edges]))
    one, other = communities(graph, runs=1, seed=7), communities(shuffled, runs=1, seed=7)
    assert_frame_equal(one.members, other.members)
    assert_frame_equal(one.table, other.table)


def test_large_graphs_get_fewer_runs() -> None:
    assert [runs_for(ties) for ties in (0, 78, 100_000, 10**7)] == [20, 20, 5, 1]


def test_weak_ties_count_for_less_than_strong_ones() -> None:
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        [("a", "b", 9.0), ("b", "c", 0.1), ("c", "d", 9.0), ("d", "a", 0.1)], weight="strength"
    )
    found = communities(graph, weight="strength")
    assert as_sets(found) == [{"a", "b"}, {"c", "d"}]


def test_bad_options_and_graphs_are_refused() -> None:
    graph = nx.path_graph(3)
    with pytest.raises(ValueError, match="runs"):
        communities(graph, runs=0)
    with pytest.raises(ValueError, match="resolution"):
        communities(graph, resolution=0)
    with pytest.raises(ValueError, match="sources"):
        brokers(graph, sources=0)
    with pytest.raises(ValueError, match="undirected"):
        brokers(nx.DiGraph(graph))
    with pytest.raises(ValueError, match="through"):
        cohesion(graph, seats(), through="everyone")  # type: ignore[arg-type]
    graph.edges[0, 1]["strength"] = -1.0
    with pytest.raises(ValueError, match="weights"):
        communities(graph, weight="strength")


def test_the_middle_of_a_star_is_the_only_broker() -> None:
    found = brokers(nx.star_graph(4)).set_index("professional")
    assert found.loc[0].tolist() == [4, 1.0, pytest.approx(0.25)]
    assert found.loc[1:, "betweenness"].tolist() == [0.0] * 4
    assert found.loc[1:, "constraint"].tolist() == pytest.approx([1.0] * 4)


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.sampled_from([None, "strength"]))
def test_brokers_are_those_of_networkx(seed: int, weight: str | None) -> None:
    graph = some_graph(seed)
    found = brokers(graph, weight=weight).set_index("professional")
    between, tight = nx.betweenness_centrality(graph), nx.constraint(graph, weight=weight)
    for one in graph:
        assert found.loc[one, "betweenness"] == pytest.approx(between[one])
        assert found.loc[one, "constraint"] == pytest.approx(tight[one], nan_ok=True)
        assert found.loc[one, "ties"] == graph.degree[one]


def test_betweenness_may_come_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    _, ties = adjacency(nx.les_miserables_graph())
    whole = betweenness(ties, 77)
    monkeypatch.setattr("swarmmatch.history.brokers.CELLS", 400)
    assert betweenness(ties, 77) == pytest.approx(whole)


def test_a_sample_of_sources_estimates_betweenness_without_bias() -> None:
    _, ties = adjacency(nx.karate_club_graph())
    drawn = np.mean([betweenness(ties, 8, seed) for seed in range(200)], axis=0)
    whole = betweenness(ties, 34)
    assert drawn == pytest.approx(whole, abs=0.03)
    assert np.array_equal(betweenness(ties, 8, 3), betweenness(ties, 8, 3))


def test_constraint_of_a_known_ego() -> None:
    # Burt's formula by hand: two contacts who know each other, all ties of weight 1.
    _, triangle = adjacency(nx.complete_graph(3))
    assert constraint(triangle) == pytest.approx([2 * (1 / 2 + 1 / 4) ** 2] * 3)


def test_cohesion_of_hand_made_teams() -> None:
    history = history_of(
        ("ab", "2014-01-01"), ("ab", "2014-02-01"), ("bc", "2014-01-01"), pool="abcde"
    )
    matching = Seating(problem_of("abcde"), seats(q1="abc", q2="ad", q3="e"))
    found = history.cohesion(matching).set_index("question")
    strong, plain = 1 / 3, 1 / 2  # costs of two teams shared, and of one
    assert found.loc["q1"].tolist() == [3, 3, 2, 1.0, strong + plain, strong + plain]
    assert found.loc["q2"].tolist() == [2, 1, 0, 0.0, math.inf, math.inf]
    assert found.loc["q3"].tolist() == [1, 0, 0, 0.0, 0.0, 0.0]


def test_a_seat_that_is_listed_twice_counts_once() -> None:
    history = history_of(("ab", "2014-01-01"))
    twice = pd.concat([seats(q1="ab"), seats(q1="a")])
    row = history.cohesion(Seating(problem_of("ab"), twice)).iloc[0]
    assert row.tolist() == ["q1", 2, 1, 1, 1.0, 0.5, 0.5]


def test_a_team_may_speak_through_others_of_the_pool() -> None:
    history = history_of(("ab", "2014-01-01"), ("bc", "2014-01-01"))
    matching = Seating(problem_of("abc"), seats(q1="ac"))
    assert history.cohesion(matching)["diameter"].tolist() == [math.inf]
    through = history.cohesion(matching, through="pool")
    assert through[["diameter", "spanning_tree"]].to_numpy().tolist() == [[1.0, 1.0]]


@settings(max_examples=6)
@given(st.integers(0, 10_000), st.sampled_from(["team", "pool"]))
def test_cohesion_is_that_of_networkx(seed: int, through: str) -> None:
    graph = CollaborationHistory.from_frame(random_history(seed), half_life=200).to_graph()
    for *_, told in graph.edges(data=True):
        told["cost"] = 1 / (1 + told["strength"])
    members = sorted(graph)[:4]
    found = cohesion(graph, seats().assign(), through="team")
    assert found.empty
    teams = pd.DataFrame({"question": "q", "professional": members})
    row = cohesion(graph, teams, through=through).iloc[0]  # type: ignore[arg-type]
    inside = graph.subgraph(members)
    ways = dict(
        nx.all_pairs_dijkstra_path_length(inside if through == "team" else graph, weight="cost")
    )
    costs = {(a, b): ways[a].get(b, math.inf) for a in members for b in members}
    assert row["diameter"] == pytest.approx(max(costs.values()))
    tied = (
        inside
        if through == "team"
        else nx.Graph(
            [(a, b, {"cost": cost}) for (a, b), cost in costs.items() if a != b and cost < math.inf]
        )
    )
    joined = len(tied) == len(members) and nx.is_connected(tied)
    tree = nx.minimum_spanning_tree(tied, weight="cost").size("cost") if joined else math.inf
    assert row["spanning_tree"] == pytest.approx(tree if len(members) > 1 else 0.0)
    pairs = len(members) * (len(members) - 1) / 2
    assert row["mean_tie"] == pytest.approx(inside.size("strength") / pairs if pairs else 0.0)

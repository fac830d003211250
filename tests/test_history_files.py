"""Graphs as files, and a history as large as the Achterhoek's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from histories import history_of
from swarmmatch.history.collaboration import CollaborationHistory
from swarmmatch.history.export import write_graph

HOSTILE = ["<script>alert('&')</script>", '"/><x y="', "n0", "a\tb", "é\n", "bell\x07", "]]>"]


def hostile_history() -> CollaborationHistory:
    frame = pd.DataFrame(
        {"team": "t", "date": "2014-01-01", "professional": HOSTILE, "client": HOSTILE[0]}
    )
    return CollaborationHistory.from_frame(frame)


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json"])
@pytest.mark.parametrize("mode", ["ties", "clients"])
def test_a_graph_comes_back_as_it_was(tmp_path: Path, suffix: str, mode: str) -> None:
    history = history_of(
        ("abc", "2014-01-01"), ("ab", "2014-03-01"), ("d", "2014-01-01"), half_life=40
    )
    file = tmp_path / f"graph.{suffix}"
    history.write(file, mode=mode)  # type: ignore[arg-type]
    graph = history.to_graph() if mode == "ties" else history.to_client_graph()
    read = read_back(file)
    names = [told.get("name", node) for node, told in graph.nodes(data=True)]
    assert [told["label"] for _, told in read.nodes(data=True)] == names
    assert [told["teams"] for _, told in read.nodes(data=True)] == [
        told["teams"] for _, told in graph.nodes(data=True)
    ]
    number = dict(zip(graph, read, strict=True))
    for a, b, told in graph.edges(data=True):
        written = read.edges[number[a], number[b]]
        assert {name: written[name] for name in told} == told
        assert written["weight"] == told["strength"]
    assert read.number_of_edges() == graph.number_of_edges()
    assert list(tmp_path.iterdir()) == [file]


def read_back(file: Path) -> nx.Graph:
    if file.suffix == ".graphml":
        return nx.read_graphml(file)
    if file.suffix == ".gexf":
        return nx.read_gexf(file)
    return nx.node_link_graph(json.loads(file.read_text("utf-8")), edges="edges")


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json"])
def test_no_id_breaks_a_file(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"x.{suffix}"
    history = hostile_history()
    people = pd.DataFrame({"professional": HOSTILE, HOSTILE[1]: HOSTILE})
    history.write(file, people=people)
    read = read_back(file)
    told = {data["label"]: data[HOSTILE[1]] for _, data in read.nodes(data=True)}
    bell = "bell\x07" if suffix == "json" else "bell\\x07"
    assert set(told) == {*HOSTILE} - {"bell\x07"} | {bell}
    assert all(name == value for name, value in told.items())
    assert read.number_of_edges() == 21


def test_attributes_of_people_go_along(tmp_path: Path) -> None:
    people = pd.DataFrame(
        {
            "professional": ["a", "b", "z"],
            "community": [1, 2, 3],
            "rate": [np.nan, 61.5, np.inf],
            "sector": ["zorg", None, "bouw"],
            "newcomer": [True, False, True],
            "label": ["x", "y", "z"],
        }
    )
    file = tmp_path / "x.graphml"
    history_of(("abc", "2014-01-01")).write(file, people=people)
    told = {data.pop("label"): data for _, data in nx.read_graphml(file).nodes(data=True)}
    for data in told.values():
        assert data.pop("teams") == 1
        assert data.pop("last") == "2014-01-01"
    assert told == {
        "a": {"community": 1, "sector": "zorg", "newcomer": True, "label_": "x"},
        "b": {"community": 2, "rate": 61.5, "newcomer": False, "label_": "y"},
        "c": {},
    }
    with pytest.raises(ValueError, match="twice"):
        history_of(("ab", "2014-01-01")).write(file, people=pd.concat([people, people]))


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json"])
def test_words_that_formats_keep_for_themselves_are_plain_attributes(
    tmp_path: Path, suffix: str
) -> None:
    taken = ["pid", "start", "end", "parents", "slices", "spells", "viz", "key", "id", "name"]
    people = pd.DataFrame({"professional": ["a"], **{name: [f"my {name}"] for name in taken}})
    file = tmp_path / f"x.{suffix}"
    history_of(("a", "2014-01-01")).write(file, people=people)
    told = read_back(file).nodes["n0"]
    assert {name: told[f"{name}_"] for name in taken} == {name: f"my {name}" for name in taken}
    assert (told["label"], told["teams"]) == ("a", 1)


@pytest.mark.parametrize("suffix", ["graphml", "gexf", "json"])
def test_an_empty_graph_is_a_file_too(tmp_path: Path, suffix: str) -> None:
    history_of().write(tmp_path / f"x.{suffix}")
    assert len(read_back(tmp_path / f"x.{suffix}")) == 0


def test_the_same_history_gives_the_same_bytes(tmp_path: Path) -> None:
    teams = [("abc", "2014-01-01"), ("bd", "2014-02-01")]
    history_of(*teams).write(tmp_path / "one.gexf")
    history_of(*teams).write(tmp_path / "other.gexf")
    assert (tmp_path / "one.gexf").read_bytes() == (tmp_path / "other.gexf").read_bytes()


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.json"
    history_of(("ab", "2014-01-01")).write(file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        history_of(("abc", "2014-01-01")).write(file)
    assert file.read_bytes() == before
    assert list(tmp_path.iterdir()) == [file]


def test_formats_and_modes_that_are_not_there_are_refused(tmp_path: Path) -> None:
    history = history_of(("ab", "2014-01-01"))
    with pytest.raises(ValueError, match=r"must end in \.graphml"):
        history.write(tmp_path / "x.xlsx")
    with pytest.raises(ValueError, match="mode"):
        history.write(tmp_path / "x.json", mode="both")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_any_graph_can_be_written(tmp_path: Path) -> None:
    write_graph(nx.karate_club_graph(), tmp_path / "karate.graphml")
    read = nx.read_graphml(tmp_path / "karate.graphml")
    assert read.size() == 78
    assert read.nodes["n0"]["club"] == "Mr. Hi"


def large_history(people: int = 12_000, ties: int = 100_000, circles: int = 150) -> pd.DataFrame:
    """Teams of five, most of them out of one circle, until there are so many ties."""
    rng = np.random.default_rng(2015)
    teams = ties // 8
    circle = rng.integers(circles, size=(teams, 1)) * (people // circles)
    member = circle + rng.integers(people // circles, size=(teams, 5))
    away = rng.random((teams, 5)) < 0.15
    member[away] = rng.integers(people, size=int(away.sum()))
    day = pd.Timestamp("2010-01-01") + pd.to_timedelta(np.sort(rng.integers(2000, size=teams)), "D")
    frame = pd.DataFrame(
        {
            "team": np.repeat(np.arange(teams), 5).astype("str"),
            "date": np.repeat(day, 5),
            "professional": "zp-" + pd.Series(member.ravel()).astype("str"),
            "client": np.repeat(np.arange(teams) % 40, 5).astype("str"),
        }
    )
    return frame.drop_duplicates(["team", "professional"], ignore_index=True)


def test_a_history_as_large_as_the_achterhoek() -> None:
    history = CollaborationHistory.from_frame(large_history())
    ties = history.to_frame()
    assert len(ties) > 100_000
    assert ties["count"].sum() == sum(n * (n - 1) // 2 for n in history.rows.groupby("team").size())
    found = history.communities(runs=1)
    assert found.modularity > 0.5
    assert found.table["size"].sum() == history.rows["professional"].nunique()
    brokers = history.brokers(sources=4)
    assert brokers["betweenness"].between(0, 1).all()
    over_time = history.self_reliance(by=["period"])["index"]
    assert over_time.is_monotonic_increasing

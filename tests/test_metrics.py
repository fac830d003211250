"""Metrics as they are asked for by name, and what they say of malformed teams."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

from metrics_tables import asked, people, seats
from swarmmatch.data.problem import Problem
from swarmmatch.errors import DataError, PolicyError
from swarmmatch.matching.metrics import METRICS, Metric, definitions, measure
from swarmmatch.matching.metrics.gower import gower
from swarmmatch.matching.metrics.spread import (
    gini_seats,
)
from swarmmatch.testing import tiny_problem


def test_measure_has_a_row_a_metric_and_attribute() -> None:
    problem = tiny_problem(1)
    people_there = problem.professionals["professional"]
    teams = pd.DataFrame({"question": "q0", "professional": people_there[:3]})
    table = measure(problem, teams, attributes=["gender", "sector"])
    assert set(table["metric"]) == set(METRICS) - {"gini_invitations"}
    counts = table["metric"].value_counts()
    assert counts["blau"] == counts["selection_ratio"] == 2
    assert counts.drop(["blau", "distinct", "selection_ratio", "selection_difference",
                        "selection_by_chance"]).eq(1).all()  # fmt: skip
    row = table.set_index(["metric", "about"]).loc[("gower", "gender, sector")]
    assert row["value"] == gower(problem, teams, ["gender", "sector"])
    again = measure(problem, teams, attributes=["gender", "sector"])
    pd.testing.assert_frame_equal(table, again)


def test_measure_picks_columns_that_make_groups() -> None:
    problem = Problem.from_frames(
        professionals=people("abc", gender=["f", "m", "f"], sector="care", new=[True, False, True]),
        questions=asked("q"),
    )
    table = measure(problem, seats(q="ab"), ["blau", "gower"])
    assert table["about"].tolist() == ["gender", "new", "gender, new, experience"]


def test_measure_by_name() -> None:
    problem = tiny_problem(2)
    teams = pd.DataFrame({"question": ["q0"], "professional": ["p0"]})
    invited = pd.DataFrame({"professional": ["p1"]})
    names = ["fragility", "gini_invitations"]
    assert measure(problem, teams, names, invitations=invited)["metric"].tolist() == names
    with pytest.raises(PolicyError, match="did you mean 'fragility'"):
        measure(problem, teams, ["fragilty"])
    with pytest.raises(PolicyError, match="needs invitations"):
        measure(problem, teams, ["gini_invitations"])
    with pytest.raises(PolicyError, match="gender"):
        measure(problem, teams, ["blau"], attributes=["gendr"])


def test_measure_of_no_teams_says_that_there_is_nothing() -> None:
    table = measure(tiny_problem(3), seats()).set_index("metric")["value"]
    assert table[["depth", "fragility", "gower", "repeat_share", "distance_mean"]].isna().all()
    assert table[["coverage", "new_ties", "gini_seats"]].eq(0).all()


@pytest.mark.parametrize(
    ("question", "professional", "says"),
    [
        (["q0"], ["nobody"], "is no professional"),
        (["nowhere"], ["p0"], "is no question"),
        (["q0", "q0"], ["p0", "p0"], "names a seat again"),
        ([None], ["p0"], "is no question"),
    ],
)
def test_malformed_teams_are_told(question: list[str], professional: list[str], says: str) -> None:
    teams = pd.DataFrame({"question": question, "professional": professional})
    with pytest.raises(DataError, match=says):
        measure(tiny_problem(4), teams)
    with pytest.raises(DataError, match=says):
        gini_seats(tiny_problem(4), teams)


def test_frames_of_a_caller_stay_as_they_were() -> None:
    problem = tiny_problem(6)
    given = {
        "teams": pd.DataFrame({"professional": ["p1", "p0"], "question": "q0", "x": 1}, [5, 5]),
        "invitations": pd.DataFrame({"professional": ["p0", "p0"]}),
        "eligible": pd.DataFrame({"professional": ["p0", "p2"]}, index=[3, 3]),
    }
    before = {name: frame.copy(deep=True) for name, frame in given.items()}
    fingerprint = problem.fingerprint
    measure(problem, **given)
    for name, frame in given.items():
        pd.testing.assert_frame_equal(frame, before[name])
    assert problem.fingerprint == fingerprint


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_every_metric_says_what_it_is(metric: Metric) -> None:
    told = (metric.definition, metric.formula, metric.source, metric.unit, metric.parity_means)
    assert all(text.strip() for text in told)
    assert metric.definition.endswith(".")
    assert metric.function.__doc__
    assert METRICS[metric.name] is metric


def test_definitions_are_a_table() -> None:
    table = definitions()
    assert table["name"].tolist() == list(METRICS)
    assert table.notna().all(axis=None)


def test_metrics_need_no_solver_and_no_graph() -> None:
    code = "import swarmmatch.matching.metrics, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "swarmmatch" in loaded
    assert not loaded & {"ortools", "highspy", "networkx", "matplotlib", "rich", "typer"}

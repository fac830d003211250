"""Plots say what the tables say; each is held against a plain count of the same."""

from __future__ import annotations

import io
import math
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm
from matchings import hostile, matching_of, small
from swarmmatch.errors import DataError, MissingExtraError, PolicyError
from swarmmatch.history.layout import layout
from swarmmatch.matching.matching import Matching
from swarmmatch.rules import Policy

pytest.importorskip("matplotlib")

from matplotlib import rcParams
from matplotlib.figure import Figure


@cache
def region() -> Matching:
    """Teams of the synthetic region, by lot: plots take whatever teams there are."""
    problem = sm.achterhoek(professionals=120, questions=4, seed=3)
    drawn = np.random.default_rng(1).permutation(problem.professionals["professional"])[:20]
    questions = np.repeat(problem.questions["question"].to_numpy(), 5)
    teams = pd.DataFrame({"question": questions, "professional": drawn})
    return matching_of(problem, Policy([]), teams)


POINTS = pd.DataFrame(
    {"weight": [5.0, 0.1, 1.0, 20.0], "kept": [1.0, 0.25, 1.0, 0.5], "top": [2.0, 1.0, 1.0, 0.6]}
)
PRICES = pd.DataFrame({"what": ["a", "$b^", "c"], "price": [1.0, 9.5, 4.0], "unit": "points"})
REPORTS = [
    sm.Progress("a", None, None, None, 0.0),
    sm.Progress("b", 1.0, 4.0, 3.0, 1.0),
    sm.Progress("c", 2.0, float("inf"), 0.0, 2.5),
]


def history() -> sm.CollaborationHistory:
    return sm.CollaborationHistory.from_problem(region().problem)


EVERY: dict[str, Callable[..., Any]] = {
    "coverage": lambda **how: sm.plot_coverage(region(), "vraag-0001", **how),
    "team": lambda **how: sm.plot_team(region(), "vraag-0001", **how),
    "map": lambda **how: sm.plot_map(region(), **how),
    "lorenz": lambda **how: sm.plot_lorenz(region(), **how),
    "ties": lambda **how: sm.plot_ties(history(), region(), people=20, **how),
    "progress": lambda **how: sm.plot_progress(REPORTS, **how),
    "pareto": lambda **how: sm.plot_pareto(POINTS, "weight", "kept", bound="top", **how),
    "sensitivity": lambda **how: sm.plot_sensitivity(POINTS, "weight", **how),
    "bottlenecks": lambda **how: sm.plot_bottlenecks(PRICES, **how),
}


@pytest.mark.parametrize("name", EVERY)
def test_every_plot_draws_on_the_axes_that_it_is_given_and_says_its_title(name: str) -> None:
    left, right = Figure().subplots(1, 2)
    before = dict(rcParams)
    assert EVERY[name](ax=left, language="nl") is left
    assert left.get_title(loc="left")
    assert not right.has_data()
    assert dict(rcParams) == before
    new = EVERY[name]()
    assert new.get_title(loc="left") != left.get_title(loc="left")  # it is in English
    page = io.BytesIO()
    new.figure.savefig(page, format="png", dpi=20)  # a warning of the layout would be an error
    assert page.tell() > 1000


def test_every_plot_is_public() -> None:
    assert {f"plot_{name}" for name in EVERY} == {one for one in sm.__all__ if "plot" in one}


def test_pyplot_and_its_global_state_are_left_alone() -> None:
    code = (
        "import sys, swarmmatch as sm, pandas as pd; "
        "sm.plot_bottlenecks(pd.DataFrame({'what': ['a'], 'price': [1.0], 'unit': ['points']})); "
        "print('matplotlib.pyplot' in sys.modules, 'jinja2' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["False", "False"]


def test_coverage_shows_every_level_held() -> None:
    matching = region()
    ax = sm.plot_coverage(matching, "vraag-0002")
    asked = matching.coverage.query("question == 'vraag-0002'")
    members = list(matching.teams.query("question == 'vraag-0002'")["professional"])
    held = {
        (row.professional, row.skill): row.level for row in matching.problem.skills.itertuples()
    }
    expected = Counter(
        (at, who, str(held[person, need.skill]), held[person, need.skill] >= need.level)
        for at, need in enumerate(asked.itertuples())
        for who, person in enumerate(members)
        if (person, need.skill) in held
    )
    white = "#ffffff"
    drawn = Counter(
        (one.get_position()[1], one.get_position()[0], one.get_text(), one.get_color() == white)
        for one in ax.texts
    )
    assert drawn == expected
    assert len(expected) > 0
    blue = sum(
        bar.get_facecolor()[:3] == pytest.approx((0, 0x72 / 255, 0xB2 / 255)) for bar in ax.patches
    )
    assert blue == asked["held"].sum()
    assert [one.get_text() for one in ax.get_xticklabels()] == members


def test_a_question_that_asks_for_nothing_can_be_drawn() -> None:
    problem = region().problem.replace(requirements=None)
    matching = matching_of(problem, Policy([]), region().teams)
    assert not sm.plot_coverage(matching, "vraag-0001").texts


def test_a_team_is_shown_beside_what_a_lottery_would_give() -> None:
    matching = region()
    ax = sm.plot_team(matching, "vraag-0003", ["sector", "cooperative"])
    members = list(matching.teams.query("question == 'vraag-0003'")["professional"])
    pool = matching.problem.professionals.set_index("professional")
    labels = [one.get_text().partition(": ") for one in ax.get_yticklabels()]
    by_lot = ax.get_lines()[0].get_xdata()
    assert labels
    for (name, _, value), bar, lot in zip(labels, ax.patches, by_lot, strict=True):
        known = [one for one in pool[name] if pd.notna(one)]
        own = [pool.loc[one, name] for one in members if pd.notna(pool.loc[one, name])]
        assert bar.get_width() == own.count(value) > 0
        assert lot == pytest.approx(len(own) * known.count(value) / len(known))
    assert {name for name, _, _ in labels} <= {"sector", "cooperative"}


def haversine(lat: float, lon: float, lat_to: float, lon_to: float) -> float:
    a, b = math.radians(lat), math.radians(lat_to)
    half = math.sin((b - a) / 2) ** 2
    half += math.cos(a) * math.cos(b) * math.sin(math.radians(lon_to - lon) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def test_the_map_has_a_line_for_each_seat_of_known_place() -> None:
    matching = region()
    people = matching.problem.professionals
    seated = matching.teams["professional"].iloc[0]
    people.loc[people["professional"] == seated, ["lat", "lon"]] = np.nan
    matching = matching_of(
        matching.problem.replace(professionals=people), Policy([]), matching.teams
    )
    ax = sm.plot_map(matching)
    [lines] = [one for one in ax.collections if hasattr(one, "get_segments")]
    place = people.set_index("professional")[["lat", "lon"]]
    goal = matching.problem.questions.set_index("question")[["lat", "lon"]]
    expected = [
        haversine(*place.loc[row.professional], *goal.loc[row.question])
        for row in matching.teams.itertuples()
        if row.professional != seated
    ]
    assert np.asarray(lines.get_array()) == pytest.approx(expected, rel=1e-4)
    assert len(lines.get_segments()) == len(expected)
    assert "19 seats in 4 teams; 1 seats without a known place" in ax.get_title(loc="left")
    some = sm.plot_map(matching, ["vraag-0002"])
    assert "5 seats in 1 teams" in some.get_title(loc="left")


def test_a_map_without_places_says_so() -> None:
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a"]}),
        questions=pd.DataFrame({"question": ["q"], "size_min": 1, "size_max": 1}),
    )
    teams = pd.DataFrame({"question": ["q"], "professional": ["a"]})
    ax = sm.plot_map(matching_of(problem, Policy([]), teams))
    ax.figure.savefig(io.BytesIO(), dpi=20)
    assert "0 seats in 0 teams; 1 seats without a known place" in ax.get_title(loc="left")


def test_the_lorenz_curve_ends_where_it_must_and_tells_the_gini() -> None:
    matching = region()
    eligible = pd.DataFrame({"professional": matching.problem.professionals["professional"]})
    ax = sm.plot_lorenz(matching, eligible=eligible)
    x, y = ax.get_lines()[2].get_data()
    assert (x[0], y[0], x[-1], y[-1]) == (0, 0, 100, 100)
    assert np.interp(100 - 100 * 20 / 120, x, y) == pytest.approx(0, abs=1e-9)
    labels = [one.get_text() for one in ax.get_legend().get_texts()]
    assert labels[2] == "these teams, Gini 0.833"  # 20 of 120 people have one seat each


def test_progress_keeps_what_is_known_and_skips_the_rest() -> None:
    ax = sm.plot_progress(REPORTS)
    bound, value = (line.get_ydata() for line in ax.get_lines())
    np.testing.assert_array_equal(bound, [np.nan, 4.0, np.nan])
    np.testing.assert_array_equal(value, [np.nan, 1.0, 2.0])
    [right] = [one for one in ax.figure.axes if one is not ax]
    np.testing.assert_array_equal(right.get_lines()[0].get_ydata(), [np.nan, 300.0, np.nan])
    assert sm.plot_progress([]).get_lines()


def test_a_front_is_drawn_in_order_with_what_is_left_unproven() -> None:
    ax = sm.plot_pareto(POINTS, "weight", "kept", bound="top")
    step, dots = ax.get_lines()[:2]
    assert list(dots.get_xdata()) == sorted(POINTS["weight"])
    assert list(step.get_ydata()) == [0.25, 1.0, 1.0, 0.5]
    [bars] = ax.containers
    tops = [segment[1][1] for segment in bars.lines[2][0].get_segments()]
    assert tops == [1.0, 1.0, 2.0, 0.6]


def test_weights_that_change_nothing_are_shaded() -> None:
    ax = sm.plot_sensitivity(POINTS, "weight")
    [shade] = ax.patches
    assert (shade.get_x(), shade.get_x() + shade.get_width()) == (1.0, 5.0)
    assert ax.get_xscale() == "log"
    assert list(ax.get_lines()[0].get_ydata()) == [25, 100, 100, 50]
    apart = pd.DataFrame({"weight": [0.0, 1.0, 2.0, 3.0], "kept": [1.0, 0.5, 1.0, 1.0]})
    spans = [
        (p.get_x(), p.get_x() + p.get_width()) for p in sm.plot_sensitivity(apart, "weight").patches
    ]
    assert spans == [(0.0, 0.0), (2.0, 3.0)]  # the weight between them changes seats


def test_the_highest_prices_come_first_and_the_others_are_counted() -> None:
    ax = sm.plot_bottlenecks(PRICES, top=2)
    assert [bar.get_width() for bar in ax.patches] == [9.5, 4.0]
    assert [one.get_text() for one in ax.texts] == ["9.5 points", "4 points"]
    assert "2 of 3" in ax.get_title(loc="left")
    assert sm.plot_bottlenecks(PRICES.head(0)).get_title(loc="left")


def test_ties_are_those_of_the_past_and_of_the_new_teams() -> None:
    matching, past = region(), history()
    ties = past.to_frame()
    ax = sm.plot_ties(past, matching, people=10_000)
    lines = {line.get_label(): len(line.get_xdata()) // 3 for line in ax.get_lines()}
    met = {frozenset(pair) for pair in zip(ties["a"], ties["b"], strict=True)}
    teams = matching.teams.groupby("question")["professional"].agg(list)
    new = {frozenset(pair) for team in teams for pair in combinations(team, 2)} - met
    assert lines["shared a team before"] == len(met) > 0
    assert lines["meet for the first time"] == len(new) > 0
    everybody = set().union(*met, *new)
    dots = sum(len(one.get_offsets()) for one in ax.collections)
    assert dots == len(everybody)
    assert f"{len(everybody)} of {len(everybody)} people" in ax.get_title(loc="left")


def test_people_are_laid_out_the_same_whatever_the_order_of_ties() -> None:
    ties = pd.DataFrame({"a": ["a", "a", "b", "x"], "b": ["b", "c", "c", "y"]})
    places = layout(ties)
    assert list(places["professional"]) == ["a", "b", "c", "x", "y"]
    assert np.isfinite(places[["x", "y"]].to_numpy()).all()
    assert not places.duplicated(["x", "y"]).any()
    other = ties.iloc[::-1].rename(columns={"a": "b", "b": "a"})
    pd.testing.assert_frame_equal(layout(other), places)
    assert layout(ties.head(0)).empty


def test_dollars_line_breaks_and_long_names_are_drawn_as_texts() -> None:
    name = "$x^{$\n" + "y" * 60
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame(
            {"professional": [name], "municipality": name, "lat": 52.0, "lon": 6.5}
        ),
        skills=pd.DataFrame({"professional": [name], "skill": [name]}),
        questions=pd.DataFrame(
            {"question": [name], "size_min": 1, "size_max": 1, "lat": 52.0, "lon": 6.5}
        ),
        requirements=pd.DataFrame({"question": [name], "skill": [name]}),
    )
    name = problem.questions["question"].iloc[0]
    teams = pd.DataFrame({"question": [name], "professional": [name]})
    matching = matching_of(problem, Policy([]), teams)
    for ax in (
        sm.plot_coverage(matching, name),
        sm.plot_team(matching, name, ["municipality"]),
        sm.plot_map(matching),
    ):
        ax.figure.savefig(io.BytesIO(), format="svg")
        assert r"\$x^{\$ yyy" in "".join(
            one.get_text() for one in ax.findobj() if hasattr(one, "get_text")
        )


def test_what_cannot_be_drawn_is_told() -> None:
    with pytest.raises(DataError, match="did you mean 'vraag-0001'"):
        sm.plot_coverage(region(), "vrag-0001")
    with pytest.raises(DataError, match="nobody sits at this question"):
        sm.plot_team(hostile(), "+q")
    with pytest.raises(DataError, match="there is no such question"):
        sm.plot_map(small(), ["nowhere at all"])
    with pytest.raises(PolicyError, match="no attribute 'colour'; they have municipality"):
        sm.plot_team(small(), "q0", ["colour"])
    with pytest.raises(DataError, match="it has weight, kept, top"):
        sm.plot_pareto(POINTS, "weight", "points")
    with pytest.raises(DataError, match="is a list"):
        sm.plot_bottlenecks([])  # type: ignore[arg-type]
    with pytest.raises(PolicyError, match="no words in 'fr'"):
        sm.plot_map(small(), language="fr")


def test_a_missing_extra_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(MissingExtraError, match=r"needs matplotlib.*'swarmmatch\[show\]'") as told:
        sm.plot_map(small())
    assert str(pickle.loads(pickle.dumps(told.value))) == str(told.value)

"""Sweeps: every point is a match, a sweep that was cut off repeats none, and teams are compared."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.errors import AuditError, DataError, PolicyError
from swarmmatch.study import point as points_of_study
from swarmmatch.study import sweep as sweeps
from swarmmatch.study.options import with_options
from swarmmatch.study.sweep import SweepProgress

OVER = {"Coverage.weight": [1, 10], "Fit.weight": [0.5, 2, 8]}


@cache
def region() -> tuple[sm.Problem, sm.Policy]:
    problem = sm.achterhoek(professionals=60, questions=2, seed=4)
    rules = [sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Coverage(), sm.Fit()]
    kinds = [sm.Distinct(name, weight=1.0) for name in ("municipality", "sector")]
    return problem, sm.Policy([*rules, *kinds])


@cache
def found() -> sm.Sweep:
    return sm.sweep(*region(), OVER)


def test_every_point_is_the_match_of_its_policy() -> None:
    problem, policy = region()
    points = found().points
    assert found().options == list(OVER)
    assert list(points["point"]) == list(range(6))
    assert points[list(OVER)].to_numpy().tolist() == [[a, b] for a in (1, 10) for b in (0.5, 2, 8)]
    for point in (0, 4):
        chosen = dict(zip(OVER, list(product(*OVER.values()))[point], strict=True))
        rules = [
            type(rule)(chosen[f"{type(rule).__name__}.weight"])
            if isinstance(rule, sm.Coverage | sm.Fit)
            else rule
            for rule in policy
        ]
        matching = sm.match(problem, sm.Policy(rules), workers=1)
        told = points.loc[point]
        assert (told["value"], told["bound"]) == (matching.value, matching.bound)
        assert (told["status"], told["gap"]) == (matching.status, matching.gap)
        teams = found().teams.query(f"point == {point}").drop(columns="point")
        assert teams.reset_index(drop=True).equals(matching.teams)
        scores = found().scores.query(f"point == {point}").drop(columns="point")
        pd.testing.assert_frame_equal(scores.reset_index(drop=True), matching.scores)


def test_a_sweep_that_was_cut_off_repeats_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[SweepProgress] = []

    def cut(one: SweepProgress) -> None:
        told.append(one)
        if one.done == 2:
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        sm.sweep(*region(), OVER, folder=tmp_path, on_progress=cut)
    assert len(list(tmp_path.iterdir())) == 2
    solved: list[Any] = []
    real = sweeps.solved

    def counted(*task: Any) -> dict[str, Any]:
        solved.append(task)
        return real(*task)

    monkeypatch.setattr(sweeps, "solved", counted)
    told.clear()
    again = sm.sweep(*region(), OVER, folder=tmp_path, on_progress=told.append)
    assert len(solved) == 4
    assert [one.reused for one in told] == [True] * 2 + [False] * 4
    assert [one.done for one in told] == [1, 2, 3, 4, 5, 6]
    columns = [name for name in again.points if name != "seconds"]
    assert again.points[columns].equals(found().points[columns])
    more = sm.sweep(*region(), OVER | {"Coverage.weight": [10, 20]}, folder=tmp_path)
    assert len(solved) == 4 + 3  # the three of weight 20 are new
    assert list(more.points["value"][:3]) == list(found().points["value"][3:])
    sm.sweep(*region(), {"Coverage.weight": [10]}, folder=tmp_path, seed=7)
    assert len(solved) == 4 + 3 + 1  # another seed is another point


def test_processes_find_the_same() -> None:
    both = sm.sweep(*region(), {"Fit.weight": [0.5, 8]}, processes=2)
    alone = sm.sweep(*region(), {"Fit.weight": [0.5, 8]})
    columns = [name for name in alone.points if name != "seconds"]
    assert both.points[columns].equals(alone.points[columns])
    assert both.teams.equals(alone.teams)


def test_points_without_a_matching_are_rows_that_say_so(tmp_path: Path) -> None:
    problem, policy = region()
    over = {"Distinct(attribute='sector', at_least=1).at_least": [1, 9]}
    policy = policy | sm.Distinct("sector", at_least=1)
    for _ in range(2):  # solved, then read
        points = sm.sweep(problem, policy, over, folder=tmp_path).points
        assert points["status"].iloc[1] == "infeasible"
        assert "no matching satisfies all hard rules" in points["detail"].iloc[1]
        assert points[["value", "bound", "gap"]].iloc[1].isna().all()
        assert points["value"].notna().iloc[0]
    late = sm.sweep(problem, policy, {"Fit.weight": [1]}, time_limit=1e-6)
    assert late.points["status"].iloc[0] == "no_matching"
    assert late.teams.empty
    assert late.stable_teams().empty


def test_what_was_kept_is_not_believed(tmp_path: Path) -> None:
    over = {"Fit.weight": [1]}
    sm.sweep(*region(), over, folder=tmp_path)
    [file] = tmp_path.iterdir()
    record = json.loads(file.read_text(encoding="utf-8"))
    record["matching"]["value"] += 1
    file.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(AuditError, match="the value is stated as"):
        sm.sweep(*region(), over, folder=tmp_path)
    for text in ("{", "[]", '{"matching": {}, "status": "optimal", "detail": ""}'):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(DataError, match="remove the file"):
            sm.sweep(*region(), over, folder=tmp_path)


def test_ctrl_c_is_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*task: Any, **options: Any) -> sm.Matching:
        matching = sm.match(*task, **options)
        object.__setattr__(matching, "status", "interrupted")
        return matching

    monkeypatch.setattr(points_of_study, "match", interrupted)
    with pytest.raises(KeyboardInterrupt):
        sm.sweep(*region(), {"Fit.weight": [1]}, folder=tmp_path)
    assert not list(tmp_path.iterdir())


def made_up() -> sm.Sweep:
    """Five points whose teams are known: weights 1 and 2 keep them, 4 changes a seat."""
    points = pd.DataFrame(
        {"point": range(5), "A.weight": [4, 1, 2, 2, 0], "B.weight": [1, 1, 1, 7, 1]}
    ).assign(status="optimal", value=1.0, seats=[2, 2, 2, 3, 1])
    seats = {
        0: [("q", "a"), ("q", "c")],
        1: [("q", "a"), ("q", "b")],
        2: [("q", "b"), ("q", "a")],
        3: [("q", "a"), ("q", "b"), ("r", "c")],
        4: [("q", "a")],
    }
    rows = [(point, *seat) for point, team in seats.items() for seat in team]
    teams = pd.DataFrame(rows, columns=["point", "question", "professional"])
    return sm.Sweep(points, pd.DataFrame(), teams)


def test_seats_that_change_are_listed() -> None:
    changes = made_up().changes(1, 3)
    assert changes.to_numpy().tolist() == [["r", "c", "joined"]]
    assert made_up().changes(2, 0).to_numpy().tolist() == [["q", "b", "left"], ["q", "c", "joined"]]
    assert made_up().changes(1, 2).empty
    with pytest.raises(PolicyError, match="no point 9; they run from 0 to 4"):
        made_up().changes(0, 9)


def test_weights_that_leave_the_teams_alone() -> None:
    assert list(made_up().kept(1)["kept"]) == [0.5, 1, 1, 1, 0.5]
    told = made_up().sensitivity(1).set_index("option")
    assert told.loc["A.weight"].to_list() == [1, 1, 2, 0, 4]
    assert told.loc["B.weight", ["value", "low", "high"]].to_list() == [1, 1, 1]
    other = made_up().sensitivity(2).set_index("option")
    assert other.loc["B.weight", ["low", "high", "above"]].to_list() == [1, 1, 7]  # a seat more


def test_stable_teams_are_counted() -> None:
    table = made_up().stable_teams()
    assert table.to_numpy().tolist() == [["q", 3, 3 / 5, "a, b"], ["r", 1, 1 / 5, "c"]]
    teams = found().teams
    for row in found().stable_teams().itertuples():
        own = teams[teams["question"] == row.question].groupby("point")["professional"]
        times = Counter(frozenset(team) for _, team in own)
        assert (row.teams, row.share) == (len(times), max(times.values()) / 6)
        assert times[frozenset(row.team.split(", "))] == max(times.values())


def test_a_swept_weight_can_be_drawn() -> None:
    pytest.importorskip("matplotlib")
    ax = sm.plot_sensitivity(made_up().kept(1), "A.weight")
    assert list(ax.get_lines()[0].get_xdata()) == [0, 1, 2, 2, 4]


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({}, "needs an option"),
        ({"Coverage": [1]}, "names no option; write rule.option"),
        ({"Coverage.wait": [1]}, "no option 'wait'; it has weight"),
        ({"Covrage.weight": [1]}, "did you mean 'Coverage'"),
        ({"Distinct.weight": [1]}, "names 2 rules of the policy; write Distinct"),
        ({"Coverage.weight": []}, "give a list of values"),
        ({"Coverage.weight": "12"}, "give a list of values"),
        ({"Coverage.weight": [1, -1]}, "Coverage: weight"),
    ],
)
def test_options_without_sense_are_told_before_anything_is_solved(
    over: dict[str, Any], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeps, "solved", lambda *_: pytest.fail("it was solved"))
    with pytest.raises(PolicyError, match=said):
        sm.sweep(*region(), over)


def test_options_are_set_where_they_are_and_nowhere_else() -> None:
    coverage, fit = sm.Coverage(3), sm.Fit()
    policy = sm.Policy([sm.TeamSize(), coverage, fit], stages=[[fit], [coverage]])
    new = with_options(policy, {"Coverage.weight": 5, "TeamSize.unstaffed": 2})
    assert new == sm.Policy(
        [sm.TeamSize(unstaffed=2), sm.Coverage(5), fit], stages=[[fit], [sm.Coverage(5)]]
    )
    assert policy == sm.Policy([sm.TeamSize(), coverage, fit], stages=[[fit], [coverage]])

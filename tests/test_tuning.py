"""Tuning finds a planted optimum, says what it tried, and repeats nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import swarmmatch as sm
from swarmmatch.errors import MissingExtraError, PolicyError
from swarmmatch.matching.matching import Matching
from swarmmatch.study import tuning
from swarmmatch.testing import tiny_problem

POLICY = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Coverage(), sm.Fit()])


def problem() -> sm.Problem:
    return tiny_problem(0, questions=2, professionals=3)


def weights(matching: Matching) -> float:
    """Best where the weight of coverage is 20 and that of fit is 3, wherever teams sit."""
    found = {type(rule).__name__: rule for rule in matching.policy}
    return -abs(found["Coverage"].weight - 20) - abs(found["Fit"].weight - 3)


def test_a_planted_optimum_is_come_near_to_and_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    optuna = pytest.importorskip("optuna")
    before = optuna.logging.get_verbosity()
    over = {"Coverage.weight": (1, 60), "Fit.weight": (0.5, 6)}
    told: list[tuple[int, int]] = []
    once = sm.tune(
        problem(), POLICY, over, weights, trials=16, folder=tmp_path,
        on_progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert told == [(done, 16) for done in range(1, 17)]
    assert sorted(once["trial"]) == list(range(16))
    assert once["goal"].is_monotonic_decreasing
    for row in once.to_dict("records"):
        expected = -abs(row["Coverage.weight"] - 20) - abs(row["Fit.weight"] - 3)
        assert row["goal"] == pytest.approx(expected)
        assert 1 <= row["Coverage.weight"] <= 60
        assert row["status"] in {"optimal", "within_gap"}
    first = once.sort_values("trial")["goal"]
    assert first.iloc[10:].mean() > first.iloc[:10].mean()  # after ten it has learnt something
    monkeypatch.setattr(tuning, "solved", lambda *_: pytest.fail("it was solved again"))
    again = sm.tune(problem(), POLICY, over, weights, trials=16, folder=tmp_path)
    assert again.equals(once)
    assert not capfd.readouterr().err
    assert optuna.logging.get_verbosity() == before


def test_trials_without_a_matching_are_rows_without_a_goal() -> None:
    pytest.importorskip("optuna")
    found = sm.tune(problem(), POLICY, {"Fit.weight": (1, 2)}, weights, trials=2, time_limit=1e-6)
    assert set(found["status"]) == {"no_matching"}
    assert found["goal"].isna().all()


@pytest.mark.parametrize(
    ("over", "trials", "said"),
    [
        ({}, 1, "tuning needs an option"),
        ({"Coverage.wait": (1, 2)}, 1, "no option 'wait'"),
        ({"Coverage.weight": (2, 1)}, 1, "give the ends of a range"),
        ({"Coverage.weight": [1, 2, 3]}, 1, "give the ends of a range"),
        ({"Coverage.weight": (1, 2)}, 0, "1 or more, not 0"),
    ],
)
def test_ranges_without_sense_are_told(over: dict[str, Any], trials: int, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        sm.tune(problem(), POLICY, over, weights, trials=trials)


def test_a_missing_extra_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(MissingExtraError, match=r"needs optuna.*'swarmmatch\[tune\]'"):
        sm.tune(problem(), POLICY, {"Fit.weight": (1, 2)}, weights)

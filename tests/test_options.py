"""Options of rules as they are given: numbers of any library, and all of them refused early."""

from __future__ import annotations

import pickle
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm
from mutants import SeatsInAll
from swarmmatch.rules import Budget, Coverage, Fit, MinLoad, Policy, Quota, TeamSize
from swarmmatch.testing import tiny_problem


@dataclass(frozen=True)
class Levels(SeatsInAll):
    """A rule of one's own, which does nothing about its options."""

    levels: tuple[float, ...] = ()
    strict: bool = False


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (lambda: Coverage(np.float64(2.5)), Coverage(2.5)),
        (lambda: Coverage(weight=np.float32(0.1)), Coverage(weight=0.1)),
        (lambda: Fit(np.float16(0.1)), Fit(0.1)),
        (lambda: Fit(np.longdouble(2.5)), Fit(2.5)),
        (lambda: Fit(Fraction(1, 4)), Fit(0.25)),
        (lambda: Budget(np.float32(0.1)), Budget(0.1)),
        (lambda: Budget(Fraction(9, 10)), Budget(0.9)),
        (lambda: MinLoad(np.int8(2)), MinLoad(2)),
        (lambda: replace(MinLoad(2), at_least=np.uint16(3)), MinLoad(3)),
        (lambda: Quota(np.str_("a"), np.bool_(True), at_most=1), Quota("a", True, at_most=1)),
        (
            lambda: Quota("day", np.datetime64("2014-10-06"), at_most=1),
            Quota("day", pd.Timestamp("2014-10-06"), at_most=1),
        ),
        (lambda: Levels(3, (np.float32(0.1),), np.bool_(True)), Levels(3, (0.1,), True)),
    ],
)
def test_options_are_plain_whoever_made_the_numbers(given: Any, plain: Any) -> None:
    rule = given()
    assert rule == plain
    assert rule.name == plain.name
    assert "np." not in repr(rule)
    assert pickle.loads(pickle.dumps(rule)).name == plain.name


def test_a_matching_by_options_of_numpy_is_read_back(tmp_path: Path) -> None:
    problem = tiny_problem(1)
    policy = Policy([TeamSize(np.int64(2)), Coverage(np.float64(2.5)), Fit(np.float32(0.1))])
    matching = sm.match(problem, policy, workers=1)
    matching.write(tmp_path / "out")
    assert sm.Matching.read(tmp_path / "out", problem).policy == policy


def test_rules_combine_into_a_policy() -> None:
    assert TeamSize() | Fit() == Policy([TeamSize(), Fit()])
    assert TeamSize() | Policy([Fit(), TeamSize()]) == Policy([TeamSize(), Fit()])
    with pytest.raises(TypeError):
        TeamSize() | [Fit()]  # type: ignore[operator]


@pytest.mark.parametrize("wrong", [TeamSize(), "TeamSize", 3, None])
def test_what_is_no_list_of_rules_makes_no_policy(wrong: Any) -> None:
    with pytest.raises(sm.PolicyError, match=r"Policy\(\["):
        Policy(wrong)


def test_a_page_shows_code_as_code() -> None:
    html = Policy([Quota("sector", at_most=1)])._repr_html_()
    assert "with a value of <code>attribute</code>" in html
    assert "``" not in html


@pytest.mark.parametrize("resolution", [0, -1e-4, float("nan"), float("inf"), 1e-18, "1e-4", True])
def test_a_resolution_without_sense_is_refused_before_anything_else(resolution: Any) -> None:
    problem = tiny_problem(1)
    with pytest.raises(ValueError, match="resolution must be"):
        sm.match(problem, Policy([Broken(3)]), resolution=resolution)
    with pytest.raises(ValueError, match="resolution must be"):
        sm.audit(problem, Policy([Broken(3)]), pd.DataFrame(), resolution)


@dataclass(frozen=True)
class Broken(SeatsInAll):
    """A rule that cannot be asked anything."""

    def blocks(self, problem: sm.Problem) -> list[Any]:
        """Never."""
        raise AssertionError(problem)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gap": "0.1"}, "gap must be"),
        ({"gap": True}, "gap must be"),
        ({"time_limit": "60"}, "time_limit must be"),
        ({"time_limit": float("nan")}, "time_limit must be"),
        ({"seed": 1.5}, "seed must be"),
        ({"seed": None}, "seed must be"),
        ({"workers": 1.5}, "workers must be"),
        ({"workers": True}, "workers must be"),
    ],
)
def test_options_of_another_kind_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        sm.match(tiny_problem(1), **options)


@pytest.mark.parametrize("policy", [[TeamSize()], "policy.toml", TeamSize(), TeamSize])
def test_what_is_no_policy_is_refused(policy: Any) -> None:
    with pytest.raises(TypeError, match="policy must be a Policy"):
        sm.match(tiny_problem(1), policy)


def test_what_is_no_problem_or_listener_is_refused() -> None:
    with pytest.raises(TypeError, match="problem must be a Problem, not a dict"):
        sm.match({})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="on_progress must be callable"):
        sm.match(tiny_problem(1), on_progress="print")  # type: ignore[arg-type]


def test_options_of_numpy_are_taken() -> None:
    options = {"gap": np.float32(0), "seed": np.int64(3), "time_limit": np.float64(20)}
    assert sm.match(tiny_problem(1), **options, workers=np.int64(1)).audit().ok


@pytest.mark.parametrize("weight", [1e12, 3.3e9, 123456789.1234])
def test_large_points_are_compared_in_whole_units(weight: float) -> None:
    problem = tiny_problem(3)
    resolution = max(weight / 1e13, 1e-4)
    policy = Policy([TeamSize(), Coverage(weight), Fit(weight / 7)])
    matching = sm.match(problem, policy, gap=0, resolution=resolution, workers=1)
    assert matching.status == "optimal"
    assert matching.value == matching.bound == matching.audit().value


def test_points_are_refused_when_they_cannot_be_added_up_exactly() -> None:
    policy = Policy([TeamSize(), Fit(), Coverage(1e12)])
    with pytest.raises(sm.PolicyError, match=r"Coverage\(weight=1.*too large to add up exactly"):
        sm.match(tiny_problem(3), policy)
    for rule in (
        TeamSize(1e300),
        Coverage(1e300),
        Fit(1e300),
        Quota("sector", at_most=0, weight=1e15),
    ):
        with pytest.raises(sm.PolicyError, match="too large to add up exactly"):
            sm.match(tiny_problem(3), Policy([TeamSize(), rule]))


@pytest.mark.parametrize(
    "rule", [Coverage(1e-5), Fit(4e-5), TeamSize(1e-9), Quota("sector", at_most=0, weight=1e-5)]
)
def test_points_that_all_round_to_nothing_are_refused(rule: sm.Rule) -> None:
    problem = tiny_problem(3).replace(fit=None)
    with pytest.raises(sm.PolicyError, match=r"rounded to 0 at a resolution of 0.0001") as caught:
        sm.match(problem, Policy([rule]))
    assert rule.name in str(caught.value)
    assert sm.match(problem, Policy([rule]), resolution=1e-10, workers=1).audit().ok


def test_points_that_partly_round_to_nothing_are_taken() -> None:
    seats = pd.DataFrame({"question": "q", "professional": ["a", "b"], "points": [1e-9, -2.0]})
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a", "b"]}),
        questions=pd.DataFrame({"question": ["q"], "size_min": 1, "size_max": 2}),
        fit=seats,
    )
    assert sm.match(problem, Policy([TeamSize(), Fit()]), workers=1).value == 0

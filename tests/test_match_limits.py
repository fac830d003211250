"""match under time limits, interruption, failing listeners and infeasible tables."""

from __future__ import annotations

import threading

import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.engine.match import usable_cores


@pytest.fixture(scope="module")
def region() -> sm.Problem:
    return sm.achterhoek(1_500, 12, seed=8)


def test_a_short_time_gives_a_true_bound_or_no_matching(region: sm.Problem) -> None:
    best = sm.match(region, time_limit=20)
    for seconds in (0.001, 0.2, 0.6, 1.2):
        matching = _match_or_none(region, time_limit=seconds)
        assert matching is None or matching.bound >= best.value
        assert matching is None or matching.audit().ok
    with pytest.raises(sm.NoMatchingError, match="out of time"):
        sm.match(region, time_limit=1e-6)


def _match_or_none(region: sm.Problem, time_limit: float | None) -> sm.Matching | None:
    try:
        return sm.match(region, gap=0, time_limit=time_limit)
    except sm.NoMatchingError:
        return None


@pytest.mark.parametrize("stage", ["bounding", "finding", "making", "searching"])
def test_interruption_returns_the_best_so_far_or_says_there_is_none(
    region: sm.Problem, stage: str
) -> None:
    def interrupt(progress: sm.Progress) -> None:
        if progress.stage.startswith(stage) and not heard:
            heard.append(stage)
            raise KeyboardInterrupt

    heard: list[str] = []
    try:
        matching = sm.match(region, gap=0, time_limit=None, on_progress=interrupt)
    except sm.NoMatchingError as error:
        assert "interrupted" in str(error)  # noqa: PT017 - which of the two it is, time decides
    else:
        assert matching.status in ("interrupted", "optimal")
        assert matching.audit().ok
    assert heard == [stage]


def test_progress_is_told_in_the_callers_thread_and_a_failing_listener_stops_nothing(
    region: sm.Problem, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[tuple[str, str]] = []
    sm.match(region, on_progress=lambda p: heard.append((threading.current_thread().name, p.stage)))
    assert {name for name, _ in heard} == {threading.current_thread().name}
    assert len({stage for _, stage in heard}) >= 4

    def failing(progress: object) -> None:
        raise RuntimeError("no ear for this")

    assert sm.match(region, on_progress=failing).audit().ok
    assert "no ear for this" in caplog.text


def test_progress_bounds_never_fall_below_the_final_value(region: sm.Problem) -> None:
    bounds: list[float] = []
    matching = sm.match(region, on_progress=lambda p: bounds.append(p.bound) if p.bound else None)
    assert bounds
    assert min(bounds) >= matching.value


def _short_of_people() -> sm.Problem:
    return sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["ann", "bob", "cees"]}),
        skills=pd.DataFrame({"professional": ["ann"], "skill": ["GIS"], "level": [2]}),
        questions=pd.DataFrame({"question": ["Q1", "Q2"], "size_min": [1, 2], "size_max": [2, 2]}),
        requirements=pd.DataFrame(
            {
                "question": ["Q1", "Q2"],
                "skill": ["GIS", "GIS"],
                "level": [2, 2],
                "must": [False, True],
            }
        ),
        seats=pd.DataFrame({"question": ["Q1"], "professional": ["ann"], "kind": ["lock"]}),
    )


def test_infeasible_tables_name_rule_and_question() -> None:
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Locks(), sm.MustHave()])
    with pytest.raises(sm.InfeasibleError) as caught:
        sm.match(_short_of_people(), policy)
    conflict = caught.value.conflict
    assert list(conflict.columns) == ["rule", "subject", "detail"]
    assert {"MustHave()", "Locks()", "Capacity()"} <= set(conflict["rule"])
    assert "Q2" in set(conflict["subject"])
    assert "Q2" in str(caught.value)


def test_a_question_without_eligible_people_is_named() -> None:
    problem = _short_of_people()
    nobody = problem.replace(seats=None, requirements=None, availability=None).replace(
        seats=pd.DataFrame({"question": "Q2", "professional": ["ann", "bob"], "kind": "bar"})
    )
    with pytest.raises(sm.InfeasibleError) as caught:
        sm.match(nobody, sm.Policy([sm.TeamSize(), sm.Locks()]))
    assert set(caught.value.conflict["subject"]) == {"Q2"}
    assert "1 of 3 professionals are eligible" in str(caught.value)


def test_a_question_may_stay_open_at_a_price() -> None:
    problem = _short_of_people()
    policy = sm.Policy([sm.TeamSize(unstaffed=4.0), sm.Capacity(), sm.Locks(), sm.MustHave()])
    matching = sm.match(problem, policy, gap=0)
    assert matching.value == -4.0
    assert set(matching.teams["question"]) == {"Q1"}


@pytest.mark.parametrize(
    "options",
    [{"gap": -1}, {"gap": float("nan")}, {"time_limit": 0}, {"seed": -1}, {"workers": 0}],
)
def test_senseless_options_are_refused(options: dict[str, float], region: sm.Problem) -> None:
    with pytest.raises(ValueError, match=next(iter(options))):
        sm.match(region, **options)  # type: ignore[arg-type]


def test_usable_cores_are_at_least_one() -> None:
    assert usable_cores() >= 1

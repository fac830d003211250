"""A matching tells what it is, hands out copies only, and states nothing its audit denies."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from matchings import FORMULA, SCRIPT, hostile, matching_of, small, stating
from swarmmatch.data.problem import Problem
from swarmmatch.errors import AuditError, DataError
from swarmmatch.matching import html
from swarmmatch.rules import Coverage, Policy, TeamSize
from swarmmatch.rules.holders import holders_in_teams
from swarmmatch.testing import tiny_problem


def test_seats_stand_in_the_order_of_the_problem() -> None:
    matching = small()
    problem, teams = matching.problem, matching.teams
    question = problem.arrays.question_codes(teams["question"])
    professional = problem.arrays.professional_codes(teams["professional"])
    assert list(teams) == ["question", "professional"]
    assert len(teams) == 9
    assert sorted(zip(question, professional, strict=True)) == list(
        zip(question, professional, strict=True)
    )


def test_what_it_hands_out_is_a_copy() -> None:
    matching = small()
    before = matching.to_dict()
    for name in ("teams", "scores", "coverage", "seats"):
        frame = getattr(matching, name)
        frame.iloc[0, 0] = "changed"
        frame["more"] = 1
    matching.provenance["seconds"]["bound"] = 99
    assert matching.to_dict() == before
    assert "changed" not in set(matching.coverage["question"])
    with pytest.raises(AttributeError):
        matching.value = 3.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("value", "bound", "gap"),
    [
        (100.0, 101.0, 0.01),
        (-100.0, -99.0, 0.01),
        (0.1, 0.6, 0.5),  # below one point the gap is absolute
        (5.0, 5.0, 0.0),
        (5.0, 4.99999, 0.0),
        (5.0, float("inf"), float("inf")),
    ],
)
def test_gap(value: float, bound: float, gap: float) -> None:
    assert stating(value=value, bound=bound).gap == pytest.approx(gap)


def test_coverage_says_who_holds_what_is_asked() -> None:
    problem = Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a", "b", "c"]}),
        skills=pd.DataFrame(
            {
                "professional": ["c", "a", "b", "c"],
                "skill": ["x", "x", "x", "y"],
                "level": [3, 5, 2, 1],
            }
        ),
        questions=pd.DataFrame({"question": ["q", "r"], "size_min": 0, "size_max": 3}),
        requirements=pd.DataFrame(
            {
                "question": ["r", "q", "q"],
                "skill": ["x", "x", "y"],
                "level": [1, 3, 2],
                "must": [False, True, False],
                "weight": [1.0, 2.0, 1.0],
                "held": "a column of the caller",
            }
        ),
    )
    teams = pd.DataFrame({"question": "q", "professional": ["c", "b", "a"]})
    matching = matching_of(problem, Policy([TeamSize()]), teams)
    assert matching.coverage.to_dict("list") == {
        "question": ["r", "q", "q"],
        "skill": ["x", "x", "y"],
        "level": [1, 3, 2],
        "wanted": [1, 1, 1],
        "held": [0, 2, 0],
        "by": ["", "a, c", ""],
        "must": [False, True, False],
        "weight": [1.0, 2.0, 1.0],
    }
    assert matching.seats["covers"].tolist() == ["x", "", "x"]
    assert "50.0% of weighted requirements; 1 of 3 requirements" in matching.summary()


@pytest.mark.parametrize("seed", range(5))
def test_coverage_counts_as_the_rules_do(seed: int) -> None:
    problem, rng = tiny_problem(seed), np.random.default_rng(seed)
    every = problem.questions[["question"]].merge(problem.professionals, how="cross")
    teams = every[["question", "professional"]][rng.random(len(every)) < 0.5]
    coverage = matching_of(problem, Policy([Coverage()]), teams).coverage
    assert coverage["held"].tolist() == holders_in_teams(problem, teams).tolist()
    assert [len(by.split(", ")) if by else 0 for by in coverage["by"]] == coverage["held"].tolist()


def test_scores_and_audit_agree() -> None:
    matching = small()
    assert matching.audit().ok
    assert matching.audit().value == matching.value
    pd.testing.assert_frame_equal(matching.scores, matching.audit().scores)
    assert matching.checked() is matching


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"value": 1.0, "bound": 1000.0, "status": "within_gap"}, "value is stated as 1.0"),
        ({"value": float("nan")}, "value is stated as nan"),
        ({"bound": 1.0}, "bound is stated as 1.0, below"),
        ({"bound": float("nan")}, "bound is stated as nan"),
        ({"bound": 1e6}, "stated as optimal"),
    ],
)
def test_a_statement_that_the_teams_do_not_bear_out_is_an_error(
    changed: dict[str, Any], told: str
) -> None:
    with pytest.raises(AuditError, match=told):
        stating(**changed).checked()


def test_teams_that_break_rules_are_an_error_with_the_violations() -> None:
    matching = small()
    broken = matching_of(matching.problem, matching.policy, matching.teams.iloc[1:])
    with pytest.raises(AuditError, match="the teams break rules") as caught:
        broken.checked()
    assert caught.value.violations is not None
    assert caught.value.violations["rule"].tolist() == ["TeamSize()"]


def test_what_it_is_made_of_is_looked_at() -> None:
    with pytest.raises(ValueError, match="unknown status 'best'; there are optimal,"):
        stating(status="best")
    with pytest.raises(TypeError, match="JSON has no form"):
        stating(provenance={"seed": object()})
    with pytest.raises(DataError, match="professional"):
        matching_of(small().problem, Policy(), pd.DataFrame({"question": []}))


def test_the_summary_is_short_and_tells_the_facts() -> None:
    matching = small()
    text = matching.summary()
    assert "3 of 3 questions staffed, 9 seats, 9 of 30 professionals" in text
    assert f"value {matching.value:,.10g}, bound {matching.value:,.10g}, gap 0.0000%" in text
    assert "proven optimal" in text
    assert "Value and bound are equal." in text
    assert "1.25 s (bound 0.25, teams 1.00)" in text
    assert "100.0% of weighted requirements; 9 of 9 requirements met in full" in text
    assert "Coverage()" in text
    assert "TeamSize()" not in text  # it earns nothing
    assert len(text.splitlines()) < 15


def test_without_bound_or_times_it_says_so() -> None:
    matching = stating(bound=float("inf"), status="interrupted", provenance={})
    assert "no bound proven: interrupted" in matching.summary()
    assert "not recorded" in matching.summary()
    assert repr(matching).endswith("no bound proven, interrupted)")
    record = json.loads(json.dumps(matching.to_dict(), allow_nan=False))
    assert record["bound"] is None
    assert record["gap"] is None


def test_a_matching_of_nobody_is_shown_too() -> None:
    problem = Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a"]}),
        questions=pd.DataFrame({"question": ["q"], "size_min": [0], "size_max": [1]}),
    )
    teams = pd.DataFrame({"question": [], "professional": []})
    matching = matching_of(problem, Policy([TeamSize()]), teams).checked()
    assert "0 of 1 question staffed" in matching.summary()
    assert "nothing is asked for" in matching._repr_html_()
    assert len(matching.coverage) == len(matching.seats) == len(matching.to_dict()["teams"]) == 0


def test_the_record_is_plain_json() -> None:
    matching = small()
    record = matching.to_dict()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["schema"] == "swarmmatch matching 1"
    assert [team["question"] for team in record["teams"]] == ["q0", "q1", "q2"]
    assert sum(len(team["professionals"]) for team in record["teams"]) == 9
    assert record["provenance"]["input"] == matching.problem.fingerprint
    assert record["provenance"]["started_at"] == "2015-06-18T19:30:00+00:00"
    assert record["provenance"]["time_limit"] is None
    names = {"swarmmatch", "python", "ortools", "highspy", "numpy", "pandas", "scipy"}
    assert set(record["provenance"]["versions"]) == names
    assert record["provenance"]["versions"]["pandas"] == pd.__version__


def test_it_pickles_without_what_can_be_computed_anew() -> None:
    matching = small()
    size = len(pickle.dumps(matching))
    assert matching.scores is not None
    assert matching.coverage is not None
    data = pickle.dumps(matching)
    assert len(data) == size
    again = pickle.loads(data)
    assert again.to_dict() == matching.to_dict()
    assert again.teams.equals(matching.teams)
    assert again.checked().policy == matching.policy


def test_html_shows_the_proof_and_the_first_teams(monkeypatch: pytest.MonkeyPatch) -> None:
    matching = small()
    page = matching._repr_html_()
    assert "proven optimal" in page
    assert all(one in page for one in matching.teams["professional"])
    assert "more" not in page
    monkeypatch.setattr(html, "TEAMS", 1)
    monkeypatch.setattr(html, "SEATS", 2)
    page = matching._repr_html_()
    assert "<b>q0</b>" in page
    assert "<b>q1</b>" not in page
    assert "and 2 more teams" in page
    assert "and 1 more seat<" in page


def test_html_runs_nothing() -> None:
    page = hostile()._repr_html_()
    assert "&lt;script&gt;" in page
    assert "lacks =1+1 at level 1 (0 of 2)" in page
    for attack in ("<script", "<img", "</td></td>", 'alert("'):
        assert attack not in page
    long = "x" * 10_000
    people = pd.DataFrame({"professional": [long]})
    asked = pd.DataFrame({"question": ["q"], "size_min": [1], "size_max": [1]})
    problem = Problem.from_frames(professionals=people, questions=asked)
    teams = pd.DataFrame({"question": ["q"], "professional": [long]})
    assert len(matching_of(problem, Policy(), teams)._repr_html_()) < 2_000


def test_hostile_names_stay_what_they_are() -> None:
    matching = hostile()
    assert FORMULA in set(matching.teams["professional"])
    assert matching.checked().to_dict()["teams"][0]["question"] == SCRIPT


def test_no_solver_and_no_terminal_is_loaded() -> None:
    code = "import sys, swarmmatch.matching.matching; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )  # fmt: skip
    heavy = {"ortools", "highspy", "rich", "typer", "swarmmatch.engine"}
    assert not heavy & set(run.stdout.split())

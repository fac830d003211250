"""What notebooks show of results: whole, short, and with every text escaped."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest

import swarmmatch as sm
from pages import Page
from swarmmatch.data.frame_html import ROWS, frame_html

EVIL = "<script>alert('&')</script>"
POLICY = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Coverage(), sm.Fit()])


@cache
def hostile() -> sm.Problem:
    """Two people for a team of two, one of whom alone has what the question asks of both."""
    return sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": [EVIL, "b"], "sector": [EVIL, "care"]}),
        skills=pd.DataFrame({"professional": [EVIL], "skill": [EVIL], "level": [1]}),
        questions=pd.DataFrame({"question": [EVIL], "size_min": [2], "size_max": [2]}),
        requirements=pd.DataFrame(
            {"question": [EVIL], "skill": [EVIL], "level": [1], "holders": [2], "must": [True]}
        ),
    )


@cache
def matched() -> sm.Matching:
    return sm.match(hostile(), POLICY, workers=1)


SHOWN = {
    "problem": hostile,
    "policy": lambda: POLICY | sm.Quota("sector", EVIL, at_most=1),
    "matching": matched,
    "audit": lambda: matched().audit(),
    "broken audit": lambda: sm.audit(hostile(), POLICY, matched().teams.head(1)),
    "feasible": lambda: sm.diagnose(hostile(), POLICY),
    "infeasible": lambda: sm.diagnose(hostile(), POLICY | sm.MustHave()),
    "why": lambda: sm.why(matched(), EVIL, EVIL),
    "team": lambda: sm.explain_team(matched(), EVIL),
    "bottlenecks": lambda: sm.bottlenecks(matched()),
    "front": lambda: sm.pareto(hostile(), POLICY, "Coverage", "Fit", points=2),
    "sweep": lambda: sm.sweep(hostile(), POLICY, {"Coverage.weight": [1, 2]}),
}


@pytest.mark.parametrize("name", SHOWN)
def test_results_show_themselves_and_run_nothing(name: str) -> None:
    shown = SHOWN[name]()
    html = shown._repr_html_()
    page = Page(html)
    assert not page.all("script")
    assert page.text.strip()
    assert 0 < len(repr(shown)) < 5_000


def test_a_diagnosis_numbers_what_can_be_applied() -> None:
    diagnosis = SHOWN["infeasible"]()
    page = Page(diagnosis._repr_html_())
    assert len(diagnosis.relaxations)
    assert {str(i) for i in range(len(diagnosis.relaxations))} <= set(page.cells)
    assert set(diagnosis.relaxations["change"]) <= set(page.cells)
    assert set(diagnosis.conflict["detail"]) <= set(page.cells)


def test_a_front_and_a_sweep_tell_every_point() -> None:
    front, sweep = SHOWN["front"](), SHOWN["sweep"]()
    assert "Coverage() against Fit()" in repr(front)
    assert "Coverage.weight" in repr(sweep)
    for found in (front, sweep):
        cells = Page(found._repr_html_()).cells
        assert {str(one) for one in found.points["point"]} <= set(cells)
        assert set(found.points["status"]) <= set(cells)


def test_a_long_frame_is_cut_short_and_says_so() -> None:
    frame: Any = pd.DataFrame({"n": range(1_000), "text": "x" * 5_000, "none": None})
    page = Page(frame_html(frame, "many", numbered=True))
    assert "and 980 more" in page.text
    assert len(page.html) < ROWS * 600
    assert "none" not in page.cells

"""What other functions return goes into plots and reports as it is."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import swarmmatch as sm
from pages import Page
from swarmmatch.cli.app import app
from swarmmatch.cli.exits import Exit
from swarmmatch.cli.within import within

pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")


@cache
def matched() -> sm.Matching:
    return sm.match(sm.achterhoek(200, 3, seed=1), workers=1)


@cache
def front() -> sm.Front:
    problem = sm.achterhoek(60, 2, seed=2)
    return sm.pareto(problem, sm.Policy.basic(problem), "Coverage", "Fit", points=2)


def test_a_front_is_drawn_with_its_own_aims_and_ceilings() -> None:
    found = front()
    drawn = sm.plot_pareto(found)
    named = sm.plot_pareto(found.points, found.x, found.y, bound="bound")
    for ax in (drawn, named):
        assert ax.get_xlabel() == "Coverage() (points)"
        assert ax.get_ylabel() == "Fit() (points)"
    shown, same = (np.array(ax.get_lines()[1].get_data()) for ax in (drawn, named))
    assert np.array_equal(shown, same)
    assert len(drawn.containers) == len(named.containers) == 1


def test_a_front_without_a_ceiling_is_drawn_without_one() -> None:
    points = front().points.assign(bound=np.inf)
    ax = sm.plot_pareto(sm.Front("Coverage()", "Fit()", np.inf, points, front().teams))
    ax.figure.draw_without_rendering()  # type: ignore[union-attr]
    assert np.isfinite(ax.get_ylim()).all()


def test_a_frame_needs_the_names_of_its_aims() -> None:
    with pytest.raises(TypeError, match="a frame and the names of two columns"):
        sm.plot_pareto(front().points, "Coverage()")


def test_the_lorenz_curve_of_a_series_is_that_of_the_matching() -> None:
    matching = matched()
    everybody = matching.problem.professionals["professional"]
    seats = matching.teams["professional"].value_counts().reindex(everybody, fill_value=0)
    questions = matching.problem.questions[["question"]]
    eligible = questions.merge(everybody, how="cross")
    of_matching, of_series = sm.plot_lorenz(matching, eligible=eligible), sm.plot_lorenz(seats)
    for one, other in zip(of_matching.get_lines(), of_series.get_lines(), strict=True):
        assert np.allclose(one.get_data(), other.get_data())
    assert of_matching.get_title(loc="left") == of_series.get_title(loc="left")


@pytest.mark.parametrize("seats", [[1, -1], [1.5], [1, None], ["two"]])
def test_seats_that_are_no_whole_number_are_refused(seats: list[Any]) -> None:
    with pytest.raises(sm.DataError, match="no whole number"):
        sm.plot_lorenz(pd.Series(seats))


def test_a_series_has_all_who_are_eligible() -> None:
    with pytest.raises(TypeError, match="leave out eligible"):
        sm.plot_lorenz(pd.Series([1, 0]), eligible=sm.Policy())


@pytest.mark.parametrize("language", ["en", "nl"])
def test_bottlenecks_and_reserves_go_into_the_report(language: str) -> None:
    scarce, reserves = sm.bottlenecks(matched()), sm.reserves(matched(), 1)
    assert len(scarce.recruits)
    found = Page(sm.report(matched(), bottlenecks=scarce, reserves=reserves, language=language))
    skill = {"en": "skill", "nl": "vaardigheid"}[language]
    of_skills = scarce.recruits.query("column == 'skill'")["value"]
    assert {f"{value} ({skill})" for value in of_skills} <= set(found.cells)
    assert set(reserves["reserve"]) <= set(found.cells)
    assert {"en": "points, at most", "nl": "punten, hoogstens"}[language] in found.cells
    bars = sm.plot_bottlenecks(scarce, language=language)
    assert len(bars.patches) == len(scarce.recruits.head(15))


def test_the_shell_puts_both_into_the_report_or_says_that_time_was_short(tmp_path: Path) -> None:
    matched().problem.write(tmp_path / "tables")
    matched().write(tmp_path / "result")
    report = ["report", *(str(tmp_path / name) for name in ("tables", "result"))]
    both = ["--bottlenecks", "--reserves", "1", "--out", str(tmp_path / "report.html")]
    run = CliRunner().invoke(app, [*report, *both])
    assert run.exit_code == Exit.OK, run.output
    assert not run.stderr
    found = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "What is scarce" in {told for _, told in found.headings}
    for question in matched().teams["question"].unique():
        assert f"Who comes in when somebody at {question} drops out" in found.text
    late = CliRunner().invoke(app, [*report, *both, "--time-limit", "0.01"])
    assert late.exit_code == Exit.OK, late.output
    assert "left out: bottlenecks" in late.stderr
    assert "left out: reserves" in late.stderr
    found = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert not {"What is scarce", "Reserves"} & {told for _, told in found.headings}


def test_what_the_work_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="per_seat"):
        within(60, sm.reserves, matched(), 0)

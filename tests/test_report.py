"""The report: one page that loads nothing, runs nothing, and says what the matching says."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import swarmmatch as sm
from matchings import FORMULA, SCRIPT, hostile, matching_of, small, stating
from pages import Page
from swarmmatch.errors import DataError, MissingExtraError, PolicyError
from swarmmatch.matching.matching import Matching
from swarmmatch.testing import planted

pytest.importorskip("matplotlib")
pytest.importorskip("jinja2")

from swarmmatch.show import report as reports

BOTTLENECKS = pd.DataFrame(
    {"what": ["GIS", "<b>di</b>"], "price": [2.5, 12345.678], "unit": ["points", "pairs"]}
)
RESERVES = pd.DataFrame({"question": ["q0"], "professional": ["p1"], "reserve": ["p2"]})


@cache
def region() -> Matching:
    """A matching of the synthetic region, which has places, a history and warnings."""
    problem = sm.achterhoek(professionals=300, questions=4, seed=7)
    return sm.match(problem, sm.Policy.default(problem), workers=1)


@cache
def page(name: str, language: str) -> Page:
    matching = {"small": small, "hostile": hostile, "region": region}[name]()
    return Page(sm.report(matching, language=language))


PAGES = [(name, language) for name in ("small", "hostile", "region") for language in ("en", "nl")]
every_page = pytest.mark.parametrize(("name", "language"), PAGES)


@every_page
def test_it_loads_and_runs_nothing(name: str, language: str) -> None:
    found = page(name, language)
    assert not [one for one in found.loads if not one.startswith(("#", "data:image/png"))]
    tags = {tag for tag, _ in found.tags}
    assert not tags & {"script", "iframe", "object", "embed", "link", "img", "base", "form"}
    assert not [key for _, told in found.tags for key in told if key.startswith("on")]
    [policy] = [one["content"] for one in found.all("meta") if "http-equiv" in one]
    assert policy.startswith("default-src 'none'")
    assert "@import" not in found.html
    assert not re.search(r"url\((?!#)", found.html)


@every_page
def test_it_is_built_for_every_reader(name: str, language: str) -> None:
    found = page(name, language)
    assert found.all("html") == [{"lang": language}]
    levels = [level for level, _ in found.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert all(told.strip() for _, told in found.headings)
    assert found.captions == len(found.all("table")) > 0
    assert {one.get("scope") for one in found.all("th")} == {"col", "row"}
    ids = [told["id"] for _, told in found.tags if "id" in told]
    assert len(ids) == len(set(ids))
    assert {told["href"] for told in found.all("a")} <= {f"#{one}" for one in ids}
    for svg in found.all("svg"):
        assert svg["role"] == "img"
        assert set(svg["aria-labelledby"].split()) <= set(ids)
    assert len(found.all("svg")) == len(found.all("figure")) > 0
    assert 5_000 < len(found.html) < 500_000


def test_the_same_matching_gives_the_same_page() -> None:
    assert sm.report(region(), language="nl") == page("region", "nl").html


def test_names_are_texts() -> None:
    found = page("hostile", "en")
    assert SCRIPT in found.cells
    assert FORMULA in found.cells
    assert any('"><img src=x onerror=alert(1)>' in told for told in [found.text])
    assert (3, f"{SCRIPT}: </td>") in found.headings


def test_extra_frames_and_titles_are_escaped_too() -> None:
    evil = "<script>steal()</script>"
    frame = pd.DataFrame({evil: [evil], "what": [evil], "price": [1.0], "unit": [evil]})
    found = Page(sm.report(small(), title=evil, bottlenecks=frame, reserves=frame, language="nl"))
    assert not found.all("script")
    assert found.headings[0] == (1, evil)
    assert found.cells.count(evil) == 2 * 4  # a head and three cells in each of two tables


def test_every_seat_and_requirement_is_told() -> None:
    matching, found = region(), page("region", "en")
    for row in matching.seats.itertuples():
        assert {row.professional, row.municipality} <= set(found.cells)
    for row in matching.coverage.itertuples():
        assert {row.skill, row.by} <= set(found.cells)
    titles = matching.problem.questions.set_index("question")["title"]
    told = [text for level, text in found.headings if level == 3]
    assert told == [f"{question}: {title}" for question, title in titles.items()]
    assert f"{matching.value:,.10g} points" in found.cells
    assert f"{matching.bound:,.10g} points" in found.cells
    metrics = sm.measure(matching.problem, matching.teams).dropna(subset="value")
    assert all(f"{value:,.4g}" in found.cells for value in metrics["value"])
    warned = sm.warnings_of(matching.problem, matching.teams)
    assert set(warned["detail"]) <= set(found.cells)
    assert matching.provenance["input"] in found.cells


def test_questions_without_a_team_are_told() -> None:
    assert any(told == "+q" for told in page("hostile", "en").cells)
    assert "Questions without a team" in page("hostile", "en").text
    assert "Questions without a team" not in page("small", "en").text


def test_dutch_writes_numbers_its_own_way() -> None:
    frame = pd.DataFrame({"what": ["x"], "price": [12345.5], "unit": ["points"]})
    found = Page(sm.report(small(), bottlenecks=frame, language="nl"))
    assert "12.345,5" in found.cells
    assert "punten" in found.cells


def test_reserves_stand_at_their_teams_and_others_by_themselves() -> None:
    matching = small()
    reserves = matching.teams[["question", "professional"]].assign(rank=1, reserve="r & s")
    reserves.loc[reserves.index[0], "reserve"] = None
    alone = Page(sm.report(matching, reserves=reserves))
    assert alone.cells.count("r & s") == len(reserves) - 1
    assert alone.cells.count("nobody was found") == 1
    assert alone.captions == page("small", "en").captions + reserves["question"].nunique()
    assert (2, "Reserves") not in alone.headings
    more = pd.concat([reserves, RESERVES.assign(professional="not seated")])
    both = Page(sm.report(matching, reserves=more))
    assert (2, "Reserves") in both.headings
    assert both.cells.count("r & s") == len(reserves) - 1
    assert both.cells.count("p2") == page("small", "en").cells.count("p2") + 1


def test_sections_are_there_for_what_is_handed_in() -> None:
    elsewhere = RESERVES.rename(columns={"professional": "seat"})
    found = Page(sm.report(small(), bottlenecks=BOTTLENECKS, reserves=elsewhere))
    assert {"What is scarce", "Reserves"} <= {told for _, told in found.headings}
    assert {"12,345.7", "<b>di</b>", "p2"} <= set(found.cells)
    plain = {told for _, told in page("small", "en").headings}
    assert not {"What is scarce", "Reserves"} & plain
    empty = Page(sm.report(small(), bottlenecks=BOTTLENECKS.head(0), reserves=RESERVES.head(0)))
    assert {told for _, told in empty.headings} == plain


def test_progress_is_drawn() -> None:
    told = [
        sm.Progress("bound", None, 9.0, None, 0.1),
        sm.Progress("teams", 8.0, float("inf"), None, 0.2),
        sm.Progress("teams", 8.0, 8.5, 0.0625, 0.3),
    ]
    found = Page(sm.report(small(), progress=told))
    assert len(found.all("svg")) == len(page("small", "en").all("svg")) + 1


def test_what_the_audit_finds_is_said_out_loud() -> None:
    matching = small()
    less = matching.teams[matching.teams["question"] != "q0"]
    broken = matching_of(matching.problem, matching.policy, less, value=matching.value)
    text = Page(sm.report(broken)).text
    assert "Do not rely on this matching" in text
    assert "the value is stated as" in text
    assert "each hard rule holds" not in text
    assert "Do not rely on this matching" not in page("small", "en").text


def test_without_a_bound_nothing_is_claimed() -> None:
    text = Page(sm.report(stating(bound=float("inf"), status="interrupted"))).text
    assert "No ceiling was proven" in text
    assert "none was proven" in text
    assert "It is proven" not in text


def test_stages_are_told() -> None:
    problem = planted(seed=1).problem
    policy = sm.Policy([sm.TeamSize(), sm.Capacity()], stages=[[sm.Coverage()]])
    found = Page(sm.report(sm.match(problem, policy, workers=1)))
    assert "Stages, each proven before the next" in found.text


def test_it_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "report.html"
    sm.write_report(small(), file, language="nl")
    assert file.read_text(encoding="utf-8") == page("small", "nl").html
    with pytest.raises(PolicyError, match="there are no words in 'de'; there are en, nl"):
        sm.write_report(small(), file, language="de")
    monkeypatch.setattr(reports, "_template", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sm.write_report(small(), file)
    assert file.read_text(encoding="utf-8") == page("small", "nl").html
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_bottlenecks_without_a_price_are_refused() -> None:
    with pytest.raises(DataError, match="price"):
        sm.report(small(), bottlenecks=BOTTLENECKS.drop(columns="price"))


@pytest.mark.parametrize("package", ["matplotlib", "jinja2"])
def test_a_missing_extra_is_told_with_its_remedy(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=rf"needs {package}.*'swarmmatch\[show\]'") as told:
        sm.report(small())
    assert isinstance(told.value, ImportError)


CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium to open the page with")
def test_a_browser_opens_it_without_a_word(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    sm.write_report(hostile(), file, title="<script>document.title='run'</script>")
    quiet = "--headless --no-sandbox --disable-gpu --disable-background-networking --no-first-run"
    command = [str(CHROMIUM), *quiet.split(), "--enable-logging=stderr", "--dump-dom"]
    command += [f"--user-data-dir={tmp_path / 'profile'}", file.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    assert ":CONSOLE" not in run.stderr
    shown = Page(run.stdout)
    assert shown.headings == Page(file.read_text(encoding="utf-8")).headings
    assert not shown.all("script")

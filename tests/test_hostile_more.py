"""More of what users did to the tables, the policy and the folders, each with a clear answer."""

from __future__ import annotations

import datetime
import importlib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import swarmmatch as sm
from swarmmatch.cli.app import app
from swarmmatch.data.achterhoek_demand import THEMES
from swarmmatch.rules import Available, Coverage, Distinct, Fit, Policy, Quota, TeamSize
from tiny_tables import issues_of, tiny

AMSTERDAM = "Europe/Amsterdam"


def test_dates_keep_the_local_day_whatever_their_time_zone() -> None:
    midnight = pd.to_datetime(["2014-06-18", "2014-12-01"]).tz_localize(AMSTERDAM)
    texts = ["2014-06-18T00:00:00+02:00", "2014-12-01 00:00+01:00"]
    for dates in (midnight, midnight.astype(object), texts):
        history = tiny()["history"].assign(date=pd.Series(dates))
        problem = sm.Problem.from_frames(**tiny() | {"history": history})
        assert problem.history["date"].tolist() == [*pd.to_datetime(["2014-06-18", "2014-12-01"])]


def test_slots_given_as_moments_with_a_time_zone_keep_the_local_time() -> None:
    moments = pd.Series(
        pd.to_datetime(["2014-06-18 19:30", "2014-12-01 00:00"]).tz_localize(AMSTERDAM)
    )
    people = pd.Series(["anna", "bram"])
    for slots in (moments, moments.astype(object)):
        problem = sm.Problem.from_frames(
            professionals=tiny()["professionals"],
            questions=tiny()["questions"].assign(slot=slots),
            availability=pd.DataFrame({"professional": people, "slot": moments}),
        )
        assert problem.questions["slot"].tolist() == ["2014-06-18 19:30:00", "2014-12-01"]


@pytest.mark.parametrize("levels", [["name", "unit"], ["unit", "name"]])
def test_columns_of_several_levels_are_a_fault_of_the_table(levels: list[str]) -> None:
    people = tiny()["professionals"]
    parts = {"name": people.columns, "unit": ["x"]}
    people.columns = pd.MultiIndex.from_product([parts[level] for level in levels])
    found = issues_of(tiny() | {"professionals": people})
    assert "the columns have names of several levels" in found["problem"].tolist()


@pytest.mark.parametrize("name", ["Professional", "professional ", "PROFESSIONAL"])
def test_a_header_that_is_nearly_right_is_told_how_to_rename(name: str) -> None:
    people = tiny()["professionals"].rename(columns={"professional": name})
    found = issues_of(tiny() | {"professionals": people})
    assert f"rename {name!r} to 'professional'" in found["remedy"].iloc[0]


def test_text_beyond_utf8_is_a_fault_of_its_cell() -> None:
    people = tiny()["professionals"]
    people["professional"] = pd.Series(["a\ud800", "bram", "cees"], dtype=object)
    found = issues_of(tiny() | {"professionals": people})
    assert ("professionals", 0, "professional") in found[["table", "row", "column"]].itertuples(
        index=False, name=None
    )
    assert str(sm.DataError(found)).encode()


@pytest.mark.parametrize("missing", [float("nan"), np.nan, pd.NA, pd.NaT, np.datetime64("NaT")])
def test_a_missing_option_is_refused(missing: Any) -> None:
    with pytest.raises(sm.PolicyError, match="Quota: value is missing"):
        Quota("age", missing, at_most=1)


def test_an_array_among_the_options_is_refused() -> None:
    with pytest.raises(sm.PolicyError, match="Quota: options must not be changeable"):
        Policy([Quota("age", np.array([1, 2]), at_most=1)])


@pytest.mark.parametrize(
    "days",
    [
        pd.to_datetime(["2014-10-06", "2014-10-07", None]),
        [datetime.date(2014, 10, 6), datetime.date(2014, 10, 7), None],
    ],
)
@pytest.mark.parametrize("day", [datetime.date(2014, 10, 6), datetime.datetime(2014, 10, 6)])
@pytest.mark.filterwarnings("error")
def test_a_quota_about_a_day_meets_columns_of_days(days: Any, day: datetime.date) -> None:
    problem = sm.Problem.from_frames(
        professionals=tiny()["professionals"].assign(since=pd.Series(days)),
        questions=tiny()["questions"].head(1),
    )
    policy = Policy([TeamSize(), Quota("since", day, at_least=1)])
    assert sm.match(problem, policy, workers=1).teams["professional"].tolist().count("anna") == 1


def test_failures_to_write_name_the_path_that_was_given(tmp_path: Path) -> None:
    policy = Policy([Fit()])
    with pytest.raises(OSError) as caught:  # noqa: PT011 - which one it is, the system decides
        policy.write(tmp_path)
    assert caught.value.filename == str(tmp_path)
    assert ".new-" not in str(caught.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write to")
def test_a_folder_where_nothing_can_be_made_is_named() -> None:
    problem = sm.Problem.from_frames(**tiny())
    for write in (problem.write, Policy([Fit()]).write):
        with pytest.raises(OSError) as caught:  # noqa: PT011 - which one it is, the system decides
            write("/proc/x")
        assert caught.value.filename == "/proc/x"
        assert ".new-" not in str(caught.value)


@pytest.mark.parametrize("cause", [KeyboardInterrupt(), ValueError("no such symbol")])
def test_ctrl_c_in_an_import_is_no_import_error(
    cause: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(name: str) -> None:
        raise ImportError("initialization failed") from cause

    monkeypatch.setattr(sm, "import_module", fails)
    monkeypatch.delitem(vars(sm), "match", raising=False)
    expected = KeyboardInterrupt if isinstance(cause, KeyboardInterrupt) else ImportError
    with pytest.raises(expected):
        _ = sm.match
    monkeypatch.undo()
    assert sm.match is importlib.import_module("swarmmatch.engine.match").match


def test_a_conflict_is_told_in_full_text_and_few_rows() -> None:
    detail = "team size: 4 to 8 (0 of 12,345 professionals are eligible), for whatever reason " * 2
    conflict = pd.DataFrame({"rule": "TeamSize()", "subject": range(1812), "detail": detail})
    said = str(sm.InfeasibleError(conflict))
    assert said.count(detail.strip()) == 10
    assert said.endswith("and 1,802 more")


def nobody() -> sm.Problem:
    """Questions in a slot to which nobody can come."""
    return sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": list("abcdef")}),
        questions=pd.DataFrame({"question": ["q"], "slot": "mon", "size_min": 5, "size_max": 6}),
        availability=pd.DataFrame({"professional": list("abcdef"), "slot": "tue"}).head(0),
    )


def test_where_nobody_is_eligible_the_conflict_names_who_bars_them() -> None:
    with pytest.raises(sm.InfeasibleError) as caught:
        sm.match(nobody(), Policy([TeamSize(), Available()]), workers=1)
    rows = caught.value.conflict.to_numpy().tolist()
    assert ["Available()", "q", "bars 6 of 6 professionals"] in rows
    assert rows[0][2] == "team size: at least 5 and at most 6 (0 of 6 professionals are eligible)"


def test_a_share_is_told_without_the_bound_of_its_row() -> None:
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": list("abcd"), "sector": ["x", "x", "x", "y"]}),
        questions=pd.DataFrame({"question": ["q"], "size_min": 4, "size_max": 4}),
    )
    rule = Quota("sector", "y", at_least=0.5, share=True)
    with pytest.raises(sm.InfeasibleError) as caught:
        sm.match(problem, Policy([TeamSize(), rule]), workers=1)
    told = caught.value.conflict.set_index("rule")["detail"]
    assert "at least 0" not in told[rule.name]
    assert "exactly 4" in told["TeamSize()"]


@pytest.mark.parametrize("first", [b"", b"sep=;\r\n", b'"sep=;"\n', b"\xef\xbb\xbfsep=;\r\n"])
def test_excels_first_line_about_the_delimiter_is_understood(first: bytes, tmp_path: Path) -> None:
    (tmp_path / "professionals.csv").write_bytes(first + b"professional;rate\r\nanna;45,50\r\n")
    (tmp_path / "questions.csv").write_bytes(b"question\tsize_min\tsize_max\nq\t1\t2\n")
    problem = sm.Problem.read(tmp_path)
    assert problem.professionals[["professional", "rate"]].to_numpy().tolist() == [["anna", 45.5]]
    assert problem.questions["size_max"].tolist() == [2]


def test_teams_saved_anew_with_semicolons_are_read(tmp_path: Path) -> None:
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["=a;b", "c,d"]}),
        questions=pd.DataFrame({"question": ["q"], "size_min": 2, "size_max": 2}),
    )
    matching = sm.match(problem, Policy([TeamSize()]), workers=1)
    matching.write(tmp_path / "out")
    teams = tmp_path / "out" / "teams.csv"
    cells = pd.read_csv(teams)
    teams.write_bytes(b"\xef\xbb\xbf" + cells.to_csv(index=False, sep=";").encode())
    pd.testing.assert_frame_equal(sm.Matching.read(tmp_path / "out", problem).teams, matching.teams)


def test_a_policy_file_has_a_table_a_rule_with_only_what_is_not_usual(tmp_path: Path) -> None:
    Policy([TeamSize(), Coverage(weight=3.0), Distinct("sector", weight=1.0)]).write(
        tmp_path / "policy.toml"
    )
    assert (tmp_path / "policy.toml").read_text() == (
        '[[rule]]\nname = "TeamSize"\n\n'
        '[[rule]]\nname = "Coverage"\nweight = 3.0\n\n'
        '[[rule]]\nname = "Distinct"\nattribute = "sector"\nweight = 1.0\n'
    )
    Policy().write(tmp_path / "policy.toml")
    assert Policy.read(tmp_path / "policy.toml") == Policy()


def test_numbers_agree_with_their_nouns() -> None:
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a"]}),
        questions=pd.DataFrame({"question": ["q"], "size_min": 1, "size_max": 1}),
    )
    matching = sm.match(problem, Policy([TeamSize()]), workers=1)
    assert repr(matching).startswith("Matching(1 question, 1 seat;")
    assert "1 of 1 question staffed, 1 seat, 1 of 1 professional\n" in matching.summary()
    assert str(sm.DataError(pd.DataFrame({"problem": ["x"]}))).startswith("1 problem in the tables")


def test_the_shell_tells_the_version() -> None:
    told = CliRunner().invoke(app, ["--version"])
    assert (told.exit_code, told.stdout) == (0, f"swarmmatch {sm.__version__}\n")


def test_the_shell_keeps_names_of_rules_and_rounds_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    problem = sm.achterhoek(60, 4, seed=2)
    problem.write(tmp_path / "in")
    sm.match(problem, workers=1, gap=0.01).write(tmp_path / "out")
    told = CliRunner().invoke(app, ["audit", str(tmp_path / "in"), str(tmp_path / "out")]).stdout
    measure = sm.Matching.read(tmp_path / "out", problem).scores["measure"].iloc[6]
    assert f"{measure:,.4g}" in told
    assert f"{measure:,.10g}" not in told
    assert "Quota(attribute='municipality'," in told


def test_no_title_tells_another_trade_than_any_client_of_its_kind() -> None:
    titles = {title for theme in THEMES for title in theme.titles}
    assert not [one for one in titles if "boerenbedrijf" in one or "Familiebedrijf" in one]
    asked_by_business = [
        title for theme in THEMES if "onderneming" in theme.kinds for title in theme.titles
    ]
    assert all("{plaats}" in title for title in asked_by_business)

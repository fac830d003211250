"""Warnings: low rates, long stays, few clients, tenders and split assignments; never a rule."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.matching.warnings import COLUMNS, warnings_of
from swarmmatch.rules.thresholds import as_options, in_force, read_thresholds


def _problem(history: list[tuple[str, str, str]] = [], **questions: Any) -> sm.Problem:  # noqa: B006
    past = pd.DataFrame(history, columns=["date", "professional", "client"])
    asked = {"question": ["x", "y"], "client": ["Town", "Home"], "size_min": 0, "size_max": 3}
    return sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["Ann", "Bob"], "rate": [37.99, 38.0]}),
        questions=pd.DataFrame(asked | {"sector": "care"} | questions),
        history=past.assign(team=[f"t{i}" for i in range(len(past))]),
    )


def _seats(*seats: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(seats, columns=["question", "professional"], dtype="str")


def _found(problem: sm.Problem, *seats: tuple[str, str], **options: Any) -> list[tuple[str, str]]:
    table = warnings_of(problem, _seats(*seats), **options)
    assert list(table) == COLUMNS
    return list(zip(table["warning"], table["subject"], strict=True))


def test_low_rates_go_by_the_amount_in_force() -> None:
    both = [("x", "Ann"), ("x", "Bob")]
    assert _found(_problem(), *both) == [("low rate", "Ann")]
    assert _found(_problem(), *both, as_of="2025-12-01") == []
    assert _found(_problem(), *both, rate_below=40) == [("low rate", "Ann"), ("low rate", "Bob")]
    row = warnings_of(_problem(), _seats(*both)).iloc[0]
    assert (row["professional"], row["question"]) == ("Ann", "x")
    assert row["detail"] == "37.99 euro an hour, below 38.00"
    assert "6 March 2026" in row["source"]


def test_a_stay_goes_back_to_the_first_long_pause() -> None:
    past = [("2013-01-01", "Bob", "Town"), ("2013-11-01", "Bob", "Town"),
            ("2014-10-01", "Bob", "Town"), ("2014-12-01", "Ann", "Home")]  # fmt: skip
    wide: dict[str, Any] = {"clients_below": 9, "rate_below": 0}
    table = warnings_of(_problem(past), _seats(("x", "Bob"), ("y", "Ann")), **wide)
    assert table[["warning", "subject", "detail"]].values.tolist() == [
        ["long stay", "Bob", "with Town since 2013-01-01, more than 12 months"]
    ]
    broken = [row for row in past if row[0] != "2013-11-01"]
    assert _found(_problem(broken), ("x", "Bob"), **wide) == []
    assert _found(_problem(past), ("y", "Bob"), **wide) == []
    assert _found(_problem(past), ("x", "Bob"), **wide, as_of="2013-06-01") == []


def test_few_clients_and_one_main_client() -> None:
    past = [(f"2014-0{i}-01", "Bob", client) for i, client in enumerate(["Town"] * 3 + ["Home"], 1)]
    wide = {"months": 99}
    assert _found(_problem(past), ("x", "Bob"), **wide) == [
        ("few clients", "Bob"), ("one main client", "Bob")
    ]  # fmt: skip
    assert _found(_problem(past), ("y", "Bob"), **wide) == [("few clients", "Bob")]
    assert _found(_problem(past), ("y", "Bob"), **wide, clients_below=2) == []
    assert _found(_problem(past[:1]), ("x", "Bob"), **wide) == []  # too few seats to tell


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([20_000, 9_999], []),
        ([20_000, 10_000], [("splitting", "Town")] * 2),
        ([30_000, 20_000], []),
        ([108_000, 108_000], [("splitting", "Town")] * 2),
        ([216_000, 20_000], [("tender", "Town")]),
    ],
)
def test_splitting_and_tenders(values: list[int], found: list[tuple[str, str]]) -> None:
    seats = [("x", "Bob"), ("y", "Bob")]
    assert _found(_problem(value=values, client="Town"), *seats) == found
    assert ("splitting", "Town") not in _found(_problem(value=values), *seats)
    apart = _problem(value=values, client="Town", theme=["roof", "care"])
    assert ("splitting", "Town") not in _found(apart, *seats, theme="theme")
    assert ("splitting", "Town") not in _found(_problem(value=values, client="Town"), seats[0])


def test_nothing_known_warns_of_nothing() -> None:
    problem = _problem(client=None, sector=None)
    assert _found(problem) == []
    assert _found(problem, ("x", "Bob")) == []


def test_frames_stay_as_they_were() -> None:
    problem = sm.achterhoek(300, 6, seed=2)
    teams = sm.match(problem, workers=1).teams
    before = teams.copy()
    table = warnings_of(problem, teams)
    pd.testing.assert_frame_equal(teams, before)
    assert set(table["warning"]) <= {
        "low rate", "long stay", "few clients", "one main client", "tender", "splitting"
    }  # fmt: skip
    assert table["detail"].notna().all()


@pytest.mark.parametrize(
    "options",
    [{"rate_below": -1}, {"months": 0}, {"share": 1.1}, {"clients_below": 1.5},
     {"as_of": "soon"}, {"theme": "colour"}],
)  # fmt: skip
def test_senseless_options_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(sm.PolicyError, match="warnings_of"):
        warnings_of(_problem(), _seats(("x", "Bob")), **options)


EU = {"authority": "EU", "purchase": "services"}


@pytest.mark.parametrize(
    ("day", "amount"),
    [("2020-01-01", 214e3), ("2021-12-31", 214e3), ("2022-01-01", 215e3), ("2025-06-30", 221e3),
     ("2026-03-06", 216e3), (None, 216e3)],
)  # fmt: skip
def test_shipped_thresholds_are_dated(day: str | None, amount: float) -> None:
    assert in_force(None, "tender", **EU, as_of=day).amount == amount


def test_thresholds_can_be_edited_and_tell_when_none_holds() -> None:
    table = read_thresholds()
    table.loc[table["name"] == "multiple", "amount"] = 50_000
    edited = as_options(table)
    assert (
        in_force(edited, "multiple", authority="Winterswijk", purchase="services", as_of=None)[3]
        == 5e4
    )
    assert hash(edited)
    with pytest.raises(sm.PolicyError, match="on 2030-01-01, only from 2016-01-01 to"):
        in_force(edited, "tender", **EU, as_of="2030-01-01")
    with pytest.raises(sm.PolicyError, match="no threshold 'multiple' of 'Aalten'"):
        in_force(None, "multiple", authority="Aalten", purchase="services", as_of=None)


def test_thresholds_are_read_from_a_file_of_ones_own(tmp_path: Any) -> None:
    own = tmp_path / "own.toml"
    row = 'name = "multiple"\nauthority = "Aalten"\npurchase = "services"\nsource = "us"\n'
    own.write_text(f"[[threshold]]\n{row}amount = 25000\nsince = 2018-01-01\n")
    assert read_thresholds(own)[["amount", "since", "until"]].values.tolist() == [
        [25000.0, "2018-01-01", ""]
    ]
    for wrong in ("amount = -1\nsince = 2018-01-01", "amount = 1\nsince = 'soon'", "amount = 1"):
        own.write_text(f"[[threshold]]\n{row}{wrong}\n")
        with pytest.raises(sm.PolicyError, match="threshold"):
            read_thresholds(own)
    own.write_text("[threshold")
    with pytest.raises(sm.PolicyError, match="no TOML"):
        read_thresholds(own)

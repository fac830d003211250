"""A matching on disk: whole or not at all, and never believed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from matchings import FORMULA, hostile, matching_of, small, stating
from swarmmatch.data import folder as folders
from swarmmatch.data.problem import Problem
from swarmmatch.errors import AuditError, DataError, PolicyError
from swarmmatch.matching import files
from swarmmatch.matching.matching import Matching
from swarmmatch.rules import Check, Policy, Rule, TeamSize
from swarmmatch.testing import planted

Change = Callable[[str], str]


@dataclass(frozen=True)
class Odd(Rule):
    """A rule of a user."""

    among: Any = None

    def blocks(self, _: Problem) -> list[Any]:
        return []

    def check(self, _: Problem, teams: pd.DataFrame) -> Check:
        return Check.of(len(teams), "seats")


def contents(place: Path) -> dict[str, bytes]:
    return {str(file.relative_to(place)): file.read_bytes() for file in place.rglob("*.*")}


def change(file: Path, how: Change) -> None:
    before = file.read_bytes().decode()
    after = how(before)
    assert after != before
    file.write_bytes(after.encode())


def in_record(**changed: Any) -> Change:
    return lambda text: json.dumps(json.loads(text) | changed)


def in_provenance(**changed: Any) -> Change:
    def change(text: str) -> str:
        record = json.loads(text)
        record["provenance"] |= changed
        return json.dumps(record)

    return change


def replaced(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new, 1)


def test_it_reads_back_as_it_was(tmp_path: Path) -> None:
    matching = small()
    matching.write(tmp_path / "deep" / "out")
    assert {file.name for file in (tmp_path / "deep" / "out").iterdir()} == set(files.FILES)
    again = Matching.read(tmp_path / "deep" / "out", matching.problem)
    assert again.to_dict() == matching.to_dict()
    assert again.policy == matching.policy
    for name in ("teams", "scores", "coverage", "seats"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(matching, name))


def test_hostile_names_are_no_formulas_and_read_back_exactly(tmp_path: Path) -> None:
    matching = hostile()
    matching.write(tmp_path / "out")
    teams = pd.read_csv(tmp_path / "out" / "teams.csv", dtype="str")
    assert "'" + FORMULA in set(teams["professional"])
    for name in ("teams.csv", "coverage.csv", "scores.csv"):
        text = (tmp_path / "out" / name).read_text(encoding="utf-8")
        assert not re.search(r"(^|[,;\n])\"*\s*([=+@]|-[^\d])", text)
    again = Matching.read(tmp_path / "out", matching.problem)
    assert again.to_dict() == matching.to_dict()
    pd.testing.assert_frame_equal(again.teams, matching.teams)


def test_an_unproven_bound_reads_back_as_infinite(tmp_path: Path) -> None:
    matching = stating(bound=float("inf"), status="interrupted", provenance={})
    matching.write(tmp_path / "out")
    assert Matching.read(tmp_path / "out", matching.problem).bound == float("inf")


def test_the_same_tables_read_from_files_will_do(tmp_path: Path) -> None:
    matching = small()
    matching.problem.write(tmp_path / "in")
    matching.write(tmp_path / "out")
    problem = Problem.read(tmp_path / "in")
    assert Matching.read(tmp_path / "out", problem).value == matching.value


def test_rules_of_ones_own_are_read_where_they_are_given(tmp_path: Path) -> None:
    base = small()
    matching = matching_of(base.problem, base.policy | Odd(), base.teams)
    matching.write(tmp_path / "out")
    assert Matching.read(tmp_path / "out", base.problem, rules=[Odd]).policy == matching.policy
    with pytest.raises(PolicyError, match="unknown rule 'Odd'"):
        Matching.read(tmp_path / "out", base.problem)


def test_other_tables_are_refused(tmp_path: Path) -> None:
    small().write(tmp_path / "out")
    with pytest.raises(DataError, match="made from other tables"):
        Matching.read(tmp_path / "out", planted(seed=2).problem)


def test_teams_changed_in_every_file_earn_another_value(tmp_path: Path) -> None:
    matching = small()
    matching.write(tmp_path / "out")
    first, last = matching.teams["professional"].iloc[[0, -1]]
    for name in ("teams.csv", "matching.json"):
        change(tmp_path / "out" / name, replaced(f'"{first}"', f'"{last}"'))
    with pytest.raises(AuditError, match="the value is stated as"):
        Matching.read(tmp_path / "out", matching.problem)


def test_an_equal_in_place_of_a_member_shows_in_the_coverage(tmp_path: Path) -> None:
    equals = pd.DataFrame({"professional": ["a", "b"], "skill": "x"})
    problem = Problem.from_frames(
        professionals=equals[["professional"]],
        skills=equals,
        questions=pd.DataFrame({"question": ["q"], "size_min": 1, "size_max": 1}),
        requirements=pd.DataFrame({"question": ["q"], "skill": "x"}),
    )
    teams = pd.DataFrame({"question": ["q"], "professional": ["a"]})
    matching_of(problem, Policy([TeamSize()]), teams).write(tmp_path / "out")
    for name in ("teams.csv", "matching.json"):
        change(tmp_path / "out" / name, replaced('"a"', '"b"'))
    with pytest.raises(AuditError, match=r"^coverage.csv, row 0, by: is a, by the teams b$"):
        Matching.read(tmp_path / "out", problem)


TAMPERED: dict[str, tuple[str, Change, str]] = {
    "team": ("teams.csv", replaced("p", "x"), "teams.csv: has columns"),
    "member": (
        "teams.csv",
        replaced('"q0","p', '"q0","p9'),
        "csv, row 0, professional: is p9",
    ),
    "seat more": ("teams.csv", lambda text: text + '"q0","p1"\n', "teams.csv: has 10 row"),
    "value": ("matching.json", in_record(value=1.5), "the value is stated as 1.5"),
    "bound": ("matching.json", in_record(bound=1), "the bound is stated as 1.0, below"),
    "no bound": ("matching.json", in_record(bound=None), "stated as optimal"),
    "resolution": ("matching.json", in_provenance(resolution=0.3), "scores, row 2, points: is 95"),
    "no teams": ("matching.json", in_record(teams=[]), "teams.csv: has 9 row"),
    "no scores": ("matching.json", in_record(scores=[]), "json, scores: has 0 row"),
    "rule": (
        "policy.toml",
        replaced('"Coverage"', '"Coverage"\nweight = 11.0'),
        "the value is stated as",
    ),
    "one rule less": (
        "policy.toml",
        lambda _: '[[rule]]\nname = "TeamSize"\n[[rule]]\nname = "Coverage"\n',
        "scores: has 3 row",
    ),
    "score": ("scores.csv", replaced("Coverage()", "Coverage(9)"), "scores.csv, row 2, rule: is C"),
    "points": ("scores.csv", replaced("0.0\n", "7.0\n"), "scores.csv, row 0, points: is 7.0"),
    "column": ("scores.csv", replaced("points", "point"), "scores.csv: has columns"),
    "holder": ("coverage.csv", replaced('"p', '"x'), "coverage.csv, row 0, by: is x"),
    "must": ("coverage.csv", replaced("False", "True"), "coverage.csv, row 0, must: is True"),
    "all": ("coverage.csv", lambda text: text.replace('"p', '"x'), "coverage.csv: 6 more cell"),
}


@pytest.mark.parametrize(("name", "how", "told"), TAMPERED.values(), ids=TAMPERED)
def test_tampered_files_are_an_audit_error_that_names_what_differs(
    tmp_path: Path, name: str, how: Change, told: str
) -> None:
    matching = small()
    matching.write(tmp_path / "out")
    change(tmp_path / "out" / name, how)
    with pytest.raises(AuditError, match=told):
        Matching.read(tmp_path / "out", matching.problem)


DAMAGED: dict[str, tuple[str, Change, str]] = {
    "cut short": ("matching.json", lambda text: text[:200], "matching.json"),
    "empty": ("matching.json", lambda _: "", "matching.json"),
    "a list": ("matching.json", lambda _: "[]", "no JSON object"),
    "deep": ("matching.json", lambda _: "[" * 200_000, "matching.json"),
    "schema": ("matching.json", in_record(schema="2"), "its schema is '2'"),
    "no value": ("matching.json", lambda _: '{"schema": "swarmmatch matching 1"}', "no value"),
    "text": ("matching.json", in_record(value="9"), "its value is '9'"),
    "truth": ("matching.json", in_record(value=True), "its value is True"),
    "nan": ("matching.json", in_record(value=float("nan")), "it holds NaN"),
    "huge": ("matching.json", in_record(bound=10**400), "too large"),
    "status": ("matching.json", in_record(status="best"), "its status is 'best'"),
    "a team": ("matching.json", in_record(teams=["q0"]), "a team is 'q0'"),
    "an id": (
        "matching.json",
        in_record(teams=[{"question": "q0", "professionals": [7]}]),
        "an id in its teams",
    ),
    "a score": ("matching.json", in_record(scores=[{"rule": []}]), "a score is"),
    "unit": ("matching.json", in_provenance(resolution=-1), "its resolution is -1"),
    "times": ("matching.json", in_provenance(seconds=[1]), "its seconds are"),
    "times of": ("matching.json", in_provenance(seconds={"a": "b"}), "its seconds are"),
    "input": ("matching.json", in_provenance(input="0"), "other tables"),
    "quote": ("teams.csv", lambda text: text[:-2], "teams.csv"),
    "wide": ("scores.csv", lambda text: text + "1,2,3,4,5\n", "scores.csv"),
    "nothing": ("coverage.csv", lambda _: "", "coverage.csv"),
}


@pytest.mark.parametrize(("name", "how", "told"), DAMAGED.values(), ids=DAMAGED)
def test_damaged_files_are_a_data_error_that_names_the_file(
    tmp_path: Path, name: str, how: Change, told: str
) -> None:
    matching = small()
    matching.write(tmp_path / "out")
    change(tmp_path / "out" / name, how)
    with pytest.raises(DataError, match=told) as caught:
        Matching.read(tmp_path / "out", matching.problem)
    assert len(caught.value.issues) == 1


def test_text_in_another_code_page_is_damaged(tmp_path: Path) -> None:
    matching = small()
    matching.write(tmp_path / "out")
    (tmp_path / "out" / "teams.csv").write_bytes(b'"question","professional"\n"q\xe9","p"\n')
    with pytest.raises(DataError, match=r"teams\.csv.*damaged"):
        Matching.read(tmp_path / "out", matching.problem)


def test_all_missing_files_are_named(tmp_path: Path) -> None:
    matching = small()
    matching.write(tmp_path / "out")
    for name in ("teams.csv", "policy.toml"):
        (tmp_path / "out" / name).unlink()
    with pytest.raises(DataError) as caught:
        Matching.read(tmp_path / "out", matching.problem)
    assert caught.value.issues["value"].tolist() == ["teams.csv", "policy.toml"]
    with pytest.raises(DataError, match="no such folder"):
        Matching.read(tmp_path / "elsewhere", matching.problem)


@pytest.mark.parametrize("cut", ["_write", "_flush", "_swap", "rename"])
def test_a_write_cut_off_leaves_the_old_folder_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    matching = small()
    matching.write(tmp_path / "out")
    before = contents(tmp_path)
    module = {"_write": files, "rename": folders.os}.get(cut, folders)
    sound, calls = getattr(module, cut), 0

    def fails_the_second_time(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 2 or cut in ("_flush", "_swap"):
            raise KeyboardInterrupt
        sound(*arguments)

    monkeypatch.setattr(module, cut, fails_the_second_time)
    other = matching_of(matching.problem, matching.policy, matching.teams.iloc[1:])
    with pytest.raises(KeyboardInterrupt):
        other.write(tmp_path / "out")
    assert contents(tmp_path) == before


def test_a_policy_that_no_file_can_hold_writes_nothing(tmp_path: Path) -> None:
    base = small()
    matching = matching_of(base.problem, base.policy | Odd(among=frozenset("a")), base.teams)
    with pytest.raises(PolicyError, match="TOML cannot hold"):
        matching.write(tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_never_replaced(tmp_path: Path) -> None:
    matching = small()
    matching.problem.write(tmp_path / "in")
    before = contents(tmp_path)
    with pytest.raises(DataError, match="would be lost"):
        matching.write(tmp_path / "in")
    assert contents(tmp_path) == before

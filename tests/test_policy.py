"""Policies: combined, kept in files, and refused when something is wrong with them."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from mutants import ListOption, SeatsInAll
from swarmmatch.data.problem import Problem
from swarmmatch.errors import PolicyError
from swarmmatch.rules import (
    Available,
    Budget,
    Capacity,
    CarryOver,
    ClientRotation,
    Coverage,
    Distinct,
    Fit,
    Leximin,
    Locks,
    MaxDistance,
    MinLoad,
    MustHave,
    Newcomers,
    Pairs,
    Policy,
    Preference,
    Quota,
    RepeatPairs,
    Rule,
    TeamSize,
)
from swarmmatch.rules.catalogue import RULES
from swarmmatch.testing import tiny_problem

FULL = Policy(
    [
        TeamSize(unstaffed=3), Capacity(), Coverage(weight=0.1), MaxDistance(30), MinLoad(2),
        Budget(0.9), Quota("gender", "f", at_least=1 / 3, share=True, weight=2.5),
        Quota("newcomer", True, at_least=1), Quota("floor", 3, at_most=2), Fit(),
        Distinct('"odd" \\ name', at_least=2),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Floors(SeatsInAll):
    """A rule with a list among its options, and one without a word in TOML."""

    floors: tuple[int, ...] = ()
    roof: int | None = 7


def test_policies_combine_in_order_and_drop_what_is_there_already() -> None:
    one, other = Policy([TeamSize(), Capacity()]), Policy([Capacity(), Fit(), Fit(weight=2)])
    assert list(one | other) == [TeamSize(), Capacity(), Fit(), Fit(weight=2)]
    assert (one | Capacity()) == one
    assert len(one) == 2
    assert list(Policy()) == []


def test_a_policy_is_a_value() -> None:
    assert pickle.loads(pickle.dumps(FULL)) == FULL
    assert hash(Policy(list(FULL))) == hash(FULL)
    with pytest.raises(FrozenInstanceError):
        FULL.rules = ()  # type: ignore[misc]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (TeamSize, r"TeamSize is a class; a policy takes TeamSize\(\.\.\.\)"),
        ("TeamSize", "'TeamSize' is not a rule"),
        (ListOption(), "options must not be changeable"),
    ],
)
def test_only_rules_make_a_policy(wrong: Any, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        Policy([wrong])


def test_only_policies_and_rules_combine() -> None:
    with pytest.raises(TypeError):
        Policy() | [TeamSize()]  # type: ignore[operator]


def test_display_is_python_and_escaped_html() -> None:
    policy = Policy([Coverage(weight=3.0), Quota("<b>", at_most=1)])
    assert repr(policy) == "Policy([Coverage(weight=3.0), Quota(attribute='<b>', at_most=1)])"
    assert eval(repr(FULL)) == FULL
    html = policy._repr_html_()
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "Points for requirements met" in html


def test_files_hold_every_option(tmp_path: Path) -> None:
    FULL.write(tmp_path / "new" / "policy.toml")
    back = Policy.read(tmp_path / "new" / "policy.toml")
    assert back == FULL
    assert [rule.name for rule in back] == [rule.name for rule in FULL]


NEEDED: dict[str, dict[str, object]] = {
    "Quota": {"attribute": "a", "at_most": 1},
    "IdealSize": {"ideal": "a"},
    "MaxDistance": {"km": 5.5},
    "Distinct": {"attribute": "a", "weight": 1.0},
    "NotAlone": {"attribute": "a"},
    "LikePool": {"attribute": "a"},
    "Alike": {"attribute": "a"},
    "Balance": {"attribute": "a", "tolerance": 0.5},
    "Spread": {"attributes": ("a", "b"), "weight": 2.0},
    "Newcomers": {"share": 0.25},
    "Parity": {"attribute": "a", "tolerance": 0.1},
    "CarryOver": {"weight": 0.5},
    "Bridge": {"weight": 1.0},
    "MaxLoadGap": {"at_most": 1},
    "MaxSumGap": {"attribute": "a"},
    "WorstOff": {"weight": 10.0},
    "RepeatPairs": {"at_most": 1, "half_life": 365.0, "as_of": "2015-11-30"},
    "Familiarity": {"weight": 1.5},
    "Preference": {"side": "client"},
}


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
def test_every_rule_can_be_kept(kind: type, tmp_path: Path) -> None:
    rule = kind(**NEEDED.get(kind.__name__, {}))
    policy = Policy([], [[rule]]) if kind is Leximin else Policy([rule])
    policy.write(tmp_path / "policy.toml")
    assert Policy.read(str(tmp_path / "policy.toml")) == policy


def test_numbers_of_numpy_are_kept_as_numbers(tmp_path: Path) -> None:
    policy = Policy([MinLoad(np.int64(2)), Fit(weight=np.float64(0.25))])
    policy.write(tmp_path / "policy.toml")
    assert Policy.read(tmp_path / "policy.toml") == policy


def test_rules_of_your_own_are_named_when_reading(tmp_path: Path) -> None:
    policy = Policy([SeatsInAll(3), Floors(4, (1, 2))])
    policy.write(tmp_path / "policy.toml")
    assert Policy.read(tmp_path / "policy.toml", rules=[SeatsInAll, Floors]) == policy
    with pytest.raises(PolicyError, match="unknown rule 'SeatsInAll'"):
        Policy.read(tmp_path / "policy.toml")


def test_what_toml_cannot_hold_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    FULL.write(file)
    with pytest.raises(PolicyError, match="TOML cannot hold roof=None"):
        Policy([Floors(4, roof=None)]).write(file)
    with pytest.raises(PolicyError, match="TOML cannot hold value="):
        Policy([Quota("day", pd.Timestamp("2014-10-06"), at_most=1)]).write(file)
    assert Policy.read(file) == FULL
    assert [path.name for path in tmp_path.iterdir()] == ["policy.toml"]


def test_a_write_that_is_cut_off_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: Any) -> None:
        raise KeyboardInterrupt

    file = tmp_path / "policy.toml"
    FULL.write(file)
    monkeypatch.setattr(Path, "replace", cut_off)
    with pytest.raises(KeyboardInterrupt):
        Policy([Fit()]).write(file)
    assert Policy.read(file) == FULL
    assert [path.name for path in tmp_path.iterdir()] == ["policy.toml"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[rule]]\nname = "TeamSise"', "rule 1: unknown rule 'TeamSise'; did you mean 'TeamSize'"),
        ('[[rule]]\nname = "teamsize"', "did you mean 'TeamSize'"),
        ('[[rule]]\nname = "Xyz"', "unknown rule 'Xyz'; there are TeamSize, Capacity"),
        ('[[rule]]\nname = "Fit"\nwieght = 2', "Fit has no option 'wieght'; did you mean 'weight'"),
        ('[[rule]]\nname = "Capacity"\nfull = 2', "Capacity has no option 'full'; it has none"),
        (
            '[[rule]]\nname = "Fit"\n[[rule]]\nname = "Quota"\nat_most = 1',
            "rule 2: Quota needs attr",
        ),
        ('[[rule]]\nname = "Fit"\nweight = -2', "rule 1: Fit: weight must be points of 0 or more"),
        ('[[rule]]\nname = "Fit"\nweight = [1]', "Fit: weight must be points"),
        ("[[rule]]\nweight = 2", "rule 1: has no name"),
        ('[rule]\nname = "Fit"', "double brackets"),
        ('rule = ["Fit"]', "double brackets"),
        ('[[rules]]\nname = "Fit"', "unknown table 'rules'"),
        ("[[rule]\n", "is no TOML in UTF-8"),
    ],
)
def test_a_wrong_file_says_what_is_wrong(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyError, match=message):
        Policy.read(tmp_path / "policy.toml")


def test_an_unreadable_file_is_a_policy_error(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot be read"):
        Policy.read(tmp_path / "absent.toml")
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(PolicyError, match="is no TOML in UTF-8"):
        Policy.read(tmp_path / "latin.toml")
    (tmp_path / "bom.toml").write_bytes(b'\xef\xbb\xbf[[rule]]\nname = "Fit"')
    assert list(Policy.read(tmp_path / "bom.toml")) == [Fit()]


PLAIN = {
    "professionals": pd.DataFrame({"professional": ["a", "b"], "sector": ["care", "care"]}),
    "questions": pd.DataFrame(
        {"question": ["q"], "client": ["Town"], "size_min": [1], "size_max": [2]}
    ),
}


def test_basic_takes_rules_about_attributes_that_vary() -> None:
    varied = Policy.basic(tiny_problem(0))
    assert Distinct("sector", weight=1) in list(varied)
    assert Quota("municipality", at_most=2, weight=4) in list(varied)
    kinds = {type(rule) for rule in Policy.basic(Problem.from_frames(**PLAIN))}
    assert kinds == {TeamSize, Capacity, Available, Locks, Pairs, MustHave, Coverage, Fit}


@pytest.mark.parametrize("start", [Policy.basic, Policy.default])
def test_nobody_is_held_to_more_than_the_tables(start: Callable[[Problem], Policy]) -> None:
    hard = [TeamSize(), Capacity(), Available(), Locks(), Pairs(), MustHave()]
    for seed in range(8):
        policy = start(tiny_problem(seed))
        assert list(policy)[: len(hard)] == hard
        assert all(rule.weight >= 0 for rule in list(policy)[len(hard) :])


MET = {"team": "t", "date": "2014-10-06", "professional": ["a"]}
THREE = {"professionals": pd.DataFrame({"professional": ["a", "b", "c"]})}
WISHED = {"question": "q", "professional": ["a", "b"], "rank": 1}


@pytest.mark.parametrize(
    ("tables", "added"),
    [
        ({}, []),
        ({"history": pd.DataFrame(MET)}, [Newcomers(weight=1.0)]),
        (  # nobody is new, and both know each other
            {"history": pd.DataFrame({**MET, "professional": ["a", "b"]})},
            [RepeatPairs(weight=1.0)],
        ),
        ({"pairs": pd.DataFrame({"a": ["a"], "b": "b", "kind": "wish"})}, [Pairs(weight=5.0)]),
        ({"pairs": pd.DataFrame({"a": ["a"], "b": "b", "kind": "apart"})}, []),
        ({"history": pd.DataFrame({**MET, "professional": ["gone"]})}, []),  # everybody is
        ({**THREE, "history": pd.DataFrame(MET)}, []),  # most are
        (
            {"history": pd.DataFrame({**MET, "client": "Town"})},
            [Newcomers(weight=1.0), ClientRotation(at_most=2, months=24, weight=2.0)],
        ),
        ({"history": pd.DataFrame({**MET, "client": "Mill"})}, [Newcomers(weight=1.0)]),
        (
            {"wishes": pd.DataFrame({**WISHED, "side": "client"})},
            [Preference("client", weight=5.0)],
        ),
        (
            {"wishes": pd.DataFrame({**WISHED, "side": ["client", "professional"]})},
            [Preference("professional", weight=5.0), Preference("client", weight=5.0)],
        ),
        (
            {"professionals": PLAIN["professionals"].assign(carry_over=[0.5, 0.0])},
            [CarryOver(weight=1.0)],
        ),
        ({"professionals": PLAIN["professionals"].assign(carry_over=[0.0, 0.0])}, []),
        ({"professionals": PLAIN["professionals"].assign(carry_over=["much", "none"])}, []),
        ({"professionals": PLAIN["professionals"].assign(carry_over=[np.inf, 0.0])}, []),
    ],
)
def test_default_adds_what_the_tables_offer(tables: Any, added: list[Rule]) -> None:
    problem = Problem.from_frames(**{**PLAIN, **tables})
    basic = list(Policy.basic(problem))
    assert list(Policy.default(problem)) == [*basic, *added]


def test_default_is_blind_to_protected_columns() -> None:
    """With another gender, age or origin everybody earns and costs what they did."""
    problem = tiny_problem(3)
    people = problem.professionals.assign(age=range(len(problem.professionals)), origin="here")
    other = people.assign(gender=people["gender"][::-1].to_numpy(), age=40, origin="there")
    seats = pd.MultiIndex.from_product([problem.questions["question"], people["professional"]])
    teams = seats.to_frame(index=False, name=["question", "professional"])
    said = []
    for table in (people, other):
        changed = problem.replace(professionals=table)
        checks = [rule.check(changed, teams) for rule in Policy.default(changed)]
        said.append([(len(one.violations), one.earned.to_dict("list")) for one in checks])
    assert said[0] == said[1]


@pytest.mark.parametrize("seed", range(4))
def test_what_default_adds_forbids_no_team_at_all(seed: int) -> None:
    problem = tiny_problem(seed)
    seats = pd.MultiIndex.from_product(
        [problem.questions["question"], problem.professionals["professional"]]
    )
    everybody = seats.to_frame(index=False, name=["question", "professional"])
    added = [rule for rule in Policy.default(problem) if rule not in list(Policy.basic(problem))]
    assert added
    for teams in (everybody, everybody.sample(frac=0.4, random_state=seed), everybody[:0]):
        assert all(rule.check(problem, teams).violations.empty for rule in added)


def test_what_is_protected_is_kept_combined_and_written(tmp_path: Path) -> None:
    usual = Policy([Coverage()])
    assert usual.protected == ("age", "gender", "origin")
    assert "protected" not in repr(usual)
    own = Policy([Coverage()], protected=["religion", "age", "religion"])
    assert own.protected == ("religion", "age")
    assert own != usual
    assert Policy(own, stages=[[Coverage()]]).protected == own.protected
    assert (own | Coverage(2)).protected == own.protected
    assert (own | usual).protected == ("religion", "age", "gender", "origin")
    for policy in (usual, own, Policy([Coverage()], protected=())):
        policy.write(tmp_path / "policy.toml")
        assert Policy.read(tmp_path / "policy.toml") == policy
        assert eval(repr(policy), {"Policy": Policy, "Coverage": Coverage}) == policy
    assert "protected" in (tmp_path / "policy.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", ["age", 7, [7], [""]])
def test_what_is_protected_must_be_names(wrong: object, tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="protected"):
        Policy([Coverage()], protected=wrong)  # type: ignore[arg-type]
    path = tmp_path / "policy.toml"
    path.write_text(f"protected = {wrong!r}\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=r"policy.toml: protected"):
        Policy.read(path)

"""IdealSize and Opening: what they cost, and what is said of columns that cannot be read."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import swarmmatch as sm
from swarmmatch.rules import Rule
from swarmmatch.testing import check_rule

PEOPLE = pd.DataFrame({"professional": list("abcd")})
ASKED = pd.DataFrame(
    {
        "question": ["x", "y", "z"],
        "size_min": [1, 0, 1],
        "size_max": [3, 3, 4],
        "ideal": [2, 0, None],
        "head": [1.5, 2.0, 3.0],
        "room": [10.0, None, 4.0],
    }
)
PROBLEM = sm.Problem.from_frames(professionals=PEOPLE, questions=ASKED)


def points(rule: Rule, **teams: str) -> float:
    """What teams earn, each given by the names of its members."""
    seats = [(question, member) for question, team in teams.items() for member in team]
    frame = pd.DataFrame(seats, columns=["question", "professional"], dtype="str")
    earned = rule.check(PROBLEM, frame).earned
    return float((earned["count"] * earned["each"]).sum())


def test_each_head_off_the_ideal_size_costs_its_price() -> None:
    rule = sm.IdealSize("ideal", 2, price="head")
    assert points(rule, x="ab") == 0
    assert points(rule, x="a") == points(rule, x="abc") == -3
    assert points(rule, y="ab") == -8  # an ideal of nobody
    assert points(rule, z="abcd") == 0  # no ideal at all
    assert points(rule) == 0
    assert points(sm.IdealSize("ideal"), x="a", y="b") == -2


def test_every_team_pays_for_its_opening_once() -> None:
    assert points(sm.Opening("room", 0.5), x="ab", y="c") == -5
    assert points(sm.Opening(weight=3), x="ab", y="c") == -6
    assert points(sm.Opening("room")) == 0


@pytest.mark.parametrize(
    "rule",
    [
        sm.IdealSize("ideal", 2, price="head"),
        sm.IdealSize("size_max", 0.1),
        sm.Opening("room"),
        sm.Opening(weight=0.3),
    ],
    ids=lambda rule: rule.name,
)
def test_blocks_and_check_agree_on_columns_with_gaps(rule: Rule) -> None:
    check_rule(rule, [PROBLEM], teams=40)


def test_a_question_is_opened_only_where_that_pays() -> None:
    fit = pd.DataFrame({"question": list("xxz"), "professional": list("abc"), "points": 3.0})
    policy = sm.Policy(
        [sm.TeamSize(unstaffed=0), sm.Capacity(), sm.Fit(1), sm.Opening("room", 0.5)]
    )
    matching = sm.match(PROBLEM.replace(fit=fit), policy, gap=0, workers=1)
    # For x a and b earn 6 and it costs 5, for z c earns 3 and it costs 2.
    assert matching.value == 2
    assert set(matching.teams["question"]) >= {"x", "z"}


@pytest.mark.parametrize(
    ("rule", "column", "value", "says"),
    [
        (sm.IdealSize("ideal"), "ideal", 2.5, "IdealSize: ideal of question 'y' is 2.5"),
        (sm.IdealSize("ideal"), "ideal", -1, "IdealSize: ideal of question 'y' is -1"),
        (sm.IdealSize("ideal", price="head"), "head", -2.0, "head of question 'y' is -2"),
        (sm.Opening("room"), "room", float("inf"), "Opening: room of question 'y' is inf"),
        (sm.Opening("rom"), "room", 1, "did you mean 'room'"),
        (sm.Opening("title"), "title", "b", "holds text where numbers are needed"),
    ],
)
def test_a_number_that_makes_no_sense_is_named(
    rule: Rule, column: str, value: object, says: str
) -> None:
    changed = ASKED.astype({column: object}) if column in ASKED else ASKED.assign(title=None)
    changed = changed.astype({column: object})
    changed.loc[1, column] = value
    if column != "title":
        changed[column] = pd.to_numeric(changed[column])
    with pytest.raises(sm.PolicyError, match=says):
        rule.blocks(sm.Problem.from_frames(professionals=PEOPLE, questions=changed))


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (sm.IdealSize, {"ideal": 3}),
        (sm.IdealSize, {"ideal": "ideal", "weight": -1}),
        (sm.IdealSize, {"ideal": "ideal", "price": 2}),
        (sm.Opening, {"weight": float("inf")}),
        (sm.Opening, {"price": 7}),
    ],
)
def test_senseless_options_are_refused(kind: type[Rule], options: dict[str, Any]) -> None:
    with pytest.raises(sm.PolicyError, match=kind.__name__):
        kind(**options)

"""Rotation of clients, earmarks and procurement routes: blocks, checks, and whole matchings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm
from oracle import brute_force
from swarmmatch.rules import Block, Eligibility, ProfessionalRows, Rows, Rule
from swarmmatch.rules.client_rotation import ClientRotation
from swarmmatch.rules.earmark import Earmark
from swarmmatch.rules.procurement_route import ProcurementRoute
from swarmmatch.testing import check_rule, tiny_problem

#: Amounts that are met exactly by the values of tiny problems.
TINY = (
    ("multiple", "W", "services", 720, "2010-01-01"),
    ("tender", "EU", "services", 820.4, "2010-01-01"),
    ("tender", "EU", "social services", 521, "2010-01-01"),
)
ROUTE = ProcurementRoute("W", several=(2, 3), thresholds=TINY)
ROUTE_CLOSED = replace(ROUTE, social=("trade",), tender="nobody")

RULES: list[Rule] = [
    ClientRotation(), ClientRotation(2), ClientRotation(3, months=1, as_of="2014-11-06"),
    ClientRotation(weight=3.3), ClientRotation(2, as_of="2014-10-10", weight=1),
    Earmark(), Earmark("Samen", 0.5), Earmark(share=0.35, weight=1.3),
    Earmark("f", 1 / 3, attribute="gender"), Earmark(True, 0.3, attribute="newcomer", weight=0.1),
    ROUTE, ROUTE_CLOSED, replace(ROUTE_CLOSED, weight=2.5),
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name[:60])
def test_blocks_and_check_agree(rule: Rule) -> None:
    check_rule(rule, [tiny_problem(seed) for seed in (3, 8)], teams=6)


@dataclass(frozen=True)
class OneSeatMore(ClientRotation):
    """Wrong bound."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return [replace(b, upper=b.upper + 1) if isinstance(b, ProfessionalRows) else b
                for b in super().blocks(problem)]  # fmt: skip


@dataclass(frozen=True)
class PastForgotten(ClientRotation):
    """Half of the rule."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return [b for b in super().blocks(problem) if not isinstance(b, Eligibility)]


@dataclass(frozen=True)
class DayLater(ClientRotation):
    """A window that is off by one day."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return ClientRotation(self.at_most, self.months, "2014-11-07").blocks(problem)


@dataclass(frozen=True)
class ShareOfTheRest(Earmark):
    """Wrong coefficient: a share of the money of the others."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return [replace(b, features=b.features + b.features * (b.features > 0))
                for b in super().blocks(problem) if isinstance(b, Rows)]  # fmt: skip


@dataclass(frozen=True)
class CheapStep(Earmark):
    """Wrong coefficient: steps of 200 euro."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return [replace(b, auxiliary=2 * b.auxiliary) for b in super().blocks(problem)
                if isinstance(b, Rows)]  # fmt: skip


@dataclass(frozen=True)
class OneInvitedMore(ProcurementRoute):
    """Wrong bound."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return [replace(b, upper=b.upper + 1) for b in super().blocks(problem)
                if isinstance(b, Rows)]  # fmt: skip


@dataclass(frozen=True)
class FewestForgotten(ProcurementRoute):
    """Half of the rule."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return super().blocks(problem)[1:]


@pytest.mark.parametrize(
    "rule",
    [
        OneSeatMore(2), PastForgotten(), DayLater(1, 1, "2014-11-05"),
        ShareOfTheRest("f", 0.5, attribute="gender"), CheapStep(share=0.9, weight=1),
        OneInvitedMore("W", several=(2, 3), thresholds=TINY),
        FewestForgotten("W", several=(2, 3), thresholds=TINY),
    ],
    ids=lambda rule: type(rule).__name__,
)  # fmt: skip
def test_a_broken_copy_is_found_out(rule: Rule) -> None:
    with pytest.raises(AssertionError, match=type(rule).__name__):
        check_rule(rule, [tiny_problem(seed) for seed in (8, 7, 9, 3)], teams=16)


def _problem(**tables: Any) -> sm.Problem:
    people = {
        "professional": ["Ann", "Bob", "Cas"], "rate": [50.0, 100.0, None], "capacity": 3,
        "cooperative": ["Samen", None, "De Kring"],
    }  # fmt: skip
    asked = {
        "question": ["x", "y", "z"], "client": ["Town", "Town", "Home"], "size_min": 0,
        "size_max": 5, "hours": [8.0, 8.5, None], "value": [29_999.0, 30_000.0, 216_000.0],
    }  # fmt: skip
    needed = {"professionals": pd.DataFrame(people), "questions": pd.DataFrame(asked)}
    return sm.Problem.from_frames(**(needed | tables))


def _seats(*seats: str) -> pd.DataFrame:
    """Such as "xA" for Ann's seat at x."""
    names = {"A": "Ann", "B": "Bob", "C": "Cas"}
    rows = [(seat[0], names[seat[1]]) for seat in seats]
    return pd.DataFrame(rows, columns=["question", "professional"], dtype="str")


PAST = pd.DataFrame(
    {
        "team": ["t0", "t1", "t2"], "professional": ["Ann", "Ann", "Bob"], "client": "Town",
        "date": pd.to_datetime(["2014-01-31", "2015-01-31 14:00", "2015-02-28"], format="ISO8601"),
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "seats", "subject", "detail"),
    [
        (ClientRotation(2), ["xA"], "Ann", "1 seats with Town after 2 before, allowed 2 in all"),
        (ClientRotation(2), ["xB", "yB"], "Bob", "2 seats with Town after 1 before, allowed 2"),
        (ClientRotation(), ["xC", "yC"], "Cas", "2 seats with Town after 0 before, allowed 1"),
        (Earmark(share=0.34), ["xA", "xB"], "plan", "33.3% of the money is money for cooperative"),
        (Earmark("De Kring"), ["xA", "xC"], "plan", "0.0% of the money"),
        (ProcurementRoute(), ["xA", "xB"], "x", "2 invited for 29,999 euro, where one-to-one"),
        (ProcurementRoute(), ["yA", "yB"], "y", "2 invited for 30,000 euro, where several offers"),
        (ProcurementRoute(several=(1, 2)), ["yA", "yB", "yC"], "y", "3 invited for 30,000 euro"),
        (
            ProcurementRoute(tender="nobody"),
            ["zA"],
            "z",
            "1 invited for 216,000 euro, where tender",
        ),
    ],
)
def test_a_planted_violation_is_found(
    rule: Rule, seats: list[str], subject: str, detail: str
) -> None:
    found = rule.check(_problem(history=PAST), _seats(*seats)).violations
    assert found["subject"].tolist() == [subject]
    assert found["detail"].iloc[0].startswith(detail)


@pytest.mark.parametrize(
    ("rule", "seats"),
    [
        (ClientRotation(2, months=12), ["xA"]),
        (ClientRotation(2, as_of="2015-01-30"), ["xA"]),
        (ClientRotation(), ["zA", "xC"]),
        (Earmark(share=1 / 3), ["xA", "xB", "xC", "zB"]),
        (Earmark(share=1), []),
        (ProcurementRoute(), ["xA", "zA", "zB"]),
        (ProcurementRoute(), ["yA", "yB", "yC"]),
        (ProcurementRoute(as_of="2016-12-31", authority="W", thresholds=(
            ("multiple", "W", "services", 1, "2016-01-01", "2016-12-31"), *TINY[1:])), []),
    ],
)  # fmt: skip
def test_what_is_allowed_is_no_violation(rule: Rule, seats: list[str]) -> None:
    assert rule.check(_problem(history=PAST), _seats(*seats)).violations.empty


def test_points_and_measures_are_as_the_docstrings_say() -> None:
    problem = _problem(history=PAST)

    def points(rule: Rule, *seats: str) -> float:
        earned = rule.check(problem, _seats(*seats)).earned
        return float((earned["count"] * earned["each"]).sum())

    assert points(ClientRotation(2, weight=4), "xA", "yA", "xB", "yB") == -8
    assert points(Earmark(share=0.5, weight=3), "xB") == -12  # 400 euro short
    assert points(Earmark(share=0.5, weight=3), "yB") == -15  # 425 euro
    assert points(ProcurementRoute(weight=2), "xA", "xB", "xC", "yA") == -8
    assert ClientRotation(9).check(problem, _seats("xA", "xC")).measure == 0.5
    assert Earmark().check(problem, _seats("xA", "xB")).measure == pytest.approx(1 / 3)
    assert ProcurementRoute().check(problem, _seats("zA", "zB", "xA")).measure == 1


@pytest.mark.parametrize("rule", [ClientRotation(), ClientRotation(2), ClientRotation(weight=2),
                                  ROUTE_CLOSED, replace(ROUTE, weight=1.5), Earmark(share=0.5),
                                  Earmark("Samen", 0.4, weight=0.7)],
                         ids=lambda rule: rule.name[:40])  # fmt: skip
def test_match_earns_what_brute_force_finds(rule: Rule) -> None:
    problem = tiny_problem(8, questions=2, professionals=4)
    policy = sm.Policy([sm.TeamSize(unstaffed=4), sm.Capacity(), sm.Fit(), rule])
    best, _ = brute_force(problem, policy)
    matching = sm.match(problem, policy, gap=0, workers=1)
    assert matching.value == pytest.approx(best, abs=1e-9)
    assert matching.bound >= best - 1e-9


def test_sizes_that_leave_no_room_for_the_route_are_told() -> None:
    problem = _problem()
    questions = problem.questions.assign(size_min=[2, 0, 0], size_max=[3, 2, 5])
    problem = problem.replace(questions=questions)
    with pytest.raises(sm.InfeasibleError) as caught:
        sm.match(problem, sm.Policy([sm.TeamSize(), ProcurementRoute()]), workers=1)
    conflict = caught.value.conflict
    assert set(conflict["rule"]) == {"TeamSize()", "ProcurementRoute()"}
    assert set(conflict["subject"]) == {"x"}
    open_at_a_price = sm.Policy([sm.TeamSize(unstaffed=1), ProcurementRoute()])
    matching = sm.match(problem, open_at_a_price, gap=0, workers=1)
    assert matching.value == -1
    assert "x" not in set(matching.teams["question"])


def test_options_survive_a_policy_file(tmp_path: Any) -> None:
    rules = [ROUTE_CLOSED, ClientRotation(2, 12, "2015-11-30", 1.5), Earmark("Samen", 0.25)]
    policy = sm.Policy(rules)
    policy.write(tmp_path / "policy.toml")
    assert sm.Policy.read(tmp_path / "policy.toml") == policy


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (ClientRotation, {"at_most": 0}), (ClientRotation, {"at_most": True}),
        (ClientRotation, {"months": 1.5}), (ClientRotation, {"as_of": "2015"}),
        (ClientRotation, {"as_of": 2015}), (ClientRotation, {"weight": -1}),
        (Earmark, {"share": 20}), (Earmark, {"share": float("nan")}), (Earmark, {"attribute": 3}),
        (Earmark, {"weight": -1}), (ProcurementRoute, {"several": (5, 3)}),
        (ProcurementRoute, {"several": [3, 5]}), (ProcurementRoute, {"several": (3, 5.5)}),
        (ProcurementRoute, {"tender": "maybe"}), (ProcurementRoute, {"social": "care"}),
        (ProcurementRoute, {"as_of": "yesterday"}), (ProcurementRoute, {"authority": None}),
        (ProcurementRoute, {"weight": float("inf")}),
    ],
)  # fmt: skip
def test_senseless_options_are_refused(kind: type[Rule], options: dict[str, Any]) -> None:
    with pytest.raises(sm.PolicyError, match=kind.__name__):
        kind(**options)


def test_what_is_unknown_is_told_on_use() -> None:
    with pytest.raises(sm.PolicyError, match="did you mean 'Samen'"):
        Earmark("samen").blocks(_problem())
    with pytest.raises(sm.PolicyError, match="no attribute 'cooperativ'"):
        Earmark(attribute="cooperativ").blocks(_problem())
    with pytest.raises(sm.PolicyError, match="only from 2017-01-01"):
        ProcurementRoute(as_of="2016-12-31").blocks(_problem())


def test_large_numbers_are_made_small_without_loss() -> None:
    (rows,) = Earmark(share=0.2).blocks(_problem())
    assert isinstance(rows, Rows)
    assert rows.features.toarray().ravel().tolist() == [4, -2, 0]  # of 50 euro, in fifths
    assert np.asarray(rows.over.toarray()).tolist() == [[16, 17, 0]]  # half hours

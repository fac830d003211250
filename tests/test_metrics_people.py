"""Metrics of who gets a seat, by hand and as published: selection, spread, stability."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from metrics_tables import asked, people, seats
from swarmmatch.data.problem import Problem
from swarmmatch.errors import DataError
from swarmmatch.matching.metrics.selection import (
    selection_by_chance,
    selection_difference,
    selection_rates,
    selection_ratio,
)
from swarmmatch.matching.metrics.spread import (
    gini,
    gini_invitations,
    gini_seats,
    gini_seats_least,
    lorenz,
    lorenz_of_seats,
    seats_of_people,
)
from swarmmatch.matching.metrics.stability import blocking_count, blocking_pairs
from swarmmatch.rules import Locks, MaxDistance, Policy
from swarmmatch.testing import tiny_problem


@pytest.mark.parametrize(
    ("amounts", "coefficient"),
    [
        ([1, 1, 1, 1], 0.0),
        ([0, 0, 0, 1], 0.75),
        ([1, 2, 3, 4, 5], 4 / 15),
        ([1, 3], 0.25),
        ([0, 0], 0.0),
        ([7], 0.0),
    ],
)
def test_gini_of_known_lists(amounts: list[int], coefficient: float) -> None:
    assert gini(amounts) == pytest.approx(coefficient)


def test_gini_of_nobody_and_of_debts() -> None:
    assert np.isnan(gini([]))
    for wrong in ([-1, 2], [np.nan, 1], [np.inf, 1]):
        with pytest.raises(ValueError, match="0 or more"):
            gini(wrong)


def test_lorenz_curve_by_hand() -> None:
    curve = lorenz([3, 0, 1])
    assert curve["people"].tolist() == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert curve["held"].tolist() == pytest.approx([0, 0, 0.25, 1])
    assert lorenz([0, 0])["held"].tolist() == [0, 0.5, 1]


def test_seats_are_spread_over_the_eligible() -> None:
    problem = Problem.from_frames(
        professionals=people("abcde", capacity=[2, 1, 1, 1, 0]), questions=asked("qr")
    )
    teams = seats(q="ab", r="a")
    assert seats_of_people(problem, teams).tolist() == [2, 1, 0, 0]  # e offers no seat
    assert gini_seats(problem, teams) == pytest.approx(gini([2, 1, 0, 0]))
    assert gini_seats_least(problem, teams) == pytest.approx(gini([1, 1, 1, 0]))
    some = pd.DataFrame({"professional": ["b", "c", "c"]})
    assert seats_of_people(problem, teams, some).tolist() == [2, 1, 0]  # a was, for a has a seat
    assert lorenz_of_seats(problem, teams, some)["held"].tolist() == pytest.approx([0, 0, 1 / 3, 1])
    invited = pd.DataFrame({"professional": ["a", "a", "e"]})
    assert gini_invitations(problem, teams, invited) == pytest.approx(gini([2, 0, 0, 0, 1]))


def test_who_can_never_come_is_not_eligible() -> None:
    problem = Problem.from_frames(
        professionals=people("abc", lat=[52.0, 52.0, 51.0], lon=6.3),
        questions=asked("q", slot="mon", lat=52.0, lon=6.3),
        availability=pd.DataFrame({"professional": ["a", "c"], "slot": "mon"}),
    )
    nobody = seats()
    assert len(seats_of_people(problem, nobody)) == 2
    assert len(seats_of_people(problem, nobody, Policy([MaxDistance(km=20)]))) == 2
    assert len(seats_of_people(problem, nobody, Policy.default(problem))) == 2
    near = Policy.default(problem) | MaxDistance(km=20)
    assert len(seats_of_people(problem, nobody, near)) == 1


@pytest.fixture(scope="module")
def grouped() -> Problem:
    """Eight of group m, four of f, one of neither."""
    return Problem.from_frames(
        professionals=people("abcdefghijklm", gender=[*"mmmmmmmmffff", None]), questions=asked("q")
    )


def test_selection_rates_by_hand(grouped: Problem) -> None:
    teams = seats(q="abcdim")
    rates = selection_rates(grouped, teams, "gender")
    assert rates["value"].tolist() == ["f", "m"]
    assert rates["eligible"].tolist() == [4, 8]
    assert rates["seated"].tolist() == [1, 4]
    assert rates["rate"].tolist() == [0.25, 0.5]
    assert selection_difference(grouped, teams, "gender").value == 0.25
    assert selection_ratio(grouped, teams, "gender").value == 0.5


def test_selection_is_among_the_eligible(grouped: Problem) -> None:
    able = pd.DataFrame({"professional": list("abcdij"), "question": "q"})
    rates = selection_rates(grouped, seats(q="abi"), "gender", able)
    assert rates["rate"].tolist() == [0.5, 0.5]
    barred = grouped.replace(
        seats=pd.DataFrame({"question": "q", "professional": list("efghkl"), "kind": "bar"})
    )
    rates = selection_rates(barred, seats(q="abi"), "gender", Policy([Locks()]))
    assert rates["eligible"].tolist() == [2, 4]


def test_wilson_interval_of_a_published_case() -> None:
    # 15 of 148: Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E
    problem = Problem.from_frames(
        professionals=pd.DataFrame({"professional": [f"p{n}" for n in range(148)], "kind": "one"}),
        questions=pd.DataFrame({"question": ["q"], "size_min": 0, "size_max": 148}),
    )
    teams = pd.DataFrame({"question": "q", "professional": [f"p{n}" for n in range(15)]})
    row = selection_rates(problem, teams, "kind").iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((0.0624, 0.1605), abs=1e-4)


def test_selection_interval_holds_the_figure_and_repeats(grouped: Problem) -> None:
    teams = seats(q="abcdim")
    first = selection_difference(grouped, teams, "gender", seed=3)
    assert first.low < first.value < first.high
    assert first == selection_difference(grouped, teams, "gender", seed=3)
    assert first.low < 0  # so few people cannot settle which group has the higher rate
    ratio = selection_ratio(grouped, teams, "gender", seed=3)
    assert ratio.low <= ratio.value < 1 < ratio.high


def test_bootstrap_spread_is_that_of_two_binomials() -> None:
    n = 400
    problem = Problem.from_frames(
        professionals=pd.DataFrame(
            {"professional": [f"p{i:03}" for i in range(2 * n)], "kind": ["u"] * n + ["v"] * n}
        ),
        questions=pd.DataFrame({"question": ["q"], "size_min": 0, "size_max": 2 * n}),
    )
    at = [*range(100), *range(n, n + 200)]  # rates 1/4 and 1/2
    teams = pd.DataFrame({"question": "q", "professional": [f"p{i:03}" for i in at]})
    found = selection_difference(problem, teams, "kind")
    half = 1.96 * np.sqrt((0.25 * 0.75 + 0.5 * 0.5) / n)
    assert (found.low, found.high) == pytest.approx((0.25 - half, 0.25 + half), abs=0.006)


def test_nobody_seated_is_equal_and_no_group_is_nothing(grouped: Problem) -> None:
    assert selection_ratio(grouped, seats(), "gender").value == 1.0
    assert selection_difference(grouped, seats(), "gender").value == 0.0
    unknown = Problem.from_frames(
        professionals=people("a", gender=pd.Series([None], dtype="str")), questions=asked("q")
    )
    for function in (selection_difference, selection_ratio, selection_by_chance):
        assert np.isnan(function(unknown, seats(), "gender").value)


def test_a_lot_makes_groups_differ_too() -> None:
    # One of two people is drawn, and each is a group: the rates are always 1 and 0.
    two = Problem.from_frames(professionals=people("ab", kind=["u", "v"]), questions=asked("q"))
    assert selection_by_chance(two, seats(q="a"), "kind") == (1.0, 1.0, 1.0)
    # Two of three, groups u (a, b) and v (c): both u with chance 1/3 (difference 1), else 1/2.
    three = Problem.from_frames(
        professionals=people("abc", kind=["u", "u", "v"]), questions=asked("q")
    )
    found = selection_by_chance(three, seats(q="ab"), "kind")
    assert found.value == pytest.approx(2 / 3, abs=0.03)
    assert (found.low, found.high) == (0.5, 1.0)


def test_the_marriages_of_gale_and_shapley() -> None:
    """Example 1 of their paper: of six ways to marry three couples, three are stable."""
    ranks = {
        "a": [(1, 3), (2, 2), (3, 1)],
        "b": [(3, 1), (1, 3), (2, 2)],
        "c": [(2, 2), (3, 1), (1, 3)],
    }
    wishes = pd.DataFrame(
        [
            (side, question, one, rank)
            for one, row in ranks.items()
            for question, pair in zip("ABC", row, strict=True)
            for side, rank in zip(("professional", "client"), pair, strict=True)
        ],
        columns=["side", "question", "professional", "rank"],
    )
    problem = Problem.from_frames(
        professionals=people("abc", capacity=1),
        questions=asked("ABC").assign(size_max=1),
        wishes=wishes,
    )
    stable = {
        order
        for order in permutations("abc")
        if not blocking_count(problem, seats(**dict(zip("ABC", order, strict=True))))
    }
    # Every man his first choice, every woman hers, and everybody the second.
    assert stable == {("a", "b", "c"), ("c", "a", "b"), ("b", "c", "a")}


def test_who_got_every_wish_is_stable() -> None:
    problem = Problem.from_frames(professionals=people("ab"), questions=asked("qr"))
    wishes = pd.DataFrame(
        [(side, "q", one, 1) for side in ("professional", "client") for one in "ab"],
        columns=["side", "question", "professional", "rank"],
    )
    assert blocking_count(problem, seats(q="ab"), wishes) == 0
    assert blocking_count(problem, seats(q="a"), wishes) == 1


def test_only_eligible_pairs_block() -> None:
    problem = Problem.from_frames(
        professionals=people("ab", capacity=1),
        questions=asked("qr"),
        seats=pd.DataFrame({"question": ["q"], "professional": ["a"], "kind": ["bar"]}),
        wishes=pd.DataFrame(
            [(side, "q", one, 1) for side in ("professional", "client") for one in "ab"],
            columns=["side", "question", "professional", "rank"],
        ),
    )
    nobody = seats()

    def who(eligible: object) -> list[str]:
        found = blocking_pairs(problem, nobody, None, eligible)  # type: ignore[arg-type]
        return found["professional"].tolist()

    assert who(None) == ["a", "b"]
    assert who(Policy([Locks()])) == ["b"]
    assert who(pd.DataFrame({"professional": ["a"]})) == ["a"]
    assert who(pd.DataFrame({"question": ["r", "q"], "professional": ["a", "b"]})) == ["b"]
    assert np.isnan(blocking_count(problem.replace(wishes=None), nobody))


@pytest.mark.parametrize("frame", [{"who": ["p0"]}, {"professional": ["p0", "p99"]}])
def test_malformed_frames_of_people_are_told(frame: dict[str, list[str]]) -> None:
    problem, teams = tiny_problem(5), seats()
    with pytest.raises(DataError, match="eligible"):
        selection_rates(problem, teams, "gender", pd.DataFrame(frame))
    with pytest.raises(DataError, match="invitations"):
        gini_invitations(problem, teams, pd.DataFrame(frame))

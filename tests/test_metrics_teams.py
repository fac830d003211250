"""Metrics of the teams, by hand: coverage, envy, diversity, ties, travel, money."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from metrics_tables import asked, people, seats
from swarmmatch.data.problem import Problem
from swarmmatch.errors import PolicyError
from swarmmatch.matching.metrics import METRICS
from swarmmatch.matching.metrics.coverage import (
    coverage_by_question,
    depth,
    fragility,
    fragility_of_teams,
    redundancy,
)
from swarmmatch.matching.metrics.diversity import blau, blau_of_teams, distinct
from swarmmatch.matching.metrics.envy import envy, envy_between, envy_largest, envy_up_to_one
from swarmmatch.matching.metrics.gower import gower
from swarmmatch.matching.metrics.money import earmark_of_value, earmark_reached
from swarmmatch.matching.metrics.ties import (
    client_repeat_share,
    client_repeat_share_at_random,
    new_ties,
    newcomer_share,
    newcomer_share_of_eligible,
    repeat_share,
    repeat_share_at_random,
    repeat_ties,
)
from swarmmatch.matching.metrics.travel import distance_max, distance_mean


@pytest.fixture(scope="module")
def staffed() -> Problem:
    """Two questions, q asking for x (two holders, weight 3) and y (weight 1), r for x alone."""
    return Problem.from_frames(
        professionals=people("abcd"),
        questions=asked("qrs"),
        skills=pd.DataFrame(
            {
                "professional": ["a", "b", "c", "c", "d"],
                "skill": ["x", "x", "x", "y", "y"],
                "level": [2, 5, 3, 1, 4],
            }
        ),
        requirements=pd.DataFrame(
            {
                "question": ["q", "q", "r"],
                "skill": ["x", "y", "x"],
                "level": [2, 2, 3],
                "holders": [2, 1, 1],
                "weight": [3.0, 1.0, 2.0],
            }
        ),
    )


def test_coverage_depth_and_redundancy_by_hand(staffed: Problem) -> None:
    half = seats(q="ad", r="bc")
    by_question = coverage_by_question(staffed, half)
    assert by_question.to_dict() == {"q": (1.5 + 1) / 4, "r": 1.0}  # s asks nothing
    assert METRICS["coverage"].function(staffed, half) == pytest.approx((1.5 + 1 + 2) / 6)
    assert METRICS["coverage_least"].function(staffed, half) == 0.625
    assert depth(staffed, half) == pytest.approx((3 * 0 + 1 * 2 + 2 * 2) / 6)
    assert redundancy(staffed, half) == pytest.approx(2 * 1 / 6)
    assert redundancy(staffed, seats(q="abc")) == pytest.approx(3 * 0.5 / 6)


def test_fragility_is_the_worst_absence(staffed: Problem) -> None:
    worst = fragility_of_teams(staffed, seats(q="ad", r="bc", s="a"))
    assert worst.to_dict() == {"q": 1.5 / 4, "r": 0.0}
    assert fragility(staffed, seats(q="ad", r="b")) == pytest.approx((1.5 / 4 + 1.0) / 2)
    assert np.isnan(fragility(staffed, seats(s="a")))


def test_envy_by_hand(staffed: Problem) -> None:
    teams = seats(q="d", r="abc")  # q holds y only; r's team would bring it two holders of x
    table = envy_between(staffed, teams)
    assert table.loc["q"].to_dict() == {"q": 0.0, "r": 0.5, "s": 0.0}
    assert table.loc["r"].eq(0).all()
    assert list(table.index) == ["q", "r"]
    assert envy(staffed, teams) == 1 / 4
    assert envy_largest(staffed, teams) == 0.5
    assert envy_up_to_one(staffed, teams) == 1 / 4  # one of three holders of x is to spare
    assert envy(staffed, seats(q="c", r="ab")) == 1 / 4
    assert envy_up_to_one(staffed, seats(q="c", r="ab")) == 0.0  # either one is all the difference
    assert envy(staffed, seats(q="abd", r="c")) == 0.0


@pytest.mark.parametrize(
    ("values", "index"),
    [
        ("aa", 0.0),
        ("ab", 0.5),
        ("abcd", 0.75),  # k equal groups: 1 - 1/k
        ("aaab", 1 - (0.75**2 + 0.25**2)),
        ("aabbc", 0.64),
    ],
)
def test_blau_of_known_shares(values: str, index: float) -> None:
    names = "pqrstu"[: len(values)]
    problem = Problem.from_frames(
        professionals=people(names, kind=list(values)), questions=asked("q")
    )
    assert blau(problem, seats(q=names), "kind") == pytest.approx(index)
    assert distinct(problem, seats(q=names), "kind") == len(set(values))
    assert blau_of_teams(problem, seats(q=names), "kind").index.tolist() == ["q"]


def test_gower_over_a_number_and_a_category_with_one_missing() -> None:
    problem = Problem.from_frames(
        professionals=people(
            "abcd",
            kind=["u", "v", None, "u"],
            years=[0.0, 5.0, 10.0, 10.0],
            new=[True, False, True, True],
        ),
        questions=asked("q"),
    )
    every = ["kind", "years", "new"]
    ab, ac, bc = (1 + 0.5 + 1) / 3, (1 + 0) / 2, (0.5 + 1) / 2
    assert gower(problem, seats(q="abc"), every) == pytest.approx((ab + ac + bc) / 3)
    assert np.isnan(gower(problem, seats(q="ac"), ["kind"]))
    assert np.isnan(gower(problem, seats(q="a"), every))


@pytest.mark.parametrize("attributes", ["kind", [], ["knd"]])
def test_gower_wants_a_list_of_known_columns(attributes: object) -> None:
    problem = Problem.from_frames(professionals=people("ab", kind=["u", "v"]), questions=asked("q"))
    with pytest.raises(PolicyError):
        gower(problem, seats(q="ab"), attributes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def known() -> Problem:
    """Five people, of whom a and b shared two teams, and c one with b; e left the pool."""
    history = pd.DataFrame(
        [
            ("t", "2012-06-01", "a", "Town"),
            ("t", "2012-06-01", "b", "Town"),
            ("t", "2013-06-01", "a", "Home"),
            ("t", "2013-06-01", "b", "Home"),
            ("t", "2013-06-01", "gone", "Home"),
            ("u", "2013-06-01", "b", None),
            ("u", "2013-06-01", "c", None),
        ],
        columns=["team", "date", "professional", "client"],
    )
    return Problem.from_frames(
        professionals=people("abcde"),
        questions=asked("qrs", client=["Town", "Shop", None]),
        history=history,
    )


def test_ties_by_hand(known: Problem) -> None:
    teams = seats(q="abd", r="bc", s="ab")  # a-b twice, but one pair
    assert repeat_ties(known, teams) == 2
    assert new_ties(known, teams) == 2
    assert repeat_share(known, teams) == 0.5
    assert repeat_share_at_random(known, teams) == 2 / 10
    assert np.isnan(repeat_share(known, seats(q="a")))


def test_newcomers_and_clients_by_hand(known: Problem) -> None:
    teams = seats(q="abd", r="bc", s="ab")
    assert newcomer_share(known, teams) == 1 / 4
    assert newcomer_share_of_eligible(known, teams) == 2 / 5
    assert client_repeat_share(known, teams) == 2 / 5  # a and b for Town; s has no client
    assert client_repeat_share_at_random(known, teams) == pytest.approx((3 * 2 / 5 + 2 * 0) / 5)
    assert np.isnan(client_repeat_share(known, seats(s="a")))


def test_distances_by_hand() -> None:
    problem = Problem.from_frames(
        professionals=people("abc", lat=[52.0, 52.1, None], lon=[6.3, 6.3, None]),
        questions=asked("q", lat=52.0, lon=6.3),
    )
    tenth = 2 * 6371.0088 * np.sin(np.radians(0.1) / 2)
    assert distance_max(problem, seats(q="abc")) == pytest.approx(tenth)
    assert distance_mean(problem, seats(q="abc")) == pytest.approx(tenth / 2)
    assert np.isnan(distance_max(problem, seats(q="c")))


def test_earmark_by_hand() -> None:
    problem = Problem.from_frames(
        professionals=people(
            "abcd", cooperative=["Samen", None, "Kring", None], rate=[50.0, 100.0, None, 30.0]
        ).assign(marked=[False, True, False, False]),
        questions=asked("qrs", hours=[10.0, 20.0, 5.0], value=[900.0, 100.0, None]),
    )
    teams = seats(q="abc", r="ad", s="a")
    paid = (500 + 1000 + 250) / (500 + 1000 + 1000 + 600 + 250)
    assert earmark_reached(problem, teams) == pytest.approx(paid)
    assert earmark_of_value(problem, teams) == pytest.approx((600 + 50) / 1000)
    assert earmark_of_value(problem, teams, "marked") == pytest.approx(0.3)
    assert METRICS["earmark_reached"].parity(problem, teams, "marked") == 0.25  # type: ignore[operator,misc]
    assert np.isnan(earmark_reached(problem, seats(q="c")))

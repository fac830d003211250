"""Ranked wishes: points for those granted, and the pairs who would rather break away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd
import pytest

import swarmmatch as sm
from oracle import brute_force
from swarmmatch.rules import Block, SeatPoints
from swarmmatch.rules.blocking import blocking_pairs
from swarmmatch.rules.preference import Preference
from swarmmatch.testing import check_rule, tiny_problem

SIDES = ("professional", "client")


def _wishes(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["side", "question", "professional", "rank"])


def _problem(
    wishes: pd.DataFrame, capacity: int = 1, size_max: int = 1, slots: object = None
) -> sm.Problem:
    people = pd.DataFrame({"professional": ["Ann", "Bob", "Cas"], "capacity": capacity})
    asked = pd.DataFrame(
        {"question": ["x", "y"], "size_min": 0, "size_max": size_max, "slot": slots}
    )
    return sm.Problem.from_frames(professionals=people, questions=asked, wishes=wishes)


def _seats(*seats: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(seats, columns=["question", "professional"], dtype="str")


def _pairs(problem: sm.Problem, *seats: tuple[str, str]) -> set[tuple[str, str]]:
    return set(blocking_pairs(problem, _seats(*seats)).itertuples(index=False, name=None))


#: Ann and Bob both like x best, and x likes Bob best; Cas names y, which does not name Cas.
TASTES = _wishes(
    ("professional", "x", "Ann", 1), ("professional", "y", "Ann", 2),
    ("professional", "x", "Bob", 1), ("professional", "y", "Cas", 1),
    ("client", "x", "Ann", 2), ("client", "x", "Bob", 1), ("client", "y", "Ann", 1),
)  # fmt: skip


def test_points_fall_from_the_first_wish_to_the_last() -> None:
    problem = _problem(TASTES)
    earned = Preference("professional", weight=4).check(problem, _seats(("x", "Bob"), ("y", "Ann")))
    assert earned.earned[["subject", "count", "each"]].values.tolist() == [["x", 1, 4], ["y", 1, 2]]
    earned = Preference("client", weight=4).check(problem, _seats(("x", "Ann"), ("x", "Cas")))
    assert earned.earned[["subject", "count", "each"]].values.tolist() == [["x", 1, 2]]


@pytest.mark.parametrize(
    ("seats", "pairs"),
    [
        ([], {("x", "Ann"), ("x", "Bob"), ("y", "Ann")}),
        ([("x", "Bob"), ("y", "Ann")], set()),
        ([("x", "Bob")], {("y", "Ann")}),
        ([("x", "Ann")], {("x", "Bob")}),
        ([("x", "Cas"), ("y", "Ann")], {("x", "Ann"), ("x", "Bob")}),
        ([("y", "Bob"), ("x", "Ann")], {("x", "Bob")}),
    ],
)
def test_blocking_pairs_would_both_rather_sit_together(
    seats: list[tuple[str, str]], pairs: set[tuple[str, str]]
) -> None:
    assert _pairs(_problem(TASTES), *seats) == pairs
    found = Preference("client").check(_problem(TASTES), _seats(*seats))
    assert (found.measure, found.unit) == (len(pairs), "blocking pairs")


def test_a_free_seat_on_both_sides_blocks_but_not_in_a_taken_slot() -> None:
    seats = [("x", "Ann"), ("x", "Bob")]
    assert _pairs(_problem(TASTES, capacity=2, size_max=2), *seats) == {("y", "Ann")}
    same_slot = _problem(TASTES, capacity=2, size_max=2, slots=["mon", "mon"])
    assert _pairs(same_slot, *seats) == set()
    assert _pairs(same_slot, ("y", "Ann"), ("x", "Bob")) == {("x", "Ann")}


def test_equal_ranks_block_nobody() -> None:
    equal = _wishes(
        *((side, question, name, 1) for side, question, name in product(SIDES, "xy", ["Ann"])),
        ("professional", "x", "Bob", 1), ("client", "x", "Bob", 1),
    )  # fmt: skip
    assert _pairs(_problem(equal), ("x", "Bob"), ("y", "Ann")) == set()


def test_deferred_acceptance_leaves_no_blocking_pair() -> None:
    rng = np.random.default_rng(3)
    people, asked = [f"p{i}" for i in range(8)], [f"q{i}" for i in range(8)]
    theirs = {p: list(rng.permutation(asked)) for p in people}
    ours = {q: list(rng.permutation(people)) for q in asked}
    rows = [("professional", q, p, theirs[p].index(q) + 1) for q, p in product(asked, people)]
    rows += [("client", q, p, ours[q].index(p) + 1) for q, p in product(asked, people)]
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": people}),
        questions=pd.DataFrame({"question": asked, "size_min": 1, "size_max": 1}),
        wishes=_wishes(*rows),
    )
    stable = _deferred_acceptance(theirs, ours)
    assert _pairs(problem, *stable.items()) == set()
    rotated = dict(
        zip(stable, [*list(stable.values())[1:], stable[next(iter(stable))]], strict=True)
    )
    assert _pairs(problem, *rotated.items()) == set(_plainly_blocking(rotated, theirs, ours))
    assert _pairs(problem, *rotated.items())


def _deferred_acceptance(
    theirs: dict[str, list[str]], ours: dict[str, list[str]]
) -> dict[str, str]:
    """Professional of each question, by the proposals of Gale and Shapley."""
    held: dict[str, str] = {}
    free, nexts = list(theirs), dict.fromkeys(theirs, 0)
    while free:
        person = free.pop()
        question = theirs[person][nexts[person]]
        nexts[person] += 1
        rivals = [one for one in (person, held.get(question)) if one is not None]
        held[question] = min(rivals, key=ours[question].index)
        free += [one for one in rivals if one != held[question]]
    return held


def _plainly_blocking(
    held: dict[str, str], theirs: dict[str, list[str]], ours: dict[str, list[str]]
) -> Iterator[tuple[str, str]]:
    sits = {person: question for question, person in held.items()}
    for question, person in product(held, sits):
        likes = theirs[person].index(question) < theirs[person].index(sits[person])
        if likes and ours[question].index(person) < ours[question].index(held[question]):
            yield question, person


@pytest.mark.parametrize("rule", [Preference("professional"), Preference("client", 1.7)])
def test_blocks_and_check_agree(rule: Preference) -> None:
    problems = [tiny_problem(seed) for seed in (1, 2)]
    assert {problem.wishes.empty for problem in problems} == {True, False}
    check_rule(rule, problems, teams=8)


@dataclass(frozen=True)
class LastWishWorthless(Preference):
    """Off by one: the last wish earns nothing."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        lost = self.weight / problem.wishes.query("side == @self.side")["rank"].max()
        return [replace(b, points=lambda q, part, b=b: np.maximum(b.points(q, part) - lost, 0))
                for b in super().blocks(problem) if isinstance(b, SeatPoints)]  # fmt: skip


@dataclass(frozen=True)
class OtherSide(Preference):
    """Takes the wishes of clients for those of professionals."""

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return Preference(SIDES[self.side == "professional"], self.weight).blocks(problem)


@pytest.mark.parametrize("kind", [LastWishWorthless, OtherSide])
def test_a_broken_copy_is_found_out(kind: type[Preference]) -> None:
    with pytest.raises(AssertionError, match=kind.__name__):
        check_rule(kind("professional"), [tiny_problem(1), tiny_problem(5)], teams=8)


@pytest.mark.parametrize("seed", [1, 11])
def test_match_earns_what_brute_force_finds(seed: int) -> None:
    problem = tiny_problem(seed, questions=2, professionals=4)
    policy = sm.Policy(
        [
            sm.TeamSize(unstaffed=2),
            sm.Capacity(),
            Preference("professional", 3),
            Preference("client"),
        ]
    )
    best, _ = brute_force(problem, policy)
    matching = sm.match(problem, policy, gap=0, workers=1)
    assert matching.value == pytest.approx(best, abs=1e-9)
    assert matching.bound >= best - 1e-9


def test_first_wishes_of_all_are_an_assignment() -> None:
    problem = _problem(TASTES)
    matching = sm.match(
        problem, sm.Policy([sm.TeamSize(), sm.Capacity(), Preference("client")]), gap=0, workers=1
    )
    assert set(matching.teams.itertuples(index=False, name=None)) >= {("x", "Bob"), ("y", "Ann")}


@pytest.mark.parametrize("options", [{"side": "broker"}, {"side": "client", "weight": -1}])
def test_senseless_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(sm.PolicyError, match="Preference"):
        Preference(**options)


def test_wishes_keep_their_words_and_whole_ranks() -> None:
    wishes = _problem(TASTES).wishes
    assert list(wishes) == ["side", "question", "professional", "rank"]
    assert wishes["rank"].dtype == "int64"
    without = _problem(TASTES).replace(wishes=None)
    assert without.wishes.empty
    assert without.fingerprint != _problem(TASTES).fingerprint
    assert _pairs(without) == set()

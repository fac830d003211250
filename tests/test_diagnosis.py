"""Conflicts, shortages and relaxations, against brute force and planted causes."""

from __future__ import annotations

import pickle
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conflicts import Broken, demand_minimal, members_of

import swarmmatch as sm
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.changes import changed
from swarmmatch.engine.diagnosis.diagnose import why_infeasible
from swarmmatch.engine.diagnosis.hard import hard_rules
from swarmmatch.engine.diagnosis.relaxations import PRICES
from swarmmatch.engine.diagnosis.shortages import shortages_of
from swarmmatch.testing import tiny_problem

RULES = [
    sm.TeamSize(), sm.TeamSize(unstaffed=3), sm.Capacity(), sm.Available(), sm.Locks(), sm.Pairs(),
    sm.MustHave(), sm.MinLoad(1), sm.MaxDistance(20), sm.Budget(), sm.NotAlone("gender"),
    sm.Quota("municipality", at_most=1), sm.Quota("gender", at_least=1), sm.ClientRotation(1),
    sm.Distinct("sector", at_least=2), sm.RepeatPairs(at_most=0), sm.Balance("experience", 2),
    sm.Coverage(weight=3),
]  # fmt: skip
NO_CHANGE = dict.fromkeys(PRICES, float("inf"))


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    rules=st.lists(st.sampled_from(RULES), min_size=3, max_size=8, unique=True),
)
def test_conflicts_are_as_small_as_brute_force_finds(seed: int, rules: list[sm.Rule]) -> None:
    problem, policy = tiny_problem(seed, questions=2, professionals=4), sm.Policy(rules)
    diagnosis = sm.diagnose(problem, policy, weights=NO_CHANGE)
    if diagnosis.feasible:
        assert sm.audit(problem, policy, diagnosis.teams).violations.empty
        broken = Broken.of(problem, policy)
        assert not broken.clash(set(broken.members))
    else:
        broken = demand_minimal(problem, policy, diagnosis.conflict)
        assert diagnosis.minimal
        assert diagnosis.smallest
        assert len(diagnosis.conflict) == broken.smallest()


def test_the_error_of_match_carries_a_minimal_conflict() -> None:
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Locks(), sm.MustHave(), sm.Coverage()])
    errors = [
        _error_of(tiny_problem(seed, questions=2, professionals=4), policy) for seed in range(6)
    ]
    caught = [error for error in errors if error is not None]
    assert len(caught) >= 2
    assert all(error.minimal and "any one of them" in str(error) for error in caught)


def _error_of(problem: sm.Problem, policy: sm.Policy) -> sm.InfeasibleError | None:
    try:
        sm.match(problem, policy, workers=1)
    except sm.InfeasibleError as error:
        demand_minimal(problem, policy, error.conflict)
        return error
    return None


@pytest.mark.parametrize("seed", [2, 11])
def test_every_relaxation_makes_a_matching_possible(seed: int) -> None:
    policy = sm.Policy([*RULES[2:7], sm.TeamSize(), sm.Quota("municipality", at_most=1)])
    problem = tiny_problem(seed, questions=2, professionals=4)
    diagnosis = sm.diagnose(problem, policy)
    assert len(diagnosis.relaxations) >= 3
    assert diagnosis.relaxations["change"].is_unique
    assert diagnosis.relaxations["cost"].is_monotonic_increasing
    assert diagnosis.relaxations["verified"].all()
    for row, changes in enumerate(diagnosis.changes):
        matching = sm.match(*diagnosis.apply(row), gap=1.0, workers=1)
        assert matching.audit().ok
        for fewer in combinations(changes, len(changes) - 1):
            after = changed(problem, policy, fewer)
            assert sm.diagnose(*after, weights=NO_CHANGE).feasible is False
    with pytest.raises(IndexError, match="no relaxation"):
        diagnosis.apply(len(diagnosis.relaxations))


def region(**tables: pd.DataFrame) -> sm.Problem:
    """A pool of 1,500, three questions in one slot and one in another, and what a test adds."""
    people = pd.DataFrame({"professional": [f"p{i}" for i in range(1500)], "capacity": 2})
    people["municipality"] = np.where(np.arange(1500) < 40, "Aalten", "Borculo")
    people["lat"] = np.where(np.arange(1500) < 300, 52.4, 51.9)
    people["lon"] = 6.5
    questions = pd.DataFrame(
        {"question": ["Q1", "Q2", "Q3", "Q4"], "slot": ["A", "A", "A", "B"], "size_min": 3,
         "size_max": 5, "lat": 51.9, "lon": 6.5}
    )  # fmt: skip
    return sm.Problem.from_frames(professionals=people, questions=questions, **tables)


def holders(people: list[int], level: int = 3) -> pd.DataFrame:
    return pd.DataFrame({"professional": [f"p{i}" for i in people], "skill": "GIS", "level": level})


def musts(questions: list[str], n: int, level: int = 3) -> pd.DataFrame:
    return pd.DataFrame(
        {"question": questions, "skill": "GIS", "level": level, "holders": n, "must": True}
    )


def locks(who: str, questions: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"question": questions, "professional": who, "kind": "lock"})


BASE = [sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Locks(), sm.Pairs(), sm.MustHave()]
QUOTA = sm.Quota("municipality", at_most=2)
FAR = sm.MaxDistance(30)
AGAIN = sm.RepeatPairs(at_most=0)  # which the LP does not see


def test_a_skill_that_is_short_in_a_slot_is_named_with_its_few_holders() -> None:
    problem = region(skills=holders([1, 7, 9]), requirements=musts(["Q1", "Q3", "Q4"], 2))
    diagnosis = sm.diagnose(problem, sm.Policy(BASE))
    short = diagnosis.shortages.iloc[0]
    assert short["detail"] == (
        "Q1 and Q3 need 4 holders of GIS at level 3 in slot A; 3 are available"
    )
    assert (short["needed"], short["available"]) == (4, 3)
    assert members_of(diagnosis.conflict) == {
        *product(["TeamSize()", "MustHave()"], ["Q1", "Q3"]),
        *product(["Capacity()"], ["p1", "p7", "p9"]),
    }
    assert diagnosis.minimal
    assert len(diagnosis.relaxations) >= 3


PLANTED = {
    "locks": (
        region(seats=locks("p5", ["Q1", "Q2"])),
        sm.Policy(BASE),
        {("Locks()", "Q1"), ("Locks()", "Q2"), ("Capacity()", "p5")},
        "drop the lock of p5 into Q1",
    ),
    "quota": (
        region(skills=holders(list(range(40))), requirements=musts(["Q2"], 3)),
        sm.Policy(BASE) | QUOTA,
        {("TeamSize()", "Q2"), ("MustHave()", "Q2"), (QUOTA.name, "Q2")},
        f"widen {QUOTA.name} to Quota(attribute='municipality', at_most=3)",
    ),
    "distance": (
        region(skills=holders(list(range(300))), requirements=musts(["Q4"], 1)),
        sm.Policy(BASE) | FAR,
        {("TeamSize()", "Q4"), ("MustHave()", "Q4"), (FAR.name, "Q4")},
        "raise the largest distance from 30 to 56 km",
    ),
    "availability": (
        region(
            skills=holders([3]),
            requirements=musts(["Q4"], 1),
            availability=pd.DataFrame(
                {"professional": [f"p{i}" for i in range(1500)], "slot": "A"}
            )[lambda table: table.index != 0].assign(
                slot=lambda table: np.where(table.index > 700, "B", "A")
            ),
        ),
        sm.Policy(BASE),
        {("TeamSize()", "Q4"), ("MustHave()", "Q4"), ("Available()", "Q4")},
        "ask p3 to come in slot B",
    ),
    "repeat": (
        region(
            skills=holders([3, 4]),
            requirements=musts(["Q4"], 2),
            history=pd.DataFrame(
                {"team": "t", "date": pd.Timestamp("2014-01-01"), "professional": ["p3", "p4"]}
            ),
        ),
        sm.Policy(BASE) | AGAIN,
        {("TeamSize()", "Q4"), ("MustHave()", "Q4"), (AGAIN.name, "Q4")},
        "ask 1 instead of 2 with GIS at level 3 for Q4",
    ),
    "level": (
        region(skills=holders([3, 4], 2), requirements=musts(["Q4"], 2)),
        sm.Policy(BASE),
        {("TeamSize()", "Q4"), ("MustHave()", "Q4")},
        "ask GIS at level 3 for Q4 at level 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_conflict_is_found_over_the_whole_pool_and_undone(kind: str) -> None:
    problem, policy, conflict, change = PLANTED[kind]
    diagnosis = sm.diagnose(problem, policy)
    assert members_of(diagnosis.conflict) == conflict
    assert diagnosis.minimal
    assert not diagnosis.smallest  # which is only looked for in small problems
    assert change in set(diagnosis.relaxations["change"])
    assert diagnosis.relaxations["verified"].all()
    row = diagnosis.relaxations["change"].tolist().index(change)
    assert sm.match(*diagnosis.apply(row), gap=1.0, workers=1).audit().ok


def test_two_conflicts_ask_for_two_changes() -> None:
    problem = region(skills=holders([3, 4], 2), requirements=musts(["Q1", "Q4"], 1))
    diagnosis = sm.diagnose(problem, sm.Policy(BASE), weights={"rule": float("inf")})
    assert [len(changes) for changes in diagnosis.changes[:3]] == [2, 2, 2]
    assert diagnosis.relaxations["cost"].iloc[0] == 4.0  # a level lower at both
    cheap = sm.diagnose(problem, sm.Policy(BASE), weights={"must": 0.5, "rule": 0.1})
    assert set(cheap.relaxations["change"][:2]) == {"drop MustHave()", "drop TeamSize()"}


def test_a_rule_over_the_whole_plan_can_clash() -> None:
    history = pd.DataFrame(
        {"team": "t", "date": pd.Timestamp("2014-01-01"), "professional": ["a", "b", "c", "d"]}
    )
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": list("abcde")}),
        questions=pd.DataFrame({"question": ["x", "y"], "size_min": 2, "size_max": 2}),
        history=history,
    )
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Newcomers(share=0.5)])
    diagnosis = sm.diagnose(problem, policy)
    assert members_of(diagnosis.conflict) == {
        ("TeamSize()", "x"), ("TeamSize()", "y"), ("Capacity()", "e"),
        ("Newcomers(share=0.5)", "the whole plan"),
    }  # fmt: skip
    assert diagnosis.smallest
    assert diagnosis.conflict["detail"].iloc[-1] == "seats of newcomers"  # its row has no heads


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_shortages_are_those_of_hall(seed: int) -> None:
    """Of every set of questions, seats needed against seats that some assignment can fill."""
    problem = tiny_problem(seed, questions=3, professionals=4)
    policy = [sm.TeamSize(), sm.Capacity(), sm.Available()]
    short = shortages_of(hard_rules(problem, policy, Clock(10)), Clock(10))
    need = problem.questions.set_index("question")["size_min"]
    falls_short = {
        names
        for n in (1, 2, 3)
        for names in combinations(problem.questions["question"], n)
        if need[list(names)].sum() > _most_filled(problem, list(names))
    }
    assert bool(falls_short) == bool(len(short))
    for row in short.itertuples():
        names = tuple(str(row.questions).split(", "))
        assert names in falls_short
        assert not any(set(other) < set(names) for other in falls_short)
        assert row.needed == need[list(names)].sum()
        assert row.available == _most_filled(problem, list(names))


def _most_filled(problem: sm.Problem, names: list[str]) -> int:
    """Seats that can be filled at these questions: every professional's choices, one by one."""
    table = problem.questions.set_index("question")
    reach = {tuple([0] * len(names))}
    for person in problem.professionals.itertuples():
        offered = problem.availability
        comes = None
        if offered is not None:
            comes = set(offered.loc[offered["professional"] == person.professional, "slot"])
        choices = []
        for taken in product([0, 1], repeat=len(names)):
            slots = [table["slot"][name] for name, on in zip(names, taken, strict=True) if on]
            known = [slot for slot in slots if pd.notna(slot)]
            once = len(set(known)) == len(known) and sum(taken) <= person.capacity
            if once and (comes is None or set(known) <= comes):
                choices.append(taken)
        reach = {
            tuple(min(a + b, int(table["size_min"][name]))
                  for a, b, name in zip(before, taken, names, strict=True))
            for before in reach
            for taken in choices
        }  # fmt: skip
    return max(sum(filled) for filled in reach)


def test_without_time_nothing_is_claimed() -> None:
    problem = region(skills=holders([1]), requirements=musts(["Q1", "Q3"], 1))
    diagnosis = sm.diagnose(problem, sm.Policy(BASE), time_limit=1e-6)
    assert diagnosis.feasible is None
    assert not diagnosis.minimal
    assert "time ran out" in str(diagnosis)
    clock = Clock(0.0)
    error = why_infeasible(problem, sm.Policy(BASE), clock)
    assert set(error.conflict["rule"]) == {rule.name for rule in BASE}
    assert not error.minimal
    assert "any one of them" not in str(error)


def test_the_error_pickles_prints_and_is_made_of_one_frame_as_before() -> None:
    problem = region(skills=holders([1]), requirements=musts(["Q1", "Q3"], 1))
    with pytest.raises(sm.InfeasibleError) as caught:
        sm.match(problem, sm.Policy(BASE), workers=1)
    error = caught.value
    for title in ("these clash", "the pool falls short", "any one of these changes would do"):
        assert title in str(error)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error)
    pd.testing.assert_frame_equal(again.relaxations, error.relaxations)
    alone = sm.InfeasibleError(error.conflict)
    assert alone.shortages is None
    assert str(alone).startswith("no matching satisfies all hard rules; these clash:\n")


@pytest.mark.parametrize(
    ("weights", "says"),
    [({"levels": 1}, "'levels'; there are"), ({"must": 0}, "'must' must be above 0, not 0"),
     ({"must": float("nan")}, "not nan"), ({"must": True}, "not True")],
)  # fmt: skip
def test_weights_without_sense_are_refused(weights: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sm.diagnose(region(), sm.Policy(BASE), weights=weights)


def test_the_callers_tables_stay_as_they_were() -> None:
    problem = region(skills=holders([3, 4], 2), requirements=musts(["Q4"], 2))
    before = problem.fingerprint
    diagnosis = sm.diagnose(problem, sm.Policy(BASE))
    after, _ = diagnosis.apply(0)
    assert sm.Problem(problem._tables).fingerprint == before != after.fingerprint

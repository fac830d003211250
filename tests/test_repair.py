"""Repair: the fewest changes and the best value among them, against all matchings there are."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
import swarmmatch as sm
from swarmmatch.data.tables import TABLES
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.floors import Floor, with_floors
from swarmmatch.testing import planted, tiny_problem
from swarmmatch.testing.copies import Copies

HARD = [sm.TeamSize(unstaffed=2.5), sm.Capacity(), sm.Available(), sm.Locks(), sm.Pairs()]
POLICIES = [
    sm.Policy([*HARD, sm.MustHave(), sm.Coverage(3.3), sm.Distinct("sector", weight=1.0)]),
    sm.Policy([*HARD, sm.Quota("municipality", at_most=1), sm.Fit(0.77), sm.Familiarity(1.5)]),
    sm.Policy([*HARD, sm.Fit()], [[sm.Coverage()]]),
    sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Locks(), sm.Coverage(), sm.Fit()]),
]
SEATS = ["question", "professional"]


def taken_of(problem: sm.Problem, teams: pd.DataFrame) -> Any:
    """Seats as a bool array (Q, P)."""
    arrays = problem.arrays
    taken = np.zeros((len(arrays.questions), len(arrays.professionals)), dtype=np.bool_)
    question = arrays.question_codes(teams["question"])
    taken[question, arrays.professional_codes(teams["professional"])] = True
    return taken


def mended(
    problem: sm.Problem, policy: sm.Policy, before: Any, gone: Any, refill: bool
) -> tuple[int, list[float]] | None:
    """The fewest changes of all matchings, and what the best of these earns in each step, in units.

    ``before`` is what was announced (Q, P), and ``gone`` what of it cannot be taken any more.
    """
    copies = Copies.of(problem, 2**before.size)
    taken = np.concatenate(list(oracle.all_matchings(problem)))
    taken, units = oracle._judged(problem, copies, policy, taken, 1e-4)
    if not len(taken):
        return None
    announced = before.any(axis=1)
    left = (before & ~taken).sum(axis=2)
    joined = (taken & ~before).sum(axis=2)
    if refill:
        joined = np.maximum(joined - gone.sum(axis=1), 0)
    count = (left + joined)[:, announced].sum(axis=1)
    taken, best = taken[count == count.min()], []
    for rules in [step.rules for step in policy.steps] or [policy.rules]:
        taken, units = oracle._judged(problem, copies, rules, taken, 1e-4)
        taken = taken[units == units.max()]
        best.append(float(units.max()))
    return int(count.min()), best


@cache
def announced(which: int, seed: int) -> sm.Matching | None:
    """Teams of a tiny problem; none where its hard rules clash."""
    problem = tiny_problem(seed, questions=2, professionals=4)
    try:
        return sm.match(problem, POLICIES[which], gap=0, workers=1)
    except sm.InfeasibleError:
        return None


@settings(max_examples=8)
@given(
    which=st.integers(0, len(POLICIES) - 1),
    seed=st.integers(0, 11),
    people=st.sets(st.integers(0, 3), max_size=2),
    seat=st.none() | st.tuples(st.integers(0, 1), st.integers(0, 3)),
    refill=st.booleans(),
)
def test_the_fewest_changes_and_the_best_of_them_are_those_of_brute_force(
    which: int, seed: int, people: set[int], seat: tuple[int, int] | None, refill: bool
) -> None:
    matching = announced(which, seed)
    if matching is None:
        return
    absent: list[Any] = [f"p{person}" for person in sorted(people)]
    absent += [(f"q{seat[0]}", f"p{seat[1]}")] if seat else []
    before = taken_of(matching.problem, matching.teams)
    gone = np.zeros_like(before)
    gone[:, sorted(people)] = True
    gone[:, matching.problem.professionals["capacity"] == 0] = True
    if seat:
        gone[seat] = True
    problem = without(matching.problem, gone, people)
    best = mended(problem, matching.policy, before, gone & before, refill)
    if best is None:
        with pytest.raises(sm.InfeasibleError):
            sm.repair(matching, absent=absent, refill=refill, gap=0, workers=1)
        return
    fewest, units = best
    repaired = sm.repair(matching, absent=absent, refill=refill, gap=0, workers=1)
    assert repaired.status == "optimal"
    assert repaired.fewest == repaired.changed == fewest
    earned = repaired.stages["value"][1:] / 1e-4
    assert np.rint(earned).tolist() == units
    assert repaired.audit().ok
    assert not (taken_of(problem, repaired.teams) & gone).any()


def without(problem: sm.Problem, gone: Any, people: set[int]) -> sm.Problem:
    """The tables in which those seats cannot be taken, written without the library's help."""
    table = problem.seats
    lost = taken_of(problem, table) & False
    question, professional = np.nonzero(gone)
    lost[question, professional] = True
    kept = [
        not (row.kind == "lock" and lost[int(row.question[1:]), int(row.professional[1:])])
        for row in table.itertuples()
    ]
    bars = pd.DataFrame(
        {
            "question": [f"q{i}" for i in question],
            "professional": [f"p{i}" for i in professional],
            "kind": "bar",
        }
    )
    capacity = problem.professionals["capacity"].to_numpy().copy()
    capacity[sorted(people)] = 0
    return problem.replace(
        seats=pd.concat([table[kept], bars]).drop_duplicates(),
        professionals=problem.professionals.assign(capacity=capacity),
    )


def test_nothing_changes_where_nothing_has_happened() -> None:
    known = planted(seed=1)
    matching = sm.match(known.problem, known.policy, workers=1)
    same = sm.repair(matching, workers=1)
    assert same.changes.empty
    assert same.changed == same.fewest == 0
    assert same.teams.equals(matching.teams)
    assert same.value == matching.value


@pytest.fixture(scope="module")
def region() -> sm.Matching:
    problem = sm.achterhoek(400, 8, seed=3)
    return sm.match(problem, sm.Policy.basic(problem), workers=1)


def test_who_is_absent_is_replaced_and_nobody_else_moves(region: sm.Matching) -> None:
    absent = region.teams.groupby("question")["professional"].first().head(3)
    repaired = sm.repair(region, absent=absent, refill=True, workers=1)
    changes = repaired.changes
    assert set(changes.loc[changes["change"] == "left", "professional"]) == set(absent)
    assert not repaired.teams["professional"].isin(absent).any()
    hit = region.teams[region.teams["professional"].isin(absent)]
    assert repaired.fewest == repaired.changed == len(hit)
    assert set(changes["question"]) == set(hit["question"])
    assert "fewer than 3 proven impossible" in repaired.summary()


def test_it_is_written_and_read_with_its_proof(region: sm.Matching, tmp_path: Path) -> None:
    who = region.teams["professional"][0]
    repaired = sm.repair(region, absent=[who], workers=1)
    repaired.write(tmp_path / "result")
    repaired.problem.write(tmp_path / "tables")
    back = sm.Repaired.read(tmp_path / "result", sm.Problem.read(tmp_path / "tables"))
    assert back.fewest == repaired.fewest
    pd.testing.assert_frame_equal(back.changes, repaired.changes)


def test_a_frame_of_the_absent_says_the_same_as_a_list(region: sm.Matching) -> None:
    one, other = region.teams.iloc[0], region.teams.iloc[-1]
    listed = [one["professional"], (other["question"], other["professional"])]
    frame = pd.DataFrame(
        {
            "professional": [one["professional"], other["professional"]],
            "question": [None, other["question"]],
        }
    )
    given = frame.copy()
    by_list, by_frame = (sm.repair(region, absent=who, workers=1) for who in (listed, frame))
    assert by_list.teams.equals(by_frame.teams)
    assert by_list.problem.fingerprint == by_frame.problem.fingerprint
    pd.testing.assert_frame_equal(frame, given)


def test_new_questions_are_staffed_without_moving_anybody(region: sm.Matching) -> None:
    asked = region.problem.questions
    new = asked.iloc[[0]][["size_min", "size_max", "slot"]].assign(question="brand new")
    needs = region.problem.requirements.iloc[[0]].assign(question="brand new")
    repaired = sm.repair(region, new_questions=new, new_requirements=needs, workers=1)
    assert repaired.fewest == 0
    assert set(repaired.changes["change"]) == {"new"}
    assert set(repaired.changes["question"]) == {"brand new"}
    assert (repaired.teams["question"] == "brand new").sum() >= new["size_min"].iloc[0]
    assert len(repaired.problem.questions) == len(asked) + 1


def test_locked_seats_stay_where_moving_them_would_pay() -> None:
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a", "b", "c"]}),
        questions=pd.DataFrame({"question": ["x", "y"], "size_min": 1, "size_max": 1}),
        fit=pd.DataFrame(
            {"question": ["x", "y", "x"], "professional": ["a", "b", "b"], "points": [5, 5, 4.0]}
        ),
    )
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Locks(), sm.Fit(1.0)])
    matching = sm.match(problem, policy, gap=0, workers=1)
    assert matching.teams["professional"].tolist() == ["a", "b"]
    free = sm.repair(matching, absent=["a"], moving=0.1, gap=0, workers=1)
    held = sm.repair(matching, absent=["a"], locked=[("y", "b")], moving=0, gap=0, workers=1)
    assert free.teams["professional"].tolist() == ["c", "b"]  # 5 points, 0.1 for who left
    assert held.teams["professional"].tolist() == ["c", "b"]
    assert free.fewest is None
    assert free.value == pytest.approx(4.9)


def test_a_price_of_moving_is_weighed_against_all_other_points() -> None:
    fit = pd.DataFrame({"question": "x", "professional": ["a", "b"], "points": [1.0, 9.0]})
    problem = sm.Problem.from_frames(
        professionals=pd.DataFrame({"professional": ["a", "b"], "capacity": 1}),
        questions=pd.DataFrame({"question": ["x"], "size_min": 1, "size_max": 1}),
        fit=fit,
    )
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), sm.Locks(), sm.Fit(1.0)])
    old = sm.match(problem.replace(fit=fit.assign(points=[9.0, 1.0])), policy, workers=1)
    now = sm.Matching(
        problem=problem, policy=policy, teams=old.teams, value=1, bound=9, status="time_limit",
        reason="Fit changed.", provenance={},
    )  # fmt: skip
    assert sm.repair(now, workers=1).teams["professional"].tolist() == ["a"]
    assert sm.repair(now, moving=5, workers=1).teams["professional"].tolist() == ["a"]
    assert sm.repair(now, moving=3, workers=1).teams["professional"].tolist() == ["b"]


def test_a_repaired_matching_can_be_repaired_again(region: sm.Matching) -> None:
    first, second = region.teams["professional"].iloc[[0, -1]]
    once = sm.repair(region, absent=[first], refill=True, workers=1)
    twice = sm.repair(once, absent=[second], refill=True, workers=1)
    assert not twice.teams["professional"].isin([first, second]).any()
    assert set(twice.changes.loc[twice.changes["change"] == "left", "professional"]) == {second}
    assert sum(isinstance(rule, sm.Unchanged) for rule in twice.policy) == 1


def test_an_absent_member_of_a_partition_leaves_no_hole() -> None:
    morning = sm.session("achterhoek_2012")
    tables = sm.match(morning, sm.Policy.preset("achterhoek_2012", morning), gap=0.05, workers=1)
    absent = tables.teams["professional"].iloc[[0, 20]]
    repaired = sm.repair(tables, absent=absent, gap=0.05, workers=1)
    assert repaired.teams["professional"].nunique() == len(tables.teams) - 2
    assert repaired.fewest == repaired.changed


def test_a_floor_on_changes_is_one_that_nobody_keeps_by_themselves(region: sm.Matching) -> None:
    repaired = sm.repair(region, absent=[region.teams["professional"][0]], workers=1)
    rules, clock = [sm.TeamSize(), sm.Unchanged()], Clock(60)
    program = compile_program(repaired.problem, rules, 1e-4, clock)
    allowed = 1e4 * repaired.changed
    kept = with_floors(program, [Floor(program, -allowed, 1)])
    announced = 1e4 * len(region.teams)
    # In whole changes: those who stay, less those who join, make up for all who were announced.
    assert kept.rows.lower[-1] == (announced - allowed) / 1e4 > 0
    settled = program.variables.lower == program.variables.upper
    assert settled.any()
    assert not kept.rows.auxiliary[[-1]].toarray()[:, settled].any()


BAD: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"absent": "p1"}, TypeError, r"absent must be a list.*write absent=\['p1'\]"),
    ({"absent": [("q1", "p1", 3)]}, TypeError, "a seat is a pair"),
    ({"absent": ["nobody"]}, sm.DataError, "no professional of the tables"),
    ({"absent": [("q99", "p1")]}, sm.DataError, "no question of the tables"),
    ({"absent": pd.DataFrame({"who": ["p1"]})}, sm.DataError, "not this column once"),
    ({"absent": pd.DataFrame({"professional": [None]})}, sm.DataError, "empty cell"),
    ({"locked": ["p1"]}, sm.DataError, "locked has an empty cell"),
    ({"new_questions": [1]}, TypeError, "new_questions must be a pandas.DataFrame"),
    ({"moving": -1}, sm.PolicyError, "weight must be points"),
    ({"refill": "yes"}, sm.PolicyError, "refill must be True or False"),
    ({"absent": [("q1", "p1")]}, sm.PolicyError, r"only Locks\(\).*policy=matching.policy"),
]


@pytest.mark.parametrize(("options", "error", "message"), BAD)
def test_senseless_changes_are_refused(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    known = planted(seed=1)
    matching = sm.match(known.problem, known.policy, workers=1)
    if "q99" in str(options):
        options |= {"policy": known.policy | sm.Locks()}
    with pytest.raises(error, match=message):
        sm.repair(matching, **options)


def test_a_locked_seat_must_be_announced_and_must_not_fall_out(region: sm.Matching) -> None:
    seat = tuple(region.teams.iloc[0])
    with pytest.raises(sm.DataError, match="both locked and absent"):
        sm.repair(region, absent=[seat[1]], locked=[seat])
    with pytest.raises(sm.DataError, match="no seat of the matching"):
        sm.repair(region, locked=[(region.teams["question"].iloc[-1], seat[1])])


def test_without_capacity_nobody_could_be_kept_out(region: sm.Matching) -> None:
    policy = sm.Policy([sm.TeamSize(), sm.Coverage()])
    with pytest.raises(sm.PolicyError, match=r"only Capacity\(\)"):
        sm.repair(region, absent=[region.teams["professional"][0]], policy=policy)


def test_frames_and_matching_stay_as_they_were(region: sm.Matching) -> None:
    before = {name: getattr(region.problem, name) for name in TABLES}
    sm.repair(region, absent=[region.teams["professional"][0]], workers=1)
    for name, table in before.items():
        now = getattr(region.problem, name)
        assert (table is now is None) or table.equals(now)

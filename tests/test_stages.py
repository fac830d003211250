"""Stages: lexicographic optima and leximin against brute force, and what refuses or catches."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import oracle
import swarmmatch as sm
from swarmmatch.engine.stages import StagedRun
from swarmmatch.rules.blocks import Block
from swarmmatch.rules.leximin import Reached
from swarmmatch.testing import check_rule, tiny_problem
from swarmmatch.testing.copies import Copies

HARD = [sm.TeamSize(unstaffed=2.5), sm.Capacity(), sm.Available()]
POLICIES = [
    sm.Policy([*HARD, sm.Distinct("sector", weight=1.5)], [[sm.WorstOff(10)], [sm.Coverage(3.3)]]),
    sm.Policy(
        [*HARD, sm.Quota("municipality", at_most=1, weight=2.0), sm.Coverage()],
        [[sm.Fit(0.77)], [sm.Distinct("sector", weight=1.0)]],
    ),
    sm.Policy(
        [sm.Capacity(), sm.Fit()],
        [[sm.Coverage(), sm.Distinct("municipality", weight=1)], [sm.TeamSize(unstaffed=1)]],
    ),
    sm.Policy(
        [sm.TeamSize(), sm.Coverage()],
        [[sm.Preference("professional")], [sm.MaxLoadGap(1, weight=2.0)], [sm.Fit()]],
    ),
    sm.Policy([*HARD, sm.Familiarity(1.5), sm.RepeatPairs(at_most=1)], [[sm.Coverage(3.3)]]),
]


def lexicographic(problem: sm.Problem, policy: sm.Policy) -> list[float] | None:
    """What the best matching earns in each step, in units; None when no matching is allowed."""
    n_seats = len(problem.questions) * len(problem.professionals)
    copies = Copies.of(problem, 2**n_seats)
    taken = np.concatenate(list(oracle.all_matchings(problem)))
    taken, _ = oracle._judged(problem, copies, policy, taken, 1e-4)
    best = []
    for step in policy.steps:
        if not len(taken):
            return None
        taken, units = oracle._judged(problem, copies, step.rules, taken, 1e-4)
        taken = taken[units == units.max()]
        best.append(float(units.max()))
    return best


def units_of(matching: sm.Matching) -> list[float]:
    return [float(round(value / 1e-4)) for value in matching.stages["value"]]


@pytest.mark.parametrize("which", range(len(POLICIES)))
def test_the_vector_of_stages_is_that_of_brute_force(which: int) -> None:
    policy, people = POLICIES[which], (3, 4, 4, 3, 4)[which]  # some rules are slow to try
    for seed in range(5):
        problem = tiny_problem(10 * which + seed, questions=2, professionals=people)
        best = lexicographic(problem, policy)
        if best is None:
            with pytest.raises(sm.InfeasibleError):
                sm.match(problem, policy, gap=0, workers=1, relaxations=False)
            continue
        matching = sm.match(problem, policy, gap=0, workers=1)
        assert matching.status == "optimal"
        assert units_of(matching) == best
        assert (matching.stages["bound"] == matching.stages["value"]).all()
        assert matching.bound == matching.value == pytest.approx(sum(best) * 1e-4)


def grid(problem: sm.Problem, steps: int) -> Callable[[Any], list[int]]:
    """Of seats taken, (Q, P): the steps of coverage of all questions that ask, the lowest first."""
    people = problem.professionals["professional"].tolist()
    held = {(row.professional, row.skill): row.level for row in problem.skills.itertuples()}
    asked = {
        problem.questions["question"].tolist().index(question): [
            (need.weight, need.holders,
             [held.get((one, need.skill), 0) >= need.level for one in people])
            for need in needs.itertuples()
        ]
        for question, needs in problem.requirements.groupby("question")
    }  # fmt: skip

    def coverage(taken: Any) -> list[int]:
        found = []
        for question, needs in asked.items():
            met = sum(w * min(int((taken[question] & able).sum()), n) / n for w, n, able in needs)
            due = sum(w for w, *_ in needs)
            found += [math.floor(steps * met / due + 1e-9)] if due > 0 else []
        return sorted(found)

    return coverage


def seats_of(matching: sm.Matching) -> Any:
    arrays, teams = matching.problem.arrays, matching.teams
    taken = np.zeros((len(arrays.questions), len(arrays.professionals)), dtype=np.bool_)
    question = arrays.question_codes(teams["question"])
    taken[question, arrays.professional_codes(teams["professional"])] = True
    return taken


@pytest.mark.parametrize("steps", [3, 8])
def test_leximin_is_that_of_brute_force(steps: int) -> None:
    policy = sm.Policy([sm.TeamSize(unstaffed=0), sm.Capacity(), sm.Locks()], [[sm.Leximin(steps)]])
    for seed in range(6):
        problem = tiny_problem(100 + seed, questions=3, professionals=3)
        copies = Copies.of(problem, 2**9)
        taken = np.concatenate(list(oracle.all_matchings(problem)))
        taken, _ = oracle._judged(problem, copies, policy.rules[:3], taken, 1e-4)
        coverage = grid(problem, steps)
        every = [coverage(one) for one in taken]
        if not every:
            with pytest.raises(sm.InfeasibleError):
                sm.match(problem, policy, gap=0, workers=1, relaxations=False)
            continue
        matching = sm.match(problem, policy, gap=0, workers=1)
        assert matching.status == "optimal"
        assert coverage(seats_of(matching)) == max(every)
        assert len(matching.stages) == steps + 1


@pytest.mark.parametrize("rule", [sm.Leximin(1), sm.Leximin(20), Reached(2, 3), Reached(7, 7)])
def test_leximin_says_the_same_in_blocks_and_in_check(rule: sm.Rule) -> None:
    check_rule(rule, [tiny_problem(seed) for seed in range(4)])


BASE = [sm.TeamSize(), sm.Capacity(), sm.Fit()]


@pytest.mark.parametrize(
    ("stages", "message"),
    [
        ([[sm.Coverage()], []], "stage 2 is empty"),
        ([[sm.Capacity()]], r"stage 1: Capacity\(\) is hard and holds in every stage"),
        ([[sm.TeamSize()]], r"TeamSize\(\) is hard"),
        ([[sm.Quota("sector", at_most=1)]], "is hard"),
        ([[sm.Fit()], [sm.Coverage(), sm.Fit()]], r"Fit\(\) stands in two places"),
        ([[sm.Leximin(), sm.Coverage()]], "Leximin is an order of its own"),
        ([sm.Coverage()], "is no stage; write stages="),
        (sm.Coverage(), "is no list of stages; write stages="),
        ([["Coverage"]], "'Coverage' is not a rule"),
    ],
)
def test_stages_without_sense_are_refused(stages: Any, message: str) -> None:
    with pytest.raises(sm.PolicyError, match=message):
        sm.Policy(BASE, stages)


@pytest.mark.parametrize("steps", [0, 1001, 2.5, True, "many"])
def test_leximin_takes_a_number_of_steps_and_a_stage(steps: Any) -> None:
    with pytest.raises(sm.PolicyError, match="steps must be a whole number"):
        sm.Leximin(steps)
    with pytest.raises(sm.PolicyError, match=r"Leximin\(\) is an order.*name it in a stage"):
        sm.Policy([*BASE, sm.Leximin()])


def test_staged_rules_join_the_policy_and_the_rest_comes_last() -> None:
    policy = sm.Policy(BASE, [[sm.Leximin(2)], [sm.Coverage()]])
    assert policy.rules == (*BASE, sm.Leximin(2), sm.Coverage())
    assert [(step.stage, step.name) for step in policy.steps] == [
        (1, "Leximin(steps=2), level 1"),
        (1, "Leximin(steps=2), level 2"),
        (2, "Coverage()"),
        (3, "Fit()"),
    ]
    assert sm.Policy(BASE).steps == []
    assert sm.Policy(BASE).stages == ()


def test_stages_are_part_of_the_value_of_a_policy() -> None:
    staged = sm.Policy(BASE, [[sm.Fit()]])
    assert staged != sm.Policy(BASE)
    assert staged == sm.Policy(BASE, ((sm.Fit(),),))
    assert hash(staged) == hash(sm.Policy(BASE, [[sm.Fit()]]))
    assert eval(repr(staged), vars(sm)) == staged
    assert repr(sm.Policy(BASE)) == "Policy([TeamSize(), Capacity(), Fit()])"
    assert "<th>stage</th>" in staged._repr_html_()
    assert "<th>stage</th>" not in sm.Policy(BASE)._repr_html_()
    both = [sm.Coverage(), sm.Distinct("sector", weight=1)]
    one, other = sm.Policy(BASE, [both]), sm.Policy([*reversed(both), *BASE], [both[::-1]])
    assert one.stages[0] == tuple(both)
    assert other.stages[0] == tuple(both[::-1])


def test_policies_with_stages_combine() -> None:
    first = sm.Policy(BASE, [[sm.WorstOff(1)]])
    second = sm.Policy([sm.Coverage()], [[sm.WorstOff(1)], [sm.Fit(), sm.Coverage(2)]])
    joined = first | second
    assert joined.stages == ((sm.WorstOff(1),), (sm.Fit(), sm.Coverage(2)))
    assert joined.rules == (*BASE, sm.WorstOff(1), sm.Coverage(), sm.Coverage(2))
    assert (first | sm.Coverage()).stages == first.stages
    assert (sm.Coverage() | first).stages == first.stages


def test_a_file_keeps_the_stages(tmp_path: Path) -> None:
    file = tmp_path / "policy.toml"
    policy = sm.Policy(BASE, [[sm.Leximin(5)], [sm.Coverage(), sm.Distinct("sector", weight=1)]])
    policy.write(file)
    assert sm.Policy.read(file) == policy
    file.write_text('[[rule]]\nname = "Fit"\nstage = 0\n', encoding="utf-8")
    with pytest.raises(sm.PolicyError, match="stage must be a whole number of 1 or more, not 0"):
        sm.Policy.read(file)


@dataclass(frozen=True)
class Silent(sm.Rule):
    """Points for every seat, from a rule that does not say so."""

    points: float = 1.0

    def blocks(self, problem: sm.Problem) -> list[Block]:
        return sm.Fit(self.points).blocks(problem)

    def check(self, problem: sm.Problem, teams: pd.DataFrame) -> sm.Check:
        return sm.Fit(self.points).check(problem, teams)


def test_points_outside_all_stages_are_refused() -> None:
    policy = sm.Policy([sm.TeamSize(), Silent()], [[sm.Coverage()]])
    with pytest.raises(sm.PolicyError, match=r"Silent\(\): earns points.*``soft``"):
        sm.match(tiny_problem(1), policy)


@pytest.fixture(scope="module")
def matching() -> sm.Matching:
    policy = sm.Policy([sm.TeamSize(unstaffed=2), sm.Capacity(), sm.Fit()],
                       [[sm.Leximin(2)], [sm.Coverage()]])  # fmt: skip
    return sm.match(tiny_problem(7, questions=2, professionals=4), policy, gap=0, workers=1)


def changed(matching: sm.Matching, stages: pd.DataFrame) -> sm.Matching:
    return sm.Matching(
        problem=matching.problem, policy=matching.policy, teams=matching.teams,
        value=matching.value, bound=matching.bound, status=matching.status,
        reason=matching.reason, provenance=matching.provenance, stages=stages,
    )  # fmt: skip


def test_a_matching_tells_its_stages(matching: sm.Matching) -> None:
    table = matching.stages
    columns = ["stage", "rules", "value", "bound", "gap", "status", "seconds"]
    assert table.columns.tolist() == columns
    assert table["stage"].tolist() == [1, 1, 2, 3]
    assert table["value"].sum() == pytest.approx(matching.value)
    assert matching.audit().ok
    assert "stage" in matching.summary()
    assert sm.match(matching.problem, sm.Policy([sm.TeamSize(unstaffed=2)])).stages.empty


@pytest.mark.parametrize(
    ("column", "value", "detail"),
    [
        ("value", 99.0, "is recorded as 99.0, the teams earn"),
        ("bound", -99.0, "the bound is recorded as -99.0, below"),
        ("bound", 99.0, "is recorded as optimal"),
        ("rules", "Fit()", "those recorded are not those of the policy"),
    ],
)
def test_the_audit_catches_a_stage_that_is_not_so(
    matching: sm.Matching, column: str, value: Any, detail: str
) -> None:
    table = matching.stages
    table.loc[2, column] = value
    false = changed(matching, table)
    found = false.audit()
    assert found.violations["rule"].tolist() == ["stages"]
    assert found.violations["detail"].str.contains(detail, regex=False).all()
    with pytest.raises(sm.AuditError):
        false.checked()


def test_a_matching_without_its_stages_is_not_believed(matching: sm.Matching) -> None:
    with pytest.raises(sm.AuditError, match="those recorded are not those of the policy"):
        changed(matching, matching.stages.iloc[:0]).checked()


def test_files_keep_the_stages_and_are_not_trusted(matching: sm.Matching, tmp_path: Path) -> None:
    matching.write(tmp_path / "m")
    back = sm.Matching.read(tmp_path / "m", matching.problem)
    pd.testing.assert_frame_equal(back.stages, matching.stages)
    file = tmp_path / "m" / "matching.json"
    record = json.loads(file.read_text(encoding="utf-8"))
    record["stages"][2]["value"] += 1
    file.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(sm.AuditError, match="stage 2"):
        sm.Matching.read(tmp_path / "m", matching.problem)
    for stages in ({}, [{"status": "done"}], [{"status": "optimal", "value": "much"}]):
        file.write_text(json.dumps(record | {"stages": stages}), encoding="utf-8")
        with pytest.raises(sm.DataError, match="stage"):
            sm.Matching.read(tmp_path / "m", matching.problem)


def test_a_later_stage_never_takes_from_an_earlier_one() -> None:
    problem = sm.achterhoek(120, 12, seed=4)
    rules = [sm.TeamSize(), sm.Capacity(), sm.Available()]
    alone = sm.match(problem, sm.Policy([*rules, sm.Fit()]), gap=0, workers=1)
    both = sm.Policy([*rules, sm.Coverage()], [[sm.Fit()]])
    staged = sm.match(problem, both, gap=0, workers=1)
    assert staged.stages["value"][0] == pytest.approx(alone.value)
    free = sm.match(problem, sm.Policy([*rules, sm.Fit(), sm.Coverage()]), gap=0, workers=1)
    assert staged.value <= free.bound + 1e-9


def test_a_run_that_is_stopped_leaves_a_plan_and_true_bounds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settled = StagedRun._settled

    def stopped(run: StagedRun, k: int, *known: Any) -> Any:
        if k == 1:
            run.clock.stop()
        return settled(run, k, *known)

    monkeypatch.setattr(StagedRun, "_settled", stopped)
    policy = POLICIES[1]
    for seed in range(3):
        problem = tiny_problem(seed, questions=2, professionals=3)
        best = lexicographic(problem, policy)
        assert best is not None
        matching = sm.match(problem, policy, gap=0, workers=1)
        assert matching.audit().ok
        table = matching.stages
        assert table["status"][0] == "optimal"
        assert units_of(matching)[0] == best[0]
        assert table["bound"][1] >= best[1] * 1e-4 - 1e-9
        assert (table["bound"] >= table["value"]).all()
        assert np.isfinite(table["bound"]).all()
        if (table["status"] != "optimal").any():
            assert matching.status == "interrupted"


def test_points_for_pairs_count_in_the_last_stage_alone() -> None:
    problem = tiny_problem(5)
    rules = [sm.TeamSize(unstaffed=2), sm.Capacity(), sm.Familiarity(3.0), sm.Fit()]
    last = sm.match(problem, sm.Policy(rules, stages=[[sm.Coverage()]]), gap=0.0)
    assert last.status == "optimal"
    assert last.audit().ok
    with pytest.raises(sm.PolicyError, match=r"Familiarity.+last stage"):
        sm.match(problem, sm.Policy(rules, stages=[[sm.Familiarity(3.0)]]))

"""Pareto fronts against all matchings of tiny problems, and fronts that were cut off."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import oracle
import swarmmatch as sm
from swarmmatch.errors import DataError, InfeasibleError, NoMatchingError, PolicyError
from swarmmatch.testing import tiny_problem
from swarmmatch.testing.copies import Copies

HARD = [sm.TeamSize(unstaffed=1.5), sm.Capacity(), sm.Available()]
PAIRS = [
    ([sm.Coverage(3.3), sm.Fit(0.77)], "Coverage", "Fit"),
    ([sm.Fit(), sm.Distinct("sector", weight=1.5)], "Fit", "Distinct"),
    ([sm.Coverage(), sm.WorstOff(10)], "WorstOff", "Coverage"),
    ([sm.Quota("municipality", at_most=1, weight=2.0), sm.Fit()], "Fit", "Quota"),
]


def every_pair_of_points(
    problem: sm.Problem, hard: sm.Policy, x: sm.Rule, y: sm.Rule
) -> np.ndarray:
    """Points of both rules for every allowed matching, shape (n, 2), by the rules' checks alone."""
    copies = Copies.of(problem, 2 ** (len(problem.questions) * len(problem.professionals)))
    taken = np.concatenate(list(oracle.all_matchings(problem)))
    taken, _ = oracle._judged(problem, copies, hard, taken, 1e-4)
    earned = [oracle._judged(problem, copies, [rule], taken, 1e-4)[1] for rule in (x, y)]
    return np.column_stack(earned) * 1e-4


@pytest.mark.parametrize(("which", "seed"), [(0, 0), (0, 3), (1, 0), (1, 3), (2, 3), (3, 0)])
def test_every_point_is_the_best_of_all_matchings_above_its_floor(which: int, seed: int) -> None:
    rules, x, y = PAIRS[which]
    problem = tiny_problem(seed, questions=2, professionals=4)
    hard = sm.Policy(HARD)
    across, up = (next(one for one in rules if type(one).__name__ == name) for name in (x, y))
    every = every_pair_of_points(problem, hard, across, up)
    if not len(every):
        with pytest.raises(InfeasibleError):
            sm.pareto(problem, hard | sm.Policy(rules), x, y)
        return
    front = sm.pareto(problem, hard | sm.Policy(rules), x, y, points=4, gap=0)
    points = front.points
    assert set(points["status"]) == {"optimal"}
    for a, b, least, bound in points[[front.x, front.y, "least", "bound"]].to_numpy():
        above = every[every[:, 0] >= least - 1e-9]
        assert a >= least - 1e-9
        assert b == pytest.approx(above[:, 1].max(), abs=1e-9)
        assert bound == pytest.approx(b, abs=1e-9)
        assert a == pytest.approx(above[above[:, 1] >= b - 1e-9][:, 0].max(), abs=1e-9)
        as_good = every[(every >= [a - 1e-9, b - 1e-9]).all(axis=1)]
        assert not (as_good > [a + 1e-9, b + 1e-9]).any()
    assert front.x_bound == pytest.approx(every[:, 0].max(), abs=1e-9)
    assert points[front.x].iloc[-1] == pytest.approx(every[:, 0].max(), abs=1e-9)
    assert points[front.y].iloc[0] == pytest.approx(every[:, 1].max(), abs=1e-9)
    assert points[front.x].is_monotonic_increasing
    assert points[front.y].is_monotonic_decreasing


def region() -> tuple[sm.Problem, sm.Policy]:
    problem = sm.achterhoek(professionals=60, questions=2, seed=4)
    rules = [sm.TeamSize(), sm.Capacity(), sm.Available(), sm.Coverage(), sm.Fit()]
    kinds = [sm.Distinct(name, weight=1.0) for name in ("municipality", "sector")]
    return problem, sm.Policy([*rules, *kinds])


def test_teams_earn_what_the_points_say_and_are_proven_within_the_gap() -> None:
    problem, policy = region()
    front = sm.pareto(problem, policy, "Coverage", "Fit", points=4, gap=1e-3)
    assert (front.points["gap"] <= 1e-3).all()
    for point in front.points.itertuples():
        teams = front.teams.query(f"point == {point.point}")
        found = sm.audit(problem, policy, teams)
        assert found.ok
        earned = found.scores.set_index("rule")["points"]
        assert point[2] == pytest.approx(earned[front.x], abs=1e-9)
        assert point[3] == pytest.approx(earned[front.y], abs=1e-9)


def test_a_front_that_was_cut_off_goes_on_where_it_was(tmp_path: Path) -> None:
    problem, policy = region()

    def cut(done: int, of: int) -> None:
        assert of == 4
        if done == 3:
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        sm.pareto(problem, policy, "Coverage", "Fit", points=4, folder=tmp_path, on_progress=cut)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert len(before) == 3
    front = sm.pareto(problem, policy, "Coverage", "Fit", points=4, folder=tmp_path)
    after = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    assert len(after) == 4
    assert before.items() <= after.items()
    fresh = sm.pareto(problem, policy, "Coverage", "Fit", points=4)
    kept = front.points.drop(columns="seconds")
    assert kept.equals(fresh.points.drop(columns="seconds"))
    assert front.teams.equals(fresh.teams)
    file = next(iter(after))
    record = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(record | {"y": record["y"] + 1}), encoding="utf-8")
    with pytest.raises(DataError, match="its teams earn"):
        sm.pareto(problem, policy, "Coverage", "Fit", points=4, folder=tmp_path)


def test_what_makes_no_front_is_refused() -> None:
    problem, policy = region()
    with pytest.raises(PolicyError, match=r"Capacity\(\) is hard"):
        sm.pareto(problem, policy, "Capacity", "Fit")
    with pytest.raises(PolicyError, match="are the same rule"):
        sm.pareto(problem, policy, "Fit", "Fit()")
    with pytest.raises(PolicyError, match="did you mean 'Coverage'"):
        sm.pareto(problem, policy, "Covrage", "Fit")
    with pytest.raises(PolicyError, match="names 2 rules of the policy; write Distinct"):
        sm.pareto(problem, policy, "Distinct", "Fit")
    with pytest.raises(PolicyError, match="2 or more, not 1"):
        sm.pareto(problem, policy, "Coverage", "Fit", points=1)
    with pytest.raises(PolicyError, match="Leximin"):
        sm.pareto(problem, sm.Policy(policy, [[sm.Leximin(4)]]), "Coverage", "Fit")
    with pytest.raises(PolicyError, match="points for pairs"):
        sm.pareto(problem, policy | sm.Familiarity(1.0), "Familiarity", "Fit")
    with pytest.raises((NoMatchingError, InfeasibleError)):
        sm.pareto(problem, policy, "Coverage", "Fit", time_limit=1e-6)


def test_hard_rules_that_clash_leave_no_front() -> None:
    problem, policy = region()
    with pytest.raises(InfeasibleError):
        sm.pareto(problem, policy | sm.Distinct("sector", at_least=9), "Coverage", "Fit")

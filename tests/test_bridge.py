"""Bridge: blocks and check agree, planted bridges are found, and match proves the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import linprog

import swarmmatch as sm
from histories import history_frame
from oracle import all_matchings, teams_of
from swarmmatch.data.problem import Problem
from swarmmatch.errors import PolicyError
from swarmmatch.rules.blocks import Block, Rows
from swarmmatch.rules.bridge import Bridge
from swarmmatch.rules.communities import communities_of
from swarmmatch.testing import check_rule, tiny_problem

#: Three communities that never met, of two, two and three, one who worked alone, one who left.
TEAMS = [("ab", "2014-10-06"), ("cd", "2014-10-06"), ("efg", "2015-11-30"), ("h", "2015-11-30"),
         ("cz", "2015-11-30")]  # fmt: skip


def _problem(people: str = "abcdefghi", size: tuple[int, int] = (0, 3), **tables: Any) -> Problem:
    questions = pd.DataFrame({"question": ["x", "y"], "size_min": size[0], "size_max": size[1]})
    return Problem.from_frames(
        professionals=pd.DataFrame({"professional": list(people)}),
        questions=questions,
        **{"history": history_frame(*TEAMS), **tables},
    )


@pytest.mark.parametrize("weight", [0, 1, 1 / 3, 12.5])
def test_blocks_and_check_agree(weight: float) -> None:
    check_rule(Bridge(weight), [_problem(), _problem("abcd"), tiny_problem(4)], teams=10)


def test_it_works_without_a_past_and_without_people() -> None:
    none = pd.DataFrame({"professional": pd.Series(dtype="str")})
    bare = [_problem(history=None), _problem("hi"), _problem("az")]
    check_rule(Bridge(2.0), [*bare, _problem().replace(professionals=none)], teams=4)
    assert Bridge(2.0).blocks(bare[0]) == []


def test_communities_are_those_of_the_history_and_found_once() -> None:
    problem = _problem()
    found = communities_of(problem)
    groups = found.groupby("community")["professional"].agg("".join)
    assert set(groups) == {"ab", "cdz", "efg"}  # not h, who has no ties, nor i, who is new
    history = sm.CollaborationHistory.from_problem(problem).communities().members
    those = history[history["professional"] != "h"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, those)
    assert communities_of(problem) is found


@pytest.mark.parametrize(
    ("teams", "earned"),
    [
        (["abi", "cdh"], []),  # one community each, with a newcomer, and with one who was alone
        (["ac", "hi"], ["x"]),
        (["ace", "cfi"], ["x", "y"]),  # a third community adds nothing
        (["", "eh"], []),
    ],
)
def test_planted_bridges_are_counted(teams: list[str], earned: list[str]) -> None:
    seats = [(q, p) for q, team in zip("xy", teams, strict=True) for p in team]
    frame = pd.DataFrame(seats, columns=["question", "professional"], dtype="str")
    found = Bridge(2.5).check(_problem(), frame)
    assert list(found.earned["subject"]) == earned
    assert (found.earned["count"] * found.earned["each"]).sum() == 2.5 * len(earned)
    assert found.measure == len(earned) / frame["question"].nunique()
    assert found.violations.empty


@dataclass(frozen=True)
class OneWillDo(Bridge):
    """A team of one community that has two members is no bridge."""

    def blocks(self, problem: Problem) -> list[Block]:
        (rows,) = super().blocks(problem)
        assert isinstance(rows, Rows)
        assert rows.auxiliary is not None
        both = np.asarray(rows.auxiliary.min(axis=1).toarray()).ravel() == -2
        return [replace(rows, lower=np.where(both, 0, -np.inf))]


@dataclass(frozen=True)
class NewcomersJoin(Bridge):
    """Counts people without ties for outsiders."""

    def blocks(self, problem: Problem) -> list[Block]:
        (rows,) = super().blocks(problem)
        assert isinstance(rows, Rows)
        of_any = sparse.csc_array(np.ones((len(problem.professionals), 1)))
        features = sparse.hstack([rows.features[:, :-1], of_any], format="csc")
        return [replace(rows, features=sparse.csc_array(features))]


@dataclass(frozen=True)
class HalfPaid(Bridge):
    """Wrong points."""

    def blocks(self, problem: Problem) -> list[Block]:
        return list(Bridge(self.weight / 2).blocks(problem))


@dataclass(frozen=True)
class PaidByCommunity(Bridge):
    """May be joined more than once."""

    def blocks(self, problem: Problem) -> list[Block]:
        (rows,) = super().blocks(problem)
        assert isinstance(rows, Rows)
        return [replace(rows, variables=replace(rows.variables, upper=rows.variables.upper + 1))]


@pytest.mark.parametrize("kind", [OneWillDo, NewcomersJoin, HalfPaid, PaidByCommunity])
def test_a_broken_bridge_is_found_out(kind: type[Bridge]) -> None:
    with pytest.raises(AssertionError, match=kind.__name__):
        check_rule(kind(3.0), [_problem("abcdi", (2, 4)), _problem("abci", (2, 2))], teams=20)


@pytest.mark.parametrize("weight", ["2", -1, True, None, float("nan")])
def test_wrong_weights_are_refused(weight: Any) -> None:
    with pytest.raises(PolicyError, match="Bridge: weight must be"):
        Bridge(weight)


def _best(problem: Problem, rules: Sequence[sm.Rule]) -> float:
    """Points of the best teams of one or two, nobody twice, each set asked by itself."""
    values = []
    for many in all_matchings(problem):
        sizes, seats = many.sum(axis=2), many.sum(axis=1)
        allowed = ((sizes >= 1) & (sizes <= 2)).all(axis=1) & (seats <= 1).all(axis=1)
        for taken in many[allowed]:
            earned = [rule.check(problem, teams_of(problem, taken)).earned for rule in rules]
            values.append(sum((one["count"] * one["each"]).sum() for one in earned))
    return float(max(values))


@pytest.mark.parametrize("seed", range(4))
def test_match_finds_the_best_of_all(seed: int) -> None:
    rng = np.random.default_rng(seed)
    people = rng.permutation(list("abcei"))[:4]
    fit = pd.DataFrame([(q, p) for q in "xy" for p in people], columns=["question", "professional"])
    fit["points"] = rng.integers(-3, 4, len(fit)).astype(float)
    problem = _problem("".join(people), (1, 2), fit=fit)
    rules = [sm.Fit(1.0), Bridge(float(rng.choice([1.5, 4.0])))]
    policy = sm.Policy([sm.TeamSize(), sm.Capacity(), *rules])
    matching = sm.match(problem, policy, gap=0, workers=1)
    assert matching.value == pytest.approx(_best(problem, rules))
    assert matching.bound == pytest.approx(matching.value)
    assert matching.audit().ok


@pytest.mark.parametrize("seed", range(3))
def test_the_rows_of_a_question_leave_nothing_but_mixtures_of_teams(seed: int) -> None:
    """For any points of seats and bridge the relaxation is as good as the best team, no better."""
    problem = _problem("acdefi", (0, 6))
    (rows,) = Bridge(1.0).blocks(problem)
    assert isinstance(rows, Rows)
    assert rows.auxiliary is not None
    of_x = np.flatnonzero(rows.over[:, [0]].toarray().ravel())
    seats = (rows.weights[of_x] @ rows.features.T).toarray()
    left = -np.hstack([seats, rows.auxiliary[of_x][:, [0]].toarray()])
    rng = np.random.default_rng(seed)
    for _ in range(20):
        points = rng.integers(-6, 3, 7).astype(float)
        points[-1] = rng.integers(1, 9)
        relaxed = linprog(-points, A_ub=left, b_ub=np.zeros(len(left)), bounds=(0, 1))
        teams = [team for n in range(7) for team in combinations(range(6), n)]
        communities = ["a", "c", "c", "e", "e", None]
        best = max(
            points[list(team)].sum()
            + points[-1] * (len({communities[i] for i in team} - {None}) >= 2)
            for team in teams
        )
        assert -relaxed.fun == pytest.approx(best)

"""Proof that a rule's blocks and its check say the same of every set of teams that is tried."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.problem import Problem
from swarmmatch.data.tables import TABLES
from swarmmatch.rules.rule import Check, Rule
from swarmmatch.testing.claim import demand_claim
from swarmmatch.testing.copies import Copies
from swarmmatch.testing.form import demand_form
from swarmmatch.testing.ties import tie_questions
from swarmmatch.testing.tiny import tiny_problem
from swarmmatch.testing.verdict import Judged, by_blocks

#: Tiny problems that a rule is tried on when none are given.
PROBLEMS = 8

#: Sets of teams of each problem on which a check is asked one at a time, come what may; all of
#: them are where blocks tie questions, for copies side by side would be one plan to the rule.
ALONE = 2

#: Sets of teams of each problem on which it is tried what a rule says it looks at.
CLAIMED = 6

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Says:
    """Whether teams are allowed, and if so, the whole units they earn."""

    feasible: bool
    units: int | None

    @staticmethod
    def of(feasible: bool, units: float) -> Says:
        """Units mean something of allowed teams only."""
        return Says(bool(feasible), int(units) if feasible else None)

    def in_words(self, resolution: float) -> str:
        """As a message shows it."""
        if self.units is None:
            return "the rule is broken"
        return f"the rule holds, {self.units * resolution:g} points"


def check_rule(
    rule: Rule,
    problems: Iterable[Problem] | None = None,
    *,
    teams: int = 40,
    seed: int = 0,
    resolution: float = 1e-4,
) -> None:
    """Try a rule on many sets of teams, and compare its blocks with its check.

    The sets are random: with nobody, with everybody at every question, and between; within the
    sizes of the questions and not. For each, the blocks must be satisfiable exactly when ``check``
    finds no violation, and then earn the same points at their best. Besides, the rule must be
    frozen, hashable and fit to be pickled; it must leave tables and teams as they are; blocks must
    be in whole numbers, and give the same answers for the pool as for its parts; and where it says
    which columns it looks at, others may change hands without its check saying anything else.

    Parameters
    ----------
    rule : Rule
        With the options to try.
    problems : iterable of Problem, optional
        To try it on. If not given, random tiny problems, see `tiny_problem`.
    teams : int
        Sets of teams to try on each problem.
    seed : int
        Draws the teams and the problems.
    resolution : float
        Points are compared as whole multiples of this.

    Raises
    ------
    AssertionError
        With the problem, the teams and what either side says of them.
    """
    rule = _demand_value(rule)
    rng = np.random.default_rng(seed)
    if problems is None:
        problems = [tiny_problem(rng) for _ in range(PROBLEMS)]
    for problem in problems:
        try:
            _try(rule, problem, rng, teams, resolution)
        except AssertionError as error:
            raise AssertionError(f"{rule.name}: {error}\n\n{_shown(problem)}") from None


def _demand_value(rule: Rule) -> Rule:
    """The rule after a journey through pickle, as a worker process would see it."""
    name = type(rule).__name__
    frozen = getattr(type(rule), "__dataclass_params__", None)
    if frozen is None or not frozen.frozen or "__dataclass_params__" not in vars(type(rule)):
        raise AssertionError(f"{name} must be a frozen dataclass: @dataclass(frozen=True)")
    try:
        hash(rule)
        copy: Rule = pickle.loads(pickle.dumps(rule))
    except Exception as error:
        raise AssertionError(f"{name} cannot be hashed and pickled: {error}") from error
    if copy != rule:
        raise AssertionError(f"{name} is another rule after pickling")
    return copy


def _try(
    rule: Rule, problem: Problem, rng: np.random.Generator, n_sets: int, resolution: float
) -> None:
    before = _tables(problem)
    blocks = list(rule.blocks(problem))
    for block in blocks:
        demand_form(block, problem, rng)
    taken = np.array(list(_team_sets(problem, rng, n_sets)))
    feasible, units = by_blocks(blocks, taken, resolution)
    agree = not tie_questions(blocks) and _agree_side_by_side(
        rule, problem, taken, (feasible, units), resolution
    )
    # What is judged together is never relied on alone: a rule may look beyond its own copy.
    for i in range(min(ALONE, n_sets) if agree else n_sets):
        teams = _frame(problem, taken[i], rng)
        _compare(rule, problem, teams, Says.of(feasible[i], units[i]), resolution)
    for one in taken[:CLAIMED]:
        demand_claim(rule, problem, _frame(problem, one, rng))
    for name, table in _tables(problem).items():
        if not table.equals(before[name]):
            raise AssertionError(f"the rule changes table {name}")


def _agree_side_by_side(
    rule: Rule, problem: Problem, taken: Bools, by_blocks: Judged, resolution: float
) -> bool:
    """Whether the check, asked about all sets at once, says the same; units where it holds."""
    by_check = Copies.of(problem, len(taken)).judge(rule, taken, resolution)
    if by_check is None:
        return False
    (holds, units), (also_holds, same_units) = by_blocks, by_check
    return bool(np.array_equal(holds, also_holds) and (units == same_units)[holds].all())


def _compare(
    rule: Rule, problem: Problem, teams: pd.DataFrame, by_blocks: Says, resolution: float
) -> None:
    given = teams.copy()
    found = rule.check(problem, given)
    by_check = _by_check(found, resolution)
    if not given.equals(teams):
        raise AssertionError("check changes the teams it is given")
    if by_blocks != by_check:
        raise AssertionError(
            "blocks and check disagree on these teams\n"
            f"{_text(teams.sort_values(['question', 'professional']))}\n"
            f"blocks: {by_blocks.in_words(resolution)}\n"
            f"check: {by_check.in_words(resolution)}\n"
            f"{_text(found.violations)}\n{_text(found.earned)}"
        )


def _by_check(found: Check, resolution: float) -> Says:
    """What a check says; first of all, that it is in good form."""
    if not np.isfinite(found.measure):
        raise AssertionError(f"measure must be finite, not {found.measure}")
    for name, table in (("violations", found.violations), ("earned", found.earned)):
        if table.isna().any(axis=None):
            raise AssertionError(f"{name} must have no missing cells\n{_text(table)}")
    count = found.earned["count"].to_numpy(np.float64)
    if (np.rint(count) != count).any():
        raise AssertionError(f"counts must be whole numbers\n{_text(found.earned)}")
    units = count @ np.rint(found.earned["each"].to_numpy(np.float64) / resolution)
    return Says.of(found.violations.empty, float(units))


def _team_sets(problem: Problem, rng: np.random.Generator, n_sets: int) -> Iterator[Bools]:
    """Nobody, teams within their sizes, everybody; then in turn any seats and teams in size."""
    least = problem.questions["size_min"].to_numpy()
    most = problem.questions["size_max"].to_numpy()
    shape = (len(least), len(problem.professionals))
    for i in range(n_sets):
        if i in (0, 2):
            yield np.full(shape, bool(i))
        elif i % 2 == 0:
            yield rng.random(shape) < rng.random()
        else:
            rank = rng.random(shape).argsort(axis=1).argsort(axis=1)
            yield rank < rng.integers(least, most + 1)[:, None]


def _frame(problem: Problem, taken: Bools, rng: np.random.Generator) -> pd.DataFrame:
    """The seats in any order, for no rule may rely on one."""
    question, professional = rng.permutation(np.argwhere(taken)).T
    return pd.DataFrame(
        {
            "question": problem.questions["question"].array[question],
            "professional": problem.professionals["professional"].array[professional],
        }
    )


def _tables(problem: Problem) -> dict[str, pd.DataFrame]:
    tables = {name: getattr(problem, name) for name in TABLES}
    return {name: table.copy() for name, table in tables.items() if table is not None}


def _shown(problem: Problem) -> str:
    tables = _tables(problem).items()
    return "\n\n".join(f"{name}\n{_text(table)}" for name, table in tables if len(table))


def _text(table: pd.DataFrame) -> str:
    return table.to_string(index=False) if len(table) else "(no rows)"

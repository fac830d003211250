"""The hard rules of a policy as one program, and the members that a conflict can have.

A member is a rule and what it speaks of: a question, a professional, or the whole plan. Leaving a
member out must mean what it means to the rule's own check, in which a team of nobody breaks no
rule of teams. So here every question may stay empty, and that it may not is a row of the rule that
sets the sizes of teams; without it the other rules of the question bind only who sits there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from swarmmatch.data.problem import Problem
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import Numbered, blocks_of, program_of
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.program import Ints, LinearRows, SeatProgram
from swarmmatch.rules.blocks import (
    PairCounts,
    ProfessionalRows,
    Rows,
    SeatPoints,
    Sizes,
)
from swarmmatch.rules.rule import Rule

#: What the rows of team sizes speak of.
SIZE = "team size"
#: Code of rows that say what a team is, and belong to no rule.
NO_RULE = -1


@dataclass(frozen=True, eq=False)
class HardRules:
    """The hard rules over the whole pool; codes number their members.

    Attributes
    ----------
    problem : Problem
        The tables.
    rules : tuple of Rule
        The policy, soft rules too.
    program : SeatProgram
        Without points; every question may stay empty unless a row forbids it.
    personal : frozenset of int
        Rules, by position, that speak of professionals: who they bar is a member each.
    size_max : int array (Q,)
        The largest team of each question that the rules allow.
    sized : int array (Q,)
        Code of the member that sets it; -1 where none does.
    """

    problem: Problem
    rules: tuple[Rule, ...]
    program: SeatProgram
    personal: frozenset[int]
    size_max: Ints
    sized: Ints

    @property
    def n_subjects(self) -> int:
        """How many subjects a rule may speak of: the plan, the questions, the professionals."""
        return 1 + self.program.n_questions + self.program.n_professionals

    def at_question(self, rule: Ints | int, question: Ints | int) -> Ints:
        """Codes of rules at questions."""
        return np.asarray(rule * self.n_subjects + 1 + question, np.int64)

    def of_person(self, rule: Ints | int, person: Ints | int) -> Ints:
        """Codes of rules about professionals."""
        first = 1 + self.program.n_questions
        return np.asarray(rule * self.n_subjects + first + person, np.int64)

    def rule_of(self, codes: Ints) -> Ints:
        """Position of the rule of each member."""
        return codes // self.n_subjects

    def question_of(self, codes: Ints) -> Ints:
        """Question of each member; -1 where it speaks of no single question."""
        place = codes % self.n_subjects - 1
        return np.where((place >= 0) & (place < self.program.n_questions), place, -1)

    def person_of(self, codes: Ints) -> Ints:
        """Professional of each member; -1 where it speaks of none."""
        return np.maximum(codes % self.n_subjects - 1 - self.program.n_questions, -1)

    def parts_of(self, member: int) -> tuple[int, int, int]:
        """Rule, question and professional of one member; -1 for what it does not speak of."""
        code = np.array([member])
        rule, question, person = self.rule_of(code), self.question_of(code), self.person_of(code)
        return int(rule[0]), int(question[0]), int(person[0])

    @cached_property
    def lazy(self) -> LazyRows:
        """The rows over professionals, pairs and single seats."""
        return LazyRows(self.program)

    @cached_property
    def of_rows(self) -> Ints:
        """Code of each linear row; `NO_RULE` where it belongs to no rule."""
        rows = self.program.rows
        code = np.where(
            rows.question >= 0,
            self.at_question(rows.rule, rows.question),
            rows.rule * self.n_subjects,
        )
        return np.where(rows.rule < 0, NO_RULE, code)

    def of_lazy(self, numbers: Ints) -> Ints:
        """Code of each lazily stated row."""
        people, pair, taken = self.lazy.kinds(numbers)
        rule, code = self.lazy.rule(numbers), np.zeros(len(numbers), np.int64)
        person = numbers[people] % max(self.program.n_professionals, 1)
        code[people] = self.of_person(rule[people], person)
        code[pair] = self.at_question(rule[pair], self.lazy.pair_and_question(numbers[pair])[1])
        seat = numbers[taken] - self.lazy.first_taken
        code[taken] = self.at_question(rule[taken], self.program.taken.question[seat])
        return code

    def of_bars(self, rule: int, question: int, people: Ints) -> Ints:
        """Code of the member by which a rule bars each of these people from a question."""
        if rule in self.personal:
            return self.of_person(rule, people)
        return np.full(len(people), self.at_question(rule, question))

    def barred(self, rule: int, question: int) -> Ints:
        """Whom a rule bars from a question, over the whole pool."""
        pool = slice(0, self.program.n_professionals)
        bars = np.zeros(self.program.n_professionals, np.bool_)
        for position, block in self.program.eligibility:
            if position == rule:
                bars |= ~block.allowed(question, pool)
        return np.flatnonzero(bars)

    @cached_property
    def barring(self) -> list[int]:
        """Rules that bar somebody somewhere, by position."""
        return sorted({rule for rule, _ in self.program.eligibility})


def hard_rules(problem: Problem, rules: Sequence[Rule], clock: Clock) -> HardRules:
    """Compile the hard rules of a policy; raises TimeUp when time runs out.

    Rows of a soft rule whose variables earn or cost points are left out: what they miss, the
    variables make up for.
    """
    blocks = [
        (position, block)
        for position, block in blocks_of(problem, rules, clock)
        if _binds(rules[position], block)
    ]
    sizes = [(position, block) for position, block in blocks if isinstance(block, Sizes)]
    stated = [(position, _without_points(problem, block)) for position, block in blocks]
    program = _with_staffed(program_of(problem, rules, stated, 1.0), sizes)
    personal = frozenset(at for at, block in blocks if isinstance(block, ProfessionalRows))
    size_max = np.full(program.n_questions, program.n_professionals)
    hard = HardRules(problem, tuple(rules), program, personal, size_max, size_max)
    return _with_sizes(hard, sizes)


def _binds(rule: Rule, block: Any) -> bool:
    """Whether a block can forbid anything."""
    if isinstance(block, Rows):
        return not (rule.soft and block.variables.points.any())
    if isinstance(block, PairCounts):
        return block.points is None
    return not isinstance(block, SeatPoints)


def _without_points(problem: Problem, block: Any) -> Any:
    """The block with sizes as rows, and with variables that are worth nothing."""
    if isinstance(block, Sizes):
        return _size_rows(problem, block)
    if not isinstance(block, Rows):
        return block
    variables = block.variables
    free = replace(variables, points=np.zeros_like(variables.points))
    return replace(block, variables=free)


def _size_rows(problem: Problem, block: Sizes) -> Rows:
    n = len(problem.questions)
    return Rows(
        features=problem.arrays.everyone,
        weights=sparse.csr_array(np.ones((n, 1))),
        over=sparse.eye_array(n, format="csr"),
        lower=block.lower.astype(np.float64),
        upper=block.upper.astype(np.float64),
        about=np.full(n, SIZE, dtype=object),
    )


def _with_staffed(program: SeatProgram, sizes: Numbered[Sizes]) -> SeatProgram:
    """Rows that somebody sits at every question which must have its team."""
    must = [
        (rule, np.flatnonzero(block.lower > 0)) for rule, block in sizes if block.unstaffed is None
    ]
    question = np.concatenate([np.zeros(0, np.int64), *(at for _, at in must)])
    rule = np.concatenate([np.zeros(0, np.int64), *(np.full(len(at), r) for r, at in must)])
    rows, n = program.rows, len(question)
    # Stated of the variable, not of heads, for the LP would take a ten-thousandth of a team.
    entry = (np.ones(n), (np.arange(n), staffed_variables(program)[question]))
    known = sparse.csr_array(entry, shape=(n, rows.auxiliary.shape[1]))
    nothing = sparse.csr_array((n, rows.seats.shape[1]))
    staffed = LinearRows(
        seats=sparse.csr_array(sparse.vstack([rows.seats, nothing], format="csr")),
        auxiliary=sparse.csr_array(sparse.vstack([rows.auxiliary, known], format="csr")),
        lower=np.append(rows.lower, np.ones(n)),
        upper=np.append(rows.upper, np.full(n, np.inf)),
        rule=np.append(rows.rule, rule),
        question=np.append(rows.question, question),
        about=np.append(rows.about, np.full(n, SIZE, dtype=object)),
    )
    return replace(program, rows=staffed)


def staffed_variables(program: SeatProgram) -> Ints:
    """The variable that says whether a question is staffed, (Q,); -1 where there is none."""
    rows = program.rows
    entry = rows.auxiliary.tocoo()
    defining = rows.rule[entry.row] < 0
    variable = np.full(program.n_questions, -1)
    variable[rows.question[entry.row[defining]]] = entry.col[defining]
    return variable


def _with_sizes(hard: HardRules, sizes: Numbered[Sizes]) -> HardRules:
    """The largest team of each question, and who says so."""
    size_max, sized = hard.size_max.copy(), np.full(len(hard.size_max), NO_RULE)
    for rule, block in sizes:
        least = (block.upper < size_max) | (sized < 0)
        size_max[least] = np.minimum(block.upper, size_max)[least]
        sized[least] = hard.at_question(rule, np.flatnonzero(least))
    return replace(hard, size_max=size_max, sized=sized)

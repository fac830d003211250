"""A conflict in words that an organiser knows: rule, subject, and what it asks there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.alike import places_for
from swarmmatch.engine.diagnosis.conflict import shrunk
from swarmmatch.engine.diagnosis.hard import SIZE, HardRules, staffed_variables
from swarmmatch.engine.diagnosis.switchboard import Switchboard
from swarmmatch.engine.program import Ints

#: The subject of rules that speak of all teams together.
PLAN = "the whole plan"


def in_words(hard: HardRules, members: Ints, clock: Clock) -> pd.DataFrame:
    """Members as a frame, a row each.

    Parameters
    ----------
    hard : HardRules
        All members.
    members : int array (n,)
        Codes, sorted.
    clock : Clock
        While there is time, only those rows of each member are told that the conflict needs.

    Returns
    -------
    pandas.DataFrame
        Columns ``rule, subject, detail``.
    """
    board = Switchboard(hard, places_for(hard, members), Clock(np.inf), members, by_row=True)
    kept, _ = shrunk(board, np.ones(len(board.members), np.bool_), clock)
    rows = board.members[kept]
    told = _Told(hard)
    detail = [
        "; ".join(
            dict.fromkeys(
                told.row(int(code), int(source))
                for code, source in zip(board.code[rows], board.source[rows], strict=True)
                if code == member
            )
        )
        for member in members
    ]
    return _frame(hard, members, detail)


def _frame(hard: HardRules, members: Ints, detail: list[str]) -> pd.DataFrame:
    """Columns ``rule, subject, detail`` for members with a detail each."""
    return pd.DataFrame(
        {
            "rule": [hard.program.rule_names[rule] for rule in hard.rule_of(members)],
            "subject": [_subject(hard, int(member)) for member in members],
            "detail": detail,
        },
        dtype="str",
    )


def _subject(hard: HardRules, member: int) -> str:
    _, question, person = hard.parts_of(member)
    arrays = hard.problem.arrays
    if question >= 0:
        return str(arrays.questions[question])
    return str(arrays.professionals[person]) if person >= 0 else PLAN


@dataclass(frozen=True, eq=False)
class _Told:
    """Rows of the hard rules in words."""

    hard: HardRules

    def row(self, member: int, source: int) -> str:
        """A row by its member and what it is, see `Switchboard`."""
        n_linear = len(self.hard.program.rows.lower)
        if source < 0:
            return self._bars(member)
        if source < n_linear:
            return self._linear(source)
        number = np.array([source - n_linear])
        people, pair, _ = self.hard.lazy.kinds(number)
        if people[0]:
            return self._of_person(number)
        return self._pair(number) if pair[0] else self._taken(number)

    @cached_property
    def _staffed(self) -> Ints:
        return staffed_variables(self.hard.program)

    def _linear(self, row: int) -> str:
        """What a row asks for, in numbers only where they are those that the rule was given."""
        rows = self.hard.program.rows
        if rows.question[row] < 0:
            return str(rows.about[row])
        if rows.about[row] == SIZE:
            return self._size(row)
        seats, auxiliary = rows.seats[[row]], rows.auxiliary[[row]]
        own = auxiliary.indices != self._staffed[rows.question[row]]
        if (np.abs(seats.data) != 1).any() or own.any():
            return str(rows.about[row])
        switched = float(auxiliary.data.sum())  # a bound that only binds teams stands on the left
        lower, upper = rows.lower[row] - switched, rows.upper[row] - switched
        return f"{rows.about[row]}: {_bounds(lower, upper)}{self._counted(row, lower)}"

    def _size(self, row: int) -> str:
        """The sizes of a team, and who could be in it."""
        rows, question = self.hard.program.rows, int(self.hard.program.rows.question[row])
        same = (rows.question == question) & (rows.rule == rows.rule[row])
        first = int(np.flatnonzero(same & (np.diff(rows.seats.indptr) > 0))[0])
        switched = float(rows.auxiliary[[first]].data.sum())
        bounds = _bounds(rows.lower[first] - switched, rows.upper[first] - switched)
        eligible, n = self._eligible(question).sum(), self.hard.program.n_professionals
        return f"{SIZE}: {bounds} ({eligible:,} of {n:,} professionals are eligible)"

    def _counted(self, row: int, lower: float) -> str:
        """How many count for a row that asks for some."""
        program, question = self.hard.program, int(self.hard.program.rows.question[row])
        if lower <= 0:
            return ""
        people = np.flatnonzero(self._eligible(question))
        held = program.coefficients(np.full(len(people), question), people)[:, [row]]
        return f" ({held.nnz:,} of {len(people):,} who are eligible)"

    def _eligible(self, question: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return self.hard.program.allowed(question, slice(0, self.hard.program.n_professionals))

    def _bars(self, member: int) -> str:
        """Whom a rule bars, or how many pairs it allows."""
        hard, (rule, question, person) = self.hard, self.hard.parts_of(member)
        if question < 0:
            n = hard.program.n_questions
            barred = [person in hard.barred(rule, q) for q in range(n)]
            return f"barred from {sum(barred):,} of {len(barred):,} questions"
        for counted in hard.program.counted:
            if counted.rule == rule:
                return f"{counted.about}: at most {counted.at_most:g}"
        n = hard.program.n_professionals
        return f"bars {len(hard.barred(rule, question)):,} of {n:,} professionals"

    def _of_person(self, number: Ints) -> str:
        lower, upper = self.hard.lazy.bounds(number)
        group = number[0] // max(self.hard.program.n_professionals, 1)
        return f"{self.hard.program.people.about[group]}: {_bounds(lower[0], upper[0])}"

    def _pair(self, number: Ints) -> str:
        pairs, names = self.hard.program.pairs, self.hard.problem.arrays.professionals
        pair = self.hard.lazy.pair_and_question(number)[0][0]
        how = "together" if pairs.together[pair] else "apart"
        return f"{names[pairs.first[pair]]} and {names[pairs.second[pair]]} {how}"

    def _taken(self, number: Ints) -> str:
        """Who must sit there, and who bars them."""
        program, seat = self.hard.program, number[0] - self.hard.lazy.first_taken
        question, person = int(program.taken.question[seat]), int(program.taken.professional[seat])
        part = slice(person, person + 1)
        barring = [
            program.rule_names[rule]
            for rule, block in program.eligibility
            if not block.allowed(question, part)[0]
        ]
        why = f", but is barred by {', '.join(dict.fromkeys(barring))}" if barring else ""
        return f"{self.hard.problem.arrays.professionals[person]} must sit here{why}"


def _bounds(lower: float, upper: float) -> str:
    if lower == upper:
        return f"exactly {lower:g}"
    sides = [f"at least {lower:g}"] * bool(np.isfinite(lower))
    sides += [f"at most {upper:g}"] * bool(np.isfinite(upper))
    return " and ".join(sides) or "any number"

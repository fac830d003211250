"""Rows of the seat program in words that an organiser knows."""

from __future__ import annotations

import numpy as np
import pandas as pd

from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.program import Floats, Ints, SeatProgram

#: What the rows of team sizes speak of.
SIZE = "team size"


def linear_rows_in_words(program: SeatProgram, rows: Ints) -> pd.DataFrame:
    """Columns ``rule, subject, detail`` for linear rows by position."""
    table, names = program.rows, program.problem.arrays.questions
    question = table.question[rows]
    eligible = {q: _eligible_in_words(program, int(q)) for q in np.unique(question[question >= 0])}
    bounds = [_row_in_words(program, int(row)) for row in rows]
    told = pd.DataFrame(
        {
            "rule": _rules(program, table.rule[rows]),
            "subject": ["the whole plan" if q < 0 else str(names[q]) for q in question],
            "detail": [
                f"{bound}{eligible.get(q, '')}" for bound, q in zip(bounds, question, strict=True)
            ],
        },
        dtype="str",
    )
    barring = [_who_bars(program, int(q)) for q in np.unique(question[question >= 0])]
    return pd.concat([told, *barring], ignore_index=True)


def pair_limits_in_words(program: SeatProgram) -> pd.DataFrame:
    """Columns ``rule, subject, detail`` for every limit on the pairs of a team."""
    limits = [counted for counted in program.counted if counted.hard]
    return pd.DataFrame(
        {
            "rule": [program.rule_names[counted.rule] for counted in limits],
            "subject": "each team",
            "detail": [f"{counted.about}: at most {counted.at_most:g}" for counted in limits],
        },
        dtype="str",
    )


def _row_in_words(program: SeatProgram, row: int) -> str:
    """What a row asks for, in numbers only where they are those that the rule was given."""
    table = program.rows
    about, question = table.about[row], int(table.question[row])
    if about == SIZE and question >= 0:
        asked = program.problem.questions[["size_min", "size_max"]].to_numpy(np.float64)[question]
        return f"{about}: {_bound_in_words(*asked)}"
    counts_heads = bool((np.abs(table.seats[[row]].data) == 1).all())
    if counts_heads and not table.auxiliary[[row]].nnz:
        return f"{about}: {_bound_in_words(table.lower[row], table.upper[row])}"
    return str(about)


def _who_bars(program: SeatProgram, question: int) -> pd.DataFrame:
    """Each rule that keeps professionals from a question where too few are left, and how many."""
    pool, n = slice(0, program.n_professionals), program.n_professionals
    asked = program.problem.questions["size_min"].to_numpy(np.int64)[question]
    none = pd.DataFrame({"rule": [], "subject": [], "detail": []}, dtype="str")
    if program.allowed(question, pool).sum() >= max(asked, 1):
        return none
    barred = pd.Series(0, index=range(len(program.rule_names)))
    for rule, block in program.eligibility:
        barred[rule] += int((~block.allowed(question, pool)).sum())
    return pd.DataFrame(
        {
            "rule": _rules(program, barred.index.to_numpy()[barred > 0]),
            "subject": str(program.problem.arrays.questions[question]),
            "detail": [f"bars {heads:,} of {n:,} professionals" for heads in barred[barred > 0]],
        },
        dtype="str",
    )


def lazy_rows_in_words(lazy: LazyRows, numbers: Ints) -> pd.DataFrame:
    """Columns ``rule, subject, detail`` for lazily stated rows by number."""
    kinds = [_people_in_words, _pairs_in_words, _taken_in_words]
    told = [
        words(lazy, numbers[kind]) for words, kind in zip(kinds, lazy.kinds(numbers), strict=True)
    ]
    return pd.concat(told, ignore_index=True)


def _people_in_words(lazy: LazyRows, numbers: Ints) -> pd.DataFrame:
    program = lazy.program
    group, person = np.divmod(numbers, max(program.n_professionals, 1))
    bounds = _bounds_in_words(*lazy.bounds(numbers))
    about = program.people.about[group]
    return pd.DataFrame(
        {
            "rule": _rules(program, lazy.rule(numbers)),
            "subject": program.problem.arrays.professionals[person].to_numpy(object),
            "detail": [f"{what}: {bound}" for what, bound in zip(about, bounds, strict=True)],
        },
        dtype="str",
    )


def _pairs_in_words(lazy: LazyRows, numbers: Ints) -> pd.DataFrame:
    program = lazy.program
    pair, question = lazy.pair_and_question(numbers)
    names, places = program.problem.arrays.professionals, program.problem.arrays.questions
    how = np.where(program.pairs.together[pair], "together", "apart")
    first, second = names[program.pairs.first[pair]], names[program.pairs.second[pair]]
    return pd.DataFrame(
        {
            "rule": _rules(program, lazy.rule(numbers)),
            "subject": places[question].to_numpy(object),
            "detail": [f"{a} and {b} {h}" for a, b, h in zip(first, second, how, strict=True)],
        },
        dtype="str",
    )


def _taken_in_words(lazy: LazyRows, numbers: Ints) -> pd.DataFrame:
    program = lazy.program
    which = numbers - lazy.first_taken
    question, person = program.taken.question[which], program.taken.professional[which]
    names, places = program.problem.arrays.professionals, program.problem.arrays.questions
    barred = [
        _barred_in_words(program, int(q), int(p)) for q, p in zip(question, person, strict=True)
    ]
    return pd.DataFrame(
        {
            "rule": _rules(program, lazy.rule(numbers)),
            "subject": places[question].to_numpy(object),
            "detail": [
                f"{p} must sit here{why}" for p, why in zip(names[person], barred, strict=True)
            ],
        },
        dtype="str",
    )


def _barred_in_words(program: SeatProgram, question: int, person: int) -> str:
    part = slice(person, person + 1)
    barring = [r for r, block in program.eligibility if not block.allowed(question, part)[0]]
    if not barring:
        return ""
    return f", but is barred by {', '.join(dict.fromkeys(_rules(program, np.array(barring))))}"


def _eligible_in_words(program: SeatProgram, question: int) -> str:
    pool = slice(0, program.n_professionals)
    eligible = int(program.allowed(question, pool).sum())
    return f" ({eligible:,} of {program.n_professionals:,} professionals are eligible)"


def _rules(program: SeatProgram, rules: Ints) -> list[str]:
    return [program.rule_names[rule] if rule >= 0 else "team size" for rule in rules]


def _bounds_in_words(lower: Floats, upper: Floats) -> list[str]:
    return [_bound_in_words(low, high) for low, high in zip(lower, upper, strict=True)]


def _bound_in_words(lower: float, upper: float) -> str:
    if lower == upper:
        return f"exactly {lower:g}"
    sides = [f"at least {lower:g}"] * bool(np.isfinite(lower))
    sides += [f"at most {upper:g}"] * bool(np.isfinite(upper))
    return " and ".join(sides) or "any number"

"""From rules to the seat program: blocks gathered, numbered and scaled to whole units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from scipy import sparse

from swarmmatch.data.problem import Problem
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.counted_pairs import CountedPairs
from swarmmatch.engine.points import demand_countable
from swarmmatch.engine.program import (
    Ints,
    LinearRows,
    Pairs,
    PersonRows,
    SeatProgram,
    Taken,
    Variables,
)
from swarmmatch.engine.staffing import Staffing, with_staffing
from swarmmatch.rules.blocks import (
    Block,
    Eligibility,
    PairCounts,
    PairRows,
    ProfessionalRows,
    Rows,
    SeatPoints,
    Sizes,
    TakenSeats,
)
from swarmmatch.rules.rule import Rule

B = TypeVar("B", bound=Block)
Numbered = list[tuple[int, B]]  # blocks with the position of the rule they come from


def compile_program(
    problem: Problem, rules: Iterable[Rule], resolution: float, clock: Clock
) -> SeatProgram:
    """Gather the blocks of all rules into one seat program.

    Parameters
    ----------
    problem : Problem
        Tables in normal form.
    rules : iterable of Rule
        The policy.
    resolution : float
        Points that one unit of worth stands for.
    clock : Clock
        Raises TimeUp between two rules when time has run out.
    """
    rules = list(rules)
    return program_of(problem, rules, blocks_of(problem, rules, clock), resolution)


def blocks_of(problem: Problem, rules: Sequence[Rule], clock: Clock) -> Numbered[Any]:
    """The blocks of all rules; raises TimeUp between two rules when time has run out."""
    blocks: Numbered[Any] = []
    for position, rule in enumerate(rules):
        clock.check()
        blocks += [(position, block) for block in rule.blocks(problem)]
    return blocks


def program_of(
    problem: Problem, rules: Sequence[Rule], blocks: Numbered[Any], resolution: float
) -> SeatProgram:
    """The seat program of blocks that were gathered before."""
    n_questions, n_professionals = len(problem.questions), len(problem.professionals)
    demand_countable(rules, blocks, (n_questions, n_professionals), resolution)
    staffing = Staffing.of(_only(Sizes, blocks), n_questions, n_professionals, resolution)
    # Heads are counted first: every program has that feature, at column 0.
    features, rows, variables = _linear(problem, _only(Rows, blocks), resolution)
    rows, variables = with_staffing(staffing, rows, variables)
    return SeatProgram(
        problem=problem,
        rule_names=tuple(rule.name for rule in rules),
        resolution=resolution,
        eligibility=tuple(_only(Eligibility, blocks)),
        seat_points=tuple(block for _, block in _only(SeatPoints, blocks)),
        features=features,
        rows=rows,
        variables=variables,
        people=_people(_only(ProfessionalRows, blocks), n_questions, n_professionals),
        pairs=_pairs(_only(PairRows, blocks)),
        taken=_taken(_only(TakenSeats, blocks)),
        counted=_counted(blocks, n_professionals, resolution),
        size_max=staffing.size_max,
        constant=-int(staffing.price.sum()),
    )


def with_points_of(program: SeatProgram, blocks: Numbered[Any]) -> SeatProgram:
    """The program with the points of other blocks, whose rows and variables are the same."""
    rows, unit = program.rows, program.resolution
    shape = program.n_questions, program.n_professionals
    staffing = Staffing.of(_only(Sizes, blocks), *shape, unit)
    points = _join([block.variables.points for _, block in _only(Rows, blocks)], np.float64)
    # What stands behind them says of a question whether it is staffed, and has rows of it alone.
    staffed = sparse.csc_array(rows.auxiliary[:, len(points) :])
    question = rows.question[staffed.indices[staffed.indptr[:-1]]]
    worth = np.append(np.rint(points / unit), staffing.price[question]).astype(np.int64)
    return replace(
        program,
        variables=replace(program.variables, worth=worth),
        seat_points=tuple(block for _, block in _only(SeatPoints, blocks)),
        counted=_counted(blocks, program.n_professionals, unit),
        constant=-int(staffing.price.sum()),
    )


def _only(kind: type[B], blocks: Numbered[Any]) -> Numbered[B]:
    return [(rule, block) for rule, block in blocks if isinstance(block, kind)]


def _linear(
    problem: Problem, blocks: Numbered[Rows], resolution: float
) -> tuple[sparse.csc_array, LinearRows, Variables]:
    n_questions = len(problem.questions)
    shared: dict[int, sparse.csc_array] = {id(problem.arrays.everyone): problem.arrays.everyone}
    shared |= {id(block.features): block.features for _, block in blocks}
    ends = np.cumsum([matrix.shape[1] for matrix in shared.values()])
    first = dict(zip(shared, [0, *ends[:-1].tolist()], strict=True))
    n_features = int(ends[-1])
    stacked = [
        _seat_columns(block, first[id(block.features)], n_features, n_questions)
        for _, block in blocks
    ]
    auxiliary = [
        sparse.csr_array((len(block.lower), 0)) if block.auxiliary is None else block.auxiliary
        for _, block in blocks
    ]
    rows = LinearRows(
        seats=_stack(stacked, n_questions * n_features),
        auxiliary=sparse.csr_array(sparse.block_diag(auxiliary, format="csr"))
        if blocks
        else sparse.csr_array((0, 0)),
        lower=_join([block.lower for _, block in blocks], np.float64),
        upper=_join([block.upper for _, block in blocks], np.float64),
        rule=_join([np.full(len(block.lower), rule) for rule, block in blocks], np.int64),
        question=_join([_only_question(block.over) for _, block in blocks], np.int64),
        about=_join([block.about for _, block in blocks], object),
    )
    variables = Variables(
        lower=_join([block.variables.lower for _, block in blocks], np.int64),
        upper=_join([block.variables.upper for _, block in blocks], np.int64),
        worth=_join(
            [np.rint(block.variables.points / resolution) for _, block in blocks], np.int64
        ),
    )
    return sparse.csc_array(sparse.hstack(list(shared.values()), format="csc")), rows, variables


def _seat_columns(
    block: Rows, first_feature: int, n_features: int, n_questions: int
) -> sparse.csr_array:
    """Row-wise product of ``over`` and ``weights``: a column for each (question, feature)."""
    over, weights = sparse.csr_array(block.over), sparse.csr_array(block.weights)
    row = np.repeat(np.arange(over.shape[0]), np.diff(over.indptr))
    many = np.diff(weights.indptr)[row]  # features that each (row, question) entry meets
    entry = np.repeat(np.arange(len(row)), many)
    within = np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
    source = weights.indptr[row[entry]] + within
    column = over.indices[entry].astype(np.int64) * n_features
    column += first_feature + weights.indices[source]
    data = over.data[entry].astype(np.float64) * weights.data[source]
    shape = (over.shape[0], n_questions * n_features)
    return sparse.csr_array((data, (row[entry], column)), shape=shape)


def _only_question(over: sparse.csr_array) -> Ints:
    over = sparse.csr_array(over)
    alone = np.diff(over.indptr) == 1
    question = np.full(over.shape[0], -1)
    question[alone] = over.indices[over.indptr[:-1][alone]]
    return question


def _people(blocks: Numbered[ProfessionalRows], n_questions: int, n_people: int) -> PersonRows:
    return PersonRows(
        groups=_stack([sparse.csr_array(block.groups) for _, block in blocks], n_questions),
        lower=np.vstack([np.zeros((0, n_people)), *(block.lower for _, block in blocks)]),
        upper=np.vstack([np.zeros((0, n_people)), *(block.upper for _, block in blocks)]),
        rule=_join([np.full(len(block.lower), rule) for rule, block in blocks], np.int64),
        about=_join([block.about for _, block in blocks], object),
    )


def _pairs(blocks: Numbered[PairRows]) -> Pairs:
    return Pairs(
        first=_join([block.first for _, block in blocks], np.int64),
        second=_join([block.second for _, block in blocks], np.int64),
        together=_join([block.together for _, block in blocks], np.bool_),
        rule=_join([np.full(len(block.first), rule) for rule, block in blocks], np.int64),
    )


def _taken(blocks: Numbered[TakenSeats]) -> Taken:
    return Taken(
        question=_join([block.question for _, block in blocks], np.int64),
        professional=_join([block.professional for _, block in blocks], np.int64),
        rule=_join([np.full(len(block.question), rule) for rule, block in blocks], np.int64),
    )


def _counted(
    blocks: Numbered[Any], n_professionals: int, resolution: float
) -> tuple[CountedPairs, ...]:
    """What pairs count for; those whose points all round to nothing count for nothing."""
    return tuple(
        CountedPairs.of(block, rule, n_professionals, resolution)
        for rule, block in _only(PairCounts, blocks)
        if block.points is None or np.rint(block.points / resolution)
    )


def _join(arrays: list[Any], dtype: Any) -> Any:
    return np.concatenate([np.zeros(0, dtype), *arrays]).astype(dtype)


def _stack(matrices: list[sparse.csr_array], n_columns: int) -> sparse.csr_array:
    empty = sparse.csr_array((0, n_columns))
    return sparse.csr_array(sparse.vstack([empty, *matrices], format="csr"))

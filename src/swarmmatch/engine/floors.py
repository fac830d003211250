"""Floors: what earlier stages earned, as rows that later stages keep.

A floor is a row over the whole plan whose coefficients are points: those of variables stand in the
row itself; those of seats are asked of the rules where they are needed, a question at a time, so
that nothing of size questions x professionals is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Ints, LinearRows, SeatProgram


@dataclass(frozen=True, eq=False)
class Floor:
    """No plan may earn less than ``least`` units by the points of a program.

    Attributes
    ----------
    program : SeatProgram
        With the same rows and variables as the program that keeps the floor.
    least : float
        In units.
    rule : int
        Position of a rule that the points come from.
    """

    program: SeatProgram
    least: float
    rule: int

    @property
    def at_top(self) -> bool:
        """Whether it takes every variable at its best, and nothing else, to reach the floor."""
        variables = self.program.variables
        best = np.maximum(variables.worth * variables.lower, variables.worth * variables.upper)
        return not self.program.seat_points and self.least >= self.program.constant + best.sum()


def with_floors(program: SeatProgram, floors: Iterable[Floor]) -> SeatProgram:
    """The program with variables settled, or a row more, for every floor that a plan could miss."""
    floors = [floor for floor in floors if _earns(floor.program)]
    for floor in floors:
        if floor.at_top:
            program = _at_best(program, floor.program.variables.worth)
    return _with_rows(program, [floor for floor in floors if not floor.at_top])


def _at_best(program: SeatProgram, worth: Ints) -> SeatProgram:
    """Every variable that earns something at its best; so no row has to couple questions."""
    variables = program.variables
    lower = np.where(worth > 0, variables.upper, variables.lower)
    upper = np.where(worth < 0, variables.lower, variables.upper)
    return replace(program, variables=replace(variables, lower=lower, upper=upper))


def _with_rows(program: SeatProgram, binding: list[Floor]) -> SeatProgram:
    n = len(binding)
    if not n:
        return program
    rows, first = program.rows, len(program.rows.lower)
    worth = np.array([floor.program.variables.worth for floor in binding])
    # Where no seat counts, the row is divided by what all its coefficients have in common.
    common = np.array([_common(floor.program) for floor in binding])
    least = np.array([floor.least - floor.program.constant for floor in binding])
    # What settled variables earn is no choice: on the right it shows whether nobody breaks the row.
    settled = program.variables.lower == program.variables.upper
    least -= worth[:, settled] @ program.variables.lower[settled]
    worth[:, settled] = 0
    idle = sparse.csr_array((n, rows.seats.shape[1]))
    auxiliary = sparse.csr_array(worth / common[:, None])
    floored = LinearRows(
        seats=sparse.csr_array(sparse.vstack([rows.seats, idle], format="csr")),
        auxiliary=sparse.csr_array(sparse.vstack([rows.auxiliary, auxiliary], format="csr")),
        lower=np.append(rows.lower, np.ceil(least / common)),
        upper=np.append(rows.upper, np.full(n, np.inf)),
        rule=np.append(rows.rule, [floor.rule for floor in binding]),
        question=np.append(rows.question, np.full(n, -1)),
        about=np.append(rows.about, np.full(n, "points of an earlier stage", dtype=object)),
    )
    points = tuple(
        (first + i, block) for i, floor in enumerate(binding) for block in floor.program.seat_points
    )
    return replace(program, rows=floored, row_points=points)


def at_worth(program: SeatProgram, seats: Seats) -> Seats:
    """Seats of another program with the units that they earn in this one."""
    earned = [
        program.earned(block, seats.question, seats.professional) for block in program.seat_points
    ]
    worth = np.sum(earned, axis=0) if earned else np.zeros(len(seats))
    return Seats(seats.question, seats.professional, worth, worth)


def together(programs: Sequence[SeatProgram]) -> SeatProgram:
    """The points of some steps in one sum, as if they were no stages."""
    worth = sum((program.variables.worth for program in programs[1:]), programs[0].variables.worth)
    return replace(
        programs[0],
        variables=replace(programs[0].variables, worth=worth),
        seat_points=tuple(block for program in programs for block in program.seat_points),
        counted=programs[-1].counted,  # limits are the same in all; only the last earns by pairs
        constant=sum(program.constant for program in programs),
    )


def _earns(program: SeatProgram) -> bool:
    return bool(program.seat_points) or bool(program.variables.worth.any())


def _common(program: SeatProgram) -> int:
    return 1 if program.seat_points else int(np.gcd.reduce(program.variables.worth))

"""Exact solving with CP-SAT: a linear program in whole numbers, stated, hinted and solved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.program import Floats, Ints

#: CP-SAT's own bounds for rows that are open on one side.
LOWEST, HIGHEST = -(2**62), 2**62


@dataclass(frozen=True, eq=False)
class WholeProgram:
    """Maximise ``worth @ z`` over whole numbers z.

    Subject to ``row_lower <= matrix @ z <= row_upper`` and ``lower <= z <= upper``.
    """

    worth: Floats
    lower: Floats
    upper: Floats
    matrix: sparse.csr_array
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, eq=False)
class Exact:
    """What CP-SAT answers: the best solution found (None without one), and what is proven.

    ``ceiling`` holds for every solution of the program; ``proven`` says that the search was
    complete, so that the solution is optimal, or that there is none.
    """

    solution: Ints | None
    value: float
    ceiling: float
    proven: bool


def solve(
    program: WholeProgram,
    clock: Clock,
    *,
    workers: int = 1,
    seed: int = 0,
    hint: Floats | Ints | None = None,
    prepare: bool = True,
    on_solution: Callable[[float], bool] | None = None,
) -> Exact:
    """Solve to proof, or until the clock or ``on_solution`` (returning True) says enough.

    ``prepare=False`` spares CP-SAT's presolve, which takes longer than to solve a single team.
    """
    model, variables = _state(program)
    if hint is not None:
        for variable, value in zip(variables, np.rint(hint).astype(int).tolist(), strict=True):
            model.add_hint(variable, value)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 2
    if not prepare:
        solver.parameters.cp_model_presolve = False
        solver.parameters.symmetry_level = 0
    solver.parameters.catch_sigint_signal = False  # the caller's clock stops the solve
    solver.parameters.max_time_in_seconds = max(clock.left, 1e-3)
    with clock.stopping(solver.stop_search):
        status = solver.solve(model, _Listener(on_solution) if on_solution else None)
    if status == cp_model.INFEASIBLE:
        return Exact(None, -np.inf, -np.inf, True)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"CP-SAT refuses the model: {model.validate()}")
    ceiling = solver.best_objective_bound
    if status == cp_model.UNKNOWN:
        return Exact(None, -np.inf, np.inf, False)
    solution = np.array([solver.value(variable) for variable in variables], dtype=np.int64)
    return Exact(solution, solver.objective_value, ceiling, status == cp_model.OPTIMAL)


class _Listener(cp_model.CpSolverSolutionCallback):
    def __init__(self, on_solution: Callable[[float], bool]) -> None:
        super().__init__()
        self._on_solution = on_solution

    def on_solution_callback(self) -> None:
        if self._on_solution(self.objective_value):
            self.stop_search()


def _state(program: WholeProgram) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    model = cp_model.CpModel()
    variables = [
        model.new_int_var(lower, upper, "")
        for lower, upper in zip(_whole(program.lower), _whole(program.upper), strict=True)
    ]
    matrix = program.matrix.tocsr()
    indices, data = matrix.indices.tolist(), np.rint(matrix.data).astype(np.int64).tolist()
    starts = matrix.indptr.tolist()
    lower, upper = _whole(program.row_lower), _whole(program.row_upper)
    for row, (start, stop) in enumerate(pairwise(starts)):
        terms = [variables[column] for column in indices[start:stop]]
        expression = cp_model.LinearExpr.weighted_sum(terms, data[start:stop])
        model.add_linear_constraint(expression, lower[row], upper[row])
    model.maximize(cp_model.LinearExpr.weighted_sum(variables, _whole(program.worth)))
    return model, variables


def _whole(numbers: Floats) -> list[int]:
    bounded = np.clip(np.rint(numbers), float(LOWEST), float(HIGHEST))
    return [int(number) for number in bounded.tolist()]

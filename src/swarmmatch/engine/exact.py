"""Exact solving with CP-SAT: a linear program in whole numbers, stated, hinted and solved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from swarmmatch.engine.clock import Clock, TimeUp
from swarmmatch.engine.program import Floats, Ints

#: CP-SAT's own bounds for rows that are open on one side.
LOWEST, HIGHEST = -(2**62), 2**62
#: Columns or rows stated between two looks at the clock.
LOOK_UP = 10_000


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
    program: WholeProgram | cp_model.CpModel,
    clock: Clock,
    *,
    workers: int = 1,
    seed: int = 0,
    hint: Floats | Ints | None = None,
    single: bool = False,
    above: float = -np.inf,
    on_solution: Callable[[float], bool] | None = None,
    effort: float = np.inf,
    by_lp: bool = False,
) -> Exact:
    """Solve to proof, or until the clock or ``on_solution`` (returning True) says enough.

    ``program`` may have been put in CP-SAT's form before, by ``state``.
    ``single`` says that it is one team: small enough to put into CP-SAT's LP at once, and to spare
    the presolve and the cuts, which take longer than to solve it. ``above`` asks for a solution
    worth more than that whole number only, which takes half the time. ``effort`` ends the search
    after so much work, in CP-SAT's deterministic seconds: the same on every machine. ``by_lp`` has
    the first worker branch by the LP with all cuts: where pairs decide, it proves what others do
    not.
    """
    try:
        model = state(program, clock) if isinstance(program, WholeProgram) else program
    except TimeUp:
        return Exact(None, -np.inf, np.inf, False)
    if hint is not None:
        model.proto.solution_hint.vars.extend(range(len(hint)))
        model.proto.solution_hint.values.extend(_whole(hint))
    model.proto.objective.domain.clear()
    if above > -np.inf:  # what a model minimises is the worth with its sign turned
        model.proto.objective.domain.extend((LOWEST, -round(above) - 1))
    solver = new_solver(workers, seed, single)
    if by_lp:
        solver.parameters.subsolvers.append("max_lp")
    solver.parameters.max_time_in_seconds = max(clock.left, 1e-3)
    if np.isfinite(effort):
        solver.parameters.max_deterministic_time = effort
    with clock.stopping(solver.stop_search):
        status = solver.solve(model, _Listener(on_solution) if on_solution else None)
    if status == cp_model.INFEASIBLE:
        return Exact(None, -np.inf, -np.inf, True)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(f"CP-SAT refuses the model: {model.validate()}")
    ceiling = solver.best_objective_bound
    if status == cp_model.UNKNOWN:  # a bound of 0 is what it says before it has begun
        return Exact(None, -np.inf, ceiling or np.inf, False)
    solution = np.array(solver.response_proto.solution, dtype=np.int64)
    return Exact(solution, solver.objective_value, ceiling, status == cp_model.OPTIMAL)


def new_solver(workers: int, seed: int, single: bool) -> cp_model.CpSolver:
    """CP-SAT with the parameters that programs of seats are solved by; see `solve`."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 2
    if single:
        solver.parameters.cp_model_presolve = False
        solver.parameters.symmetry_level = 0
        solver.parameters.add_lp_constraints_lazily = False
        solver.parameters.cut_level = 0
    solver.parameters.catch_sigint_signal = False  # the caller's clock stops the solve
    return solver


class _Model(cp_model.CpModel):
    """A model without the old spellings of its methods.

    Naming them all takes longer than to solve many a single team.
    """

    def _add_pre_pep8_methods(self) -> None:
        """Add none."""


class _Listener(cp_model.CpSolverSolutionCallback):
    def __init__(self, on_solution: Callable[[float], bool]) -> None:
        super().__init__()
        self._on_solution = on_solution

    def on_solution_callback(self) -> None:
        if self._on_solution(self.objective_value):
            self.stop_search()


def state(program: WholeProgram, clock: Clock) -> cp_model.CpModel:
    """The program in CP-SAT's form, written straight into its message: three times sooner.

    Raises TimeUp when the clock runs out first: a program may have a million seats.
    """
    model = _Model()
    stated = model.proto
    for column, bounds in enumerate(zip(_whole(program.lower), _whole(program.upper), strict=True)):
        if column % LOOK_UP == LOOK_UP - 1:
            clock.check()
        stated.variables.add().domain.extend(bounds)
    matrix = program.matrix.tocsr()
    indices, data = matrix.indices.tolist(), _whole(matrix.data)
    lower, upper = _whole(program.row_lower), _whole(program.row_upper)
    for row, (start, stop) in enumerate(pairwise(matrix.indptr.tolist())):
        if row % LOOK_UP == LOOK_UP - 1:
            clock.check()
        linear = stated.constraints.add().linear
        linear.vars.extend(indices[start:stop])
        linear.coeffs.extend(data[start:stop])
        linear.domain.extend((lower[row], upper[row]))
    # A model minimises; the factor tells CP-SAT to report the value as it is maximised.
    stated.objective.vars.extend(range(len(program.worth)))
    stated.objective.scaling_factor = -1.0
    reprice(model, program.worth)
    return model


def reprice(model: cp_model.CpModel, worth: Floats) -> None:
    """Give every variable of a model another worth."""
    coefficients = model.proto.objective.coeffs
    coefficients.clear()
    coefficients.extend(_whole(-worth))


def limit(model: cp_model.CpModel, first: int, upper: Ints) -> None:
    """Give variables of a model, from the first one named, other upper bounds; lower ones are 0."""
    for column, most in enumerate(upper.tolist(), first):
        domain = model.proto.variables[column].domain
        domain.clear()
        domain.extend((0, most))


def _whole(numbers: Floats | Ints) -> list[int]:
    bounded = np.clip(np.rint(numbers), float(LOWEST), float(HIGHEST))
    return [int(number) for number in bounded.tolist()]

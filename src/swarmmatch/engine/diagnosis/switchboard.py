"""An exact model in which every member of the hard rules can be switched on and off.

It has no objective: all that is asked is whether some of the members can hold together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.diagnosis.alike import Places
from swarmmatch.engine.diagnosis.hard import NO_RULE, HardRules
from swarmmatch.engine.exact import WholeProgram, new_solver, state
from swarmmatch.engine.pair_columns import with_pairs
from swarmmatch.engine.program import Bools, Floats, Ints, widened

#: Models of so few columns are solved without presolve, which takes longer than to solve them.
SMALL = 1_500


@dataclass(frozen=True, eq=False)
class Answer:
    """Whether members can hold together.

    Attributes
    ----------
    solution : int array or None
        A value for every column, when they can.
    clashes : bool
        Whether it is proven that they cannot; neither, when time ran out.
    core : bool array (members,)
        Members that cannot hold together by themselves, not the fewest; only when asked for.
    """

    solution: Ints | None
    clashes: bool
    core: Bools


@dataclass(frozen=True, eq=False)
class _Stated:
    """Rows with the code of the member that each belongs to, and what they are.

    ``source`` is the position of a linear row; below those stand the numbers of lazily stated
    rows; -1 for rows that the code alone explains.
    """

    whole: WholeProgram
    code: Ints
    source: Ints


class Switchboard:
    """The members over some seats, each with a switch.

    Parameters
    ----------
    hard : HardRules
        All members there are.
    places : Places
        The seats; all others stay free.
    members : int array, optional
        Codes of those to state; all that the seats could break when left out.
    clock : Clock
        Raises TimeUp when it runs out before the model is stated.
    by_row : bool
        Whether every row has a switch of its own, and ``members`` are positions of rows instead.
    """

    def __init__(
        self,
        hard: HardRules,
        places: Places,
        clock: Clock,
        members: Ints | None = None,
        *,
        by_row: bool = False,
    ) -> None:
        self.hard, self.places = hard, places
        stated = _with_counted(hard, places, members, _with_bars(hard, places, members, clock))
        self.whole, self.code, self.source = stated.whole, stated.code, stated.source
        self._bound = self.code != NO_RULE
        label = np.where(self._bound, np.arange(len(self.code)), NO_RULE) if by_row else self.code
        self.members, switch = np.unique(label[self._bound], return_inverse=True)
        self.first_seat = len(hard.program.variables.lower)
        self._switch = len(self.whole.lower)
        self._model = state(self.whole, clock)
        self._add_switches(switch)

    def ask(self, kept: Bools, clock: Clock, *, core: bool = False) -> Answer:
        """Whether the members marked can hold together."""
        stated = self._model.proto
        for position, on in enumerate(kept.tolist()):
            domain = stated.variables[self._switch + position].domain
            domain.clear()
            domain.extend((int(on and not core), int(on)))
        stated.assumptions.clear()
        if core:
            stated.assumptions.extend((self._switch + np.flatnonzero(kept)).tolist())
        return self._solved(kept, clock, core)

    def fewest(self, kept: Bools, worth: Floats, clock: Clock) -> Ints | None:
        """The solution that takes the least of some columns while the members marked hold."""
        self._model.proto.objective.vars.extend(np.flatnonzero(worth).tolist())
        self._model.proto.objective.coeffs.extend(worth[worth != 0].astype(int).tolist())
        found = self.ask(kept, clock).solution
        self._model.proto.clear_objective()
        return found

    def broken(self, solution: Ints) -> Bools:
        """Members that a solution does not keep."""
        value = self.whole.matrix @ solution[: self._switch]
        off = (value < self.whole.row_lower - 0.5) | (value > self.whole.row_upper + 0.5)
        return np.isin(self.members, self.code[off & self._bound])

    def seats_of(self, solution: Ints) -> tuple[Ints, Ints]:
        """Questions and professionals of the seats that a solution takes."""
        taken = solution[self.first_seat :][: len(self.places.question)] > 0
        return self.places.question[taken], self.places.person[taken]

    def loses_nothing(self, kept: Bools) -> bool:
        """Whether what clashes over these seats clashes over the whole pool."""
        questions = np.unique(self.places.question)
        sized = np.isin(self.hard.sized[questions], self.members[kept])
        return bool((sized | self.places.whole[questions]).all())

    def _solved(self, kept: Bools, clock: Clock, core: bool) -> Answer:
        solver = new_solver(1, 0, False)
        solver.parameters.cp_model_presolve = self._switch > SMALL and not core
        solver.parameters.max_time_in_seconds = max(clock.left, 1e-3)
        with clock.stopping(solver.stop_search):
            status = solver.solve(self._model)
        if status == cp_model.INFEASIBLE:
            found = np.zeros_like(kept)
            if core:
                at = np.array(solver.response_proto.sufficient_assumptions_for_infeasibility, int)
                found[at - self._switch] = True
            return Answer(None, True, found if found.any() else kept)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Answer(None, False, kept)
        solution = np.array(solver.response_proto.solution, dtype=np.int64)
        return Answer(solution, False, kept)

    def _add_switches(self, switch: Ints) -> None:
        """A variable for each member, on which its rows bind."""
        stated = self._model.proto
        stated.clear_objective()
        for _ in range(len(self.members)):
            stated.variables.add().domain.extend((0, 1))
        for row, column in zip(np.flatnonzero(self._bound), self._switch + switch, strict=True):
            stated.constraints[int(row)].enforcement_literal.append(int(column))


def _linear(hard: HardRules, places: Places, members: Ints | None) -> _Stated:
    """The linear rows and those over professionals, pairs and taken seats."""
    program = hard.program
    rows, variables = program.rows, program.variables
    numbers = hard.lazy.breakable(places.question, places.person)
    code = np.append(hard.of_rows, hard.of_lazy(numbers))
    n, n_variables, width = len(rows.lower), len(variables.lower), len(places.question)
    kept = np.ones(len(code), np.bool_) if members is None else np.isin(code, members)
    met = np.append(rows.question, np.full(len(numbers), -1))
    kept |= (code == NO_RULE) & np.isin(met, np.append(places.question, met[kept]))
    linear = program.coefficients(places.question, places.person).T.tocsr()
    lazily = hard.lazy.matrix(numbers, places.question, places.person)
    matrix = sparse.hstack(
        [widened(rows.auxiliary, len(code), n_variables), sparse.vstack([linear, lazily])],
        format="csr",
    )
    lower, upper = hard.lazy.bounds(numbers)
    whole = WholeProgram(
        worth=np.zeros(n_variables + width),
        lower=np.append(variables.lower, np.zeros(width)),
        upper=np.append(variables.upper, np.ones(width)),
        matrix=sparse.csr_array(matrix[kept]),
        row_lower=np.append(rows.lower, lower)[kept],
        row_upper=np.append(rows.upper, upper)[kept],
    )
    source = np.append(np.arange(n), n + numbers)
    return _Stated(whole, code[kept], source[kept])


def _with_bars(hard: HardRules, places: Places, members: Ints | None, clock: Clock) -> _Stated:
    """With a row for each member that bars people: none of their seats is taken."""
    stated, pool = _linear(hard, places, members), slice(0, hard.program.n_professionals)
    seats, codes = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for question in np.unique(places.question):
        clock.check()
        here = np.arange(*np.searchsorted(places.question, [question, question + 1]))
        for rule, block in hard.program.eligibility:
            out = here[~block.allowed(int(question), pool)[places.person[here]]]
            seats.append(out)
            codes.append(hard.of_bars(rule, int(question), places.person[out]))
    seat, code = np.concatenate(seats), np.concatenate(codes)
    if members is not None:
        seat, code = seat[np.isin(code, members)], code[np.isin(code, members)]
    barring, row = np.unique(code, return_inverse=True)
    first, width = len(hard.program.variables.lower), len(stated.whole.lower)
    shape = (len(barring), width)
    bars = sparse.csr_array((np.ones(len(row)), (row, first + seat)), shape=shape)
    bars.data[:] = 1.0  # two blocks of one rule may bar the same seat
    whole = replace(
        stated.whole,
        matrix=sparse.csr_array(sparse.vstack([stated.whole.matrix, bars], format="csr")),
        row_lower=np.append(stated.whole.row_lower, np.full(len(barring), -np.inf)),
        row_upper=np.append(stated.whole.row_upper, np.zeros(len(barring))),
    )
    source = np.append(stated.source, np.full(len(barring), -1))
    return _Stated(whole, np.append(stated.code, barring), source)


def _with_counted(
    hard: HardRules, places: Places, members: Ints | None, stated: _Stated
) -> _Stated:
    """With a limit on the pairs of each team."""
    whole, code, first = stated.whole, stated.code, len(hard.program.variables.lower)
    for counted in hard.program.counted:
        for question in np.unique(places.question):
            member = hard.at_question(counted.rule, question)
            if members is not None and member not in members:
                continue
            here = slice(*np.searchsorted(places.question, [question, question + 1]))
            whole = with_pairs(
                whole, (counted,), first + here.start, places.question[here], places.person[here]
            )
            new = np.full(whole.matrix.shape[0] - len(code), NO_RULE)
            new[-1:] = member  # below the rows that say what a pair is stands the limit
            code = np.append(code, new)
    source = np.append(stated.source, np.full(len(code) - len(stated.code), -1))
    return _Stated(whole, code, source)

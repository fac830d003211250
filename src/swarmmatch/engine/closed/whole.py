"""Some teams of a closed pool at once, exactly: how many of each kind sit in each of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from swarmmatch.engine.clock import Clock
from swarmmatch.engine.closed.pool import Sort
from swarmmatch.engine.exact import WholeProgram, solve
from swarmmatch.engine.program import Floats, Ints


@dataclass(frozen=True, eq=False)
class Reseated:
    """What an exact search over T teams answers.

    Attributes
    ----------
    heads : int array (T, K) or None
        Heads of each kind in each team; None where nothing better was found.
    ceiling : float
        No seating of these teams is worth more.
    proven : bool
        Whether the search was complete.
    """

    heads: Ints | None
    ceiling: float
    proven: bool


def reseated(
    teams: Sequence[Sort],
    heads: Ints,
    above: float,
    clock: Clock,
    workers: int = 1,
    seed: int = 0,
    on_better: Callable[[float], bool] | None = None,
    effort: float = np.inf,
) -> Reseated:
    """Seat people at some teams again, for more than so many units.

    Parameters
    ----------
    teams : sequence of Sort
        The sort of each team.
    heads : int array (K,)
        People of each kind, all of whom take a seat.
    above : float
        What the teams are worth now, or -inf where they break a rule.
    clock : Clock
        Limits the search.
    workers, seed : int
        For CP-SAT.
    on_better : callable (float), optional
        Hears what each better seating is worth; True ends the search.
    effort : float
        Work after which the search ends, see `exact.solve`.
    """
    present = np.flatnonzero(heads)
    program, columns = _stated(teams, heads, present)
    found = solve(
        program,
        clock,
        workers=workers,
        seed=seed,
        above=above,
        on_solution=on_better,
        effort=effort,
    )
    seated = None
    if found.solution is not None:
        seated = np.zeros((len(teams), len(heads)), np.int64)
        seated[:, present] = found.solution[columns]
    return Reseated(seated, max(found.ceiling, above), found.proven)


def _stated(teams: Sequence[Sort], heads: Ints, present: Ints) -> tuple[WholeProgram, Ints]:
    """Every team by its own rows, everybody in one of them; and the columns of heads, (T, K).

    Columns are, team after team, the variables and then the heads of each kind that is present.
    """
    stated = [_of_kinds(sort, heads, present) for sort in teams]
    widths = np.array([len(one.worth) for one in stated])
    first = np.cumsum(widths) - widths + [sort.n_variables for sort in teams]
    columns = first[:, None] + np.arange(len(present))
    kind = np.tile(np.arange(len(present)), len(teams))
    everybody = sparse.csr_array(
        (np.ones(columns.size), (kind, columns.ravel())), shape=(len(present), widths.sum())
    )
    own = sparse.block_diag([one.matrix for one in stated])

    def joined(name: str, last: Ints | None = None) -> Floats:
        parts = [getattr(one, name) for one in stated]
        return np.concatenate(parts if last is None else [*parts, last])

    program = WholeProgram(
        worth=joined("worth"),
        lower=joined("lower"),
        upper=joined("upper"),
        matrix=sparse.csr_array(sparse.vstack([own, everybody], format="csr")),
        row_lower=joined("row_lower", heads[present]),
        row_upper=joined("row_upper", heads[present]),
    )
    return program, columns


def _of_kinds(sort: Sort, heads: Ints, present: Ints) -> WholeProgram:
    """The program of a sort over the kinds that are present, and no more heads than there are."""
    program, n = sort.program, sort.n_variables
    kept = np.append(np.arange(n), n + present)
    upper = program.upper[kept].copy()
    upper[n:] = np.minimum(upper[n:], heads[present])
    return WholeProgram(
        worth=program.worth[kept],
        lower=program.lower[kept],
        upper=upper,
        matrix=sparse.csr_array(program.matrix[:, kept]),
        row_lower=program.row_lower,
        row_upper=program.row_upper,
    )

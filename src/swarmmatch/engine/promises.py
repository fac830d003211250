"""Promises: who stands in for which seat, so that nobody is promised more than they can keep.

All seats could fall out at once. So a promise counts as a seat that is taken: whoever is a reserve
keeps to the rows over their own seats (capacity, one seat in each slot) with all promises counted,
and is promised once at a question. Ranks are filled one after the other, each by an assignment that
serves as many seats as can be, and among those takes the swaps that are worth most together.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from swarmmatch.engine.pricing import Seats
from swarmmatch.engine.program import Bools, Floats, Ints, SeatProgram
from swarmmatch.engine.swaps import Swaps


class Promises:
    """Seats taken and promised so far.

    Parameters
    ----------
    program : SeatProgram
        Knows the rows over professionals' seats.
    plan : Seats
        The seats taken.
    swaps : Swaps
        Who could come in for whom.
    """

    def __init__(self, program: SeatProgram, plan: Seats, swaps: Swaps) -> None:
        self._swaps, self._n_seats = swaps, len(plan)
        self._open = np.ones(len(swaps.seat), np.bool_)  # not promised, and no rival of a promise
        groups, n_people = program.people.groups.tocsc(), program.n_professionals
        self._n_people, self._resolution = n_people, program.resolution
        ones = (np.ones(len(plan)), (np.arange(len(plan)), plan.professional))
        seated = sparse.csr_array(ones, shape=(len(plan), n_people))
        load = (groups[:, plan.question] @ seated).toarray()
        factor = groups[:, swaps.question].tocoo()
        row, inverse = np.unique(
            factor.row.astype(np.int64) * n_people + swaps.professional[factor.col],
            return_inverse=True,
        )
        shape = (len(row), len(swaps.seat))
        self._uses = sparse.csr_array((factor.data, (inverse, factor.col)), shape=shape)
        self._left: Floats = (program.people.upper - load).ravel()[row]

    def next_rank(self) -> Ints:
        """Positions of the swaps that are promised next, at most one for each seat."""
        candidates = np.flatnonzero(self._open)
        if not len(candidates):
            return candidates
        limits = [
            LinearConstraint(self._uses[:, candidates], ub=self._left),
            LinearConstraint(_one_each(self._swaps.seat[candidates]), ub=1.0),
            LinearConstraint(_one_each(self._at_question[candidates]), ub=1.0),
        ]
        points = self._swaps.added[candidates] * self._resolution
        lost = points.max() - points
        # To serve one seat more is worth more than all that others may lose by it.
        chosen = candidates[_best(1.0 + lost.max() * self._n_seats - lost, limits)]
        self._left = self._left - self._uses[:, chosen].sum(axis=1)
        self._open &= ~np.isin(self._at_question, self._at_question[chosen])
        return chosen

    @cached_property
    def _at_question(self) -> Ints:
        """A number for each professional at each question."""
        swaps = self._swaps
        numbers: Ints = swaps.question * self._n_people + swaps.professional
        return numbers


def _best(points: Floats, limits: list[LinearConstraint]) -> Bools:
    """The choice that is worth most within the limits."""
    whole = np.ones(len(points), np.int64)
    found = milp(
        -points,
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=limits,
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise RuntimeError(f"reserves could not be assigned: {found.message}")
    chosen: Bools = found.x > 0.5
    return chosen


def _one_each(label: Ints) -> sparse.csr_array:
    """A row for each distinct label, over all that bear it."""
    distinct, row = np.unique(label, return_inverse=True)
    n = len(label)
    return sparse.csr_array((np.ones(n), (row, np.arange(n))), shape=(len(distinct), n))

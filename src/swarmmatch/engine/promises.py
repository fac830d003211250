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
from swarmmatch.engine.program import Floats, Ints, SeatProgram
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
        self._n_people = n_people
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
        swaps = self._swaps
        candidates = np.flatnonzero(self._open)
        if not len(candidates):
            return candidates
        worth = swaps.added[candidates]
        # To serve one seat more is worth more than all that may be lost by it.
        served = 1.0 + (worth.max() - worth.min()) * self._n_seats
        by_seat, by_person = (
            _one_each(label[candidates]) for label in (swaps.seat, self._at_question)
        )
        found = milp(
            -(served + worth - worth.min()),
            integrality=np.ones(len(candidates), np.int64),
            bounds=Bounds(0, 1),
            constraints=[
                LinearConstraint(self._uses[:, candidates], ub=self._left),
                LinearConstraint(by_seat, ub=1.0),
                LinearConstraint(by_person, ub=1.0),
            ],
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            raise RuntimeError(f"reserves could not be assigned: {found.message}")
        chosen = candidates[found.x > 0.5]
        self._left = self._left - self._uses[:, chosen].sum(axis=1)
        self._open &= ~np.isin(self._at_question, self._at_question[chosen])
        return chosen

    @cached_property
    def _at_question(self) -> Ints:
        """A number for each professional at each question."""
        swaps = self._swaps
        numbers: Ints = swaps.question * self._n_people + swaps.professional
        return numbers


def _one_each(label: Ints) -> sparse.csr_array:
    """A row for each distinct label, over all that bear it."""
    distinct, row = np.unique(label, return_inverse=True)
    n = len(label)
    return sparse.csr_array((np.ones(n), (row, np.arange(n))), shape=(len(distinct), n))

"""Seats in order of time, and how a choice goes back to an earlier one."""

from __future__ import annotations

import numpy as np

from swarmmatch.data.region_draw import Ints


class Line:
    """The seats of each group after each other, from which seats of earlier teams are drawn.

    Parameters
    ----------
    group, team : arrays of int, shape (seats,)
        Seats are in order of time and those of a team next to each other, so `team` ascends.
    """

    def __init__(self, group: Ints, team: Ints) -> None:
        here = np.arange(len(group))
        order = np.argsort(group, kind="stable")
        group, team = group[order], team[order]
        fresh = np.ones(len(group), dtype=bool)
        fresh[1:] = (np.diff(team) != 0) | (np.diff(group) != 0)
        begin = np.maximum.accumulate(np.where(fresh, here, 0))
        place = np.empty_like(order)
        place[order] = here
        self._order = order
        self._end = begin[place]
        #: How many seats of the group are of earlier teams, shape (seats,).
        self.before = self._end - np.searchsorted(group, group, side="left")[place]

    def draw(self, rng: np.random.Generator, memory: int) -> Ints:
        """For each seat, one of the last `memory` before it; undefined if there is none."""
        back = 1 + np.floor(rng.random(len(self.before)) * np.minimum(self.before, memory))
        return np.asarray(self._order[self._end - back.astype(np.int64)], dtype=np.int64)


def origins(earlier: Ints) -> Ints:
    """Follow every seat back to where it comes from.

    Parameters
    ----------
    earlier : array of int, shape (seats,)
        Position of the seat before each one; its own position where the trail begins.

    Returns
    -------
    array of int, shape (seats,)
    """
    while True:
        further = earlier[earlier]  # twice as far back at each step
        if np.array_equal(further, earlier):
            return further
        earlier = further

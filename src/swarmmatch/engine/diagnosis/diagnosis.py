"""What a diagnosis found, as a value that can be read, shown and acted upon."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.data.frame_html import frame_html
from swarmmatch.engine.diagnosis.changes import Change, changed
from swarmmatch.errors import InfeasibleError, counted
from swarmmatch.rules.policy import Policy

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True, eq=False, repr=False)
class Diagnosis:
    """Whether hard rules can be kept, and if not, why and what would help; made by `diagnose`.

    Attributes
    ----------
    feasible : bool or None
        True: ``teams`` keep all hard rules. False: it is proven that none do. None: time ran out.
    shortages : pandas.DataFrame
        Columns ``questions, what, needed, available, detail``: questions that together need more
        seats of somebody than the pool can fill, each set without one to spare.
    conflict : pandas.DataFrame
        Columns ``rule, subject, detail``: what cannot hold together. The subject is a question, a
        professional, or the whole plan.
    minimal : bool
        Whether it is proven that without any one row of ``conflict`` the others can hold together.
    smallest : bool
        Whether it is proven, too, that no conflict has fewer rows; looked for in small problems.
    relaxations : pandas.DataFrame
        Columns ``change, cost, verified``, by cost: each by itself makes a matching possible, and
        was verified by teams that keep all hard rules of the changed tables. It is not proven
        that nothing cheaper would do.
    teams : pandas.DataFrame or None
        Columns ``question, professional``: some teams that keep all hard rules, not the best.
    problem, policy
        What was diagnosed.
    changes : tuple of tuples of Change
        What each row of ``relaxations`` changes, as values.
    """

    feasible: bool | None
    shortages: pd.DataFrame
    conflict: pd.DataFrame
    minimal: bool
    smallest: bool
    relaxations: pd.DataFrame
    teams: pd.DataFrame | None
    problem: Problem = field(repr=False)
    policy: Policy = field(repr=False)
    changes: tuple[tuple[Change, ...], ...] = field(default=(), repr=False)

    def apply(self, i: int) -> tuple[Problem, Policy]:
        """The problem and the policy after the changes of a row of ``relaxations``.

        Parameters
        ----------
        i : int
            Position of the row.

        Raises
        ------
        IndexError
            When there is no such row.
        """
        if not 0 <= i < len(self.changes):
            raise IndexError(f"no relaxation {i!r}; there are {len(self.changes)}, from 0")
        return changed(self.problem, self.policy, self.changes[i])

    def error(self) -> InfeasibleError:
        """The same as an error, for who asked for a matching."""
        return InfeasibleError(self.conflict, self.shortages, self.relaxations, self.minimal)

    def __str__(self) -> str:
        if self.teams is not None:
            return f"the hard rules can be kept, as by {counted(len(self.teams), 'seat')}"
        if self.feasible is None:
            return "time ran out before it was known whether the hard rules can be kept"
        return str(self.error())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        if self.feasible is not False:
            return f"<p>{escape(str(self))}</p>"
        tables = self.error().tables.items()
        return f"<div>{''.join(_table(title, frame) for title, frame in tables)}</div>"


def _table(title: str, frame: pd.DataFrame) -> str:
    """A table of the error; relaxations have the number by which one is applied."""
    return frame_html(frame, title, numbered="change" in frame.columns)

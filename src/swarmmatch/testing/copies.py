"""Many copies of a problem side by side, so that one call of a check judges many sets of teams.

A rule that speaks of questions, professionals or pairs says of each copy what it would say of it
alone, and its subjects tell which copy it means. A rule that speaks of the whole plan does not, and
has to be asked about one set at a time, see `swarmmatch.testing.ties`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.problem import Problem
from swarmmatch.data.tables import TABLES
from swarmmatch.rules.rule import Rule

#: Between an id and the number of its copy.
MARK = "¶"

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Copies:
    """Copies of a problem; make them with `of`.

    Parameters
    ----------
    one : Problem
        The original.
    many : Problem
        Every table as often as there are copies, one copy below the other.
    n : int
        How many copies.
    """

    one: Problem
    many: Problem
    n: int

    @staticmethod
    def of(problem: Problem, n: int) -> Copies:
        """So many copies of a problem, ids marked with the number of their copy."""

        def repeated(name: str) -> pd.DataFrame | None:
            table = getattr(problem, name)
            return None if table is None else _repeated(table, _ids(name), n)

        return Copies(problem, Problem(_WhenAsked(repeated)), n)

    def first(self, n: int) -> Problem:
        """Only the first copies: the tables' first rows."""
        if n == self.n:
            return self.many

        def cut(name: str) -> pd.DataFrame | None:
            one, many = getattr(self.one, name), getattr(self.many, name)
            return None if one is None else many[: n * len(one)]

        return Problem(_WhenAsked(cut))

    def teams(self, taken: Bools) -> pd.DataFrame:
        """The seats of one set of teams for each copy, as a frame.

        Parameters
        ----------
        taken : bool array (T, Q, P)
        """
        copy, question, professional = np.nonzero(taken)
        _, n_questions, n_professionals = taken.shape
        questions = self.many.questions["question"].array
        professionals = self.many.professionals["professional"].array
        return pd.DataFrame(
            {
                "question": questions[copy * n_questions + question],
                "professional": professionals[copy * n_professionals + professional],
            }
        )

    def judge(
        self, rule: Rule, taken: Bools, resolution: float
    ) -> tuple[Bools, NDArray[np.float64]] | None:
        """What the check of a rule says of each set of teams.

        Parameters
        ----------
        rule : Rule
        taken : bool array (T, Q, P)
            No more sets than there are copies.
        resolution : float
            Points that one unit stands for.

        Returns
        -------
        holds : bool array (T,)
            Whether the check finds no violation.
        units : float array (T,)
            Whole units earned.
        None
            In place of both, where a subject does not tell which copy it means.
        """
        n = len(taken)
        found = rule.check(self.first(n), self.teams(taken))
        broken, earning = _copy_of(found.violations), _copy_of(found.earned)
        if broken is None or earning is None:
            return None
        worth = np.rint(found.earned["each"].to_numpy(np.float64) / resolution)
        worth = worth * found.earned["count"].to_numpy(np.float64)
        holds: Bools = np.bincount(broken, minlength=n) == 0
        return holds, np.bincount(earning, worth, minlength=n).astype(np.float64)


class _WhenAsked(Mapping[str, pd.DataFrame | None]):
    """Tables that are made when they are first asked for: a check looks at few of them."""

    def __init__(self, make: Callable[[str], pd.DataFrame | None]) -> None:
        self._make = make
        self._made: dict[str, pd.DataFrame | None] = {}

    def __getitem__(self, name: str) -> pd.DataFrame | None:
        if name not in TABLES:
            raise KeyError(name)
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


def _ids(table: str) -> list[str]:
    spread = ("professional", "question", "team")
    return [column.name for column in TABLES[table].columns if column.of in spread]


def _repeated(table: pd.DataFrame, ids: Iterable[str], n: int) -> pd.DataFrame:
    many = table.iloc[np.tile(np.arange(len(table)), n)].reset_index(drop=True)
    mark = pd.Series(np.repeat(np.arange(n), len(table))).astype("str")
    return many.assign(**{name: many[name] + MARK + mark for name in ids})


def _copy_of(found: pd.DataFrame) -> NDArray[np.int64] | None:
    """Which copy each subject speaks of."""
    tail = found["subject"].astype("str").str.rpartition(MARK, expand=True)
    if tail.empty:
        return np.zeros(0, dtype=np.int64)
    return None if (tail[1] != MARK).any() else tail[2].to_numpy().astype(np.int64)

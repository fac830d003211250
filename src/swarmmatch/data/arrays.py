"""The numbers behind the tables: codes for ids, sparse matrices for skills.

Rules and engine work on positions (professional 0..P-1, question 0..Q-1), never on ids. Every array
is made once, on first use, and is read-only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from swarmmatch.data.geography import on_the_globe
from swarmmatch.errors import PolicyError

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Coded:
    """A column as whole-number codes into its distinct values; code -1 means missing."""

    codes: Ints
    values: pd.Index[Any]


class Arrays:
    """Array views of one problem, each computed on first use and then kept.

    Parameters
    ----------
    problem : Problem
        Checked tables in normal form.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._one_hot: dict[str, tuple[sparse.csc_array, pd.Index[Any]]] = {}
        self._kept: dict[Callable[[Problem], Any], Any] = {}

    @cached_property
    def professionals(self) -> pd.Index[Any]:
        """Ids by position, shape (P,)."""
        ids: pd.Index[Any] = pd.Index(self._problem.professionals["professional"])
        return ids

    @cached_property
    def questions(self) -> pd.Index[Any]:
        """Ids by position, shape (Q,)."""
        ids: pd.Index[Any] = pd.Index(self._problem.questions["question"])
        return ids

    def professional_codes(self, ids: pd.Series) -> Ints:
        """Positions of professionals by id; -1 for an unknown id."""
        return self.professionals.get_indexer(pd.Index(ids)).astype(np.int64)

    def question_codes(self, ids: pd.Series) -> Ints:
        """Positions of questions by id; -1 for an unknown id."""
        return self.questions.get_indexer(pd.Index(ids)).astype(np.int64)

    @cached_property
    def skills(self) -> pd.Index[Any]:
        """Every skill that is held or asked for, sorted."""
        held, asked = self._problem.skills["skill"], self._problem.requirements["skill"]
        known: pd.Index[Any] = pd.Index(pd.concat([held, asked]).unique()).sort_values()
        return known

    @cached_property
    def levels(self) -> sparse.csc_array:
        """Level at which each professional holds each skill, shape (P, S); 0 = not held."""
        table = self._problem.skills
        row = self.professional_codes(table["professional"])
        column = self.skills.get_indexer(pd.Index(table["skill"]))
        shape = (len(self.professionals), len(self.skills))
        return sparse.csc_array((table["level"].to_numpy(np.int32), (row, column)), shape=shape)

    @cached_property
    def professional_place(self) -> Floats:
        """Positions on the globe in km, shape (3, P); NaN where no place is known."""
        table = self._problem.professionals
        return on_the_globe(table["lat"].to_numpy(np.float64), table["lon"].to_numpy(np.float64))

    @cached_property
    def question_place(self) -> Floats:
        """Positions on the globe in km, shape (3, Q); NaN where no place is known."""
        table = self._problem.questions
        return on_the_globe(table["lat"].to_numpy(np.float64), table["lon"].to_numpy(np.float64))

    @cached_property
    def slots(self) -> Coded:
        """Slot of each question, shape (Q,)."""
        codes, values = pd.factorize(self._problem.questions["slot"], sort=True)
        return Coded(codes.astype(np.int64), pd.Index(values))

    @cached_property
    def present(self) -> Bools | None:
        """Who is available in which slot, shape (slots, P); None when everybody always is."""
        table = self._problem.availability
        if table is None:
            return None
        slot = self.slots.values.get_indexer(pd.Index(table["slot"]))
        asked = slot >= 0  # slots in which no question meets are of no use here
        present = np.zeros((len(self.slots.values), len(self.professionals)), dtype=np.bool_)
        present[slot[asked], self.professional_codes(table["professional"])[asked]] = True
        return present

    def attribute(self, name: str, table: str = "professionals") -> Coded:
        """A column of professionals (or questions) as codes; unknown names raise PolicyError."""
        codes, values = pd.factorize(self._column(name, table), sort=True)
        return Coded(codes.astype(np.int64), pd.Index(values))

    def number(self, name: str, table: str = "professionals") -> Floats:
        """A numeric column of professionals (or questions), NaN where missing."""
        column = self._column(name, table)
        if not pd.api.types.is_numeric_dtype(column):
            raise PolicyError(f"attribute {name!r} of {table} holds text where numbers are needed")
        return column.to_numpy(np.float64, na_value=np.nan)

    def one_hot(self, name: str) -> tuple[sparse.csc_array, pd.Index[Any]]:
        """Who has which value of an attribute, shape (P, values); the same array at every call."""
        if name not in self._one_hot:
            coded = self.attribute(name)
            known = np.flatnonzero(coded.codes >= 0)
            matrix = sparse.csc_array(
                (np.ones(len(known), dtype=np.int32), (known, coded.codes[known])),
                shape=(len(coded.codes), len(coded.values)),
            )
            self._one_hot[name] = (matrix, coded.values)
        return self._one_hot[name]

    @cached_property
    def holders(self) -> tuple[sparse.csc_array, pd.MultiIndex]:
        """Who holds which skill at which level asked, shape (P, K), and those (skill, level)s."""
        asked = pd.MultiIndex.from_frame(self._problem.requirements[["skill", "level"]]).unique()
        column = self.skills.get_indexer(asked.get_level_values("skill"))
        held = self.levels[:, column]
        needed = asked.get_level_values("level").to_numpy(np.int32)
        enough = held.data >= np.repeat(needed, np.diff(held.indptr))
        held.data = enough.astype(np.int32)
        held.eliminate_zeros()
        return held, asked

    def kept(self, made_of: Callable[[Problem], Made]) -> Made:
        """What a function makes of the problem, made on first use and then kept.

        For what another room derives from the tables; who asks must not change it.
        """
        if made_of not in self._kept:
            self._kept[made_of] = made_of(self._problem)
        return cast(Made, self._kept[made_of])

    @cached_property
    def everyone(self) -> sparse.csc_array:
        """A column of ones, shape (P, 1): the feature that counts heads."""
        return sparse.csc_array(np.ones((len(self.professionals), 1), dtype=np.int32))

    def _column(self, name: str, table: str) -> pd.Series:
        frame = getattr(self._problem, table)
        if name in frame.columns:
            column: pd.Series = frame[name]
            return column
        near = get_close_matches(name, [str(column) for column in frame.columns], n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f"; it has {', '.join(frame.columns)}"
        raise PolicyError(f"{table} has no attribute {name!r}{hint}")

"""The tables of one matching problem, checked and fixed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, cast

import pandas as pd
from pandas.api.extensions import ExtensionDtype

from swarmmatch.data.checking import checked
from swarmmatch.data.display import as_html, as_line
from swarmmatch.data.fingerprint import fingerprint
from swarmmatch.data.reading import read_folder
from swarmmatch.data.tables import TABLES
from swarmmatch.data.writing import Format, write_folder

if TYPE_CHECKING:
    from swarmmatch.data.arrays import Arrays


@dataclass(frozen=True, repr=False, eq=False)
class Problem:
    """Questions, the pool of professionals, and all that is known of both.

    Make one with `from_frames` or `read`; both check every table. A problem never changes: each
    attribute hands out a copy (made only when it is written to), and the caller's frames are left
    as they were. Every table has its columns of `swarmmatch.data.tables`, in that order and with
    fixed dtypes, then whatever other columns the caller gave, as attributes that rules can name.
    """

    _tables: Mapping[str, pd.DataFrame | None]

    @classmethod
    def from_frames(
        cls,
        *,
        professionals: pd.DataFrame | None = None,
        skills: pd.DataFrame | None = None,
        questions: pd.DataFrame | None = None,
        requirements: pd.DataFrame | None = None,
        availability: pd.DataFrame | None = None,
        history: pd.DataFrame | None = None,
        pairs: pd.DataFrame | None = None,
        seats: pd.DataFrame | None = None,
        fit: pd.DataFrame | None = None,
        wishes: pd.DataFrame | None = None,
    ) -> Self:
        """Check frames and make a problem of them.

        Parameters
        ----------
        professionals, questions : pandas.DataFrame
            One row each; needed. The columns of every table are listed in `swarmmatch.data.tables`.
        skills, requirements, history, pairs, seats, fit, wishes : pandas.DataFrame, optional
            Left out: empty.
        availability : pandas.DataFrame, optional
            Left out: everybody can come to every slot. Empty: nobody can.

        Raises
        ------
        DataError
            When there is any fault; its ``issues`` list all of them.
        """
        given = locals()
        return cls(checked({name: given[name] for name in TABLES}))

    @classmethod
    def read(cls, folder: str | os.PathLike[str]) -> Self:
        """Read and check the tables of a folder, one CSV or Parquet file each.

        Parameters
        ----------
        folder : path
            With ``professionals.csv`` or ``professionals.parquet`` and so on. CSV has comma or
            semicolon, in UTF-8; only the empty cell is missing (``NA`` and ``007`` are texts).

        Raises
        ------
        DataError
            When there is any fault, of a file or a cell; its ``issues`` list all of them.
        """
        return cls(checked(*read_folder(folder), numbered=True))

    def write(self, folder: str | os.PathLike[str], format: Format = "csv") -> None:
        """Write every table to a folder, whole or not at all.

        Parameters
        ----------
        folder : path
            Made, or replaced if it holds nothing but files of tables.
        format : "csv" or "parquet"
            Parquet keeps the dtype of your own columns; CSV cannot tell the text "7" from a number.

        Raises
        ------
        DataError
            When the folder holds other files, which would be lost.
        """
        write_folder(self._tables, folder, format)

    def replace(self, **tables: pd.DataFrame | None) -> Self:
        """A new, checked problem with some tables swapped: ``problem.replace(fit=frame)``.

        Raises
        ------
        DataError
            When there is any fault, or no table of that name.
        """
        kept = {name: table for name, table in self._tables.items() if name not in tables}
        return type(self)(checked({**kept, **tables}, sound=kept))

    def edited(self, tables: Mapping[str, pd.DataFrame]) -> Self:
        """The same with tables that are known to be sound, which spares the checks.

        For who changes a cell or a row of these very tables, many times over; `replace` is for
        tables that come from elsewhere.
        """
        return type(self)({**self._tables, **tables})

    @property
    def professionals(self) -> pd.DataFrame:
        """One row a professional."""
        return self._copy("professionals")

    @property
    def skills(self) -> pd.DataFrame:
        """One row a skill held: who, what, level."""
        return self._copy("skills")

    @property
    def questions(self) -> pd.DataFrame:
        """One row a question."""
        return self._copy("questions")

    @property
    def requirements(self) -> pd.DataFrame:
        """One row a skill asked for: by which question, level, holders, weight, must."""
        return self._copy("requirements")

    @property
    def availability(self) -> pd.DataFrame | None:
        """One row a slot in which a professional can come; None when everybody always can."""
        return None if self._tables["availability"] is None else self._copy("availability")

    @property
    def history(self) -> pd.DataFrame:
        """One row a member of an earlier team."""
        return self._copy("history")

    @property
    def pairs(self) -> pd.DataFrame:
        """One row a pair that must be apart or together, or a wish of the first of two."""
        return self._copy("pairs")

    @property
    def seats(self) -> pd.DataFrame:
        """One row a seat that is locked, barred or announced."""
        return self._copy("seats")

    @property
    def fit(self) -> pd.DataFrame:
        """One row a question and professional with points."""
        return self._copy("fit")

    @property
    def wishes(self) -> pd.DataFrame:
        """One row a wish: whose, for which question and professional, and at which rank."""
        return self._copy("wishes")

    @cached_property
    def arrays(self) -> Arrays:
        """The same tables as numpy and scipy arrays, made on first use."""
        from swarmmatch.data.arrays import Arrays

        return Arrays(self)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the tables' content, 64 hexadecimal digits; the same in every process."""
        return fingerprint(self._tables)

    def _copy(self, name: str) -> pd.DataFrame:
        table = cast(pd.DataFrame, self._tables[name])
        copy = table.copy(deep=False)
        if name not in self._writable:
            own = table.columns[len(TABLES[name].columns) :]
            self._writable[name] = [column for column in own if _is_writable(table[column].dtype)]
        for column in self._writable[name]:
            copy[column] = table[column].copy()
        return copy

    @cached_property
    def _writable(self) -> dict[str, list[str]]:
        """The caller's columns whose arrays cannot be made read-only, by tables asked for."""
        return {}

    def __getstate__(self) -> dict[str, Any]:
        return {"_tables": self._tables}  # without what can be computed anew

    def __repr__(self) -> str:
        return as_line(self._tables)

    def _repr_html_(self) -> str:
        return as_html(self._tables)


def _is_writable(dtype: object) -> bool:
    return isinstance(dtype, ExtensionDtype) and not isinstance(dtype, pd.StringDtype)

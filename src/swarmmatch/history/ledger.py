"""The ledger of chances: who could have been seated in past rounds, and was not.

A round is one matching. Who is eligible by the tables (see ``swarmmatch.data.eligible``) has a
chance in it, unless they opted out: then the round passes by as if it had not been.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

from swarmmatch.data.cells import read_column
from swarmmatch.data.csv_file import read_csv
from swarmmatch.data.eligible import eligible_people
from swarmmatch.data.issues import collected, fault, faults
from swarmmatch.data.plain import as_text, plain
from swarmmatch.data.tables import LARGEST_COUNT, Column, Table
from swarmmatch.data.whole_file import write_whole
from swarmmatch.errors import DataError

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def _rounds(name: str, meaning: str) -> Column:
    return Column(name, "integer", meaning, True, None, 0, LARGEST_COUNT)


LEDGER = Table(
    "ledger",
    "the chances of one professional in past rounds",
    (
        Column("professional", "id", "who", required=True, of="professional"),
        _rounds("chances", "rounds in which they could have been seated, and did not opt out"),
        _rounds("seated", "rounds in which they were"),
        _rounds("balance", "chances passed over since their last seat"),
    ),
    key=("professional",),
)


@dataclass(frozen=True, repr=False, eq=False)
class Ledger:
    """Chances of every professional so far; a ledger never changes, `update` makes a new one.

    A round in which somebody is eligible and gets no seat adds 1 to their balance; a seat takes it
    back to 0. Who takes a seat without being eligible, or after opting out, had their chance too.
    """

    _table: pd.DataFrame

    @classmethod
    def empty(cls) -> Self:
        """A ledger without anybody, to start from."""
        return cls.from_frame(pd.DataFrame({name: [] for name in LEDGER.names}))

    @classmethod
    def from_frame(cls, frame: pd.DataFrame) -> Self:
        """A ledger as `to_frame` gives it, checked.

        Parameters
        ----------
        frame : pandas.DataFrame
            Columns ``professional, chances, seated, balance``; others are left out.

        Raises
        ------
        DataError
            When there is any fault; its ``issues`` list all of them.
        """
        absent = [
            fault("the column is missing", "give it a name of its own", table="ledger", column=name)
            for name in LEDGER.names
            if list(frame.columns).count(name) != 1
        ]
        if absent:
            raise DataError(collected(absent))
        frame = frame.reset_index(drop=True)
        read = {spec.name: read_column("ledger", frame[spec.name], spec) for spec in LEDGER.columns}
        issues = [issue for _, found in read.values() for issue in found]
        table = pd.DataFrame({name: column for name, (column, _) in read.items()})
        issues += _contradictions(table)
        if issues:
            raise DataError(collected(issues))
        return cls(table.astype(dict.fromkeys(LEDGER.names[1:], np.int64)))

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Self:
        """Read and check a CSV file that `write` made.

        Raises
        ------
        DataError
            When there is any fault, of the file or a cell.
        """
        try:
            data = Path(path).read_bytes()
        except OSError as error:
            problem = f"the file cannot be read: {error.strerror or error}"
            raise DataError(fault(problem, "give a ledger", value=str(path))) from error
        frame, issues = read_csv(LEDGER, data)
        if frame is None or issues:
            raise DataError(collected(issues))
        return cls.from_frame(frame)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write the ledger to a CSV file, in whole or not at all; the file is replaced."""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        text = self._table.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        write_whole(path, text.encode())

    def to_frame(self) -> pd.DataFrame:
        """Columns ``professional, chances, seated, balance``, a row a professional."""
        return self._table.copy()

    def update(
        self, problem: Problem, teams: pd.DataFrame, opted_out: Iterable[str] = ()
    ) -> Ledger:
        """The ledger after one more round.

        Parameters
        ----------
        problem : Problem
            Whose tables say who could be seated.
        teams : pandas.DataFrame
            A row a seat, column ``professional``; such as the teams of a matching.
        opted_out : iterable of str
            Ids of those who did not want a seat this time.

        Raises
        ------
        DataError
            For somebody in ``teams`` or ``opted_out`` who is not in the pool.
        """
        seated = _ids(problem, teams["professional"], "teams")
        stayed_away = _ids(problem, pd.Series(list(opted_out), dtype=object), "opted_out")
        eligible = eligible_people(problem)["professional"]
        waiting = pd.Index(eligible).difference(stayed_away, sort=False)
        here = waiting.union(seated, sort=False)
        had = self._table.set_index("professional")
        had = had.reindex(had.index.union(here, sort=False), fill_value=0)
        came, got = had.index.isin(here), had.index.isin(seated)
        table = pd.DataFrame(
            {
                "professional": pd.Series(had.index, dtype="str"),
                "chances": had["chances"].to_numpy() + came,
                "seated": had["seated"].to_numpy() + got,
                "balance": np.where(got, 0, had["balance"].to_numpy() + came),
            }
        )
        return Ledger(table)

    def on(self, problem: Problem, attribute: str = "carry_over") -> Problem:
        """The problem with the balances as a column of professionals, for the rule `CarryOver`.

        Parameters
        ----------
        problem : Problem
            Left as it is.
        attribute : str
            Name of the column; who is not in the ledger has 0.
        """
        people = problem.professionals
        balance = self._table.set_index("professional")["balance"]
        balance = balance.reindex(people["professional"], fill_value=0)
        return problem.replace(professionals=people.assign(**{attribute: balance.to_numpy()}))

    def __len__(self) -> int:
        return len(self._table)

    def __repr__(self) -> str:
        return f"Ledger({len(self)} professionals, {self._table['seated'].sum()} seated so far)"


def _contradictions(table: pd.DataFrame) -> list[pd.DataFrame]:
    """Two rows of one professional, and more passed over than there were chances."""
    who = table["professional"]
    twice = (who.duplicated() & who.notna()).to_numpy(np.bool_)
    passed = table["chances"] - table["seated"]
    much = (table["balance"] > passed).to_numpy(np.bool_)
    found = []
    if twice.any():
        found.append(faults("ledger", who, twice, "is listed twice", "keep one of the rows"))
    if much.any():
        problem, remedy = "is more than chances without a seat", "correct one of the three"
        found.append(faults("ledger", table["balance"], much, problem, remedy))
    return found


def _ids(problem: Problem, given: pd.Series, what: str) -> pd.Index:
    """Distinct ids as text, all of professionals of the pool."""
    ids: pd.Index = pd.Index(as_text(plain(given)[0]).unique())
    unknown = ids[~ids.isin(problem.professionals["professional"])]
    if len(unknown):
        remedy = "give ids of the table professionals"
        issue = fault(f"{what} name nobody of the pool", remedy, value=unknown[0])
        raise DataError(issue)
    return ids

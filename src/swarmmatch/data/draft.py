"""The tables while they are being checked: cells read, wrong ones missing, nothing else judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.cells import DTYPES, WHOLE, empty_column, read_column
from swarmmatch.data.plain import Mask
from swarmmatch.data.shape import check_columns, check_container, check_names, check_others
from swarmmatch.data.tables import TABLES, Table


@dataclass(frozen=True)
class Names:
    """A column as codes into its distinct values; code -1 where a cell is missing."""

    codes: NDArray[np.int64]
    distinct: pd.Index


@dataclass
class Draft:
    """What the checks look at.

    Every table and every column of the specs is there, so that no check needs to ask; `given` tells
    which were really given. The index of each frame is the row's position as given. Tables that
    were checked together before stand in `sound`, too, as they were found.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    others: dict[str, pd.DataFrame] = field(default_factory=dict)
    given: set[str | tuple[str, str]] = field(default_factory=set)
    issues: list[pd.DataFrame] = field(default_factory=list)
    sound: dict[str, pd.DataFrame] = field(default_factory=dict)
    _names: dict[tuple[str, str], Names] = field(default_factory=dict)

    def names(self, table: str, column: str) -> Names:
        """Codes and distinct values of a column, found once."""
        at = (table, column)
        if at not in self._names:
            codes, distinct = pd.factorize(self.tables[table][column])
            self._names[at] = Names(codes.astype(np.int64), pd.Index(distinct))
        return self._names[at]

    def worth_a_look(self, table: str, *others: str) -> bool:
        """Whether a table has rows, and these or the tables that bear on them are unchecked yet."""
        anew = any(name not in self.sound for name in (table, *others))
        return anew and len(self.tables[table]) > 0

    def judged(self, table: str, column: str) -> Mask:
        """Rows of which the cell in this column is known to be wrong, shape (rows,)."""
        rows = [
            part["row"]
            for part in self.issues
            if len(part) and part["table"].iat[0] == table and part["column"].iat[0] == column
        ]
        return self.tables[table].index.isin(pd.concat(rows) if rows else [])


def drafted(
    given: Mapping[str, object], *, numbered: bool = False, sound: Collection[str] = ()
) -> Draft:
    """Read every cell of the tables; what is wrong with them one by one goes to `issues`.

    Parameters
    ----------
    given : mapping of str to object
        Frames by table name; None (or no entry) for a table that is not given.
    numbered : bool
        Whether each frame's index already tells the positions of its rows, because a file had rows
        that could not be read. Otherwise rows are counted.
    sound : collection of str
        Tables that are in normal form, so that their cells need no reading.
    """
    draft = Draft()
    draft.issues += check_names(given)
    for table in TABLES.values():
        frame = given.get(table.name)
        draft.issues += check_container(table, frame)
        draft.tables[table.name], draft.others[table.name] = _no_rows(table), _nothing()
        if isinstance(frame, pd.DataFrame) and table.name in sound:
            _take_over(draft, table, frame)
        elif isinstance(frame, pd.DataFrame) and not isinstance(frame.columns, pd.MultiIndex):
            draft.issues += check_columns(table, frame)
            _draft_columns(draft, table, frame if numbered else _counted(frame))
    return draft


def _counted(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its rows counted from 0."""
    rows = frame.index
    counted = isinstance(rows, pd.RangeIndex) and (rows.start, rows.step, rows.name) == (0, 1, None)
    return frame if counted else frame.reset_index(drop=True)


def _take_over(draft: Draft, table: Table, frame: pd.DataFrame) -> None:
    draft.given |= {table.name, *((table.name, name) for name in table.names)}
    draft.sound[table.name] = frame
    counted = {spec.name: "float64" for spec in table.columns if DTYPES[spec.kind] in WHOLE}
    draft.tables[table.name] = frame[table.names].astype(counted)


def _draft_columns(draft: Draft, table: Table, frame: pd.DataFrame) -> None:
    draft.given.add(table.name)
    named = [isinstance(label, str) and bool(label.strip()) for label in frame.columns]
    if not (all(named) and frame.columns.is_unique):
        frame = frame.loc[:, np.array(named, dtype=np.bool_) & ~frame.columns.duplicated()]
    read = {}
    for spec in table.columns:
        if spec.name in frame.columns:
            draft.given.add((table.name, spec.name))
            read[spec.name], issues = read_column(table.name, frame[spec.name], spec)
            draft.issues += issues
        else:
            read[spec.name] = empty_column(spec, frame.index)
    draft.tables[table.name] = pd.DataFrame(read, index=frame.index, copy=False)
    others = [label for label in frame.columns if label not in table.names]
    if others:
        draft.others[table.name] = frame[others]
        draft.issues += check_others(table, frame[others])


@cache
def _nothing() -> pd.DataFrame:
    return pd.DataFrame()


@cache
def _no_rows(table: Table) -> pd.DataFrame:
    none = pd.RangeIndex(0)
    return pd.DataFrame({spec.name: empty_column(spec, none) for spec in table.columns})

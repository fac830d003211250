"""From whatever was given to tables in normal form, or one error that lists every fault.

To add a check, write a function that takes the `Draft` and yields issues (see `contradictions.py`
for short ones) and name it in `CHECKS`. Checks see only cells that could be read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray, ExtensionDtype
from pandas.api.types import pandas_dtype

from swarmmatch.data import contradictions, keys, links
from swarmmatch.data.cells import DTYPES
from swarmmatch.data.draft import Draft, drafted
from swarmmatch.data.issues import collected
from swarmmatch.data.plain import DATES, converted
from swarmmatch.data.tables import TABLES, Column, Table
from swarmmatch.errors import DataError

if TYPE_CHECKING:
    from pandas._typing import DtypeObj

Check = Callable[[Draft], Iterator[pd.DataFrame]]

#: Every check beyond single cells, with the tables that it looks at: the one whose rows may be
#: wrong, then what bears on them. Those without any go through all tables by themselves.
CHECKS: dict[Check, tuple[str, ...]] = {
    keys.repeated_rows: (),
    keys.two_spellings: (),
    links.unknown_references: (),
    contradictions.sizes_crossed: ("questions",),
    contradictions.half_a_place: (),
    contradictions.too_many_holders: ("requirements", "questions"),
    contradictions.pair_of_one: ("pairs",),
    contradictions.pair_twice: ("pairs",),
    contradictions.locked_and_barred: ("seats",),
    contradictions.too_many_locks: ("seats", "questions"),
    contradictions.locked_though_apart: ("seats", "pairs"),
}


def checked(
    given: Mapping[str, object],
    earlier: Iterable[pd.DataFrame] = (),
    *,
    numbered: bool = False,
    sound: Collection[str] = (),
) -> dict[str, pd.DataFrame | None]:
    """Check tables and bring them into normal form.

    Parameters
    ----------
    given : mapping of str to object
        Frames by table name; None (or no entry) for a table that is not given. Never changed.
    earlier : iterable of pandas.DataFrame
        Issues that were found while files were read.
    numbered : bool
        Whether the index of each frame tells the positions of its rows; otherwise they are counted.
    sound : collection of str
        Tables that were checked together before, and are in normal form. Only what the others have
        to do with them is looked at again.

    Returns
    -------
    dict of str to pandas.DataFrame or None
        Every table of `tables.TABLES`: its columns with their dtypes, then the caller's others.

    Raises
    ------
    DataError
        When there is any fault; its ``issues`` list all of them.
    """
    draft = drafted(given, numbered=numbered, sound=sound)
    found = [*earlier, *draft.issues]
    for check, tables in CHECKS.items():
        if not tables or draft.worth_a_look(*tables):
            found += check(draft)
    if any(len(part) for part in found):
        raise DataError(collected(found))
    return {name: _normal(draft, table) for name, table in TABLES.items()}


def _normal(draft: Draft, table: Table) -> pd.DataFrame | None:
    if table.name in draft.sound:
        return draft.sound[table.name]
    if table.name not in draft.given:
        return None if table.absent_means_all else _empty(table)
    read, others = draft.tables[table.name], draft.others[table.name]
    columns = {spec.name: converted(read[spec.name], _dtype(spec)) for spec in table.columns}
    columns |= {name: _with_moments(others[name]) for name in others.columns}
    sealed = {name: _sealed(column) for name, column in columns.items()}
    return pd.DataFrame(sealed, index=range(len(read)), copy=False)


@cache
def _empty(table: Table) -> pd.DataFrame:
    return pd.DataFrame({spec.name: pd.Series(dtype=_dtype(spec)) for spec in table.columns})


@cache
def _dtype(spec: Column) -> DtypeObj:
    return pandas_dtype(DTYPES[spec.kind])


def _with_moments(column: pd.Series) -> pd.Series:
    """Days that are Python's objects as moments, which compare with those of any other column."""
    days = column.dtype == object and pd.api.types.infer_dtype(column) == "date"
    return column.astype(DATES) if days else column


def _sealed(column: pd.Series) -> ExtensionArray | NDArray[Any]:
    """A copy of the column's cells; if they are numpy's, they are read-only."""
    if isinstance(column.dtype, ExtensionDtype):
        cells: ExtensionArray = column.array.copy()
        return cells
    values = column.to_numpy(copy=True)
    values.flags.writeable = False
    return values

"""Rows that say the same thing twice, and one thing that is spelt in two ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.data.draft import Draft, Names
from swarmmatch.data.issues import faults, joint
from swarmmatch.data.nearest import spellings
from swarmmatch.data.tables import HOMES, TABLES


def repeated_rows(draft: Draft) -> Iterator[pd.DataFrame]:
    """Rows that agree with an earlier one in all columns of the table's key."""
    for name, table in TABLES.items():
        required = [column.name for column in table.columns if column.required]
        known = all((name, column) in draft.given for column in required if column in table.key)
        if table.key and known and draft.worth_a_look(name):
            key = _joint_codes(draft, name, table.key)
            yield repeats(name, draft.tables[name], table.key, key)


def repeats(
    table: str, rows: pd.DataFrame, key: Iterable[str], codes: NDArray[np.int64]
) -> pd.DataFrame:
    """Issues for rows whose code was there before.

    Parameters
    ----------
    table : str
        Name of the table.
    rows : pandas.DataFrame
        Its rows, n of them.
    key : iterable of str
        The columns that the codes stand for.
    codes : numpy.ndarray of int64
        Equal for rows that say the same; -1 for a row that is not looked at; shape (n,).
    """
    ordered = np.sort(codes[codes >= 0])  # far cheaper than looking each code up, when all is well
    if not (ordered[1:] == ordered[:-1]).any():
        return pd.DataFrame()
    known = codes >= 0
    again = pd.Series(codes).duplicated().to_numpy(np.bool_) & known
    first = pd.Series(rows.index, index=codes)[known & ~again]
    earlier = first.reindex(codes[again]).astype("int64").astype("str").reset_index(drop=True)
    remedy = "keep one: row " + earlier + " says it first"
    return faults(table, joint(rows.loc[again, list(key)]), None, "is there twice", remedy)


def two_spellings(draft: Draft) -> Iterator[pd.DataFrame]:
    """Ids that differ only in case, white space or Unicode form.

    A thing with a home table is judged there (a reference to it is then known or not); skills,
    teams and, without an availability table, slots are judged over all tables that name them.
    """
    for of in ("professional", "question", "skill", "slot", "team"):
        home = HOMES.get(of)
        places = [home] if home and home in draft.given else _places(draft, of)
        bearing = {*(table for table, _ in places), *(home[:1] if home else ())}
        if bearing <= draft.sound.keys() or not places:
            continue
        usual = _usual_spelling(draft, places)
        for table, column in places if len(usual) else []:
            yield _unusual(draft, table, column, usual)


def _joint_codes(draft: Draft, table: str, key: tuple[str, ...]) -> NDArray[np.int64]:
    joint = np.zeros(len(draft.tables[table]), dtype=np.int64)
    missing = np.zeros(len(joint), dtype=np.bool_)
    for column in key:
        names = draft.names(table, column)
        joint = joint * len(names.distinct) + names.codes
        missing |= names.codes < 0
    return np.where(missing, -1, joint)


def _places(draft: Draft, of: str) -> list[tuple[str, str]]:
    return [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.of == of and (table.name, column.name) in draft.given
    ]


def _usual_spelling(draft: Draft, places: list[tuple[str, str]]) -> pd.Series:
    """For each less used spelling of a name: the one that is used most (of equals, the first)."""
    every = [draft.names(*place) for place in places]
    distinct = every[0].distinct
    if len(every) > 1:
        distinct = distinct.append([names.distinct for names in every[1:]]).unique()
    spelt = spellings(distinct)
    if spelt.is_unique:
        return spelt[:0]
    shared = spelt[spelt.duplicated(keep=False)]
    used = pd.concat(map(_use, every))
    used = used[used.index.isin(shared.index)].groupby(level=0, sort=False).sum()
    ranked = used.sort_values(ascending=False, kind="stable").index
    best = pd.Series(ranked, index=shared[ranked].array, dtype="str")
    best = best[~best.index.duplicated()]
    return best.reindex(shared.array).set_axis(shared.index).drop(best.array)


def _use(names: Names) -> pd.Series:
    """How often each distinct value is used."""
    counts = np.bincount(names.codes[names.codes >= 0], minlength=len(names.distinct))
    return pd.Series(counts, index=names.distinct)


def _unusual(draft: Draft, table: str, column: str, usual: pd.Series) -> pd.DataFrame:
    names = draft.names(table, column)
    meant = usual.reindex(names.distinct)
    wrong = np.append(meant.notna().to_numpy(np.bool_), False)[names.codes]
    values = draft.tables[table][column]
    shown = ("'" + values[wrong].map(usual) + "'").astype("str")
    problem = "differs from " + shown + " only in case, white space or Unicode form"
    remedy = "write " + shown + ", or rename one of them if they are two things"
    return faults(table, values, wrong, problem, remedy)

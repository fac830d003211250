"""Ids that name something which its home table does not have."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from swarmmatch.data.draft import Draft
from swarmmatch.data.issues import faults
from swarmmatch.data.nearest import nearest_of_each, variant_of_each
from swarmmatch.data.tables import HOMES, TABLES, Column


def unknown_references(draft: Draft) -> Iterator[pd.DataFrame]:
    """References to professionals, questions and slots that are not there.

    History may name professionals and questions that are gone; there, only a name that differs from
    a known one in nothing but its spelling is a fault. A slot is known when somebody is available
    in it; nothing is asked of slots when no availability is given, or for nobody.
    """
    for table in TABLES.values():
        for column in table.columns:
            home = HOMES.get(column.of or "")
            named = home and (table.name, column.name) in draft.given
            if home and named and draft.worth_a_look(table.name, home[0]):
                yield _unknown(draft, table.name, column, *home)


def _unknown(
    draft: Draft, table: str, column: Column, home_table: str, home_column: str
) -> pd.DataFrame:
    known = draft.names(home_table, home_column).distinct
    at_home = (table, column.name) == (home_table, home_column)
    nothing_known = column.of == "slot" and not len(known)
    if at_home or nothing_known or (home_table, home_column) not in draft.given:
        return pd.DataFrame()
    names = draft.names(table, column.name)
    unknown = names.distinct[known.get_indexer(names.distinct) < 0]
    if not len(unknown):
        return pd.DataFrame()
    if column.may_be_gone:
        meant = variant_of_each(unknown, known).dropna()
    else:
        meant = nearest_of_each(unknown, known)
    reported = np.append(meant.index.get_indexer(names.distinct) >= 0, False)
    values, wrong = draft.tables[table][column.name], reported[names.codes]
    remedies = ("did you mean '" + meant + "'?").fillna(f"correct it, or add it to {home_table}")
    problem = f"names no {column.of} of the table {home_table}"
    return faults(table, values, wrong, problem, values[wrong].map(remedies))

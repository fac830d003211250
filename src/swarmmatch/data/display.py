"""A problem in one line, and as a small table for notebooks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

import pandas as pd

from swarmmatch.data.tables import TABLES

Tables = Mapping[str, pd.DataFrame | None]

#: For cells of text: notebooks put all cells to the right, which only suits numbers.
LEFT = 'style="text-align: left"'

_ALWAYS = "everybody always available"

#: What is worth knowing of a table at a glance.
_FACTS: dict[str, Callable[[pd.DataFrame], str]] = {
    "professionals": lambda table: f"{table['municipality'].nunique():,} municipalities",
    "skills": lambda table: f"{table['skill'].nunique():,} different skills",
    "questions": lambda table: f"{table['size_min'].sum():,} to {table['size_max'].sum():,} seats",
    "requirements": lambda table: f"{table['must'].sum():,} musts",
    "availability": lambda table: f"{table['slot'].nunique():,} slots",
    "history": lambda table: f"{table['team'].nunique():,} teams",
}


def as_line(tables: Tables) -> str:
    """Such as ``Problem(1,000 professionals, 10 questions; everybody always available)``."""
    sizes = {name: 0 if table is None else len(table) for name, table in tables.items()}
    filled = ", ".join(f"{rows:,} {name}" for name, rows in sizes.items() if rows)
    return f"Problem({filled}{f'; {_ALWAYS}' if tables['availability'] is None else ''})"


def as_html(tables: Tables) -> str:
    """A table of row counts and a few facts; every text from the data is escaped."""
    head = f"<tr><th {LEFT}>table</th><th>rows</th><th {LEFT}>facts</th></tr>"
    rows = "".join(_row(name, table) for name, table in tables.items())
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _row(name: str, table: pd.DataFrame | None) -> str:
    if table is None:
        return _cells(name, "", f"not given: {_ALWAYS}")
    facts = [_FACTS[name](table)] if name in _FACTS else []
    others = [str(column) for column in table.columns if column not in TABLES[name].names]
    if others:
        facts.append(f"other columns: {', '.join(others)}")
    return _cells(name, f"{len(table):,}", "; ".join(facts))


def _cells(name: str, rows: str, facts: str) -> str:
    told = f"<td {LEFT}>{escape(facts)}</td>"
    return f"<tr><th {LEFT}>{name}</th><td>{rows}</td>{told}</tr>"

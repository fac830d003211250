"""Changes of tables and policy, as values that anyone can apply.

A change names the row of a table by its position in the tables as they were given, so that several
changes can be applied in any order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from swarmmatch.data.problem import Problem
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.rule import Rule


@dataclass(frozen=True)
class Cell:
    """Another value in a column of one row of a table."""

    table: str
    row: int
    column: str
    value: Any


@dataclass(frozen=True)
class Removal:
    """A row of a table less."""

    table: str
    row: int


@dataclass(frozen=True)
class Addition:
    """A row of a table more; cells by column."""

    table: str
    cells: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class OtherRule:
    """Another rule in the place of one; none at all when ``new`` is None."""

    old: Rule
    new: Rule | None


Edit = Cell | Removal | Addition | OtherRule


@dataclass(frozen=True)
class Change:
    """Something to give up, of a kind that has a price.

    Attributes
    ----------
    kind : str
        A key of `relaxations.PRICES`.
    amount : float
        How many units of the kind are given up.
    words : str
        What to do, for people.
    edits : tuple of edits
        The same for programs.
    """

    kind: str
    amount: float
    words: str
    edits: tuple[Edit, ...]

    @property
    def target(self) -> frozenset[Any]:
        """What it is about: two changes of the same cell, row or rule cannot go together."""
        return frozenset(_target(edit) for edit in self.edits)


def _target(edit: Edit) -> Any:
    match edit:
        case Cell(table, row, _, _) | Removal(table, row):
            return (table, row)
        case OtherRule(old, _):
            return old
        case _:
            return edit


def changed(problem: Problem, policy: Policy, changes: Iterable[Change]) -> tuple[Problem, Policy]:
    """The problem, checked anew, and the policy after changes."""
    edits = [edit for change in changes for edit in change.edits]
    tables = edited_tables(problem, edits)
    rules = edited_rules(policy.rules, edits)
    stages = [edited_rules(stage, edits) for stage in policy.stages]
    return problem.replace(**tables), Policy(rules, [stage for stage in stages if stage])


def edited(problem: Problem, edits: Iterable[Edit]) -> Problem:
    """The problem after edits that keep it valid, without the time that checking takes."""
    tables = edited_tables(problem, edits)
    return problem.edited(tables) if tables else problem


def edited_rules(rules: Iterable[Rule], edits: Iterable[Edit]) -> list[Rule]:
    """Rules after edits."""
    other = {edit.old: edit.new for edit in edits if isinstance(edit, OtherRule)}
    after = [other.get(rule, rule) for rule in rules]
    return [rule for rule in after if rule is not None]


def edited_tables(problem: Problem, edits: Iterable[Edit]) -> dict[str, pd.DataFrame]:
    """The tables that edits touch, after them; cells first, for rows are named by position."""
    of_tables = [edit for edit in edits if not isinstance(edit, OtherRule)]
    tables = {edit.table: getattr(problem, edit.table) for edit in of_tables}
    for name, before in tables.items():
        mine = [edit for edit in of_tables if edit.table == name]
        after = before.copy()
        for edit in mine:
            if isinstance(edit, Cell):
                after.iloc[edit.row, after.columns.get_loc(edit.column)] = edit.value
        gone = [edit.row for edit in mine if isinstance(edit, Removal)]
        after = after.drop(index=gone) if gone else after
        added = [dict(edit.cells) for edit in mine if isinstance(edit, Addition)]
        if added:
            new = pd.DataFrame(added)
            after = pd.concat([after, new.astype(after.dtypes[new.columns].to_dict())])
        tables[name] = after.reset_index(drop=True)
    return tables

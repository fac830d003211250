"""Protected attributes: what an explanation never shows to a person.

The list is part of the policy, so that who may change the rules also answers for what is told of
them. It hides nothing from an auditor, and bars no rule from looking at an attribute: Dutch and
European law ask that such rules be justified, not that they be unseen by who checks them. A rule
that names a protected attribute anywhere in its options is itself told of in general terms only,
and so is a rule of the caller's own that does not say what it looks at: see ``Rule.looks_at``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from swarmmatch.data.nearest import spelling
from swarmmatch.errors import PolicyError
from swarmmatch.rules.rule import Rule

#: Columns of professionals that are protected unless a policy says otherwise.
PROTECTED = ("age", "gender", "origin")


def names_of_columns(given: Any) -> tuple[str, ...]:
    """Names of protected columns, each once.

    Raises
    ------
    PolicyError
        When they are no list of names.
    """
    wish = 'write protected=["age", "gender"]: a list of columns of professionals'
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise PolicyError(f"protected is {given!r}, no list of names; {wish}")
    names = tuple(dict.fromkeys(given))
    for name in names:
        if not isinstance(name, str) or not name:
            raise PolicyError(f"protected names {name!r}, which is no name of a column; {wish}")
    return names


def mentions(rule: Rule, protected: Iterable[str]) -> bool:
    """Whether an option of the rule names a protected attribute, in whatever spelling."""
    named = {spelling(text) for field in fields(rule) for text in _texts(getattr(rule, field.name))}
    return not named.isdisjoint(map(spelling, protected))


def _texts(option: Any) -> list[str]:
    """Every text in an option, also within tuples."""
    if isinstance(option, tuple | frozenset):
        return [text for part in option for text in _texts(part)]
    return [option] if isinstance(option, str) else []

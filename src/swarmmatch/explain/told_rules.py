"""Rules as they are told: by their own name to an auditor, in plain words to a person.

A person hears nothing of a rule that looks at a protected attribute, nor of a rule that is not the
library's own and does not say what it looks at, for that may be anything. Points by rule are kept
back as soon as the policy has such a rule, or what is left out could be reckoned from the rest, and
from it the attribute.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from swarmmatch.data.nearest import spelling
from swarmmatch.explain.telling import Audience, Fact, Language, in_words
from swarmmatch.explain.words import WORDS
from swarmmatch.rules.catalogue import RULES
from swarmmatch.rules.protected import mentions

if TYPE_CHECKING:
    from swarmmatch.rules.policy import Policy
    from swarmmatch.rules.rule import Rule

#: What the engine calls team sizes that no rule of the policy set.
SIZE = "team size"


def is_discreet(rule: Rule, policy: Policy) -> bool:
    """Whether a person may hear of a rule."""
    if mentions(rule, policy.protected):
        return False
    columns = _claimed(rule)
    hidden = set(map(spelling, policy.protected))
    return type(rule) in RULES or (
        columns is not None and hidden.isdisjoint(map(spelling, columns))
    )


def told_rules(names: Iterable[str], policy: Policy, audience: Audience) -> tuple[Fact | str, ...]:
    """Rules by name, each told once."""
    if audience == "auditor":
        return tuple(dict.fromkeys(names))
    # Where two rules go by one name, what may not be told comes last, and stays.
    ordered = sorted(policy, key=lambda rule: not is_discreet(rule, policy))
    labels = {SIZE: Fact("rule TeamSize")} | {rule.name: _label(rule, policy) for rule in ordered}
    told: list[Fact] = []
    for name in names:
        label = labels.get(name, Fact("rule withheld"))
        told += [label] * (label not in told)
    return tuple(told)


def told_points(points: pd.Series, policy: Policy, audience: Audience) -> list[Fact]:
    """Points by name of rule, those of 0 left out; or that they are kept back."""
    points = points[points != 0]
    if points.empty:
        return []
    if audience == "person" and not all(is_discreet(rule, policy) for rule in policy):
        return [Fact("points withheld")]
    return [
        Fact.of(
            "points of rule",
            rule=told_rules([str(name)], policy, audience),
            points=float(one),
        )
        for name, one in points.items()
    ]


def told_column(name: str) -> Fact:
    """A column of professionals, by its word where it has one."""
    key = f"column {name}"
    return Fact(key) if key in WORDS else Fact.of("as it is", text=name)


def rule_in_words(rule: Rule, language: Language) -> str:
    """What a rule of the library is about, in plain words, whoever asks; of another, its class."""
    return in_words(_named(rule), language) if type(rule) in RULES else type(rule).__name__


def _label(rule: Rule, policy: Policy) -> Fact:
    return _named(rule) if is_discreet(rule, policy) else Fact("rule withheld")


def _claimed(rule: Rule) -> tuple[str, ...] | None:
    """Columns that a class says it looks at; what it inherits was said of other code."""
    columns = rule.looks_at() if "looks_at" in vars(type(rule)) else None
    return (columns,) if isinstance(columns, str) else columns  # its letters are no columns


def _named(rule: Rule) -> Fact:
    if type(rule) not in RULES:
        about = tuple(map(told_column, _claimed(rule) or ()))
        return Fact.of("own rule about", about=about) if about else Fact("own rule")
    named = getattr(rule, "attributes", getattr(rule, "attribute", ()))
    columns = (named,) if isinstance(named, str) else named
    return Fact.of(f"rule {type(rule).__name__}", about=tuple(map(told_column, columns)))

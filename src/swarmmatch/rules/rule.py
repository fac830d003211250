"""The form of a rule: a frozen statement of policy that tells its truth twice.

``blocks`` says it in arrays, for the solvers; ``check`` says it in plain pandas, for people and for
the audit. The two are written apart from each other, so that a mistake in one shows.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from numbers import Real
from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.errors import PolicyError
from swarmmatch.rules.blocks import Block
from swarmmatch.rules.options import PlainOptions

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy


@dataclass(frozen=True)
class Check:
    """What a rule finds in a set of teams, told without a solver.

    Parameters
    ----------
    violations : pandas.DataFrame
        Columns ``subject`` (the question, professional or pair) and ``detail``, a row a breach.
    earned : pandas.DataFrame
        Columns ``subject``, ``count`` (whole number) and ``each`` (points per count, negative for a
        price): a soft rule earns the sum of ``count * each``.
    measure : float
        The rule's own figure for the whole matching.
    unit : str
        What ``measure`` is measured in.
    """

    violations: pd.DataFrame
    earned: pd.DataFrame
    measure: float
    unit: str

    @staticmethod
    def of(
        measure: float,
        unit: str,
        *,
        violations: pd.DataFrame | None = None,
        earned: pd.DataFrame | None = None,
    ) -> Check:
        """A finding; what is left out is empty."""
        none, nothing = _nothing_found()
        return Check(
            _columns_of(none if violations is None else violations, none),
            _columns_of(nothing if earned is None else earned, nothing),
            float(measure),
            unit,
        )


def _columns_of(found: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    same = list(found.columns) == list(like.columns)  # a copy is made only when it is written to
    return found.copy(deep=False) if same else found[list(like.columns)]


@cache
def _nothing_found() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Violations and points of who finds none; to make frames takes pandas its time."""
    none = pd.DataFrame({"subject": [], "detail": []}, dtype="str")
    nothing = pd.DataFrame({"subject": pd.Series(dtype="str"), "count": 0, "each": 0.0})
    return none, nothing


@dataclass(frozen=True)
class Rule(metaclass=PlainOptions):
    """One rule of a policy; subclass it as a frozen dataclass, and prove it with ``check_rule``.

    Options arrive as plain Python values, also where the caller gave numbers of numpy's.
    """

    @abstractmethod
    def blocks(self, problem: Problem) -> Sequence[Block]:
        """The rule as arrays over the whole pool."""

    @abstractmethod
    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """The rule in plain pandas: what ``teams`` (question, professional; a row a seat) do.

        A question without seats is no team, and breaks no rule of teams.
        """

    @property
    def soft(self) -> bool:
        """Whether the rule earns or costs points, so that a stage can name it.

        A rule with a ``weight`` does; one that earns points by another option must say so itself.
        """
        return getattr(self, "weight", None) is not None

    def looks_at(self) -> tuple[str, ...] | None:
        """Columns of professionals that a rule of your own looks at; None where it does not say.

        A rule that says nothing may look at a protected attribute, and then a person is told no
        points by rule at all. One that names its columns, none of them protected, blinds no
        explanation. ``check_rule`` tries whether the claim is true. It holds for the class that
        makes it, not for those derived from it. Of the library's rules, the options tell.
        """
        return None

    @property
    def name(self) -> str:
        """The rule with the options that differ from their defaults, as one would write it."""
        told = [
            f"{field.name}={value!r}"
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        ]
        return f"{type(self).__name__}({', '.join(told)})"

    def __or__(self, other: Policy | Rule) -> Policy:
        """A policy of this rule, then another (or those of a policy) that are not among them."""
        from swarmmatch.rules.policy import Policy

        return Policy([self]) | other if isinstance(other, Policy | Rule) else NotImplemented


def demand(holds: bool, rule: Rule, text: str) -> None:
    """Raise a PolicyError that names the rule unless ``holds``."""
    if not holds:
        raise PolicyError(f"{type(rule).__name__}: {text}")


def demand_weight(rule: Rule, weight: Any, *, or_hard: bool = False) -> None:
    """Raise a PolicyError unless the weight is points of 0 or more; or None, of a hard rule."""
    right = (or_hard and weight is None) or (is_number(weight) and weight >= 0)
    demand(right, rule, f"weight must be points of 0 or more, not {weight!r}")


def demand_attribute(rule: Rule, attribute: Any) -> None:
    """Raise a PolicyError unless the attribute is the name of a column."""
    named = isinstance(attribute, str)
    demand(named, rule, f"attribute must name a column, not {attribute!r}")


def is_number(value: Any) -> bool:
    """Whether an option is a finite number (a truth value is not one)."""
    real = isinstance(value, Real) and not isinstance(value, bool)
    return real and math.isfinite(value)


def is_whole(value: Any) -> bool:
    """Whether an option is a whole number, written as ``2`` or as ``2.0``."""
    return is_number(value) and value == int(value)

"""Stages of a policy: rules in lexicographic order, seen to make sense, and listed in steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from swarmmatch.errors import PolicyError
from swarmmatch.rules.leximin import Leximin
from swarmmatch.rules.rule import Rule

Stages = tuple[tuple[Rule, ...], ...]


@dataclass(frozen=True)
class Step:
    """What is raised as far as it goes, with all steps before it held.

    Attributes
    ----------
    stage : int
        The stage that it belongs to, counted from 1.
    name : str
        Its rules, as one would write them.
    rules : tuple of Rule
        Those whose points count in it.
    source : tuple of Rule
        The rules of the policy that they stand for: the same, or the ``Leximin`` of a level.
    follows : bool
        Whether it can never earn more than the step before.
    """

    stage: int
    name: str
    rules: tuple[Rule, ...]
    source: tuple[Rule, ...]
    follows: bool = False


def given_stages(stages: Any) -> list[list[Rule]]:
    """Stages as they were given, as lists; whether they make sense is asked later.

    Raises
    ------
    PolicyError
        Unless they are a list of lists.
    """
    wish = "write stages=[[WorstOff(10)], [Coverage()]]: a list with a list of rules for each stage"
    if _is_no_list(stages):
        raise PolicyError(f"{stages!r} is no list of stages; {wish}")
    given = list(stages)
    for stage in given:
        if _is_no_list(stage):
            raise PolicyError(f"{stage!r} is no stage; {wish}")
    return [list(stage) for stage in given]


def demand_stages(stages: Iterable[Sequence[Rule]], rules: Sequence[Rule]) -> None:
    """Raise a PolicyError that says in a sentence why these are no stages of these rules."""
    seen: set[Rule] = set()
    for number, stage in enumerate(stages, start=1):
        if not stage:
            raise PolicyError(f"stage {number} is empty; leave it out, or name a soft rule in it")
        for rule in stage:
            if not rule.soft:
                raise PolicyError(
                    f"stage {number}: {rule.name} is hard and holds in every stage; only rules "
                    "that earn points, such as those with a weight, stand in one"
                )
            if rule in seen:
                raise PolicyError(f"{rule.name} stands in two places of the stages; keep one")
            seen.add(rule)
        if len(stage) > 1 and any(isinstance(rule, Leximin) for rule in stage):
            raise PolicyError(
                f"stage {number}: Leximin is an order of its own; give it a stage to itself"
            )
    for rule in rules:
        if isinstance(rule, Leximin) and rule not in seen:
            raise PolicyError(
                f"{rule.name} is an order, not a sum of points; name it in a stage: "
                f"Policy([...], stages=[[{rule.name}]])"
            )


def in_order(stages: Iterable[Iterable[Rule]], rules: Sequence[Rule]) -> Stages:
    """The same stages with the rules of each in the order of the policy."""
    position = {rule: i for i, rule in enumerate(rules)}
    return tuple(tuple(sorted(stage, key=position.__getitem__)) for stage in stages)


def joined(first: Stages, second: Stages) -> Stages:
    """The stages of one policy, then those of another without the rules already named."""
    named = {rule for stage in first for rule in stage}
    others = (tuple(rule for rule in stage if rule not in named) for stage in second)
    return (*first, *(stage for stage in others if stage))


def steps_of(stages: Stages, rules: Sequence[Rule]) -> list[Step]:
    """Every step of the stages, then one of the soft rules that no stage names.

    Returns
    -------
    list of Step
        Empty without stages.
    """
    if not stages:
        return []
    named = {rule for stage in stages for rule in stage}
    rest = tuple(rule for rule in rules if rule.soft and rule not in named)
    every = [*stages, rest] if rest else [*stages]
    return [step for number, stage in enumerate(every, start=1) for step in _steps(number, stage)]


def _steps(number: int, stage: tuple[Rule, ...]) -> list[Step]:
    if isinstance(stage[0], Leximin):
        return [
            Step(number, f"{stage[0].name}, level {one.level}", (one,), stage, one.level > 1)
            for one in stage[0].levels
        ]
    return [Step(number, ", ".join(rule.name for rule in stage), stage, stage)]


def _is_no_list(given: Any) -> bool:
    return isinstance(given, Rule | str) or not isinstance(given, Iterable)

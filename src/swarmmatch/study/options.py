"""Options of a policy by name, such as ``Coverage.weight``, and policies with other values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from swarmmatch.data.nearest import nearest
from swarmmatch.errors import PolicyError
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.rule import Rule


def rule_named(policy: Policy, name: str) -> Rule:
    """The rule of a policy by its class, or in full as ``scores`` writes it.

    Raises
    ------
    PolicyError
        When there is none, or when several are of the class.
    """
    found = [rule for rule in policy if name in (rule.name, type(rule).__name__)]
    if len(found) == 1:
        return found[0]
    if found:
        told = " or ".join(rule.name for rule in found)
        raise PolicyError(f"{name!r} names {len(found)} rules of the policy; write {told}")
    known = [*(type(rule).__name__ for rule in policy), *(rule.name for rule in policy)]
    meant = nearest(name, known)
    hint = f"did you mean {meant!r}?" if meant else f"it has {', '.join(dict.fromkeys(known))}"
    raise PolicyError(f"the policy has no rule {name!r}; {hint}")


def option_named(policy: Policy, name: str) -> tuple[Rule, str]:
    """The rule and the option that ``rule.option`` names.

    Raises
    ------
    PolicyError
        When the policy has no such rule, or the rule no such option.
    """
    called, dot, option = name.rpartition(".")
    if not dot:
        raise PolicyError(f"{name!r} names no option; write rule.option, such as Coverage.weight")
    rule = rule_named(policy, called)
    known = [field.name for field in fields(rule)]
    if option not in known:
        raise PolicyError(f"{called} has no option {option!r}; it has {', '.join(known)}")
    return rule, option


def with_options(policy: Policy, values: Mapping[str, Any]) -> Policy:
    """The policy with some options set, in the same order and stages.

    Raises
    ------
    PolicyError
        When an option is unknown, or its value makes no sense.
    """
    changed: dict[Rule, dict[str, Any]] = {}
    for name, value in values.items():
        rule, option = option_named(policy, name)
        changed.setdefault(rule, {})[option] = value
    new = {rule: replace(rule, **changed.get(rule, {})) for rule in policy}
    stages = [[new[rule] for rule in stage] for stage in policy.stages]
    return Policy([new[rule] for rule in policy], stages)

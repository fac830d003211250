"""Which rules bar a seat whatever the others do: masks of who may sit, and rows over one person.

Every rule is asked for itself. What several rules together forbid, or a rule over a whole team,
only a solve can tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.rules.blocks import Block, Eligibility, ProfessionalRows
from swarmmatch.rules.rule import Rule

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy


def bars(problem: Problem, policy: Policy, question: int, professional: int) -> pd.DataFrame:
    """The rules that bar a seat, each by itself.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        The rules.
    question, professional : int
        Positions.

    Returns
    -------
    pandas.DataFrame
        Columns ``rule`` (its name) and ``detail``; a row a bar.
    """
    found = [
        (rule.name, detail)
        for rule in policy
        for block in rule.blocks(problem)
        for detail in _details(rule, block, question, professional)
    ]
    return pd.DataFrame(found, columns=["rule", "detail"], dtype="str")


def _details(rule: Rule, block: Block, question: int, professional: int) -> list[str]:
    match block:
        case Eligibility():
            allowed = bool(block.allowed(question, slice(professional, professional + 1))[0])
            return [] if allowed else ["not eligible for this question"]
        case ProfessionalRows():
            return _too_much(block, question, professional)
        case _:
            return []


def _too_much(block: ProfessionalRows, question: int, professional: int) -> list[str]:
    """Groups in which this one seat is too much, and no other makes up for it."""
    groups = block.groups.tocsr()
    factor = groups[:, [question]].toarray()[:, 0]
    lowest = groups.min(axis=1).toarray().ravel()
    upper = np.asarray(block.upper)[:, professional]
    over = np.flatnonzero((factor > 0) & (lowest >= 0) & (factor > upper))
    return [f"{block.about[g]}: at most {upper[g]:g}" for g in over]

"""The policy: one rule, one file, each telling its truth twice."""

from __future__ import annotations

from swarmmatch.rules.available import Available
from swarmmatch.rules.blocks import (
    Auxiliaries,
    Block,
    Eligibility,
    PairRows,
    ProfessionalRows,
    Rows,
    SeatPoints,
    Sizes,
    TakenSeats,
)
from swarmmatch.rules.budget import Budget
from swarmmatch.rules.capacity import Capacity
from swarmmatch.rules.coverage import Coverage
from swarmmatch.rules.distinct import Distinct
from swarmmatch.rules.fit import Fit
from swarmmatch.rules.locks import Locks
from swarmmatch.rules.max_distance import MaxDistance
from swarmmatch.rules.min_load import MinLoad
from swarmmatch.rules.must_have import MustHave
from swarmmatch.rules.pairs import Pairs
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.quota import Quota
from swarmmatch.rules.rule import Check, Rule
from swarmmatch.rules.team_size import TeamSize

__all__ = [
    "Auxiliaries",
    "Available",
    "Block",
    "Budget",
    "Capacity",
    "Check",
    "Coverage",
    "Distinct",
    "Eligibility",
    "Fit",
    "Locks",
    "MaxDistance",
    "MinLoad",
    "MustHave",
    "PairRows",
    "Pairs",
    "Policy",
    "ProfessionalRows",
    "Quota",
    "Rows",
    "Rule",
    "SeatPoints",
    "Sizes",
    "TakenSeats",
    "TeamSize",
]

"""The policy: one rule, one file, each telling its truth twice."""

from __future__ import annotations

from swarmmatch.rules.alike import Alike
from swarmmatch.rules.available import Available
from swarmmatch.rules.balance import Balance
from swarmmatch.rules.blocks import (
    Auxiliaries,
    Block,
    Eligibility,
    PairCounts,
    PairRows,
    ProfessionalRows,
    Rows,
    SeatPoints,
    Sizes,
    TakenSeats,
)
from swarmmatch.rules.bridge import Bridge
from swarmmatch.rules.budget import Budget
from swarmmatch.rules.capacity import Capacity
from swarmmatch.rules.carry_over import CarryOver
from swarmmatch.rules.client_rotation import ClientRotation
from swarmmatch.rules.coverage import Coverage
from swarmmatch.rules.distinct import Distinct
from swarmmatch.rules.earmark import Earmark
from swarmmatch.rules.familiarity import Familiarity
from swarmmatch.rules.fit import Fit
from swarmmatch.rules.ideal_size import IdealSize
from swarmmatch.rules.leximin import Leximin
from swarmmatch.rules.like_pool import LikePool
from swarmmatch.rules.locks import Locks
from swarmmatch.rules.max_distance import MaxDistance
from swarmmatch.rules.max_load_gap import MaxLoadGap
from swarmmatch.rules.max_sum_gap import MaxSumGap
from swarmmatch.rules.min_load import MinLoad
from swarmmatch.rules.must_have import MustHave
from swarmmatch.rules.newcomers import Newcomers
from swarmmatch.rules.not_alone import NotAlone
from swarmmatch.rules.opening import Opening
from swarmmatch.rules.pairs import Pairs
from swarmmatch.rules.parity import Parity
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.preference import Preference
from swarmmatch.rules.procurement_route import ProcurementRoute
from swarmmatch.rules.qualified import Qualified
from swarmmatch.rules.quota import Quota
from swarmmatch.rules.repeat_pairs import RepeatPairs
from swarmmatch.rules.rule import Check, Rule
from swarmmatch.rules.spread import Spread
from swarmmatch.rules.survives import Survives
from swarmmatch.rules.team_size import TeamSize
from swarmmatch.rules.unchanged import Unchanged
from swarmmatch.rules.worst_off import WorstOff

__all__ = [
    "Alike",
    "Auxiliaries",
    "Available",
    "Balance",
    "Block",
    "Bridge",
    "Budget",
    "Capacity",
    "CarryOver",
    "Check",
    "ClientRotation",
    "Coverage",
    "Distinct",
    "Earmark",
    "Eligibility",
    "Familiarity",
    "Fit",
    "IdealSize",
    "Leximin",
    "LikePool",
    "Locks",
    "MaxDistance",
    "MaxLoadGap",
    "MaxSumGap",
    "MinLoad",
    "MustHave",
    "Newcomers",
    "NotAlone",
    "Opening",
    "PairCounts",
    "PairRows",
    "Pairs",
    "Parity",
    "Policy",
    "Preference",
    "ProcurementRoute",
    "ProfessionalRows",
    "Qualified",
    "Quota",
    "RepeatPairs",
    "Rows",
    "Rule",
    "SeatPoints",
    "Sizes",
    "Spread",
    "Survives",
    "TakenSeats",
    "TeamSize",
    "Unchanged",
    "WorstOff",
]

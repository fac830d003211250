"""The rules of the library, by which a policy file can name them."""

from __future__ import annotations

from swarmmatch.rules.available import Available
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
from swarmmatch.rules.quota import Quota
from swarmmatch.rules.rule import Rule
from swarmmatch.rules.team_size import TeamSize

RULES: tuple[type[Rule], ...] = (
    TeamSize, Capacity, MinLoad, Available, MaxDistance, Locks, Pairs, MustHave, Coverage, Fit,
    Quota, Distinct, Budget,
)  # fmt: skip

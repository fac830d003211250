"""Proven teams over a whole pool of independent professionals.

>>> import swarmmatch as sm
>>> problem = sm.achterhoek(professionals=12_000, questions=100)
>>> matching = sm.match(problem)
>>> matching.teams, matching.value, matching.bound
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from swarmmatch.errors import (
    AuditError,
    DataError,
    InfeasibleError,
    NoMatchingError,
    PolicyError,
    SwarmMatchError,
)

if TYPE_CHECKING:
    from swarmmatch.data.achterhoek import achterhoek
    from swarmmatch.data.problem import Problem
    from swarmmatch.data.region import region
    from swarmmatch.data.region_spec import (
        Client,
        Family,
        Occupation,
        Place,
        RegionSpec,
        Sector,
        Theme,
    )
    from swarmmatch.engine.match import match
    from swarmmatch.engine.progress import Progress
    from swarmmatch.matching.audit import Audit, audit
    from swarmmatch.matching.matching import Matching
    from swarmmatch.rules import (
        Available,
        Budget,
        Capacity,
        Check,
        Coverage,
        Distinct,
        Fit,
        Locks,
        MaxDistance,
        MinLoad,
        MustHave,
        Pairs,
        Policy,
        Quota,
        Rule,
        TeamSize,
    )

__version__ = "0.1.0"

__all__ = [
    "Audit",
    "AuditError",
    "Available",
    "Budget",
    "Capacity",
    "Check",
    "Client",
    "Coverage",
    "DataError",
    "Distinct",
    "Family",
    "Fit",
    "InfeasibleError",
    "Locks",
    "Matching",
    "MaxDistance",
    "MinLoad",
    "MustHave",
    "NoMatchingError",
    "Occupation",
    "Pairs",
    "Place",
    "Policy",
    "PolicyError",
    "Problem",
    "Progress",
    "Quota",
    "RegionSpec",
    "Rule",
    "Sector",
    "SwarmMatchError",
    "TeamSize",
    "Theme",
    "__version__",
    "achterhoek",
    "audit",
    "match",
    "region",
]

#: Where a public name lives, unless it is a rule. A room is imported when a name of it is first
#: asked for, so that the solvers load only for who solves.
_HOMES = {
    "achterhoek": "data.achterhoek",
    "Problem": "data.problem",
    "region": "data.region",
    **dict.fromkeys(
        ("Client", "Family", "Occupation", "Place", "RegionSpec", "Sector", "Theme"),
        "data.region_spec",
    ),
    "match": "engine.match",
    "Progress": "engine.progress",
    "Audit": "matching.audit",
    "audit": "matching.audit",
    "Matching": "matching.matching",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    room = import_module(f"{__name__}.{_HOMES.get(name, 'rules')}")
    found = globals()[name] = getattr(room, name)
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

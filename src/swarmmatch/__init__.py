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
    from swarmmatch.data.sessions import session
    from swarmmatch.engine.diagnosis.diagnose import diagnose
    from swarmmatch.engine.diagnosis.diagnosis import Diagnosis
    from swarmmatch.engine.match import match
    from swarmmatch.engine.progress import Progress
    from swarmmatch.history.collaboration import CollaborationHistory
    from swarmmatch.history.ledger import Ledger
    from swarmmatch.matching.audit import Audit, audit
    from swarmmatch.matching.matching import Matching
    from swarmmatch.matching.metrics.measure import measure
    from swarmmatch.matching.warnings import warnings_of
    from swarmmatch.rules import (
        Available,
        Balance,
        Bridge,
        Budget,
        Capacity,
        CarryOver,
        Check,
        ClientRotation,
        Coverage,
        Distinct,
        Earmark,
        Familiarity,
        Fit,
        Leximin,
        Locks,
        MaxDistance,
        MaxLoadGap,
        MinLoad,
        MustHave,
        Newcomers,
        NotAlone,
        Pairs,
        Parity,
        Policy,
        Preference,
        ProcurementRoute,
        Quota,
        RepeatPairs,
        Rule,
        Spread,
        TeamSize,
        WorstOff,
    )

__version__ = "0.1.0"

__all__ = [
    "Audit",
    "AuditError",
    "Available",
    "Balance",
    "Bridge",
    "Budget",
    "Capacity",
    "CarryOver",
    "Check",
    "Client",
    "ClientRotation",
    "CollaborationHistory",
    "Coverage",
    "DataError",
    "Diagnosis",
    "Distinct",
    "Earmark",
    "Familiarity",
    "Family",
    "Fit",
    "InfeasibleError",
    "Ledger",
    "Leximin",
    "Locks",
    "Matching",
    "MaxDistance",
    "MaxLoadGap",
    "MinLoad",
    "MustHave",
    "Newcomers",
    "NoMatchingError",
    "NotAlone",
    "Occupation",
    "Pairs",
    "Parity",
    "Place",
    "Policy",
    "PolicyError",
    "Preference",
    "Problem",
    "ProcurementRoute",
    "Progress",
    "Quota",
    "RegionSpec",
    "RepeatPairs",
    "Rule",
    "Sector",
    "Spread",
    "SwarmMatchError",
    "TeamSize",
    "Theme",
    "WorstOff",
    "__version__",
    "achterhoek",
    "audit",
    "diagnose",
    "match",
    "measure",
    "region",
    "session",
    "warnings_of",
]

#: Where a public name lives, unless it is a rule. A room is imported when a name of it is first
#: asked for, so that the solvers load only for who solves.
_HOMES = {
    "achterhoek": "data.achterhoek",
    "Problem": "data.problem",
    "region": "data.region",
    "session": "data.sessions",
    **dict.fromkeys(
        ("Client", "Family", "Occupation", "Place", "RegionSpec", "Sector", "Theme"),
        "data.region_spec",
    ),
    "Diagnosis": "engine.diagnosis.diagnosis",
    "diagnose": "engine.diagnosis.diagnose",
    "match": "engine.match",
    "Progress": "engine.progress",
    "Audit": "matching.audit",
    "audit": "matching.audit",
    "Matching": "matching.matching",
    "measure": "matching.metrics.measure",
    "warnings_of": "matching.warnings",
    "CollaborationHistory": "history.collaboration",
    "Ledger": "history.ledger",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        room = import_module(f"{__name__}.{_HOMES.get(name, 'rules')}")
    except ImportError as error:
        if _interrupted(error):
            raise KeyboardInterrupt from error
        raise
    found = globals()[name] = getattr(room, name)
    return found


def _interrupted(error: BaseException) -> bool:
    """Whether Ctrl-C cut off the import of an extension module, which calls it ImportError."""
    cause = error.__cause__ or error.__context__
    return isinstance(error, KeyboardInterrupt) or (cause is not None and _interrupted(cause))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

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
    MissingExtraError,
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
    from swarmmatch.engine.repair import repair
    from swarmmatch.engine.reserves import reserves
    from swarmmatch.explain.bottlenecks import bottlenecks
    from swarmmatch.explain.difference import compare
    from swarmmatch.explain.next_best import next_best
    from swarmmatch.explain.team import explain_team
    from swarmmatch.explain.why import why
    from swarmmatch.explain.why_not import why_not
    from swarmmatch.history.collaboration import CollaborationHistory
    from swarmmatch.history.ledger import Ledger
    from swarmmatch.matching.audit import Audit, audit
    from swarmmatch.matching.matching import Matching
    from swarmmatch.matching.metrics.measure import measure
    from swarmmatch.matching.no_show import coverage_under_no_show, invitations
    from swarmmatch.matching.repaired import Repaired
    from swarmmatch.matching.schema import matching_schema
    from swarmmatch.matching.warnings import warnings_of
    from swarmmatch.rules import (
        Alike,
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
        IdealSize,
        Leximin,
        LikePool,
        Locks,
        MaxDistance,
        MaxLoadGap,
        MaxSumGap,
        MinLoad,
        MustHave,
        Newcomers,
        NotAlone,
        Opening,
        Pairs,
        Parity,
        Policy,
        Preference,
        ProcurementRoute,
        Qualified,
        Quota,
        RepeatPairs,
        Rule,
        Spread,
        Survives,
        TeamSize,
        Unchanged,
        WorstOff,
    )
    from swarmmatch.show.plots.bottlenecks import plot_bottlenecks
    from swarmmatch.show.plots.coverage import plot_coverage
    from swarmmatch.show.plots.lorenz import plot_lorenz
    from swarmmatch.show.plots.pareto import plot_pareto
    from swarmmatch.show.plots.progress import plot_progress
    from swarmmatch.show.plots.region_map import plot_map
    from swarmmatch.show.plots.sensitivity import plot_sensitivity
    from swarmmatch.show.plots.team import plot_team
    from swarmmatch.show.plots.ties import plot_ties
    from swarmmatch.show.report import report, write_report
    from swarmmatch.study.baselines.at_random import teams_at_random
    from swarmmatch.study.baselines.baseline import Baseline
    from swarmmatch.study.baselines.database import teams_by_database
    from swarmmatch.study.baselines.habit import teams_by_habit
    from swarmmatch.study.baselines.pitch import teams_by_pitch
    from swarmmatch.study.baselines.self_choice import teams_by_self_choice
    from swarmmatch.study.pareto import Front, pareto
    from swarmmatch.study.sweep import sweep
    from swarmmatch.study.swept import Sweep
    from swarmmatch.study.tuning import tune

__version__ = "0.1.0"

__all__ = [
    "Alike",
    "Audit",
    "AuditError",
    "Available",
    "Balance",
    "Baseline",
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
    "Front",
    "IdealSize",
    "InfeasibleError",
    "Ledger",
    "Leximin",
    "LikePool",
    "Locks",
    "Matching",
    "MaxDistance",
    "MaxLoadGap",
    "MaxSumGap",
    "MinLoad",
    "MissingExtraError",
    "MustHave",
    "Newcomers",
    "NoMatchingError",
    "NotAlone",
    "Occupation",
    "Opening",
    "Pairs",
    "Parity",
    "Place",
    "Policy",
    "PolicyError",
    "Preference",
    "Problem",
    "ProcurementRoute",
    "Progress",
    "Qualified",
    "Quota",
    "RegionSpec",
    "Repaired",
    "RepeatPairs",
    "Rule",
    "Sector",
    "Spread",
    "Survives",
    "SwarmMatchError",
    "Sweep",
    "TeamSize",
    "Theme",
    "Unchanged",
    "WorstOff",
    "__version__",
    "achterhoek",
    "audit",
    "bottlenecks",
    "compare",
    "coverage_under_no_show",
    "diagnose",
    "explain_team",
    "invitations",
    "match",
    "matching_schema",
    "measure",
    "next_best",
    "pareto",
    "plot_bottlenecks",
    "plot_coverage",
    "plot_lorenz",
    "plot_map",
    "plot_pareto",
    "plot_progress",
    "plot_sensitivity",
    "plot_team",
    "plot_ties",
    "region",
    "repair",
    "report",
    "reserves",
    "session",
    "sweep",
    "teams_at_random",
    "teams_by_database",
    "teams_by_habit",
    "teams_by_pitch",
    "teams_by_self_choice",
    "tune",
    "warnings_of",
    "why",
    "why_not",
    "write_report",
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
    "repair": "engine.repair",
    "reserves": "engine.reserves",
    "bottlenecks": "explain.bottlenecks",
    "compare": "explain.difference",
    "explain_team": "explain.team",
    "next_best": "explain.next_best",
    "why": "explain.why",
    "why_not": "explain.why_not",
    "Audit": "matching.audit",
    "audit": "matching.audit",
    "Matching": "matching.matching",
    "matching_schema": "matching.schema",
    "coverage_under_no_show": "matching.no_show",
    "invitations": "matching.no_show",
    "Repaired": "matching.repaired",
    "measure": "matching.metrics.measure",
    "warnings_of": "matching.warnings",
    "CollaborationHistory": "history.collaboration",
    "Ledger": "history.ledger",
    "plot_bottlenecks": "show.plots.bottlenecks",
    "plot_coverage": "show.plots.coverage",
    "plot_lorenz": "show.plots.lorenz",
    "plot_map": "show.plots.region_map",
    "plot_pareto": "show.plots.pareto",
    "plot_progress": "show.plots.progress",
    "plot_sensitivity": "show.plots.sensitivity",
    "plot_team": "show.plots.team",
    "plot_ties": "show.plots.ties",
    **dict.fromkeys(("report", "write_report"), "show.report"),
    **dict.fromkeys(("Front", "pareto"), "study.pareto"),
    "sweep": "study.sweep",
    "Sweep": "study.swept",
    "teams_at_random": "study.baselines.at_random",
    "Baseline": "study.baselines.baseline",
    "teams_by_database": "study.baselines.database",
    "teams_by_habit": "study.baselines.habit",
    "teams_by_pitch": "study.baselines.pitch",
    "teams_by_self_choice": "study.baselines.self_choice",
    "tune": "study.tuning",
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

"""One point of a study: the match of one policy, as a record for a file, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from swarmmatch.engine.match import match
from swarmmatch.errors import InfeasibleError, NoMatchingError
from swarmmatch.matching.matching import Matching
from swarmmatch.matching.provenance import versions
from swarmmatch.matching.record import as_record, from_json
from swarmmatch.study.results import damaged

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy

#: What a point is called that has no matching, beside the statuses of matchings.
INFEASIBLE, NONE_FOUND = "infeasible", "no_matching"


def key_of(problem: Problem, policy: Policy, settings: Mapping[str, Any]) -> tuple[Any, ...]:
    """All that a point depends on."""
    version = versions()["swarmmatch"]
    return (problem.fingerprint, version, *settings.items(), repr(policy))


def solved(problem: Problem, policy: Policy, settings: Mapping[str, Any]) -> dict[str, Any]:
    """One point as a record for a file: ``status``, ``detail`` and, if there is one, ``matching``.

    Raises
    ------
    KeyboardInterrupt
        Where Ctrl-C cut the search off: its best so far is no result of these settings.
    """
    try:
        matching = match(problem, policy, **settings, relaxations=False)
    except InfeasibleError as error:
        return {"status": INFEASIBLE, "detail": str(error), "matching": None}
    except NoMatchingError as error:
        return {"status": NONE_FOUND, "detail": str(error), "matching": None}
    if matching.status == "interrupted":
        raise KeyboardInterrupt
    return {"status": matching.status, "detail": "", "matching": as_record(matching)}


def matching_of(problem: Problem, policy: Policy, record: Mapping[str, Any]) -> Matching | None:
    """The matching of a point, audited; None when it has none."""
    if record.get("matching") is None:
        return None
    try:
        told = from_json(json.dumps(record["matching"]))
    except ValueError as error:
        raise damaged("a point of the folder", str(error)) from error
    return Matching(
        problem=problem,
        policy=policy,
        teams=told.teams,
        value=told.value,
        bound=told.bound,
        status=told.status,
        reason=told.reason,
        provenance=told.provenance,
        stages=told.stages,
    ).checked()

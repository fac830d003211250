"""repair: the fewest changes to announced teams that mend them, and the best of all such plans.

Changes are counted by the rule `Unchanged`, in a stage before all others. What that stage proves is
proven over the whole pool like any other stage: the questions that nothing has hit cost nothing in
it, and a team that needs changes needs at least as many as its best team at the stage's prices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from swarmmatch.engine.match import match
from swarmmatch.engine.options import demand_inputs
from swarmmatch.engine.progress import Cancel, Listener
from swarmmatch.errors import PolicyError
from swarmmatch.matching.changed import Named, changed_problem, named
from swarmmatch.matching.matching import Matching
from swarmmatch.matching.repaired import Repaired
from swarmmatch.rules.capacity import Capacity
from swarmmatch.rules.locks import Locks
from swarmmatch.rules.policy import Policy
from swarmmatch.rules.unchanged import Unchanged

if TYPE_CHECKING:
    from swarmmatch.rules.rule import Rule


def repair(
    matching: Matching,
    *,
    absent: Named = (),
    new_questions: pd.DataFrame | None = None,
    new_requirements: pd.DataFrame | None = None,
    locked: Named = (),
    refill: bool = True,
    moving: float | None = None,
    policy: Policy | None = None,
    gap: float = 1e-4,
    time_limit: float | None = 60.0,
    seed: int = 0,
    workers: int | None = None,
    on_progress: Listener | None = None,
    cancel: Cancel | None = None,
) -> Repaired:
    """Mend announced teams with as few changes as possible, and prove that fewer will not do.

    A change is a seat that somebody leaves or joins at a question for which a team was announced;
    who joins in place of the absent makes no further one, see `Unchanged`. First the changes are as
    few as can be, then, among all plans with so few, the value is as high as can be. Both are
    proven over the whole pool.

    Parameters
    ----------
    matching : Matching
        The teams as they were announced.
    absent : iterable or frame
        Professionals who drop out altogether, and (question, professional) pairs of those who are
        lost for one question; or a frame with a column ``professional`` and perhaps one
        ``question``, empty where somebody drops out altogether.
    new_questions, new_requirements : pandas.DataFrame, optional
        Rows to add to the tables questions and requirements. Seats at new questions are no changes.
    locked : iterable or frame
        Announced seats that must stay, as (question, professional) pairs or as a frame.
    refill : bool
        Whether others may join in place of the absent without that being a change. When False, one
        who takes the place of another makes two changes, and a team that keeps the hard rules with
        one member fewer stays without.
    moving : float, optional
        Points that each change costs, in one sum with all other points, instead of the fewest
        changes first.
    policy : Policy, optional
        The rules of the mended matching; those of ``matching`` when left out.
    gap, time_limit, seed, workers, on_progress, cancel
        As in `match`; the gap is asked of the changes and of the value, each by itself.

    Returns
    -------
    Repaired
        Audited, a matching of the changed tables with ``changes`` and ``fewest``. Its value counts
        a point off for each change.

    Raises
    ------
    DataError
        For unknown ids, and whatever else is wrong with what is given.
    InfeasibleError
        When no teams can keep the hard rules after the change, and that is proven.
    NoMatchingError
        When time ran out, or the caller interrupted, before any matching was found.
    PolicyError
        When the policy has no ``Capacity`` or ``Locks``, and so could not keep the absent out.
    TypeError, ValueError
        For arguments of another kind, and for options without sense.

    Notes
    -----
    ``pairs`` that must sit together stay bound when one of them drops out: the other leaves too.
    A repaired matching can be repaired again: what it seats is then what was announced.
    """
    if not isinstance(matching, Matching):
        raise TypeError(f"matching must be a Matching, not a {type(matching).__name__}")
    demand_inputs(matching.problem, policy, on_progress, cancel)
    out, kept = named(absent, "absent"), named(locked, "locked", seats_only=True)
    policy = matching.policy if policy is None else policy
    _demand_binding(policy, out, kept)
    found = match(
        changed_problem(matching, out, kept, new_questions, new_requirements),
        _with_changes_first(policy, refill, moving),
        gap=gap,
        time_limit=time_limit,
        seed=seed,
        workers=workers,
        on_progress=on_progress,
        cancel=cancel,
        resolution=matching.resolution,
    )
    return Repaired(
        problem=found.problem,
        policy=found.policy,
        teams=found.teams,
        value=found.value,
        bound=found.bound,
        status=found.status,
        reason=found.reason,
        provenance=found.provenance,
        stages=found.stages,
    )


def _with_changes_first(policy: Policy, refill: bool, moving: float | None) -> Policy:
    """The rules with changes counted: in a stage before all others, or at a price."""

    def others(rules: Any) -> list[Rule]:
        return [rule for rule in rules if not isinstance(rule, Unchanged)]

    stages = [kept for stage in policy.stages if (kept := others(stage))]
    if moving is None:
        return Policy(others(policy), [[Unchanged(refill=refill)], *stages])
    return Policy([*others(policy), Unchanged(moving, refill)], stages)


def _demand_binding(policy: Policy, absent: pd.DataFrame, locked: pd.DataFrame) -> None:
    """Raise a PolicyError where no rule would hold to what the changed tables say."""
    everywhere = absent["question"].isna()
    needed: list[tuple[type[Rule], bool, str]] = [
        (Capacity, bool(everywhere.any()), "people who drop out offer no seat (capacity 0)"),
        (Locks, bool((~everywhere).any()) or len(locked) > 0, "seats are locked or barred"),
    ]
    for kind, asked, what in needed:
        if asked and not any(isinstance(rule, kind) for rule in policy):
            name = kind.__name__
            raise PolicyError(
                f"{what}, which only {name}() holds people to, and the policy has none; give "
                f"policy=matching.policy | sm.{name}()"
            )

"""Around a solve: room for its result, and its progress in sight."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import swarmmatch as sm
from swarmmatch.cli.progress import in_a_line, working
from swarmmatch.data.folder import refuse_foreign
from swarmmatch.matching.files import FILES

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.matching.matching import Matching
    from swarmmatch.rules.policy import Policy


def demand_room(folder: Path) -> None:
    """Raise `DataError` now, and not after a long solve, when a result cannot go to a folder."""
    refuse_foreign(folder.resolve(), FILES.__contains__)


def solved(problem: Problem, policy: Policy, **options: Any) -> Matching:
    """The matching, found with the progress in sight; see `swarmmatch.match`."""
    with working("starting") as say:
        return sm.match(problem, policy, on_progress=lambda told: say(in_a_line(told)), **options)


def staffed_questions(matching: Matching) -> list[str]:
    """Questions that have a team, in the order of the table."""
    return list(matching.teams["question"].unique())

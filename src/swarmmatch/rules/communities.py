"""The communities of a problem's history, as rules see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


def communities_of(problem: Problem) -> pd.DataFrame:
    """Columns ``professional, community``, a row a member of a community of two people or more.

    They are those of ``CollaborationHistory.from_problem(problem).communities()``, in the same
    order at every call. Found once for each problem, and kept with it.
    """
    return problem.arrays.kept(_found)


def _found(problem: Problem) -> pd.DataFrame:
    # Graphs are loaded for who asks for them.
    from swarmmatch.history.collaboration import CollaborationHistory

    found = CollaborationHistory.from_problem(problem).communities()
    several = found.table.loc[found.table["size"] >= 2, "community"]
    return found.members[found.members["community"].isin(several)].reset_index(drop=True)

"""TeamSize: every question gets a team within its sizes, or is left open at a price."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.rules.blocks import Block, Sizes
from swarmmatch.rules.rule import Check, Rule, demand, is_number

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


@dataclass(frozen=True)
class TeamSize(Rule):
    """Seats of a question between its ``size_min`` and ``size_max``.

    ``size_min[q] <= sum_p x[q, p] <= size_max[q]``

    Parameters
    ----------
    unstaffed : float, optional
        Points that a question with a ``size_min`` of 1 or more costs when it is left with nobody.
        Without it every such question must have its team. Who needs no team costs nothing.
    """

    unstaffed: float | None = None

    def __post_init__(self) -> None:
        priced = self.unstaffed is None or (is_number(self.unstaffed) and self.unstaffed >= 0)
        demand(priced, self, f"unstaffed must be points of 0 or more, not {self.unstaffed!r}")

    @property
    def soft(self) -> bool:
        """Only with a price for questions without a team."""
        return self.unstaffed is not None

    def blocks(self, problem: Problem) -> list[Block]:
        """Two bounds a question."""
        size = problem.questions[["size_min", "size_max"]].to_numpy(np.int64)
        return [Sizes(size[:, 0], size[:, 1], self.unstaffed)]

    def check(self, problem: Problem, teams: pd.DataFrame) -> Check:
        """Count the seats of every question."""
        table = problem.questions.set_index("question")[["size_min", "size_max"]]
        table["size"] = teams["question"].value_counts().reindex(table.index, fill_value=0)
        off = ~table["size"].between(table["size_min"], table["size_max"])
        earned = None
        if self.unstaffed is not None:
            left = off & (table["size"] == 0)
            earned = pd.DataFrame(
                {"subject": table.index[left], "count": 1, "each": -self.unstaffed}
            )
            off &= ~left
        detail = (
            table["size"].astype(str) + " seats taken where the team has "
            + table["size_min"].astype(str) + " to " + table["size_max"].astype(str)
        )  # fmt: skip
        violations = pd.DataFrame({"subject": table.index[off], "detail": detail[off].to_numpy()})
        staffed = (table["size"] > 0).mean() if len(table) else 1.0
        return Check.of(staffed, "share of questions staffed", violations=violations, earned=earned)

"""Repaired: a matching that was changed as little as can be, and the proof that it is so."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from swarmmatch.errors import counted
from swarmmatch.matching.matching import Matching
from swarmmatch.rules.unchanged import Unchanged, announced_seats, changes

#: A bound in points lies at most this part of a change off, by rounding alone.
SLIP = 1e-6


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Repaired(Matching):
    """A matching of changed tables, held against the teams that were announced.

    It keeps nothing that a `Matching` does not: the announced seats stand in the tables, and what
    is proven of the changes is a stage of the policy. So it is audited, written and read the same
    way: ``Repaired.read(folder, repaired.problem)``.
    """

    @property
    def changes(self) -> pd.DataFrame:
        """One row a seat that is not as it was announced: question, professional, change.

        A change is "left", "joined", or "new": a seat at a question for which nobody was announced,
        which counts for no change.
        """
        announced, teams = announced_seats(self.problem), self.teams
        new = teams[~teams["question"].isin(announced["question"])].assign(change="new")
        found = pd.concat([changes(announced, teams), new], ignore_index=True).astype("str")
        arrays = self.problem.arrays
        place = arrays.question_codes(found["question"])
        person = arrays.professional_codes(found["professional"])
        return found.iloc[np.lexsort([person, place])].reset_index(drop=True)

    @property
    def changed(self) -> int:
        """How many seats changed, as `Unchanged` counts them."""
        return int(self._unchanged.check(self.problem, self.teams).measure)

    @property
    def fewest(self) -> int | None:
        """No matching over the whole pool that keeps the hard rules changes fewer seats.

        Proven; equal to `changed` where the first of the `stages` is optimal. None where changes
        had a price instead, and no minimum was asked for.
        """
        rule = self._unchanged
        if not rule.weight or self.policy.stages[:1] != ((rule,),):
            return None
        bound = float(self.stages["bound"].iloc[0])
        return None if math.isinf(bound) else max(0, math.ceil(-bound / rule.weight - SLIP))

    def summary(self) -> str:
        """The facts of a matching, and how many seats changed."""
        kinds = self.changes["change"].value_counts().reindex(["left", "joined", "new"])
        told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.fillna(0).astype(int).items())
        proof = f"; fewer than {self.fewest:,} proven impossible" if self.fewest else ""
        return f"{super().summary()}\n{counted(self.changed, 'seat')} changed ({told}){proof}"

    @property
    def _unchanged(self) -> Unchanged:
        """The rule that counts the changes."""
        return next((rule for rule in self.policy if isinstance(rule, Unchanged)), Unchanged())

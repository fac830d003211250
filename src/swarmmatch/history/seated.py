"""What this room asks of a matching, which it never imports: matchings come later than history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pandas as pd

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem


class Seated(Protocol):
    """What is asked of a matching: its tables, and a row a seat."""

    @property
    def problem(self) -> Problem:
        """The tables that it was made from."""

    @property
    def teams(self) -> pd.DataFrame:
        """Columns ``question, professional``."""


class Covered(Seated, Protocol):
    """A matching that also tells what its teams cover."""

    @property
    def coverage(self) -> pd.DataFrame:
        """Columns ``question, skill, level, wanted, held``."""

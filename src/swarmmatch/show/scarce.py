"""What is scarce, as plots and reports show it: a name, a price and what the price is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pandas as pd

from swarmmatch.show.given import demand_columns

if TYPE_CHECKING:
    from swarmmatch.show.words import Words

#: What is shown of each bottleneck, whatever else there is.
PRICED = ("what", "price", "unit")


class Bottlenecks(Protocol):
    """What `swarmmatch.bottlenecks` returns, as far as it is shown."""

    @property
    def recruits(self) -> pd.DataFrame:
        """Columns ``column, value, like, points, people``."""


def priced(given: pd.DataFrame | Bottlenecks, say: Words) -> pd.DataFrame:
    """Bottlenecks as a frame with ``what, price, unit``: that of the caller, or one made of theirs.

    Raises
    ------
    DataError
        When a column is missing.
    """
    recruits = getattr(given, "recruits", None)
    if not isinstance(recruits, pd.DataFrame):
        return demand_columns(given, PRICED, "bottlenecks")
    column = recruits["column"].map(say.phrase).astype("str")
    return pd.DataFrame(
        {
            "what": recruits["value"].astype("str") + " (" + column + ")",
            "price": recruits["points"],
            "unit": "points, at most",
            "like": recruits["like"],
            "people": recruits["people"],
        }
    )

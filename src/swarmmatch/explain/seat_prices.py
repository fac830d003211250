"""The prices of a matching's own problem and policy, found once and then kept with it."""

from __future__ import annotations

from swarmmatch.engine.what_if import PoolPrices, pool_prices
from swarmmatch.matching.matching import Matching


def prices_of(matching: Matching) -> PoolPrices:
    """Prices from the LP over the whole pool; a second or so the first time, then at once.

    Raises
    ------
    PolicyError
        For a policy with stages.
    """
    return matching.kept(_priced)


def _priced(matching: Matching) -> PoolPrices:
    return pool_prices(matching.problem, matching.policy, matching.resolution)

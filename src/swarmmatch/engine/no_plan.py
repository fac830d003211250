"""The signal that no plan keeps the hard rules, raised where the engine proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from swarmmatch.engine.prices import Prices


class NoPlan(Exception):  # noqa: N818 - a signal inside the engine; who asked gets a diagnosis
    """No plan keeps the hard rules, and that is proven.

    Parameters
    ----------
    prices : Prices, optional
        Prices of the rows at which even seats in parts fall short (a Farkas certificate), where
        the LP is what proves it.
    """

    def __init__(self, prices: Prices | None = None) -> None:
        self.prices = prices
        super().__init__()

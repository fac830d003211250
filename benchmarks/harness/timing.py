"""Seconds of the parts of a cell that is no single matching."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")


def timed(make: Callable[[], Made]) -> tuple[Made, float]:
    """What is made, and the seconds that it took."""
    started = time.perf_counter()
    made = make()
    return made, time.perf_counter() - started

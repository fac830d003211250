"""Work that may take only so long: done in a process of its own, which is ended when time is up."""

from __future__ import annotations

import signal
from collections.abc import Callable
from multiprocessing import TimeoutError as TimeIsUp
from multiprocessing import get_context
from typing import Any, TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[..., T], *arguments: Any) -> T | None:
    """What the work returns, or None when time was up first.

    Parameters
    ----------
    seconds : float
        Allowed, with what it takes to start a process.
    work : callable
        Known by name to a fresh process, as are its arguments and what it returns.
    """
    # Ctrl-C reaches the whole group; this process alone answers to it, and ends the other.
    deaf = (signal.SIGINT, signal.SIG_IGN)
    with get_context("spawn").Pool(1, signal.signal, deaf) as pool:
        try:
            return pool.apply_async(work, arguments).get(seconds)
        except TimeIsUp:
            return None

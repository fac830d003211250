"""Time that is left, and the wish to stop: one clock for a whole run."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


class TimeUp(Exception):  # noqa: N818 - a signal inside the engine, not an error
    """Time has run out, or the caller asked to stop; the engine answers with what it has."""


@dataclass(frozen=True)
class _Wish:
    """The wish to stop, shared by all clocks of one run, and the solvers to be told of it."""

    stop: threading.Event = field(default_factory=threading.Event)
    halts: list[Callable[[], None]] = field(default_factory=list)


class Clock:
    """Counts the seconds of one run and knows when to stop.

    Parameters
    ----------
    limit : float
        Seconds allowed; may be infinite.
    parent : Clock, optional
        The clock of the whole run, when this one times a stage of it: a stop there stops here.
    """

    def __init__(self, limit: float, parent: Clock | None = None) -> None:
        self.started = time.monotonic()
        self.limit = limit if parent is None else min(limit, parent.left)
        self.wish: _Wish = _Wish() if parent is None else parent.wish

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return 0.0 if self.stopped else max(0.0, self.limit - self.seconds)

    @property
    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self.wish.stop.is_set()

    def stop(self) -> None:
        """Ask every stage that goes by this clock to stop."""
        self.wish.stop.set()
        for halt in list(self.wish.halts):
            halt()

    def check(self) -> None:
        """Raise TimeUp when no time is left."""
        if self.left <= 0:
            raise TimeUp

    @contextmanager
    def stopping(self, halt: Callable[[], None]) -> Iterator[None]:
        """While inside, ``stop`` also calls ``halt``, to end a solver that runs at the moment."""
        self.wish.halts.append(halt)
        try:
            yield
        finally:
            self.wish.halts.remove(halt)

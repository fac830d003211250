"""What a long run tells while it works, and a run that can be interrupted.

The work goes on in a thread of its own, so that the caller's thread stays free: it hands progress
to the listener, and turns Ctrl-C, or a flag that somebody set, into a wish to stop, after which the
run returns its best so far.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from swarmmatch.engine.clock import Clock

LOG = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """One report of a run.

    Attributes
    ----------
    stage : str
        What is being done, in plain words.
    value, bound : float or None
        Points of the best matching so far, and the lowest proven ceiling; None before there is one.
    gap : float or None
        Their relative distance.
    seconds : float
        Since the start.
    """

    stage: str
    value: float | None
    bound: float | None
    gap: float | None
    seconds: float


Listener = Callable[[Progress], None]


class Cancel(Protocol):
    """A flag that asks a run to stop, such as a `threading.Event` that somebody may set."""

    def is_set(self) -> bool:
        """Whether the run is to stop."""


class Reporter:
    """Collects what the working thread reports; the caller's thread hands it on.

    A listener that fails is told once in the log and not called again: it never stops a run.
    """

    def __init__(self, listener: Listener | None) -> None:
        self._listener = listener
        self._reports: queue.SimpleQueue[Progress] = queue.SimpleQueue()

    def report(self, progress: Progress) -> None:
        """Take a report, from any thread."""
        self._reports.put(progress)

    def hand_on(self) -> None:
        """Call the listener with every report taken since the last time."""
        while not self._reports.empty():
            progress = self._reports.get()
            if self._listener is None:
                continue
            try:
                self._listener(progress)
            except Exception:
                LOG.exception("the progress listener failed and is not called again")
                self._listener = None


#: Seconds between two looks at the reports, and at the flag.
TICK = 0.05


def run_interruptibly(
    work: Callable[[], T], clock: Clock, reporter: Reporter, cancel: Cancel | None = None
) -> T:
    """Do the work in a thread; the flag or Ctrl-C stops the clock, a second Ctrl-C is raised.

    Raises
    ------
    KeyboardInterrupt
        On the second Ctrl-C.
    Exception
        Whatever the work raises; and what else is raised in this thread, such as by the handler of
        a signal. The work is then told to stop, and not waited for.
    """
    outcome: list[T] = []
    failure: list[BaseException] = []
    finished = threading.Event()  # Thread.join takes a thread for ended when Ctrl-C cuts it short

    def working() -> None:
        try:
            outcome.append(work())
        except BaseException as error:  # carried over to the caller's thread, where it is raised
            failure.append(error)
        finally:
            finished.set()

    try:
        _obey(cancel, clock)
        threading.Thread(target=working, name="swarmmatch", daemon=True).start()
        _watch(finished, clock, reporter, cancel)
    except BaseException:
        clock.stop()
        raise
    if failure:
        raise failure[0]
    return outcome[0]


def _watch(
    finished: threading.Event, clock: Clock, reporter: Reporter, cancel: Cancel | None
) -> None:
    """Hand reports on until the work is finished and the last of them is told."""
    interrupted = told_all = False
    while not told_all:
        try:
            told_all = finished.wait(TICK)
            _obey(cancel, clock)
            reporter.hand_on()
        except KeyboardInterrupt:
            if interrupted:
                raise
            interrupted, told_all = True, False
            clock.stop()


def _obey(cancel: Cancel | None, clock: Clock) -> None:
    if cancel is not None and not clock.stopped and cancel.is_set():
        clock.stop()

"""What a long run tells while it works, and a run that can be interrupted.

The work goes on in a thread of its own, so that the caller's thread stays free: it hands progress
to the listener, and turns Ctrl-C into a wish to stop, after which the run returns its best so far.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

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


#: Seconds between two looks at the reports.
TICK = 0.05


def run_interruptibly(work: Callable[[], T], clock: Clock, reporter: Reporter) -> T:
    """Do the work in a thread; Ctrl-C stops the clock, a second one is raised.

    Raises
    ------
    KeyboardInterrupt
        On the second Ctrl-C.
    Exception
        Whatever the work raises.
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

    threading.Thread(target=working, name="swarmmatch", daemon=True).start()
    while not finished.is_set():
        try:
            finished.wait(TICK)
            reporter.hand_on()
        except KeyboardInterrupt:
            if clock.stopped:
                raise
            clock.stop()
    reporter.hand_on()
    if failure:
        raise failure[0]
    return outcome[0]

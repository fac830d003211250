"""Peak memory of a process and all that it starts."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

import psutil

#: Seconds between two looks: a peak that is shorter may be missed.
TICK = 0.05


@dataclass
class Watched:
    """A process that was followed to its end, or stopped."""

    peak_mb: float
    stopped: bool


def watch(process: psutil.Popen, seconds: float) -> Watched:
    """Follow a process and its children until it ends; stop them all when it takes too long.

    Their resident sets are added up, so that memory which they share counts for each.
    """
    ends, peak = time.monotonic() + seconds, 0
    while process.poll() is None:
        peak = max(peak, resident(process))
        if time.monotonic() > ends:
            stop(process)
            return Watched(peak / 2**20, stopped=True)
        time.sleep(TICK)
    return Watched(peak / 2**20, stopped=False)


def resident(process: psutil.Process) -> int:
    """Bytes that a process and its children hold now."""
    total = 0
    with suppress(psutil.NoSuchProcess):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                total += one.memory_info().rss
    return total


def stop(process: psutil.Process) -> None:
    """End a process and its children."""
    for one in (*process.children(recursive=True), process):
        with suppress(psutil.NoSuchProcess):
            one.kill()

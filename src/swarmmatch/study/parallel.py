"""Many solves at once, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

Done = TypeVar("Done")


def each(
    work: Callable[..., Done], tasks: Sequence[tuple[Any, ...]], processes: int
) -> Iterator[tuple[int, Done]]:
    """Do the work for every task, and hand on what is done as soon as it is.

    Parameters
    ----------
    work : callable
        Known by name to a fresh process, as are its arguments and what it returns.
    tasks : sequence of tuple
        The arguments of each.
    processes : int
        1: one after the other, in this process. More are started afresh, so a script needs
        ``if __name__ == "__main__":`` around what it does.

    Yields
    ------
    int
        The position of the task.
    object
        What the work returned.
    """
    if processes == 1:
        for at, task in enumerate(tasks):
            yield at, work(*task)
        return
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _end_with_parent)
    try:
        futures = {pool.submit(work, *task): at for at, task in enumerate(tasks)}
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """See to it that a study that is killed leaves no process behind."""
    Thread(target=_end_after_parent, daemon=True).start()


def _end_after_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # the solve under way has nobody left to hear of it

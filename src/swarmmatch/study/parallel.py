"""Many solves at once, each in a process of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
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
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"))
    try:
        futures = {pool.submit(work, *task): at for at, task in enumerate(tasks)}
        for future in as_completed(futures):
            yield futures[future], future.result()
    finally:
        pool.shutdown(cancel_futures=True)

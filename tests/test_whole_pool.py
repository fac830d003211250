"""No Python loop runs over professionals or their seats: a larger pool takes no more lines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import swarmmatch as sm

LIBRARY = str(Path(sm.__file__).parent)
QUESTIONS = 4


def lines_of(work: Callable[[], object]) -> int:
    """Lines of the library that threads run which are started meanwhile."""
    run = 0

    def line(frame: FrameType, event: str, given: Any) -> Any:
        nonlocal run
        run += event == "line"
        return line

    def call(frame: FrameType, event: str, given: Any) -> Any:
        return line if frame.f_code.co_filename.startswith(LIBRARY) else None

    before = threading.gettrace()
    threading.settrace(call)
    try:
        work()
    finally:
        threading.settrace(before)  # type: ignore[arg-type]
    return run


def lines_of_match(professionals: int) -> int:
    """Lines that a match takes on so many professionals."""
    problem = sm.achterhoek(professionals, QUESTIONS, seed=1)
    policy = sm.Policy.basic(problem)
    return lines_of(lambda: sm.match(problem, policy, time_limit=None, workers=1))


def test_a_pool_sixteen_times_as_large_takes_as_many_lines() -> None:
    few, many = lines_of_match(1_000), lines_of_match(16_000)
    assert 1_000 < few < 100_000
    assert many < 2 * few

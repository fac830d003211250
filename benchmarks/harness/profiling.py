"""Where the time and the memory of one match go.

A thread looks at the others every few milliseconds: at the innermost function of the library that
each is in, and at the memory of the process. Time that a solver takes stands under the function
that called it. Unlike a profiler that counts calls, it hardly slows anything down, and it sees
all threads.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Self

import pandas as pd
import psutil
from rich.console import Console
from rich.table import Table

import swarmmatch as sm
from benchmarks.harness import machine
from benchmarks.harness.registry import Suite

#: Seconds between two looks.
TICK = 0.005
LIBRARY = Path(sm.__file__).parent
#: Lines shown of each table.
SHOWN = 12
#: Where the files go, and the tables that are in them.
FOLDER = "profile"
STAGES = "by stage, as the run reports it"
INSIDE = "in the function itself, solvers that it calls included"
WITHIN = "in the function and all that it calls"


@dataclass
class Sampler:
    """Looks at all threads but its own, from entering to leaving.

    Attributes
    ----------
    inside : Counter
        Looks by the innermost function of the library, of threads that were in it.
    within : Counter
        The same by every function on the way there.
    stage : str
        What the run reports that it does; ``grown`` has the bytes that came in each stage.
    """

    inside: Counter[str] = field(default_factory=Counter)
    within: Counter[str] = field(default_factory=Counter)
    stages: Counter[str] = field(default_factory=Counter)
    grown: Counter[str] = field(default_factory=Counter)
    stage: str = "reading the rules"
    looks: int = 0

    def __enter__(self) -> Self:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._started = time.perf_counter()
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._ended.set()
        self._thread.join()
        self.seconds = time.perf_counter() - self._started

    def told(self, progress: sm.Progress) -> None:
        """Listen to what the run reports."""
        self.stage = progress.stage

    def _watch(self) -> None:
        process, own = psutil.Process(), threading.get_ident()
        held = process.memory_info().rss
        while not self._ended.wait(TICK):
            now = process.memory_info().rss
            self.grown[self.stage] += now - held
            held = now
            self.looks += 1
            self.stages[self.stage] += 1
            for thread, frame in sys._current_frames().items():  # noqa: SLF001 - the way to see them
                if thread != own:
                    self._look(frame)

    def _look(self, frame: FrameType | None) -> None:
        if frame is None or frame.f_code.co_filename == threading.__file__:
            return  # it waits for another thread, whose turn to be looked at comes
        met: list[str] = []
        while frame is not None:
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(LIBRARY):
                where = path.relative_to(LIBRARY).as_posix()
                met.append(f"{where}: {frame.f_code.co_qualname}")
            frame = frame.f_back
        if met:
            self.inside[met[0]] += 1
            self.within.update(set(met))

    def table(self, looks: Counter[str]) -> pd.DataFrame:
        """Seconds and shares; several threads at once can add up to more than the whole."""
        each = self.seconds / max(self.looks, 1)
        table = pd.DataFrame(looks.most_common(), columns=["where", "looks"])
        return table.assign(
            seconds=table["looks"] * each, share=table["looks"] / max(self.looks, 1)
        ).drop(columns="looks")


def profiled(
    suite: Suite, case: str | None, seed: int
) -> tuple[dict[str, str], dict[str, pd.DataFrame]]:
    """Match one case; the head, and tables by stage, by function, and with all that it calls."""
    cases = {one.name: one for one in suite.of(smoke=False)}
    chosen = cases[case] if case else list(cases.values())[-2:][0]
    problem, policy = chosen.make(seed)
    head = machine.head(suite.name, [seed], ["swarmmatch"], None)
    with Sampler() as seen:
        matching = sm.match(problem, policy, on_progress=seen.told)
    each = seen.seconds / max(seen.looks, 1)
    stages = pd.DataFrame(
        {
            "where": list(seen.stages),
            "seconds": [looks * each for looks in seen.stages.values()],
            "share": [looks / max(seen.looks, 1) for looks in seen.stages.values()],
            "MB more": [seen.grown[one] / 2**20 for one in seen.stages],
        }
    )
    told = f"{chosen.name}, {seen.seconds:.2f} s, gap {matching.gap:.4%}"
    return head | {"case": told}, {
        STAGES: stages,
        INSIDE: seen.table(seen.inside),
        WITHIN: seen.table(seen.within),
    }


def show(console: Console, title: str, table: pd.DataFrame) -> None:
    """Print the first lines of a table."""
    shown = Table(title=title, title_justify="left")
    for column in table:
        shown.add_column(str(column), justify="left" if column == "where" else "right")
    for row in table.head(SHOWN).itertuples(index=False):
        shown.add_row(*(f"{cell:,.3f}" if isinstance(cell, float) else str(cell) for cell in row))
    console.print(shown)

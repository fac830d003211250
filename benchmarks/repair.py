"""How soon announced teams are mended, with proof, and how soon every seat has its reserves.

Run from the project's root: ``python -m benchmarks.repair 12000x100 --seeds 1 2 3``. Of the whole
pool 5% drop out, drawn evenly. Seats that fall out are counted twice over: left to the teams that
remain, and refilled. The first import of the solvers is not counted.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np

import swarmmatch as sm

#: Share of the pool that drops out.
ABSENT = 0.05


def timed(make: Callable[[], Any]) -> tuple[Any, str]:
    """What is made, and the seconds that it took by the clock and of the processor."""
    started, busy = time.perf_counter(), time.process_time()
    made = make()
    return made, f"{time.perf_counter() - started:8.1f} {time.process_time() - busy:8.1f}"


def main() -> None:
    """Print a row for every size, seed and way to mend, and one for the reserves."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="+", help="such as 12000x100")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    given = parser.parse_args()
    print(f"{platform.machine()}, Python {platform.python_version()}")
    print("size        seed  job       seconds      cpu  seats   hit  changed  fewest      gap")
    for size in given.sizes:
        professionals, questions = (int(part) for part in size.split("x"))
        for seed in given.seeds:
            problem = sm.achterhoek(professionals, questions, seed=seed)
            matching = sm.match(problem)
            pool = problem.professionals["professional"]
            absent = pool[np.random.default_rng(seed).random(len(pool)) < ABSENT]
            hit = matching.teams["professional"].isin(absent).sum()
            row = f"{size:11} {seed:4}"
            for job, refill in (("repair", False), ("refill", True)):
                mended, seconds = timed(
                    lambda who=absent, old=matching, refill=refill: sm.repair(
                        old, absent=who, refill=refill
                    )
                )
                assert mended.audit().ok
                print(
                    f"{row}  {job:8} {seconds} {len(mended.teams):6} {hit:5} {mended.changed:8} "
                    f"{mended.fewest:7} {mended.stages['gap'].iloc[-1]:8.4%}",
                    flush=True,
                )
            table, seconds = timed(lambda old=matching: sm.reserves(old))
            without = int(table["reserve"].isna().sum())
            print(
                f"{row}  reserves {seconds} {len(matching.teams):6}, {without} without", flush=True
            )


if __name__ == "__main__":
    main()

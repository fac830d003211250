"""Beside a direct model: CP-SAT over every eligible seat, the same rules, numbers, cores and time.

Run from the project's root: ``python -m benchmarks.direct``. The direct model is stated from the
same arrays as swarmmatch's own, with every eligible seat of the pool in it, the same parameters and
as many workers; its time counts from the moment the rules are read. It is given no hint and no
bound from elsewhere.
"""

from __future__ import annotations

import argparse
import platform
import time
from importlib import metadata

import numpy as np

import swarmmatch as sm
from swarmmatch.engine.clock import Clock
from swarmmatch.engine.compile import compile_program
from swarmmatch.engine.exact import solve
from swarmmatch.engine.lazy_rows import LazyRows
from swarmmatch.engine.match import usable_cores
from swarmmatch.engine.prices import free
from swarmmatch.engine.pricing import Pricer, join
from swarmmatch.engine.restricted import restrict


def direct(problem: sm.Problem, policy: sm.Policy, seconds: float) -> list[tuple[float, float]]:
    """Seconds and points of each solution that CP-SAT finds over all eligible seats."""
    started = time.perf_counter()
    clock = Clock(seconds)
    program = compile_program(problem, policy, 1e-4, clock)
    pricer, prices = Pricer(program), free(LazyRows(program))
    seats = join([pricer.seats(question, prices) for question in range(program.n_questions)])
    restricted = restrict(program, prices.lazy, seats)
    found: list[tuple[float, float]] = []

    def keep(value: float) -> bool:
        points = (value + restricted.constant) * program.resolution
        found.append((time.perf_counter() - started, points))
        return False

    print(f"direct model: {len(seats):,} seats, {restricted.whole.matrix.shape[0]:,} rows")
    solve(restricted.whole, clock, workers=usable_cores(), on_solution=keep)
    return found


def main() -> None:
    """Run both on the same problem and print what each reached, and when."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--professionals", type=int, default=12_000)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=100.0, help="for the direct model")
    given = parser.parse_args()
    versions = {name: metadata.version(name) for name in ("ortools", "highspy", "numpy")}
    machine = f"{platform.machine()}, {usable_cores()} cores, Python {platform.python_version()}"
    print(f"{machine}, {versions}")
    problem = sm.achterhoek(given.professionals, given.questions, seed=given.seed)
    policy = sm.Policy.basic(problem)
    started = time.perf_counter()
    ours = sm.match(problem, policy)
    seconds = time.perf_counter() - started
    print(f"swarmmatch: {ours.value:,.4f} points, gap {ours.gap:.4%} proven, after {seconds:.2f} s")
    found = direct(problem, policy, given.seconds)
    best = max((points for _, points in found), default=float("nan"))
    reached = next((at for at, points in found if points >= ours.value), np.inf)
    print(f"direct: best {best:,.4f} points ({best / ours.value:.1%}) within {given.seconds:g} s")
    print("direct reached swarmmatch's value", "never" if reached == np.inf else f"{reached:.1f} s")
    ratio = min(reached, given.seconds) / seconds
    print(f"ratio of times to that value: {'at least ' * (reached == np.inf)}{ratio:.0f}")


if __name__ == "__main__":
    main()

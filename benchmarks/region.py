"""The main job at several sizes: seconds, peak memory and proven gap, each in a fresh process.

Run from the project's root: ``python -m benchmarks.region 12000x100 12000x300 120000x300``. With
two pools of the same number of questions, the exponent at which the time grows is printed too.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import resource
import subprocess
import sys
import time
from itertools import pairwise

SEEDS = (1, 2, 3, 4, 5)


def once(professionals: int, questions: int, seed: int, limit: float) -> dict[str, float | str]:
    """Make the data and match them, in this process."""
    import swarmmatch as sm

    problem = sm.achterhoek(professionals, questions, seed=seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    matching = sm.match(problem, sm.Policy.basic(problem), time_limit=limit)
    seconds = time.perf_counter() - started
    return {
        "seconds": seconds,
        "data_mb": before / 1024,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "value": matching.value,
        "bound": matching.bound,
        "gap": matching.gap,
        "status": matching.status,
        "audit": "clean" if matching.audit().ok else "broken",
    }


def main() -> None:
    """Run every size with every seed and print a row each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="+", help="such as 12000x100")
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each matching")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sizes = [tuple(int(part) for part in size.split("x")) for size in given.sizes]
    if given.once:
        print(json.dumps(once(sizes[0][0], sizes[0][1], given.seeds[0], given.limit)))
        return
    print(f"{platform.machine()}, Python {platform.python_version()}")
    print("professionals questions seed  seconds  data MB  peak MB       gap  status      audit")
    medians: dict[tuple[int, ...], float] = {}
    for size in sizes:
        times = []
        for seed in given.seeds:
            command = [sys.executable, "-m", "benchmarks.region", "x".join(map(str, size))]
            command += ["--once", "--seeds", str(seed), "--limit", str(given.limit)]
            row = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            times.append(row["seconds"])
            print(
                f"{size[0]:13,} {size[1]:9,} {seed:4} {row['seconds']:8.2f} {row['data_mb']:8.0f} "
                f"{row['peak_mb']:8.0f} {row['gap']:9.4%}  {row['status']:10}  {row['audit']}",
                flush=True,
            )
        medians[size] = sorted(times)[len(times) // 2]
    for (small, q), (large, also) in pairwise(sizes):
        if q == also and small != large:
            grown = medians[large, q] / medians[small, q]
            exponent = math.log(grown) / math.log(large / small)
            print(f"time grows with the pool to the power {exponent:.2f} ({small:,} to {large:,})")


if __name__ == "__main__":
    main()

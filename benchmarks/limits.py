"""How well ``time_limit`` is kept: seconds taken for seconds allowed, each in a fresh process.

Run from the project's root: ``python -m benchmarks.limits 12000x100 12000x300 120000x300``. Kept
means within 10% of the limit or one second of it; the first import of the solvers is not counted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time

LIMITS = (1.0, 2.0, 5.0, 10.0)


def once(professionals: int, questions: int, limit: float) -> dict[str, float | str]:
    """Make the data and match them under the limit, in this process."""
    import swarmmatch as sm

    problem = sm.achterhoek(professionals, questions, seed=1)
    policy, match = sm.Policy.basic(problem), sm.match  # loads the solvers
    started = time.perf_counter()
    try:
        matching = match(problem, policy, time_limit=limit)
    except sm.NoMatchingError:
        return {"seconds": time.perf_counter() - started, "ended": "no matching"}
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "ended": f"{matching.status}, gap {matching.gap:.4%}"}


def main() -> None:
    """Try every size under every limit and print a row each."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", nargs="+", help="such as 12000x100")
    parser.add_argument("--limits", type=float, nargs="+", default=LIMITS, help="seconds")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    sizes = [tuple(int(part) for part in size.split("x")) for size in given.sizes]
    if given.once:
        print(json.dumps(once(*sizes[0], given.limits[0])))
        return
    print("professionals questions  limit  seconds  kept  ended")
    for size in sizes:
        for limit in given.limits:
            command = [sys.executable, "-m", "benchmarks.limits", "x".join(map(str, size))]
            command += ["--once", "--limits", str(limit)]
            row = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
            kept = "yes" if row["seconds"] <= max(1.1 * limit, limit + 1.0) else "no"
            print(
                f"{size[0]:13,} {size[1]:9,} {limit:6.1f} {row['seconds']:8.2f}  {kept:4}  "
                f"{row['ended']}",
                flush=True,
            )


if __name__ == "__main__":
    main()

"""One case, one method, one seed, in a process of its own: ``python -m benchmarks.harness.cell``.

It takes the cell as JSON and answers with the row as JSON. The tables are made and the solvers
loaded before the clock starts, for every method alike.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.harness.registry import METHODS, SUITES, Case, Method, Suite, discover
from benchmarks.harness.solving import NothingFound, solved


@dataclass(frozen=True)
class Cell:
    """Names of a suite and of what is in it, the seed, and the seconds allowed."""

    suite: str
    case: str
    method: str
    seed: int
    time_limit: float
    smoke: bool

    def to_json(self) -> str:
        """As the process takes it."""
        return json.dumps(asdict(self))

    def found(self) -> tuple[Suite, Case, Method]:
        """What the names stand for.

        Raises
        ------
        KeyError
            For an unknown name.
        """
        suite = SUITES[self.suite]
        cases = {case.name: case for case in suite.of(smoke=self.smoke)}
        return suite, cases[self.case], METHODS[self.method]


def measured(cell: Cell) -> Mapping[str, Any]:
    """The columns that a cell adds to its row."""
    suite, case, method = cell.found()
    try:
        if suite.measure is not None:
            return suite.measure(case, method, cell.seed, cell.time_limit)
        return solved(case, method, cell.seed, cell.time_limit).row
    except NothingFound as ended:
        return {"seconds": ended.seconds, "verdict": "no matching in time"}


def main() -> None:
    """Measure the cell that stands on the command line."""
    discover()
    row = measured(Cell(**json.loads(sys.argv[1])))
    print(json.dumps(dict(row)))  # NaN and Infinity, which Python reads back


if __name__ == "__main__":
    main()

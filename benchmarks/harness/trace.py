"""What a method found on its way, and when."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import swarmmatch as sm

#: Where a matching carries its trace, within its provenance.
KEY = "incumbents"


@dataclass
class Trace:
    """Values in the order in which they were found, with the seconds since it was made."""

    started: float = field(default_factory=time.perf_counter)
    found: list[list[float]] = field(default_factory=list)

    def told(self, value: float) -> None:
        """Keep a value that is better than all before."""
        if not self.found or value > self.found[-1][1]:
            self.found.append([round(time.perf_counter() - self.started, 4), float(value)])

    def onto(self, matching: sm.Matching) -> sm.Matching:
        """The same matching, with the trace."""
        return sm.Matching(
            problem=matching.problem,
            policy=matching.policy,
            teams=matching.teams,
            value=matching.value,
            bound=matching.bound,
            status=matching.status,
            reason=matching.reason,
            provenance=matching.provenance | {KEY: self.found},
            stages=matching.stages,
        )


def trace_of(matching: sm.Matching) -> list[list[float]]:
    """Pairs of seconds and value, none where the method kept no trace."""
    found: list[list[float]] = matching.provenance.get(KEY, [])
    return found

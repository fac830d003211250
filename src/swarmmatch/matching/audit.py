"""The audit: what every rule says of a set of teams, found without a solver."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.errors import SHOWN, PolicyError, counted
from swarmmatch.matching.seats import SEAT, as_seats
from swarmmatch.matching.units import RESOLUTION, as_points, demand_resolution

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy
    from swarmmatch.rules.rule import Check, Rule

#: Stands in the place of a rule where the teams themselves are malformed.
TEAMS = "teams"

#: Sums of units below this are exact in 64 bits, whatever the order of adding up.
_MOST_UNITS = 2**62


@dataclass(frozen=True, eq=False)
class Audit:
    """What was found; prints as a short table.

    Parameters
    ----------
    violations : pandas.DataFrame
        Columns ``rule, subject, detail``; a row a breach of a hard rule. Malformed teams stand
        under the rule "teams".
    scores : pandas.DataFrame
        Columns ``rule, measure, unit, points``; a row a rule, in the order of the policy.
        ``measure`` is the rule's own figure, in ``unit``; ``points`` add up to the value.
    units : int
        The value in whole units: over all rules, the sum of ``count * round(each / resolution)``.
    resolution : float
        Points that one unit stands for.
    """

    violations: pd.DataFrame
    scores: pd.DataFrame
    units: int
    resolution: float

    @property
    def ok(self) -> bool:
        """Whether the teams are well formed and break no rule."""
        return self.violations.empty

    @property
    def value(self) -> float:
        """Points that the teams earn, at the resolution."""
        return as_points(self.units, self.resolution)

    def __repr__(self) -> str:
        broken = len(self.violations)
        found = "every rule holds" if self.ok else counted(broken, "violation")
        lines = [f"audit: {found}; value {self.value:,.10g} points", _text(self.scores)]
        if not self.ok:
            lines += ["", _text(self.violations.head(SHOWN))]
        if broken > SHOWN:
            lines.append(f"... and {broken - SHOWN:,} more")
        return "\n".join(lines)


def audit(
    problem: Problem, policy: Policy, teams: pd.DataFrame, resolution: float = RESOLUTION
) -> Audit:
    """Ask every rule's ``check`` about teams, wherever they come from.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        The rules.
    teams : pandas.DataFrame
        Columns ``question`` and ``professional``, one row a seat, in any order. Seats with unknown
        ids, and seats named again, are violations; the rules judge the others.
    resolution : float
        Points that one unit stands for.

    Raises
    ------
    DataError
        When `teams` is no frame, or lacks a column.
    PolicyError
        When a rule earns what is no sum of whole units that 64 bits hold.
    ValueError
        When the resolution is not above 0.
    """
    demand_resolution(resolution)
    seats = as_seats(teams)
    malformed, sound = _by_form(problem, seats)
    judged = seats[sound].reset_index(drop=True)
    # Each rule gets a frame of its own, which is copied only when the rule writes to it.
    checks = [(rule, rule.check(problem, judged.copy(deep=False))) for rule in policy]
    units = [_units(rule, check, resolution) for rule, check in checks]
    scores = {
        "rule": pd.Series([rule.name for rule, _ in checks], dtype="str"),
        "measure": pd.Series([check.measure for _, check in checks], dtype="float64"),
        "unit": pd.Series([check.unit for _, check in checks], dtype="str"),
        "points": pd.Series([as_points(part, resolution) for part in units], dtype="float64"),
    }
    broken = [
        check.violations.assign(rule=rule.name) for rule, check in checks if len(check.violations)
    ]
    return Audit(_joined([malformed, *broken]), pd.DataFrame(scores), sum(units), resolution)


def _by_form(problem: Problem, seats: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """What is wrong with the seats as such, and which of them the rules can judge."""
    known = {
        "question": problem.arrays.question_codes(seats["question"]) >= 0,
        "professional": problem.arrays.professional_codes(seats["professional"]) >= 0,
    }
    again = seats.duplicated(SEAT)
    sound = ~again & known["question"] & known["professional"]
    if sound.all():
        return _joined([]), sound
    found = [_at(seats, ~known[name], name, f"is no {name} of the tables") for name in SEAT]
    twice = seats[again & known["question"] & known["professional"]]
    detail = "has the same seat more than once: " + twice["professional"]
    found.append(pd.DataFrame({"subject": twice["question"], "detail": detail}).drop_duplicates())
    return _joined(found).assign(rule=TEAMS), sound


def _at(seats: pd.DataFrame, wrong: NDArray[np.bool_], name: str, says: str) -> pd.DataFrame:
    ids = seats.loc[wrong, name].fillna("(missing)").drop_duplicates()
    return pd.DataFrame({"subject": ids, "detail": says})


def _units(rule: Rule, check: Check, resolution: float) -> int:
    """Whole units that a rule earns, exactly."""
    count = check.earned["count"].to_numpy(np.float64)
    each = np.rint(check.earned["each"].to_numpy(np.float64) / resolution)
    whole = bool((np.rint(count) == count).all())
    if not (whole and np.abs(count) @ np.abs(each) < _MOST_UNITS):  # not so for missing numbers
        raise PolicyError(
            f"{rule.name}: cannot add up its points: counts must be whole numbers, and points "
            f"finite and below {_MOST_UNITS:.1e} times the resolution of {resolution} in all"
        )
    return int(count.astype(np.int64) @ each.astype(np.int64))


def _joined(found: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Frames of violations below each other, all of text."""
    none = pd.DataFrame(columns=["rule", "subject", "detail"])
    rows = pd.concat([none, *(part for part in found if len(part))], ignore_index=True)
    return rows.astype("str")


def _text(frame: pd.DataFrame) -> str:
    return frame.to_string(index=False, max_colwidth=70) if len(frame) else "(no rules)"

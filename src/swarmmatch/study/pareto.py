"""What one aim costs of another: the Pareto front of two soft rules, each point proven."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from swarmmatch.data.frame_html import frame_html
from swarmmatch.engine.above import best_above
from swarmmatch.errors import AuditError, PolicyError, counted
from swarmmatch.matching.audit import audit
from swarmmatch.matching.provenance import json_safe, versions
from swarmmatch.matching.units import as_points, as_units
from swarmmatch.rules.policy import Policy
from swarmmatch.study.options import rule_named
from swarmmatch.study.parallel import each
from swarmmatch.study.results import Results, damaged

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.rule import Rule


#: What the record of a point holds.
RECORD = ("x", "y", "least", "bound", "status", "seconds", "teams")


@dataclass(frozen=True, eq=False, repr=False)
class Front:
    """A Pareto front: matchings of which none found is better in both aims.

    Attributes
    ----------
    x, y : str
        The two rules, which are also the columns of their points.
    x_bound : float
        Proven: no teams earn more points of ``x``.
    points : pandas.DataFrame
        A row a matching, by ``x``: ``point``, the points of ``x`` and of ``y``, ``least`` (the
        floor on ``x`` that it was found above), ``bound`` (proven: no teams that earn ``least`` or
        more of ``x`` earn more of ``y``), ``gap`` (of ``y`` to that bound), ``status`` and
        ``seconds``.
    teams : pandas.DataFrame
        A row a point and seat: ``point, question, professional``.
    """

    x: str
    y: str
    x_bound: float
    points: pd.DataFrame
    teams: pd.DataFrame

    def __str__(self) -> str:
        found = counted(len(self.points), "point")
        most = f"no teams earn more than {self.x_bound:,.10g} points of {self.x}"
        return f"{found} of {self.x} against {self.y}" + f"; {most}" * math.isfinite(self.x_bound)

    def __repr__(self) -> str:
        return f"{self}\n{self.points.to_string(index=False)}"

    def _repr_html_(self) -> str:
        return f"<div>{frame_html(self.points, str(self))}</div>"


def pareto(
    problem: Problem,
    policy: Policy,
    x: str,
    y: str,
    *,
    points: int = 7,
    folder: str | os.PathLike[str] | None = None,
    processes: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
    gap: float = 1e-4,
    time_limit: float | None = 60.0,
    seed: int = 0,
    workers: int = 1,
) -> Front:
    """Find matchings that trade the points of one soft rule for those of another.

    First each rule is raised as far as it goes, then the other without giving up any of it: these
    are the ends. Between them ``y`` is raised above evenly spread floors on ``x``: the
    epsilon-constraint method, see `swarmmatch.engine.above`. All hard rules hold; the points of
    other rules do not count. Fronts have more points than are asked for here; what lies between two
    of these is bounded by the bound of the lower floor.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        With the two rules, at the weights that their points shall have.
    x, y : str
        Soft rules by class or in full, as ``scores`` writes them. Points for pairs are refused.
    points : int
        How many to look for, 2 or more; fewer are left where several floors give the same.
    folder : path, optional
        Keeps a file for each point, as `sweep` does.
    processes : int
        Points solved at the same time; see `parallel.each`.
    on_progress : callable, optional
        Called with how many points are done, and of how many. What it raises ends the search.
    gap, time_limit, seed, workers
        Of each point, as for `match`; the gap is asked of each of its two steps.

    Raises
    ------
    PolicyError
        When a rule is unknown, hard or the same as the other, or earns points for pairs; and for a
        policy with `Leximin`, which is an order of its own.
    InfeasibleError
        When no matching can satisfy the hard rules.
    NoMatchingError
        When time ran out before any matching was found.
    AuditError, DataError
        When a file of the folder is damaged, or does not bear out what it says.
    """
    across, up = _two_rules(policy, x, y)
    if not (isinstance(points, int) and points >= 2):
        raise PolicyError(f"points must be a whole number of 2 or more, not {points!r}")
    settings = {"gap": gap, "time_limit": time_limit, "seed": seed, "workers": workers}
    search = _Search(problem, Policy(policy), across, up, settings, Results(folder))
    solved: list[dict[str, Any]] = []

    def collect(floors: list[float | None]) -> None:
        for record in search.found(floors, processes):
            solved.append(record)
            if on_progress is not None:
                on_progress(len(solved), points)

    collect([None, -np.inf])
    ends = sorted(record["x"] for record in solved)
    between = np.linspace(ends[0], ends[-1], points)[1:-1].tolist()
    collect([as_points(int(as_units(one))) for one in between])
    return _front(across.name, up.name, solved)


@dataclass(frozen=True)
class _Search:
    """What all points of a front have in common, and where their results are kept."""

    problem: Problem
    policy: Policy
    x: Rule
    y: Rule
    settings: Mapping[str, Any]
    results: Results

    def found(self, floors: list[float | None], processes: int) -> Iterator[dict[str, Any]]:
        """A record for each floor, as they come; None asks for the most of ``x``, then of ``y``."""
        missing = []
        for floor in floors:
            record = self._kept(self._key(floor))
            if record is None:
                missing.append(floor)
            else:
                yield record
        common = (self.problem, self.policy, self.x, self.y)
        tasks = [(*common, floor, self.settings) for floor in missing]
        for at, record in each(point_above, tasks, processes):
            self.results.write(self._key(missing[at]), record)
            yield record

    def _key(self, floor: float | None) -> tuple[Any, ...]:
        about = (self.problem.fingerprint, versions()["swarmmatch"], *self.settings.items())
        return (*about, repr(self.policy), self.x.name, self.y.name, floor)

    def _kept(self, key: tuple[Any, ...]) -> dict[str, Any] | None:
        """A record of an earlier run, when its teams earn what it says."""
        record = self.results.read(key)
        if record is None:
            return None
        if not set(RECORD) <= set(record):
            raise damaged("a point of the folder", f"it lacks one of {', '.join(RECORD)}")
        teams = pd.DataFrame(record["teams"], columns=["question", "professional"])
        x, y = _points_of(self.problem, self.policy, self.x, self.y, teams)
        if (x, y) != (record["x"], record["y"]) or not y <= (record["bound"] or np.inf):
            raise damaged("a point of the folder", f"its teams earn {x!r} and {y!r}")
        return record


def point_above(
    problem: Problem,
    policy: Policy,
    x: Rule,
    y: Rule,
    floor: float | None,
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """One point as a record for a file: ``x, y, least, bound, status, seconds, teams``.

    The end of most ``x`` also has ``x_bound``: no teams earn more of it.

    Raises
    ------
    KeyboardInterrupt
        Where Ctrl-C cut the search off: its best so far is no result of these settings.
    """
    first, second, least = (x, y, -np.inf) if floor is None else (y, x, floor)
    above = best_above(problem, policy, first, second, least, **settings)
    if above.interrupted:
        raise KeyboardInterrupt
    aim, held = above.stages.to_dict("records")
    record = {"least": floor, "x_bound": None, "bound": aim["bound"], "status": aim["status"]}
    if floor is None:
        record = {"least": aim["value"], "x_bound": aim["bound"]}
        record |= {"bound": held["bound"], "status": held["status"]}
    earned = _points_of(problem, policy, x, y, above.teams)
    record |= {"x": earned[0], "y": earned[1], "seconds": aim["seconds"] + held["seconds"]}
    told = json_safe(record | {"teams": above.teams.to_dict("records")})
    return {str(name): one for name, one in told.items()}


def _points_of(
    problem: Problem, policy: Policy, x: Rule, y: Rule, teams: pd.DataFrame
) -> tuple[float, float]:
    """What teams earn by the two rules, by an audit.

    Raises
    ------
    AuditError
        When they break a hard rule.
    """
    found = audit(problem, policy, teams)
    if not found.ok:
        raise AuditError("the teams of a point break rules", found.violations)
    points = found.scores.set_index("rule")["points"]
    return float(points[x.name]), float(points[y.name])


def _two_rules(policy: Policy, x: str, y: str) -> tuple[Rule, Rule]:
    across, up = rule_named(policy, x), rule_named(policy, y)
    for rule in (across, up):
        if not rule.soft:
            raise PolicyError(f"{rule.name} is hard: it earns no points that could be traded")
    if across == up:
        raise PolicyError(f"{x!r} and {y!r} are the same rule; a front needs two")
    return across, up


def _front(x: str, y: str, records: Sequence[Mapping[str, Any]]) -> Front:
    table = pd.DataFrame(list(records)).astype({"least": "float64", "bound": "float64"})
    table = table.fillna({"least": -np.inf, "bound": np.inf})
    # Of floors that give the same, the lowest: its bound speaks of more.
    table = table.sort_values(["x", "least"], kind="stable").drop_duplicates(["x", "y"])
    better = [
        bool(((table["x"] >= a) & (table["y"] >= b) & ((table["x"] > a) | (table["y"] > b))).any())
        for a, b in zip(table["x"], table["y"], strict=True)
    ]
    table = table[~np.array(better)].reset_index(drop=True).rename_axis("point").reset_index()
    seats = table[["point", "teams"]].explode("teams", ignore_index=True)
    teams = pd.DataFrame(seats["teams"].to_list()).assign(point=seats["point"])
    table["gap"] = (table["bound"] - table["y"]).clip(lower=0) / table["y"].abs().clip(lower=1)
    shown = table.rename(columns={"x": x, "y": y})
    columns = ["point", x, y, "least", "bound", "gap", "status", "seconds"]
    bounds = [record["x_bound"] for record in records if record.get("x_bound") is not None]
    return Front(
        x, y, max(bounds, default=np.inf), shown[columns],
        teams[["point", "question", "professional"]],
    )  # fmt: skip

"""Matching: the teams of all questions, with what is proven of them."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

import pandas as pd

from swarmmatch.errors import AuditError
from swarmmatch.matching import display, files, html
from swarmmatch.matching.audit import Audit, audit
from swarmmatch.matching.coverage import coverage, seat_table
from swarmmatch.matching.provenance import json_safe
from swarmmatch.matching.record import STATUSES, Status, as_record
from swarmmatch.matching.seats import as_seats, in_order
from swarmmatch.matching.stages import as_stages, misstated
from swarmmatch.matching.units import RESOLUTION, as_units

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem
    from swarmmatch.rules.policy import Policy
    from swarmmatch.rules.rule import Rule


Made = TypeVar("Made")


@dataclass(frozen=True, init=False, repr=False, eq=False)
class Matching:
    """A team for each question, its value, and a proven ceiling on the value of all others.

    It never changes: each attribute hands out a copy. Making one checks nothing of what is claimed;
    `checked` and `audit` do.

    Parameters
    ----------
    problem : Problem
        The tables.
    policy : Policy
        The rules.
    teams : pandas.DataFrame
        Columns ``question`` and ``professional``, one row a seat, in any order.
    value : float
        Points that the teams earn.
    bound : float
        Points that no matching over the whole pool can exceed; infinite when none was proven.
    status : str
        "optimal" (none is better), "within_gap" (as near to the bound as was asked),
        "time_limit" or "interrupted".
    reason : str
        Why the search ended, in one sentence.
    provenance : mapping
        See `provenance_of_run`. Of its keys, ``resolution`` and ``seconds`` are used here.
    stages : pandas.DataFrame, optional
        What was proven of each stage of the policy; see the attribute.

    Raises
    ------
    DataError
        When the teams are no frame of seats.
    TypeError
        When the provenance holds what JSON has no form for.
    ValueError
        For an unknown status.
    """

    problem: Problem
    policy: Policy
    value: float
    bound: float
    status: Status
    reason: str
    _teams: pd.DataFrame
    _provenance: dict[str, Any]
    _stages: pd.DataFrame

    def __init__(
        self,
        *,
        problem: Problem,
        policy: Policy,
        teams: pd.DataFrame,
        value: float,
        bound: float,
        status: Status,
        reason: str,
        provenance: Mapping[str, Any],
        stages: pd.DataFrame | None = None,
    ) -> None:
        if status not in STATUSES:
            raise ValueError(f"unknown status {status!r}; there are {', '.join(STATUSES)}")
        given = {
            "problem": problem,
            "policy": policy,
            "value": float(value),
            "bound": float(bound),
            "status": status,
            "reason": reason,
            "_teams": in_order(problem, as_seats(teams)),
            "_provenance": json_safe(provenance),
            "_stages": as_stages(stages),
        }
        for name, one in given.items():
            object.__setattr__(self, name, one)

    @classmethod
    def read(
        cls,
        folder: str | os.PathLike[str],
        problem: Problem,
        rules: Sequence[type[Rule]] = (),
    ) -> Self:
        """Read a matching that `write` wrote, and trust nothing in it that can be worked out anew.

        Value, scores and coverage are recomputed from the teams and compared with every file. The
        bound cannot be proven again without a solver: it is taken as it stands, unless the value
        exceeds it.

        Parameters
        ----------
        folder : path
            With the five files.
        problem : Problem
            The tables that the matching was made from.
        rules : sequence of rule classes
            Rules of your own that the policy may name, beside those of the library.

        Raises
        ------
        AuditError
            When the files do not agree with each other, or with what the teams earn; it tells what
            differs.
        DataError
            When a file is missing or damaged, or the matching was made from other tables.
        PolicyError
            When the policy cannot be read.
        """
        found = files.read_files(folder, problem, rules)
        record = found.record
        matching = cls(
            problem=problem,
            policy=found.policy,
            teams=record.teams,
            value=record.value,
            bound=record.bound,
            status=record.status,
            reason=record.reason,
            provenance=record.provenance,
            stages=record.stages,
        ).checked()
        files.demand_agreement(found, matching)
        return matching

    def write(self, folder: str | os.PathLike[str]) -> None:
        """Write the matching to a folder, whole or not at all.

        ``teams.csv``, ``coverage.csv`` and ``scores.csv`` are for spreadsheets, where no cell of
        theirs runs as a formula; ``policy.toml`` and ``matching.json`` are for programs.

        Parameters
        ----------
        folder : path
            Made, or replaced if it holds nothing but these files.

        Raises
        ------
        DataError
            When the folder holds other files, which would be lost.
        PolicyError
            When a rule has an option that TOML cannot hold.
        """
        files.write_files(self, folder)

    @property
    def teams(self) -> pd.DataFrame:
        """One row a seat: question, professional; in the order of these in the problem."""
        return self._teams.copy(deep=False)

    @property
    def provenance(self) -> dict[str, Any]:
        """Where it comes from: fingerprint of the input, versions, settings, seconds by stage."""
        return copy.deepcopy(self._provenance) | {"input": self.problem.fingerprint}

    @property
    def resolution(self) -> float:
        """Points that one whole unit of value stands for."""
        return float(self._provenance.get("resolution", RESOLUTION))

    @property
    def gap(self) -> float:
        """How far the value may be from the best: ``max(bound - value, 0) / max(|value|, 1)``."""
        return max(self.bound - self.value, 0.0) / max(abs(self.value), 1.0)

    @property
    def stages(self) -> pd.DataFrame:
        """One row a step of the policy's stages; none where it has no stages.

        Columns stage, rules, value, bound, gap, status, seconds. No matching that earns in every
        step before as much as this one can earn more than ``bound`` in a step. So all steps
        optimal means lexicographically optimal, and the bound of the matching, the sum of those of
        its steps, is a ceiling on the value of all matchings that honour what its stages reached:
        one that gives up points of an early stage for more of a late one may exceed it.
        """
        return self._stages.copy(deep=False)

    @property
    def scores(self) -> pd.DataFrame:
        """One row a rule: rule, measure, unit, points; from an audit on first use."""
        return self._audit.scores.copy(deep=False)

    @property
    def coverage(self) -> pd.DataFrame:
        """One row a requirement: question, skill, level, wanted, held, by (whom), must, weight."""
        return self._coverage.copy(deep=False)

    @property
    def seats(self) -> pd.DataFrame:
        """The teams, with what the tables tell of questions and professionals: see `seat_table`."""
        return seat_table(self.problem, self._teams)

    def audit(self) -> Audit:
        """Ask every rule about the teams once more, without a solver; and what each stage earns."""
        found = audit(self.problem, self.policy, self._teams, self.resolution)
        steps = self.policy.steps
        if not steps and self._stages.empty:
            return found
        told = misstated(self.problem, steps, self._teams, self._stages, self.resolution)
        return replace(found, violations=pd.concat([found.violations, told], ignore_index=True))

    def checked(self) -> Self:
        """The same matching, once an audit has borne it out.

        Raises
        ------
        AuditError
            When the teams break a rule, earn another value than stated or more than the bound, or
            are called optimal and do not reach it.
        """
        found = self._audit
        value, bound = (as_units(one, self.resolution) for one in (self.value, self.bound))
        told = [] if found.ok else ["the teams break rules"]
        if value != found.units:
            told.append(f"the value is stated as {self.value!r}, the teams earn {found.value!r}")
        if not bound >= found.units:
            told.append(f"the bound is stated as {self.bound!r}, below the {found.value!r} earned")
        elif self.status == "optimal" and bound != found.units:
            told.append(f"stated as optimal, with {found.value!r} of a possible {self.bound!r}")
        if told:
            raise AuditError("; ".join(told), found.violations)
        return self

    def summary(self) -> str:
        """Teams, proof, coverage, time and the biggest scores, as a short plain text."""
        return display.as_text(self)

    def to_dict(self) -> dict[str, Any]:
        """All of it in what JSON knows, but for the tables and the policy.

        Returns
        -------
        dict
            Keys ``schema, value, bound, gap, status, reason, teams`` (a list of ``question`` and
            ``professionals``), ``scores`` and ``provenance``, and ``stages`` where the policy has
            any. What is infinite is None.
        """
        return as_record(self)

    def kept(self, made_of: Callable[[Matching], Made]) -> Made:
        """What a function makes of the matching, made on first use and then kept.

        For what another room derives from it, such as prices; who asks must not change it.
        """
        if made_of not in self._kept:
            self._kept[made_of] = made_of(self)
        return cast(Made, self._kept[made_of])

    @cached_property
    def _kept(self) -> dict[Callable[[Matching], Any], Any]:
        return {}

    @cached_property
    def _audit(self) -> Audit:
        return self.audit()

    @cached_property
    def _coverage(self) -> pd.DataFrame:
        return coverage(self.problem, self._teams)

    def __getstate__(self) -> dict[str, Any]:
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def __repr__(self) -> str:
        return display.as_line(self)

    def _repr_html_(self) -> str:
        return html.as_html(self)

"""The stages of a matching: what each step earned and was proven to earn at most."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from swarmmatch.matching.units import as_points, as_units
from swarmmatch.rules.stages import Step

if TYPE_CHECKING:
    from swarmmatch.data.problem import Problem

COLUMNS = ["stage", "rules", "value", "bound", "gap", "status", "seconds"]
_KINDS = ["int64", "str", "float64", "float64", "float64", "str", "float64"]

#: What the audit calls them where they do not bear out what is recorded.
STAGES = "stages"


def stage_table(
    steps: Iterable[Step],
    units: Iterable[float],
    ceilings: Iterable[float],
    statuses: Iterable[str],
    seconds: Iterable[float],
    resolution: float,
) -> pd.DataFrame:
    """A row a step, in points; ``units`` and ``ceilings`` are whole units."""
    rows = [
        (step.stage, step.name, as_points(int(value), resolution), _bound(ceiling, resolution),
         status, round(spent, 3))
        for step, value, ceiling, status, spent in zip(
            steps, units, ceilings, statuses, seconds, strict=True)
    ]  # fmt: skip
    return as_stages([dict(zip([*COLUMNS[:4], *COLUMNS[5:]], row, strict=True)) for row in rows])


def as_stages(rows: Any) -> pd.DataFrame:
    """Rows as a frame of stages; the gap is worked out anew.

    Raises
    ------
    ValueError
        For rows that are none.
    """
    table = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "gap"])
    try:
        bound, value = (table[name].astype("float64") for name in ("bound", "value"))
        gap = (bound.fillna(np.inf) - value).clip(lower=0) / value.abs().clip(lower=1.0)
        table = table.assign(bound=bound.fillna(np.inf), gap=gap)
        return table[COLUMNS].astype(dict(zip(COLUMNS, _KINDS, strict=True)))
    except (TypeError, ValueError) as error:
        raise ValueError(f"its stages cannot be read: {error}") from error


def misstated(
    problem: Problem,
    steps: Sequence[Step],
    teams: pd.DataFrame,
    stages: pd.DataFrame,
    resolution: float,
) -> pd.DataFrame:
    """Steps that earn something else than is recorded, or more than their bound.

    Returns
    -------
    pandas.DataFrame
        Columns ``rule, subject, detail``, as in ``Audit.violations``.
    """
    names = [(step.stage, step.name) for step in steps]
    if list(stages[["stage", "rules"]].itertuples(index=False, name=None)) != names:
        return _told([("", "those recorded are not those of the policy")])
    told = []
    for step, row in zip(steps, stages.itertuples(index=False), strict=True):
        earned = sum(_units(rule.check(problem, teams).earned, resolution) for rule in step.rules)
        value, bound = (as_units(float(str(one)), resolution) for one in (row.value, row.bound))
        where, points = f"stage {step.stage}: {step.name}", as_points(earned, resolution)
        if value != earned:
            told.append((where, f"is recorded as {row.value!r}, the teams earn {points!r}"))
        elif not bound >= earned:
            told.append((where, f"the bound is recorded as {row.bound!r}, below {points!r}"))
        elif row.status == "optimal" and bound != earned:
            told.append((where, f"is recorded as optimal, with {points!r} of {row.bound!r}"))
    return _told(told)


def _units(earned: pd.DataFrame, resolution: float) -> int:
    each = np.rint(earned["each"].to_numpy(np.float64) / resolution).astype(np.int64)
    return int(earned["count"].to_numpy(np.int64) @ each)


def _bound(ceiling: float, resolution: float) -> float:
    return as_points(int(ceiling), resolution) if np.isfinite(ceiling) else np.inf


def _told(found: list[tuple[str, str]]) -> pd.DataFrame:
    rows = [(STAGES, subject, detail) for subject, detail in found]
    return pd.DataFrame(rows, columns=["rule", "subject", "detail"], dtype="str")

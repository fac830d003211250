"""Where a matching comes from: versions, settings and times of the run that made it."""

from __future__ import annotations

import math
import platform
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module, metadata
from typing import Any

import numpy as np

#: Packages other than this one whose version can change a matching.
PACKAGES = ("ortools", "highspy", "numpy", "pandas", "scipy")


def provenance_of_run(
    *,
    seed: int,
    workers: int,
    gap: float,
    time_limit: float | None,
    resolution: float,
    seconds: Mapping[str, float],
    started_at: datetime,
) -> dict[str, Any]:
    """The facts of one run, as `Matching` keeps them.

    Parameters
    ----------
    seed, workers : int
        As used.
    gap : float
        The gap asked.
    time_limit : float or None
        Seconds allowed.
    resolution : float
        Points that one unit stands for.
    seconds : mapping of str to float
        Seconds of each stage; stages do not overlap, so that they add up.
    started_at : datetime
        With its time zone.

    Returns
    -------
    dict
        Keys ``started_at`` (UTC, ISO 8601), ``versions``, ``seed``, ``workers``, ``gap``,
        ``time_limit``, ``resolution`` and ``seconds``. `Matching.provenance` adds ``input``, the
        fingerprint of the tables.
    """
    return {
        "started_at": started_at.astimezone(UTC).isoformat(timespec="seconds"),
        "versions": dict(versions()),
        "seed": seed,
        "workers": workers,
        "gap": gap,
        "time_limit": time_limit,
        "resolution": resolution,
        "seconds": dict(seconds),
    }


@cache
def versions() -> Mapping[str, str | None]:
    """Versions of this package, Python and `PACKAGES`; None for one that is not installed."""
    others = {name: _version(name) for name in PACKAGES}
    own: str = import_module("swarmmatch").__version__  # also where it runs without installation
    return {"swarmmatch": own, "python": platform.python_version(), **others}


def json_safe(value: Any) -> Any:
    """The same in what JSON knows: tuples become lists, infinite and missing numbers None.

    Raises
    ------
    TypeError
        For anything that JSON has no form for.
    """
    if isinstance(value, Mapping):
        return {str(key): json_safe(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [json_safe(one) for one in value]
    if isinstance(value, np.generic):
        return json_safe(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"JSON has no form for {value!r} ({type(value).__name__})")


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

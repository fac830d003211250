"""The head of a result file: what the figures were taken with."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import psutil

import swarmmatch as sm

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("ortools", "highspy", "numpy", "pandas", "scipy", "networkx", "team-formation")


def head(
    suite: str, seeds: Sequence[int], methods: Sequence[str], limit: float | None
) -> dict[str, str]:
    """Facts by name; nothing that tells whose machine it is."""
    return {
        "suite": suite,
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{processor()}, {platform.machine()}, {platform.system()}",
        "cores": str(cores()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GB",
        "python": platform.python_version(),
        "swarmmatch": sm.__version__,
        **{name: found for name in PACKAGES if (found := installed(name))},
        "commit": commit(),
        "seeds": " ".join(map(str, seeds)),
        "methods": " ".join(methods),
        "time limit": "that of each case" if limit is None else f"{limit:g} s",
    }


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """The model of the processor, where the system tells."""
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or "unknown processor"


def installed(package: str) -> str | None:
    """The version of a package; None without it."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def commit() -> str:
    """The commit that runs, marked when files differ from it."""
    told = ["git", "-C", str(ROOT), "describe", "--always", "--dirty=, with changes", "--abbrev=10"]
    try:
        return subprocess.run(told, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"

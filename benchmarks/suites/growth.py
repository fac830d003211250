"""How time and memory grow with the pool, at as many questions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.harness.regions import region_case
from benchmarks.harness.registry import Suite, register

POOLS = (1_000, 12_000, 120_000)


def exponent(medians: pd.Series) -> float:
    """The power of the pool, index, with which a figure grows: least squares of logarithms."""
    slope, _ = np.polyfit(np.log(medians.index.to_numpy(float)), np.log(medians.to_numpy(float)), 1)
    return float(slope)


def findings(rows: pd.DataFrame) -> list[str]:
    """Exponents over all pools, and over the last two."""
    told = []
    for name, figure in (("time", "seconds"), ("memory", "peak_mb")):
        medians = rows[rows["counts"]].groupby("professionals")[figure].median()
        for some in (medians, medians.iloc[-2:]):
            if len(some) > 1:
                first, last = some.index[[0, -1]]
                told.append(
                    f"- From {first:,} to {last:,} professionals {name} grows with the power "
                    f"{exponent(some):.2f} of the pool ({some.iloc[0]:,.4g} to "
                    f"{some.iloc[-1]:,.4g} {'s' if figure == 'seconds' else 'MB'}, medians)."
                )
    return list(dict.fromkeys(told))


SUITE = register(
    Suite(
        name="growth",
        title="The same number of questions over pools that grow.",
        cases=[
            *(region_case(pool, 100) for pool in POOLS),
            region_case(1_200_000, 100, time_limit=600.0, large=True),
        ],
        smoke=[region_case(200, 4), region_case(1_000, 4)],
        methods=("swarmmatch",),
        findings=findings,
    )
)

"""Rows of a run as tables for people: medians and quartiles over seeds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.harness.results import below

#: Head of each column, the column of the rows, how a number of it is written, and its factor.
FIGURES = {
    "gap %": ("gap", ".4f", 100.0),
    "first s": ("first_seconds", ".2f", 1.0),
    "within 1% s": ("near_seconds", ".2f", 1.0),
    "proof s": ("proof_seconds", ".2f", 1.0),
    "seconds": ("seconds", ".2f", 1.0),
    "peak MB": ("peak_mb", ",.0f", 1.0),
    "coverage": ("coverage", ".3f", 1.0),
    "Gini of seats": ("gini_seats", ".3f", 1.0),
    "newcomers": ("newcomer_share", ".3f", 1.0),
    "municipalities": ("distinct_municipality", ".2f", 1.0),
}


def summary(rows: pd.DataFrame, extra: Sequence[str] = ()) -> pd.DataFrame:
    """A line for every case and method: each figure as median (quartiles).

    Value is given as a share of the best that is known of the case and seed; where values are
    below zero, 100 less what is missing as a share of the best.
    """
    told = []
    for (case, name), here in rows.groupby(["case", "method"], sort=False):
        line = {"case": case, "method": name, "sound": f"{here['counts'].sum()} of {len(here)}"}
        if "best" in here and here["value"].notna().any():
            line["value %"] = spread(100 * (1 - below(here["value"], here["best"])), ".3f")
        for head, (column, form, factor) in FIGURES.items():
            if column in here and here[column].notna().any():
                line[head] = spread(here[column].astype(float) * factor, form)
        for column in extra:
            if column in here and here[column].notna().any():
                line[column] = spread(here[column].astype(float), ",.4g")
        told.append(line)
    return pd.DataFrame(told).fillna("")


def spread(figures: pd.Series, form: str) -> str:
    """A median, with quartiles where they differ from it; no mean of two, where one is infinite."""
    between = "nearest" if np.isinf(figures).any() else "linear"
    low, middle, high = (
        format(figures.quantile(at, interpolation=between), form) for at in (0.25, 0.5, 0.75)
    )
    return middle if low == middle == high else f"{middle} ({low}-{high})"


def unsound(rows: pd.DataFrame) -> list[str]:
    """What the audit says of rows that do not count."""
    told = []
    for (name, verdict), here in rows[~rows["counts"]].groupby(["method", "verdict"], sort=False):
        where = ", ".join(dict.fromkeys(here["case"].astype(str)))
        told.append(f"- {name}, {len(here)} times ({where}): {verdict}")
    return told


def as_markdown(table: pd.DataFrame) -> str:
    """A table in markdown; what would break it is escaped."""
    lines = [list(map(str, table.columns)), ["---"] * len(table.columns)]
    lines += [[str(cell) for cell in row] for row in table.itertuples(index=False)]
    return "\n".join("| " + " | ".join(escaped(cell) for cell in line) + " |" for line in lines)


def escaped(cell: str) -> str:
    """Text that stays one cell and no HTML."""
    return cell.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")

"""Pictures of a run: seconds, and what is missing to the proven ceiling, method by method."""

from __future__ import annotations

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, StrMethodFormatter

from benchmarks.harness.results import below
from swarmmatch.show.palette import CATEGORIES, GREY

#: Shortfalls below this, in percent, are drawn at it: on a logarithmic axis there is no zero.
LEAST = 1e-4
MARKS = "osD^vPX"


def picture(rows: pd.DataFrame, title: str) -> Figure | None:
    """Two panels over the cases; None when there is nothing to compare.

    Hollow marks stand for rows that the audit does not bear out.
    """
    rows = rows[rows.get("seconds", pd.Series(dtype=float)).notna()]
    if rows.empty:
        return None
    matplotlib.use("agg")
    cases = list(dict.fromkeys(rows["case"]))
    two = "bound" in rows and rows["bound"].notna().any()
    figure = Figure(figsize=(9.0, 1.6 + 0.42 * len(cases)), layout="constrained")
    left, *right = np.atleast_1d(figure.subplots(1, 1 + two, sharey=True))
    marks(left, rows, cases, rows["seconds"], "seconds (logarithmic)")
    if two:
        best = rows["bound"].where(rows["counts"]).groupby([rows["case"], rows["seed"]])
        short = 100 * below(rows["value"], best.transform("min"))
        marks(right[0], rows, cases, short.clip(lower=LEAST), "% below the lowest proven ceiling")
    left.set_yticks(range(len(cases)), cases)
    left.set_ylim(len(cases) - 0.5, -0.5)  # the first on top, and no mark cut off
    figure.suptitle(title, fontsize=11)
    handles, names = left.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    return figure


def marks(axes: Axes, rows: pd.DataFrame, cases: list[str], figures: pd.Series, unit: str) -> None:
    """A median for every case and method, with a line from quartile to quartile."""
    methods = list(dict.fromkeys(rows["method"]))
    for at, name in enumerate(methods):
        mine = rows["method"] == name
        by = figures[mine].groupby(rows["case"]).quantile([0.25, 0.5, 0.75]).unstack()
        by = by.reindex(cases).dropna()
        height = np.array([cases.index(case) for case in by.index], dtype=float)
        height += 0.5 * (at + 0.5) / len(methods) - 0.25
        sound = rows.loc[mine, "counts"].groupby(rows["case"]).all().reindex(by.index)
        colour = CATEGORIES[at % len(CATEGORIES)]
        axes.hlines(height, by[0.25], by[0.75], color=colour, linewidth=1.5)
        axes.scatter(
            by[0.5], height, marker=MARKS[at % len(MARKS)], edgecolors=colour, zorder=3, s=32,
            facecolors=[colour if one else "white" for one in sound], label=name,
        )  # fmt: skip
    low, high = np.log10(figures.min()), np.log10(figures.max())
    axes.set_xscale("log")
    axes.set_xlim(10 ** np.floor(low - 0.05), 10 ** np.ceil(high + 0.05))
    axes.xaxis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(unit)
    axes.grid(axis="x", color=GREY, alpha=0.2)
    axes.spines[["top", "right"]].set_visible(False)

"""How far a weight can move before the teams change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.show.axes import axes_for, in_words, label, titled
from swarmmatch.show.given import demand_columns
from swarmmatch.show.palette import BLUE, FAINT
from swarmmatch.show.words import words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def plot_sensitivity(
    points: pd.DataFrame,
    weight: str,
    *,
    kept: str = "kept",
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """The share of seats that stay as they are while one weight moves.

    Shaded: from one weight to the next at both of which no seat changes. Between two weights that
    were tried nothing is proven; the teams there may differ.

    Parameters
    ----------
    points : pandas.DataFrame
        A row a weight that was tried, in any order.
    weight : str
        Column with the weight, in points. On a log scale when all are above 0 and the largest is a
        hundred times the smallest or more.
    kept : str
        Column with the share of seats kept, 0 to 1.
    ax : matplotlib.axes.Axes, optional
        To draw on; a new figure without it.
    language : str
        "en" or "nl".

    Raises
    ------
    DataError
        When a column is missing.
    MissingExtraError
        When matplotlib is not installed.
    """
    say = words(language)
    table = demand_columns(points, [weight, kept], "points").sort_values(weight)
    across = table[weight].to_numpy(np.float64)
    share = 100 * table[kept].to_numpy(np.float64)
    ax = axes_for(ax, 6.5, 4.0)
    ax.plot(across, share, "o-", color=BLUE, lw=1)
    if len(across) and across[0] > 0 and across[-1] >= 100 * across[0]:
        ax.set_xscale("log")
    same = np.flatnonzero(share >= 100.0)
    for run in np.split(same, np.flatnonzero(np.diff(same) > 1) + 1):
        if len(run):
            ax.axvspan(across[run[0]], across[run[-1]], color=FAINT, alpha=0.4, lw=0)
    ax.set_ylim(-3, 103)
    for axis in (ax.xaxis, ax.yaxis):
        in_words(axis, say)
    unit = say("points")
    titled(ax, say("sensitivity_title"), f"{label(weight)} ({unit})", say("sensitivity_kept"))
    return ax

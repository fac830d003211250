"""What one aim costs of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.show.axes import axes_for, in_words, label, titled
from swarmmatch.show.given import demand_columns
from swarmmatch.show.palette import BLUE, VERMILION
from swarmmatch.show.words import words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def plot_pareto(
    points: pd.DataFrame,
    x: str,
    y: str,
    *,
    bound: str | None = None,
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """A Pareto front: matchings of which none is better in both aims, more of each being better.

    Parameters
    ----------
    points : pandas.DataFrame
        A row a matching, in any order.
    x, y : str
        Columns with the two aims, in points.
    bound : str, optional
        A column with the proven ceiling on ``y`` for at least so much of ``x``: drawn as a bar from
        the point up, which is what is left unproven.
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
    needed = [x, y] if bound is None else [x, y, bound]
    table = demand_columns(points, needed, "points")[needed].sort_values(x)
    across, up = table[x].to_numpy(np.float64), table[y].to_numpy(np.float64)
    ax = axes_for(ax, 6.5, 4.5)
    ax.step(across, up, where="pre", color=BLUE, lw=1, alpha=0.5)
    ax.plot(across, up, "o", color=BLUE, label=say("pareto_points"))
    if bound is not None:
        top = np.maximum(table[bound].to_numpy(np.float64) - up, 0.0)
        ax.errorbar(
            across, up, yerr=[np.zeros_like(top), top], fmt="none", ecolor=VERMILION, capsize=4,
            label=say("pareto_bound"),
        )  # fmt: skip
    ax.legend(fontsize="small", loc="lower left")
    for axis in (ax.xaxis, ax.yaxis):
        in_words(axis, say, 7)
    unit = say("points")
    titled(ax, say("pareto_title"), f"{label(x)} ({unit})", f"{label(y)} ({unit})")
    return ax

"""What one aim costs of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd

from swarmmatch.show.axes import axes_for, in_words, label, titled
from swarmmatch.show.given import demand_columns
from swarmmatch.show.palette import BLUE, VERMILION
from swarmmatch.show.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


#: The column of a front that holds the proven ceilings on ``y``.
CEILING = "bound"

#: Longest name of an aim: a rule in full.
NAME = 52


class Front(Protocol):
    """What `swarmmatch.pareto` returns, as far as it is drawn."""

    @property
    def x(self) -> str:
        """The one aim, a column of the points."""

    @property
    def y(self) -> str:
        """The other, a column too."""

    @property
    def points(self) -> pd.DataFrame:
        """A row a matching, with both aims and the ``bound`` on ``y``."""


def plot_pareto(
    points: pd.DataFrame | Front,
    x: str | None = None,
    y: str | None = None,
    *,
    bound: str | None = None,
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """A Pareto front: matchings of which none is better in both aims, more of each being better.

    Parameters
    ----------
    points : Front or pandas.DataFrame
        As `swarmmatch.pareto` returns it; or a frame of yours, a row a matching, in any order.
    x, y : str
        Columns with the two aims, in points; a `Front` knows its own.
    bound : str, optional
        A column with the proven ceiling on ``y`` for at least so much of ``x``: drawn as a bar from
        the point up, which is what is left unproven. That of a `Front` when left out.
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
    TypeError
        For a frame without the names of its aims.
    """
    say = words(language)
    if not isinstance(points, pd.DataFrame) and isinstance(getattr(points, "x", None), str):
        x, y, bound = x or points.x, y or points.y, bound or CEILING
        points = points.points
    if x is None or y is None:
        raise TypeError(
            "plot_pareto takes a Front, or a frame and the names of two columns, x and y"
        )
    needed = [x, y] if bound is None else [x, y, bound]
    table = demand_columns(points, needed, "points")[needed].sort_values(x)
    across, up = table[x].to_numpy(np.float64), table[y].to_numpy(np.float64)
    ax = axes_for(ax, 6.5, 4.5)
    ax.step(across, up, where="pre", color=BLUE, lw=1, alpha=0.5)
    ax.plot(across, up, "o", color=BLUE, label=say("pareto_points"))
    if bound is not None:
        top = np.maximum(table[bound].to_numpy(np.float64) - up, 0.0)
        top[np.isinf(top)] = np.nan  # no ceiling was proven, and none is drawn
        ax.errorbar(
            across, up, yerr=[np.zeros_like(top), top], fmt="none", ecolor=VERMILION, capsize=4,
            label=say("pareto_bound"),
        )  # fmt: skip
    ax.legend(fontsize="small", loc="lower left")
    for axis in (ax.xaxis, ax.yaxis):
        in_words(axis, say, 7)
    unit = say("points")
    across_told, up_told = (f"{label(aim, NAME)} ({unit})" for aim in (x, y))
    titled(ax, say("pareto_title"), across_told, up_told)
    return ax

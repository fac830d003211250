"""Value, bound and gap as a solve went on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

import numpy as np

from swarmmatch.show.axes import axes_for, in_words, titled
from swarmmatch.show.palette import BLUE, GREY, VERMILION
from swarmmatch.show.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


class Report(Protocol):
    """What `swarmmatch.Progress` tells, as far as it is drawn."""

    @property
    def value(self) -> float | None:
        """Points of the best matching so far."""

    @property
    def bound(self) -> float | None:
        """Points that no matching can exceed."""

    @property
    def gap(self) -> float | None:
        """Their relative distance."""

    @property
    def seconds(self) -> float:
        """Since the start."""


def plot_progress(
    reports: Iterable[Report], *, ax: Axes | None = None, language: str = "en"
) -> Axes:
    """Value and bound over the seconds of a solve, and the gap that they close, on a log scale.

    Parameters
    ----------
    reports : iterable of Progress
        As ``match(..., on_progress=reports.append)`` collects them.
    ax : matplotlib.axes.Axes, optional
        To draw on; a new figure without it. The gap gets an axis at the right.
    language : str
        "en" or "nl".

    Raises
    ------
    MissingExtraError
        When matplotlib is not installed.
    """
    say = words(language)
    told = [(one.seconds, one.value, one.bound, one.gap) for one in reports]
    table = np.array(told, dtype=np.float64).reshape(-1, 4)
    table[~np.isfinite(table)] = np.nan
    seconds, value, bound, gap = table.T
    ax = axes_for(ax, 7.5, 4.2)
    ax.step(seconds, bound, where="post", color=VERMILION, lw=1.8, label=say("bound"))
    ax.step(seconds, value, ".-", where="post", color=BLUE, lw=1.8, label=say("value"))
    right = ax.twinx()
    percent = np.where(gap > 0, 100 * gap, np.nan)
    right.step(seconds, percent, ".:", where="post", color=GREY, label=say("gap"))
    right.set_ylabel(say("progress_gap"), color=GREY)
    if np.isfinite(percent).any():
        right.set_yscale("log")
        in_words(right.yaxis, say)
        narrow = bool(np.nanmax(percent) < 10 * np.nanmin(percent))  # without a power of ten
        right.yaxis.set_minor_formatter(lambda part, _: say.number(part, 3) if narrow else "")
    in_words(ax.xaxis, say)
    in_words(ax.yaxis, say, 8)
    titled(ax, say("progress_title"), say("seconds"), say("points"))
    lines = [*ax.get_lines(), *right.get_lines()]
    ax.legend(handles=lines, fontsize="small", loc="best")
    right.spines["top"].set_visible(False)
    return ax

"""What is scarce, and what one more of it would be worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from swarmmatch.show.axes import axes_for, in_words, label, titled
from swarmmatch.show.palette import BLUE
from swarmmatch.show.scarce import Bottlenecks, priced
from swarmmatch.show.words import words

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


def plot_bottlenecks(
    prices: pd.DataFrame | Bottlenecks,
    *,
    top: int = 15,
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """The highest bottleneck prices: what one more of each scarce thing would be worth.

    Parameters
    ----------
    prices : Bottlenecks or pandas.DataFrame
        As `swarmmatch.bottlenecks` returns them; or a frame of yours, a row a bottleneck, with
        columns ``what``, ``price`` and ``unit`` (of the price).
    top : int
        So many of the highest; the title says how many there are.
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
    table = priced(prices, say)
    highest = table.sort_values("price", ascending=False, kind="stable").head(top)
    amounts = highest["price"].to_numpy(np.float64)
    rows = np.arange(len(highest))
    ax = axes_for(ax, 7.5, 1.3 + 0.3 * max(len(highest), 1))
    ax.barh(rows, amounts, color=BLUE, height=0.7)
    ax.set_yticks(rows, [label(what, 40) for what in highest["what"]])
    ax.invert_yaxis()
    for row, (amount, unit) in enumerate(zip(amounts, highest["unit"], strict=True)):
        ax.annotate(
            f"{say.number(amount, 4)} {label(say.phrase(str(unit)))}", (amount, row),
            xytext=(4, 0), textcoords="offset points", va="center", fontsize="small",
        )  # fmt: skip
    ax.margins(x=0.35)
    ax.set_xlim(left=min(0.0, *amounts) if len(amounts) else 0.0)
    in_words(ax.xaxis, say)
    counted = say("bottlenecks_shown", shown=len(highest), all=say.number(len(table)))
    titled(ax, f"{say('bottlenecks_title')} ({counted})", say("bottlenecks_price"))
    return ax

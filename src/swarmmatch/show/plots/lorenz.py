"""How evenly seats are spread over the people who could have had them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.data.issues import fault
from swarmmatch.errors import DataError
from swarmmatch.matching.metrics.spread import Ints, gini, lorenz, seats_of_people
from swarmmatch.show.axes import axes_for, in_words, titled
from swarmmatch.show.palette import BLUE, GREY, ORANGE
from swarmmatch.show.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from swarmmatch.matching.matching import Matching
    from swarmmatch.matching.metrics.pool import Eligible


def plot_lorenz(
    matching: Matching | pd.Series,
    *,
    eligible: Eligible = None,
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """The Lorenz curve of seats: what share of them the people with the fewest have.

    With fewer seats than people, most must go without. So the curve is drawn beside the most even
    one that as many whole seats allow, and not beside the diagonal alone.

    Parameters
    ----------
    matching : Matching or pandas.Series
        Or the seats of each person who could have had some, 0 or more: such as those of many
        rounds together, or of teams that were made in another way.
    eligible : pandas.DataFrame or Policy, optional
        Who could have had a seat: see `swarmmatch.measure`. A series has everybody already.
    ax : matplotlib.axes.Axes, optional
        To draw on; a new figure without it.
    language : str
        "en" or "nl".

    References
    ----------
    M. O. Lorenz, "Methods of measuring the concentration of wealth", 1905, doi 10.2307/2276207.

    Raises
    ------
    DataError
        When the eligible are malformed, or the seats of somebody no whole number.
    MissingExtraError
        When matplotlib is not installed.
    TypeError
        For a series with ``eligible``.
    """
    say = words(language)
    taken = _seats(matching, eligible)
    people, seats = len(taken), int(taken.sum())
    evenly = np.full(people, seats // max(people, 1))
    evenly[: seats % max(people, 1)] += 1
    ax = axes_for(ax, 5.5, 5.0)
    ax.plot([0, 100], [0, 100], color=GREY, lw=1, ls=":", label=say("lorenz_equal"))
    for amounts, key, colour, style in (
        (evenly, "lorenz_even", ORANGE, "--"),
        (taken, "lorenz_seats", BLUE, "-"),
    ):
        curve = 100 * lorenz(amounts)
        told = say(key, gini=say.localised(f"{gini(amounts):.3f}"))
        ax.plot(curve["people"], curve["held"], style, color=colour, lw=1.8, label=told)
    ax.legend(fontsize="small", loc="upper left")
    ax.set_aspect("equal")
    for axis in (ax.xaxis, ax.yaxis):
        in_words(axis, say)
    told = say("lorenz_title", seats=say.number(seats), people=say.number(people))
    titled(ax, told, say("lorenz_people"), say("lorenz_held"))
    return ax


def _seats(given: Matching | pd.Series, eligible: Eligible) -> Ints:
    """Seats of each person who could have had some, (people,)."""
    if not isinstance(given, pd.Series):
        return seats_of_people(given.problem, given.teams, eligible)
    if eligible is not None:
        raise TypeError("a series has the seats of all who are eligible; leave out eligible=")
    counts = pd.to_numeric(given, errors="coerce")
    wrong = given[~(counts.ge(0) & counts.mod(1).eq(0))]
    if len(wrong):
        remedy = "give a whole number of 0 or more for everybody"
        what = f"the seats of {wrong.index[0]!r} are no whole number"
        raise DataError(fault(what, remedy, table="seats", value=wrong.iloc[0]))
    return counts.to_numpy(np.int64)

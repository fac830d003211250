"""The region seen from above: the pool, the questions, and who travels where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.data.geography import distance_km
from swarmmatch.show.axes import axes_for, in_words, label, titled
from swarmmatch.show.given import seats_at
from swarmmatch.show.palette import AMOUNTS, BLACK, FAINT, GREY, VERMILION
from swarmmatch.show.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from swarmmatch.data.problem import Problem
    from swarmmatch.matching.matching import Matching

#: Municipalities are named on the map when there are no more than these.
NAMED = 20

PLACE = ["lon", "lat"]


def plot_map(
    matching: Matching,
    questions: Iterable[str] | None = None,
    *,
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """The map of the region with a line for each seat, from the professional to the question.

    Nothing is downloaded: all places are those of the tables, and a municipality is named where its
    professionals are on average. Seats of which a place is not known have no line; the title counts
    them.

    Parameters
    ----------
    matching : Matching
    questions : iterable of str, optional
        Whose teams to draw; all of them without it.
    ax : matplotlib.axes.Axes, optional
        To draw on; a new figure without it.
    language : str
        "en" or "nl".

    Raises
    ------
    DataError
        For a question without a team.
    MissingExtraError
        When matplotlib is not installed.
    """
    say = words(language)
    seats = _travel(matching.problem, seats_at(matching, questions))
    known = seats.dropna()
    pool = matching.problem.professionals
    ax = axes_for(ax, 8.0, 6.0)
    ax.scatter(
        pool["lon"],
        pool["lat"],
        s=np.clip(6_000 / max(len(pool), 1), 2, 9),
        color=FAINT,
        lw=0,
        rasterized=True,
        label=say("map_pool"),
    )
    latitude = float(pool["lat"].mean())
    ax.set_aspect(1 / np.cos(np.radians(latitude)) if np.isfinite(latitude) else "equal")
    _draw_travel(ax, known, say("map_km"))
    at = known.drop_duplicates("question")
    ax.scatter(
        at["lon_to"], at["lat_to"], s=26, marker="s", color=VERMILION, edgecolor="#ffffff",
        linewidth=0.6, zorder=4, label=say("map_questions"),
    )  # fmt: skip
    _name_municipalities(ax, pool)
    ax.legend(fontsize="small", loc="lower right", framealpha=0.9)
    for axis in (ax.xaxis, ax.yaxis):
        in_words(axis, say)
    lost = len(seats) - len(known)
    told = say("map_title", seats=say.number(len(known)), teams=say.number(len(at)))
    unknown = f"; {say('map_lost', seats=say.number(lost))}" if lost else ""
    titled(ax, told + unknown, say("longitude"), say("latitude"))
    return ax


def _travel(problem: Problem, seats: pd.DataFrame) -> pd.DataFrame:
    """Where each seat's professional comes from and goes to, and how far that is in km."""
    who = problem.arrays.professional_codes(seats["professional"])
    where = problem.arrays.question_codes(seats["question"])
    start = problem.professionals[PLACE].iloc[who].reset_index(drop=True)
    end = problem.questions[PLACE].iloc[where].add_suffix("_to").reset_index(drop=True)
    arrays = problem.arrays
    km = distance_km(arrays.professional_place[:, who], arrays.question_place[:, where])
    return pd.concat([seats[["question"]], start, end], axis=1).assign(km=km)


def _draw_travel(ax: Axes, seats: pd.DataFrame, unit: str) -> None:
    from matplotlib.collections import LineCollection  # wherever there are axes, there is this

    ends = seats[["lon", "lat", "lon_to", "lat_to"]].to_numpy(np.float64).reshape(-1, 2, 2)
    lines = LineCollection(list(ends), array=seats["km"].to_numpy(), cmap=AMOUNTS, lw=0.8)
    ax.add_collection(lines)
    if len(seats) and (figure := ax.get_figure()) is not None:
        figure.colorbar(lines, ax=ax, label=unit, shrink=0.7)


def _name_municipalities(ax: Axes, pool: pd.DataFrame) -> None:
    from matplotlib.patheffects import withStroke

    middle = pool.dropna(subset=PLACE).groupby("municipality")[PLACE].mean()
    if len(middle) > NAMED:
        return
    halo = [withStroke(linewidth=2.5, foreground="#ffffff")]
    for name, lon, lat in middle.itertuples():
        ax.text(
            lon, lat, label(name), color=BLACK, ha="center", va="center", fontsize="small",
            path_effects=halo, zorder=5,
        )  # fmt: skip
    ax.tick_params(colors=GREY)

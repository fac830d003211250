"""Who worked with whom, and which new ties some teams make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from swarmmatch.history.layout import layout
from swarmmatch.show.axes import axes_for, titled
from swarmmatch.show.given import seats_at
from swarmmatch.show.palette import BLACK, CATEGORIES, FAINT, VERMILION
from swarmmatch.show.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from swarmmatch.history.collaboration import CollaborationHistory
    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.words import Words

ENDS = ["a", "b"]


def plot_ties(
    history: CollaborationHistory,
    matching: Matching | None = None,
    questions: Iterable[str] | None = None,
    *,
    people: int = 400,
    seed: int = 0,
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """The collaboration graph, coloured by community; with a matching, also the ties it makes.

    Everybody with the strongest ties is drawn, up to a number; the title says how many there are.
    Members of the new teams are all drawn.

    Parameters
    ----------
    history : CollaborationHistory
    matching : Matching, optional
        Its teams are joined by dashed lines where two members never met before.
    questions : iterable of str, optional
        Whose teams to draw; all of the matching without it.
    people : int
        How many people of the history are drawn at most, beside the members of the new teams.
    seed : int
        Of the places and the communities.
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
    ties = history.to_frame()[[*ENDS, "strength"]]
    seats = None if matching is None else seats_at(matching, questions)
    met = _new_ties(seats, ties)
    shown = _strongest(ties, people).union(pd.Index([] if seats is None else seats["professional"]))
    old = ties[ties["a"].isin(shown) & ties["b"].isin(shown)]
    places = layout(pd.concat([old[ENDS], met]), seed=seed).set_index("professional")
    ax = axes_for(ax, 8.0, 7.0)
    _draw_lines(ax, places, old, color=FAINT, lw=0.7, label=say("ties_old"))
    if len(met):
        _draw_lines(ax, places, met, color=VERMILION, lw=0.8, ls="--", label=say("ties_new"))
    _draw_people(ax, places, history.communities(seed=seed).members, say)
    if seats is not None:
        own = places[places.index.isin(seats["professional"])]
        ax.plot(own["x"], own["y"], "o", ms=8, mfc="none", mec=BLACK, label=say("ties_members"))
    ax.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
    known = pd.unique(ties[ENDS].to_numpy().ravel())
    told = say(
        "ties_title", shown=say.number(len(places)), people=say.number(len({*known, *shown}))
    )
    titled(ax, told)
    ax.set_aspect("equal", anchor="W")  # the legend stands at the right
    ax.set_axis_off()
    return ax


def _new_ties(seats: pd.DataFrame | None, ties: pd.DataFrame) -> pd.DataFrame:
    """Pairs who share a new team and never met: columns ``a, b``."""
    if seats is None:
        return ties.iloc[:0][ENDS]
    sides = [seats.rename(columns={"professional": end}) for end in ENDS]
    pairs = sides[0].merge(sides[1], on="question")
    pairs = pairs[pairs["a"] < pairs["b"]][ENDS].drop_duplicates()
    met = pairs.merge(ties[ENDS], how="left", indicator=True)
    return met.loc[met["_merge"] == "left_only", ENDS]


def _strongest(ties: pd.DataFrame, people: int) -> pd.Index[Any]:
    """So many people at the ends of the strongest ties."""
    ends = ties.sort_values("strength", ascending=False, kind="stable")[ENDS].to_numpy().ravel()
    strongest: pd.Index[Any] = pd.Index(pd.unique(ends)[:people])
    return strongest


def _draw_lines(ax: Axes, places: pd.DataFrame, ties: pd.DataFrame, **style: object) -> None:
    """All lines as one, which breaks off between two ties."""
    ends = np.stack([places.loc[ties[end], ["x", "y"]].to_numpy(np.float64) for end in ENDS])
    gaps = np.full((1, len(ties), 2), np.nan)
    way = np.concatenate([ends, gaps]).transpose(1, 0, 2).reshape(-1, 2)
    ax.plot(way[:, 0], way[:, 1], zorder=1, **style)  # type: ignore[arg-type]


def _draw_people(ax: Axes, places: pd.DataFrame, members: pd.DataFrame, say: Words) -> None:
    """A dot a person: the largest communities in colours of their own, all others in grey."""
    community = members.set_index("professional")["community"].reindex(places.index)
    largest = community.value_counts().index[: len(CATEGORIES)].sort_values()
    groups = [
        (community == one, colour, say("community", number=int(one)))
        for one, colour in zip(largest, CATEGORIES, strict=False)
    ]
    groups.append((community.notna() & ~community.isin(largest), "#7f7f7f", say("communities")))
    groups.append((community.isna(), "#ffffff", say("newcomers")))
    for chosen, colour, told in groups:
        if chosen.any():
            dots = places[chosen.to_numpy()]
            ax.scatter(
                dots["x"], dots["y"], s=26, color=colour, edgecolor=BLACK, lw=0.4, label=told,
                zorder=3,
            )  # fmt: skip

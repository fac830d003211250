"""Who covers what: requirements against members, with the level of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from swarmmatch.show.axes import axes_for, label, titled
from swarmmatch.show.given import team_at
from swarmmatch.show.palette import BLACK, BLUE, FAINT, YELLOW
from swarmmatch.show.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.words import Words

Ints = NDArray[np.int64]


def plot_coverage(
    matching: Matching, question: str, *, ax: Axes | None = None, language: str = "en"
) -> Axes:
    """The coverage matrix of one team: a row a requirement, a column a member.

    A cell has the level at which the member holds the skill: on blue where it meets the level
    asked, on yellow where it falls short, empty where the skill is not held at all.

    Parameters
    ----------
    matching : Matching
    question : str
        With a team.
    ax : matplotlib.axes.Axes, optional
        To draw on; a new figure without it: see ``.figure`` of what is returned.
    language : str
        "en" or "nl".

    Raises
    ------
    DataError
        When nobody sits at the question.
    MissingExtraError
        When matplotlib is not installed.
    """
    say = words(language)
    members = team_at(matching, question)["professional"]
    asked = matching.coverage[matching.coverage["question"] == question]
    levels = _levels(matching, asked, members)
    needs = [_asked(one, say) for one in asked.itertuples()]
    longest = max(map(len, needs), default=0)
    ax = axes_for(ax, 0.9 + 0.085 * longest + 0.7 * len(members), 1.9 + 0.32 * len(asked))
    _draw_cells(ax, levels, asked["level"].to_numpy(np.int64))
    ax.set_yticks(np.arange(len(asked)), needs)
    ax.set_xticks(
        np.arange(len(members)), [label(one, 16) for one in members], rotation=30, ha="right",
        rotation_mode="anchor",
    )  # fmt: skip
    ax.tick_params(length=0)
    titled(ax, f"{say('coverage_title')}: {label(question)}")
    ax.spines[["left", "bottom"]].set_visible(False)
    ax.set_xlabel(say("coverage_legend"), fontsize="small")
    return ax


def _levels(matching: Matching, asked: pd.DataFrame, members: pd.Series) -> Ints:
    """Level of each member in each skill asked, shape (requirements, members); 0 = not held."""
    skills = matching.problem.skills
    held = skills[skills["professional"].isin(members) & skills["skill"].isin(asked["skill"])]
    table = held.pivot_table(index="skill", columns="professional", values="level", aggfunc="max")
    return table.reindex(index=asked["skill"], columns=members).fillna(0).to_numpy(np.int64)


def _draw_cells(ax: Axes, levels: Ints, needed: Ints) -> None:
    row, column = (places.ravel() for places in np.indices(levels.shape))
    meets = levels >= needed[:, None]
    colour = np.where(levels == 0, "#ffffff", np.where(meets, BLUE, YELLOW)).ravel()
    height = np.full(len(row), 0.92)
    ax.bar(column, height, 0.92, row - 0.46, color=colour, edgecolor=FAINT, linewidth=0.5)
    for at, who in np.argwhere(levels).tolist():
        ink = "#ffffff" if meets[at, who] else BLACK
        ax.text(who, at, str(levels[at, who]), color=ink, ha="center", va="center")
    ax.set_xlim(-0.5, levels.shape[1] - 0.5)
    ax.set_ylim(max(len(levels), 1) - 0.5, -0.5)


def _asked(one: Any, say: Words) -> str:
    """Such as ``GIS, level 3 (1 of 2, must)``."""
    must = f", {say('must')}" if one.must else ""
    held = f"{one.held} {say('of')} {one.wanted}{must}"
    return f"{label(one.skill)}, {say('level')} {one.level} ({held})"

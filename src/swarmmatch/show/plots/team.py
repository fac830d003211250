"""What a team is made of, beside what the pool is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from swarmmatch.errors import PolicyError
from swarmmatch.show.axes import axes_for, in_words, label, titled
from swarmmatch.show.given import team_at
from swarmmatch.show.palette import BLACK, CATEGORIES
from swarmmatch.show.words import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from swarmmatch.matching.matching import Matching


def plot_team(
    matching: Matching,
    question: str,
    attributes: Sequence[str] = ("municipality", "sector"),
    *,
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """The composition of one team: members with each value of some attributes.

    A diamond marks how many a team of this size would have on average if it were drawn by lot from
    all of the pool whose value is known.

    Parameters
    ----------
    matching : Matching
    question : str
        With a team.
    attributes : sequence of str
        Columns of professionals; those with few values are the ones that can be read.
    ax : matplotlib.axes.Axes, optional
        To draw on; a new figure without it.
    language : str
        "en" or "nl".

    Raises
    ------
    DataError
        When nobody sits at the question.
    PolicyError
        For an attribute that professionals do not have.
    MissingExtraError
        When matplotlib is not installed.
    """
    say = words(language)
    members = team_at(matching, question)["professional"]
    pool = matching.problem.professionals.set_index("professional")
    parts = [_counts(pool, members, name) for name in attributes]
    counts = pd.concat(parts, ignore_index=True)
    ax = axes_for(ax, 8.5, 1.4 + 0.32 * max(len(counts), 1))
    colour = [CATEGORIES[at % len(CATEGORIES)] for at, part in enumerate(parts) for _ in part.index]
    rows = np.arange(len(counts))
    ax.barh(rows, counts["members"], color=colour, height=0.7)
    ax.plot(counts["by_lot"], rows, "D", color=BLACK, ms=5, mfc="#ffffff", label=say("by_lot"))
    names = [label(say.phrase(name)) for name in counts["attribute"]]
    ax.set_yticks(rows, [f"{a}: {label(v)}" for a, v in zip(names, counts["of"], strict=True)])
    ax.invert_yaxis()
    ax.legend(fontsize="small", loc="upper left", bbox_to_anchor=(1.0, 1.0))
    ax.locator_params(axis="x", integer=True)
    in_words(ax.xaxis, say)
    title = f"{say('team_title')}: {label(question)} ({say('members', count=len(members))})"
    titled(ax, title, say("members_axis"))
    return ax


def _counts(pool: pd.DataFrame, members: pd.Series, attribute: str) -> pd.DataFrame:
    """Values that the members have: ``attribute, of`` (the value)``, members, by_lot``."""
    if attribute not in pool.columns:
        known = ", ".join(map(str, pool.columns))
        raise PolicyError(f"professionals have no attribute {attribute!r}; they have {known}")
    own = pool.loc[members, attribute]
    seen = own.value_counts()
    share = pool[attribute].value_counts(normalize=True).reindex(seen.index)
    return pd.DataFrame(
        {
            "attribute": attribute,
            "of": seen.index.astype("str"),
            "members": seen.to_numpy(),
            "by_lot": share.to_numpy() * own.notna().sum(),
        }
    ).sort_values(["members", "of"], ascending=[False, True], ignore_index=True)

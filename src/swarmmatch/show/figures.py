"""The figures of a report, each with a caption and a description for who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from swarmmatch.data.extra import needs_extra
from swarmmatch.show.plots.bottlenecks import plot_bottlenecks
from swarmmatch.show.plots.lorenz import plot_lorenz
from swarmmatch.show.plots.progress import plot_progress
from swarmmatch.show.plots.region_map import plot_map
from swarmmatch.show.svg import inline_svg

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.axes import Axes

    from swarmmatch.matching.matching import Matching
    from swarmmatch.show.plots.progress import Report
    from swarmmatch.show.words import Words


class Picture(NamedTuple):
    """An SVG element, which needs no escaping, and what is written below it."""

    svg: Markup
    caption: str


def figures_of(
    matching: Matching,
    say: Words,
    bottlenecks: pd.DataFrame | None,
    progress: Iterable[Report] | None,
) -> dict[str, Picture]:
    """What can be drawn of a matching, by the section it belongs to."""
    found: dict[str, Axes] = {}
    spoken = say.language
    if _placed(matching):
        found["map"] = plot_map(matching, language=spoken)
    if len(matching.problem.professionals):
        found["lorenz"] = plot_lorenz(matching, language=spoken)
    if bottlenecks is not None and len(bottlenecks):
        found["bottlenecks"] = plot_bottlenecks(bottlenecks, language=spoken)
    if progress is not None:
        found["progress"] = plot_progress(progress, language=spoken)
    return {name: _picture(ax, name, say) for name, ax in found.items()}


def _placed(matching: Matching) -> bool:
    """Whether anybody's place and any question's are known."""
    tables = (matching.problem.professionals, matching.problem.questions)
    return all(table[["lat", "lon"]].notna().all(axis=1).any() for table in tables)


def _picture(ax: Axes, name: str, say: Words) -> Picture:
    with needs_extra("show"):
        from markupsafe import Markup
    caption = say(f"{name}_caption")
    return Picture(Markup(inline_svg(ax, name, caption)), caption)  # matplotlib escaped its texts

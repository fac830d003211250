"""Axes to draw on, and texts from data made fit to be drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swarmmatch.data.extra import needs_extra

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

    from swarmmatch.show.words import Words

#: Longest text of a label.
LENGTH = 32


def axes_for(ax: Axes | None, width: float, height: float) -> Axes:
    """The caller's axes, or those of a new figure that pyplot does not know of.

    Parameters
    ----------
    ax : matplotlib.axes.Axes or None
        The caller's.
    width, height : float
        Inches of a new figure.

    Raises
    ------
    MissingExtraError
        When matplotlib is not installed.
    """
    if ax is not None:
        return ax
    with needs_extra("show"):
        from matplotlib.figure import Figure
    new: Axes = Figure(figsize=(width, height), layout="constrained").subplots()
    return new


def label(text: object, length: int = LENGTH) -> str:
    """A text from data as it stands: cut short, on one line, and with no dollar taken for maths."""
    told = "".join(mark if mark.isprintable() else " " for mark in str(text))
    cut = told if len(told) <= length else told[: length - 1] + "…"
    return cut.replace("$", r"\$")


def titled(ax: Axes, title: str, x: str = "", y: str = "") -> None:
    """A title at the left, where reading starts, and what the axes are in."""
    ax.set_title(title, loc="left", fontsize="medium")
    ax.set_xlabel(x)
    ax.set_ylabel(y)
    ax.spines[["top", "right"]].set_visible(False)


def in_words(axis: Axis, say: Words, digits: int = 4) -> None:
    """Write the numbers along an axis as the language does."""
    axis.set_major_formatter(lambda amount, _: say.number(amount, digits))

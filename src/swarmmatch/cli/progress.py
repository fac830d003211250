"""Long work made visible: a line that moves, and goes when the work is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from swarmmatch.cli.screen import ERR

if TYPE_CHECKING:
    from swarmmatch.engine.progress import Progress as Told

#: Tells the line what to say.
Say = Callable[[str], None]


@contextmanager
def working(text: str) -> Iterator[Say]:
    """Show that something is going on, with the time it takes; nothing where there is no terminal.

    Yields
    ------
    callable
        Replaces the text.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=ERR, transient=True, disable=not ERR.is_terminal) as bar:
        task = bar.add_task(text, total=None)
        yield lambda text: bar.update(task, description=text)


def in_a_line(told: Told) -> str:
    """What a solve tells of itself, such as ``exact teams, value 81.5, gap 0.6%``."""
    parts = [told.stage]
    if told.value is not None:
        parts.append(f"value {told.value:,.6g}")
    if told.bound is not None:
        parts.append(f"bound {told.bound:,.6g}")
    if told.gap is not None:
        parts.append(f"gap {told.gap:.4%}")
    return ", ".join(parts)

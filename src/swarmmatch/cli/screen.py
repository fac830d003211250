"""The two streams of a terminal: results on one, progress and failures on the other."""

from __future__ import annotations

import os

from rich.console import Console


class Screen(Console):
    """A console that takes nothing for markup, for an id may well be ``[red]``."""

    def __init__(self, *, stderr: bool = False) -> None:
        super().__init__(stderr=stderr, markup=False, highlight=False, emoji=False)

    def on_broken_pipe(self) -> None:
        """Go on in silence when the reader has left: the exit code still tells how it ended."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.file.fileno())


#: Results.
OUT = Screen()

#: Progress and failures, so that a pipe gets results alone.
ERR = Screen(stderr=True)

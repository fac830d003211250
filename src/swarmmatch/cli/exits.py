"""How a command ends: an exit code, and for a failure one clear message, never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

import typer

from swarmmatch.cli.cells import plain
from swarmmatch.cli.frames import frame_table
from swarmmatch.cli.screen import ERR
from swarmmatch.errors import (
    AuditError,
    DataError,
    InfeasibleError,
    NoMatchingError,
    SwarmMatchError,
    counted,
)


class Exit(IntEnum):
    """What a command's exit code says."""

    OK = 0
    AUDIT_FAILED = 1
    BAD_INPUT = 2
    INFEASIBLE = 3
    NO_MATCHING = 4
    INTERRUPTED = 130


#: The same in words, below every help text.
MEANINGS = (
    "Exit codes: 0 all is well; 1 the audit failed; 2 bad input or usage; 3 no matching satisfies "
    "the hard rules; 4 no matching found in time; 130 interrupted before there was one."
)


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn every failure that a user can do something about into a message and an exit code."""
    try:
        yield
    except SwarmMatchError as error:
        _tell(error)
        raise typer.Exit(_code(error)) from None
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        ERR.print(plain(f"error: {place}{error.strerror or error}", "red"))
        raise typer.Exit(Exit.BAD_INPUT) from None
    except KeyboardInterrupt:
        ERR.print(plain("error: interrupted", "red"))
        raise typer.Exit(Exit.INTERRUPTED) from None


def _code(error: SwarmMatchError) -> Exit:
    match error:
        case AuditError():
            return Exit.AUDIT_FAILED
        case InfeasibleError():
            return Exit.INFEASIBLE
        case NoMatchingError():
            return Exit.NO_MATCHING
        case _:
            return Exit.BAD_INPUT


def _tell(error: SwarmMatchError) -> None:
    match error:
        case DataError(issues=issues):
            title = f"error: {counted(len(issues), 'problem')} in the tables"
            ERR.print(frame_table(issues, title, style="red"))
        case InfeasibleError(tables=tables):
            for number, (title, frame) in enumerate(tables.items()):
                ERR.print(frame_table(frame, f"{'' if number else 'error: '}{title}", style="red"))
        case AuditError(violations=violations) if violations is not None and len(violations):
            ERR.print(frame_table(violations, f"error: {error.args[0]}", style="red"))
        case _:
            ERR.print(plain(f"error: {error}", "red"))

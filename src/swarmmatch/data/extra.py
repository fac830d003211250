"""Packages that only an extra installs: missing ones are told with the remedy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from swarmmatch.errors import MissingExtraError


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Import what an extra installs.

    Raises
    ------
    MissingExtraError
        When it is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        raise MissingExtraError(str(error.name).partition(".")[0], extra) from error

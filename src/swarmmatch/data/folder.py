"""A folder that appears whole or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from swarmmatch.data.issues import fault
from swarmmatch.errors import DataError


@contextmanager
def whole_folder(folder: str | os.PathLike[str], is_ours: Callable[[str], bool]) -> Iterator[Path]:
    """Fill a new folder beside `folder`, which takes its place when the block ends well.

    A block that raises leaves `folder` as it was. So does a machine that stops at any moment, but
    for one: between two renames, the old folder bears the name ``.folder.old-...``.

    Parameters
    ----------
    folder : path
        Made, with its parents, or replaced.
    is_ours : callable
        Whether a file of this name may be thrown away with the old folder.

    Yields
    ------
    pathlib.Path
        The new folder, empty, in which the block is to write plain files.

    Raises
    ------
    DataError
        When `folder` is no folder, or holds anything that is not ours.
    OSError
        When it cannot be written, with its own name.
    """
    target = Path(folder).resolve()
    refuse_foreign(target, is_ours)
    target.parent.mkdir(parents=True, exist_ok=True)
    token = secrets.token_hex(8)
    new = target.with_name(f".{target.name}.new-{token}")
    old = target.with_name(f".{target.name}.old-{token}")
    with told_of(folder, token):
        new.mkdir()
        try:
            yield new
            _flush(new)
            refuse_foreign(target, is_ours)
            _swap(new, target, old)
        finally:
            shutil.rmtree(new, ignore_errors=True)


@contextmanager
def told_of(path: str | os.PathLike[str], token: str) -> Iterator[None]:
    """Failures at a name that holds `token`, which is nobody's but ours, are told of `path`."""
    try:
        yield
    except OSError as error:
        if token not in str(error.filename):
            raise
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


def refuse_foreign(target: Path, is_ours: Callable[[str], bool]) -> None:
    """Raise `DataError` when `target` exists and is not a folder that may be replaced."""
    if not target.exists():
        return
    foreign = [str(target)]
    if target.is_dir():
        foreign = sorted(
            file.name for file in target.iterdir() if not (file.is_file() and is_ours(file.name))
        )
    if foreign:
        problem = "the folder holds what was not written here, and would be lost"
        remedy = "write to a new or empty folder, or move these files elsewhere"
        raise DataError(fault(problem, remedy, value=", ".join(foreign)))


def _swap(new: Path, target: Path, old: Path) -> None:
    try:
        if target.exists():
            os.rename(target, old)
        os.rename(new, target)
    except BaseException:
        if old.exists() and not target.exists():
            os.rename(old, target)
        raise
    _sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def _flush(folder: Path) -> None:
    """Have everything in the folder, and its list of files, on disk before it is renamed."""
    for file in folder.iterdir():
        _sync(file)
    _sync(folder)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open a folder; its renames are journalled
    handle = os.open(path, os.O_RDWR if path.is_file() else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

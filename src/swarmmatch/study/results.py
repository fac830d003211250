"""Results of a study as one file a point, so that a study that was cut off goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from swarmmatch.data.issues import fault
from swarmmatch.data.whole_file import write_whole
from swarmmatch.errors import DataError


@dataclass(frozen=True)
class Results:
    """A folder of results, each under a name made of all that it depends on.

    Parameters
    ----------
    folder : path or None
        Made when it is not there; without one nothing is kept.
    """

    folder: str | os.PathLike[str] | None

    def read(self, depends_on: tuple[Any, ...]) -> dict[str, Any] | None:
        """What was kept for these; None when nothing was.

        Raises
        ------
        DataError
            When the file is damaged: it is written whole, so somebody has changed it since.
        """
        path = self._path(depends_on)
        if path is None or not path.is_file():
            return None
        try:
            record = json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise damaged(path, str(error)) from error
        if not isinstance(record, dict):
            raise damaged(path, "it is no JSON object")
        return record

    def write(self, depends_on: tuple[Any, ...], record: dict[str, Any]) -> None:
        """Keep a result, whole or not at all."""
        path = self._path(depends_on)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
            write_whole(path, f"{text}\n".encode())

    def _path(self, depends_on: tuple[Any, ...]) -> Path | None:
        if self.folder is None:
            return None
        name = hashlib.sha256(repr(depends_on).encode()).hexdigest()
        return Path(self.folder) / f"point-{name[:32]}.json"


def damaged(path: object, why: str) -> DataError:
    """A file of results that cannot be used, with the remedy."""
    remedy = "remove the file; its point is then solved anew"
    return DataError(fault(f"a result is damaged: {why}", remedy, value=str(path)))

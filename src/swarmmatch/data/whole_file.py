"""Files that are there in whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from swarmmatch.data.folder import told_of


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file beside the target, then let it take the target's place in one step.

    Raises
    ------
    OSError
        When it cannot be written; a file that was there is then as it was.
    """
    target = Path(path)
    token = secrets.token_hex(8)
    draft = target.with_name(f".{target.name}.new-{token}")
    with told_of(path, token):
        try:
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

"""``python -m swarmmatch``: the library from the shell."""

from __future__ import annotations

from swarmmatch.cli.app import main

main()

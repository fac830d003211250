"""``python -m swarmmatch``: the library from the shell."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command that the shell names; Ctrl-C while the packages load is no traceback."""
    try:
        from swarmmatch.cli.app import app
    except KeyboardInterrupt:
        sys.exit(130)
    app()


if __name__ == "__main__":
    main()

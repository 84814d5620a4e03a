"""The command line: `main` finds a command's module by name and loads only that."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Entry point of `rootward`; ends the process with one of the documented exit codes."""
    from rootward.cli.tree import run

    sys.exit(run(sys.argv[1:]))

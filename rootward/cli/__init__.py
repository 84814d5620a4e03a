"""The command line: `main` finds a command's module by name and loads only that."""

from __future__ import annotations

import sys

from rootward.kit.collector import patient

__all__ = ["main"]


def main() -> None:
    """Entry point of `rootward`; ends the process with one of the documented exit codes."""
    patient()
    from rootward.cli.tree import run

    sys.excepthook = _unexpected
    sys.exit(run(sys.argv[1:]))


def _unexpected(kind: type[BaseException], error: BaseException, trace: object) -> None:
    """A bug of ours: one sentence, and where it happened only for who asks with -v."""
    if "-v" in sys.argv or "--verbose" in sys.argv:
        sys.__excepthook__(kind, error, error.__traceback__)
    else:
        print(f"rootward: unexpected failure: {kind.__name__}: {error}", file=sys.stderr)
        print("  once more with -v shows where; please report it", file=sys.stderr)

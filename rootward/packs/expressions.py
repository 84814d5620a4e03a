"""Expressions: the RE2 patterns by which a pack knows failures, each with its place.

They are looked at when a pack is written, not when it is loaded: compiling those that ship takes a tenth of a cold
investigation, which needs few of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import re2

from rootward.packs.document import Path
from rootward.packs.model import Pack

__all__ = ["wrong_expressions"]


def wrong_expressions(pack: Pack) -> Iterator[tuple[Path, str]]:
    """The place of every pattern that does not compile, and why."""
    for place, pattern in _expressions(pack):
        try:
            re2.compile(pattern)
        except re2.error as error:
            yield place, f"{pattern!r} is not an RE2 expression: {error}"


def _expressions(pack: Pack) -> Iterator[tuple[Path, str]]:
    for index, signature in enumerate(pack.signatures):
        yield from ((("signatures", index, "patterns", at), one) for at, one in enumerate(signature.patterns))
    for index, failure in enumerate(pack.run_signatures):
        lists = {
            "error": failure.error, "message": failure.message, "except_error": failure.except_error,
            "except_message": failure.except_message,
        }  # fmt: skip
        for name, patterns in lists.items():
            yield from ((("run_signatures", index, name, at), one) for at, one in enumerate(patterns))

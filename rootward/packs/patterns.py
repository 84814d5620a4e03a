"""Pattern: names and references with stars; `*` stands for anything but a slash, `**` for anything."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

__all__ = ["Pattern", "any_fits", "fits"]


def _pattern(text: str) -> str:
    _compiled(text)
    return text


Pattern = Annotated[str, StringConstraints(pattern=r"^\S{1,300}$"), AfterValidator(_pattern)]


@lru_cache(maxsize=16_384)
def fits(pattern: str, text: str) -> bool:
    """`deployment:shop/*` fits `deployment:shop/checkout`, not `deployment:shop/a/b`; letters count as they are."""
    return _compiled(pattern).fullmatch(text) is not None


def any_fits(patterns: Iterable[str], text: str) -> bool:
    return any(fits(pattern, text) for pattern in patterns)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Neighbouring stars are one, so that no text makes the search go back more than once a star."""
    if len(re.findall(r"\*+", pattern)) > 8:
        raise ValueError(f"{pattern!r} has more than 8 stars")
    parts = re.split(r"(\*+)", pattern)
    return re.compile("".join(_star(part) if part.startswith("*") else re.escape(part) for part in parts), re.DOTALL)


def _star(stars: str) -> str:
    return "[^/]*" if stars == "*" else ".*"

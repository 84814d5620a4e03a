"""Lines: two texts line by line: what went, what came, and what stayed between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["Line", "LineKind", "compared", "counts"]

LineKind = Literal["same", "removed", "added"]
_MOST = 4000
"""Lines on both sides together; of longer texts all that is between their common beginning and end is said anew."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """`before` and `after` are its numbers in the two texts, None on the side where it is not."""

    kind: LineKind
    text: str
    before: int | None
    after: int | None


def compared(before: str, after: str) -> tuple[Line, ...]:
    """Every line of both, what was removed ahead of what was added in its place."""
    old, new = _lines(before), _lines(after)
    found: list[Line] = []
    for same, first, last, start, end in _pieces(old, new):
        found += _same(old, first, last, start) if same else _changed(old, new, first, last, start, end)
    return tuple(found)


def counts(lines: Sequence[Line]) -> tuple[int, int]:
    """How many were added, and how many removed."""
    return sum(line.kind == "added" for line in lines), sum(line.kind == "removed" for line in lines)


def _pieces(old: list[str], new: list[str]) -> Iterator[tuple[bool, int, int, int, int]]:
    """Stretches of both that are the same, or are not."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    ends = len(old) - tail, len(new) - tail
    yield True, 0, head, 0, head
    if sum(ends) - 2 * head > _MOST:
        yield False, head, ends[0], head, ends[1]
    else:
        matcher = SequenceMatcher(None, old[head : ends[0]], new[head : ends[1]])
        for tag, first, last, start, end in matcher.get_opcodes():
            yield tag == "equal", first + head, last + head, start + head, end + head
    yield True, ends[0], len(old), ends[1], len(new)


def _same(old: list[str], first: int, last: int, start: int) -> list[Line]:
    return [
        Line(kind="same", text=old[place], before=place + 1, after=place - first + start + 1)
        for place in range(first, last)
    ]


def _changed(old: list[str], new: list[str], first: int, last: int, start: int, end: int) -> list[Line]:
    gone = [Line(kind="removed", text=old[place], before=place + 1, after=None) for place in range(first, last)]
    return gone + [Line(kind="added", text=new[place], before=None, after=place + 1) for place in range(start, end)]


def _lines(text: str) -> list[str]:
    """By line feeds alone: other characters that break lines are part of somebody's text."""
    return text.removesuffix("\n").split("\n") if text else []

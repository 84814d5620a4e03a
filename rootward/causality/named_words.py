"""Named words: how much what failed speaks of the names in a change's lines.

A message that says `no mapping for field [title]` names the change that took `title` away. Words that many changes
bear, and the names of the things themselves, tell nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from rootward.causality.model import Change
from rootward.causality.propagation import Weighed
from rootward.events.entity import name_of

__all__ = ["NamedWords"]

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{3,}")
_PART = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}(?![a-z])")
_KEYS = ("template", "message", "operation", "reasons", "error_types", "name")
_PLAIN_WORD = 0.35
"""What a word in ordinary letters tells against one that can only be a name (`dashboard_favorites`, `PutItem`)."""
_ORDINARY = frozenset({
    "failed", "failure", "errors", "error", "request", "requests", "response", "upstream", "service", "exceeded",
    "returned", "timeout", "deadline", "unavailable", "query", "slow", "start", "after", "with", "from", "this",
    "that", "code", "context", "pool", "page", "server", "client", "call", "calls", "rejected", "invalid", "missing",
    "found", "default", "config", "update", "handler", "null", "none", "time", "total", "count", "duration", "rate",
})  # fmt: skip


class NamedWords:
    """What the evidence says, against the names in the changes."""

    def __init__(self, changes: Sequence[Change], weighed: Iterable[Weighed]) -> None:
        items = list(weighed)
        things = {_low for item in items for _low in _split(name_of(item.entity))}
        self._said = {word for item in items for word in _said(item)} - things - _ORDINARY
        self._bearers = Counter(word for change in changes for word in _of(change))

    def shared(self, change: Change) -> float:
        """0..1: how particularly the failures name what stands in the change's lines."""
        words = _of(change) & self._said
        told = sum((1.0 if _is_name(word) else _PLAIN_WORD) / self._bearers[word] for word in words)
        return 1.0 - math.exp(-told)


def _of(change: Change) -> set[str]:
    return {part for word in change.words for part in (word.lower(), *_split(word))} - _ORDINARY


def _said(item: Weighed) -> set[str]:
    found: set[str] = set()
    for key in _KEYS:
        value = item.evidence.value.get(key)
        texts = value if isinstance(value, list) else [value]
        for text in (text for text in texts if isinstance(text, str)):
            for word in _WORD.findall(text):
                found |= {word.lower(), *_split(word)}
    return found


def _split(word: str) -> set[str]:
    """The words a name is made of: `PutItem`, `put_item` and `put-item` are made of put and item."""
    return {
        part.lower() for piece in re.split(r"[^A-Za-z0-9]+", word) for part in _PART.findall(piece) if len(part) > 3
    }


def _is_name(word: str) -> bool:
    return "_" in word or any(letter.isdigit() for letter in word) or len(word) > 10

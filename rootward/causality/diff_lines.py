"""Diff lines: a unified diff as hunks of code, without comments and lines that only moved, and the names in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Hunk", "flat", "hunks_of", "words_of"]

_MOST_LINES = 2_000
_WORDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Code lines, comments and moved lines left out; `around` are the lines that did not change."""

    removed: tuple[str, ...]
    added: tuple[str, ...]
    around: tuple[str, ...]
    ordered: tuple[tuple[str, str], ...]


_COMMENT = re.compile(r"^\s*(//|#(?!include|define)|\*|/\*|--\s|<!--|;)")
_DOCUMENT = re.compile(r"^(\+\+\+|---|diff |index |@@|\\ No newline)")


def hunks_of(diff: str) -> list[Hunk]:
    blocks: list[list[tuple[str, str]]] = [[]]
    for line in diff.splitlines()[:_MOST_LINES]:
        if _DOCUMENT.match(line):
            blocks.append([])
            continue
        mark, text = (line[0], line[1:]) if line[:1] in "+- " and line else (" ", line)
        text = _without_comment(text)
        if text.strip():
            blocks[-1].append((mark, text))
    return [_hunk(block) for block in blocks if any(mark != " " for mark, _ in block)]


def _without_comment(text: str) -> str:
    if _COMMENT.match(text):
        return ""
    return re.sub(r"\s+//\s.*$", "", text)


def _hunk(block: Sequence[tuple[str, str]]) -> Hunk:
    """Lines that are only moved or indented otherwise are no change."""
    gone = Counter(flat(text) for mark, text in block if mark == "-")
    come = Counter(flat(text) for mark, text in block if mark == "+")
    moved = gone & come
    kept: list[tuple[str, str]] = []
    left = {"-": Counter(moved), "+": Counter(moved)}
    for mark, text in block:
        plain = flat(text)
        if mark in left and left[mark][plain] > 0:
            left[mark][plain] -= 1
            kept.append((" ", text))
        else:
            kept.append((mark, text))
    return Hunk(
        removed=tuple(text for mark, text in kept if mark == "-"),
        added=tuple(text for mark, text in kept if mark == "+"),
        around=tuple(text for mark, text in kept if mark == " "),
        ordered=tuple(kept),
    )


def flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def words_of(diff: str) -> tuple[str, ...]:
    """Names and quoted words that went or came with the lines that changed, those that went first; a name that stands
    in lines of both sides is there as before, and ordinary words are left out."""
    hunks = hunks_of(diff)
    removed = Counter(word for hunk in hunks for line in hunk.removed for word in _names(line))
    added = Counter(word for hunk in hunks for line in hunk.added for word in _names(line))
    gone = [word for word in removed if word not in added]
    new = [word for word in added if word not in removed]
    return (*gone, *new)[:_WORDS]


_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{3,}")
_COMMON = frozenset({
    "this", "that", "with", "from", "when", "then", "else", "none", "null", "true", "false", "void", "return",
    "const", "static", "public", "private", "class", "import", "string", "error", "errors", "context", "value",
    "values", "name", "names", "type", "types", "item", "items", "list", "data", "func", "function", "request",
    "response", "result", "results", "object", "field", "fields", "self", "default", "order", "user", "text",
    "json", "http", "time", "other", "code", "service", "client", "server", "handler", "config", "interface",
    "struct", "package", "await", "async", "export", "range", "query", "rows", "where", "select", "status",
})  # fmt: skip


def _names(line: str) -> Iterable[str]:
    for word in _NAME.findall(line):
        if word.lower() not in _COMMON:
            yield word

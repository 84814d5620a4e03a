"""Path: where a value sits in somebody else's payload, `labels.service`, and templates made of paths.

Segments are joined by dots; a segment with dots of its own is quoted in brackets (`labels["app.kubernetes.io/name"]`);
a number picks from a list; `a.b|c` takes the first that is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from rootward.kit.canonical import JSON

__all__ = ["check_path", "check_template", "fill", "lookup", "parse", "text_at", "walk"]

_SEGMENT = re.compile(r"""(?:\A|\.)([^.\[\]"'{}|\s]+)|\[(?:"([^"]+)"|'([^']+)'|(\d+))\]""")
_PLACE = re.compile(r"\{([^{}]*)\}")


def lookup(value: object, path: str) -> JSON:
    """What is at `path`; None when nothing is there. The empty path is the value itself."""
    for segments in parse(path):
        found = walk(value, segments)
        if found is not None:
            return found
    return None


def text_at(value: object, path: str) -> str:
    """What is at `path` as text, '' when nothing or no single value is there."""
    found = lookup(value, path)
    if found is None or isinstance(found, list | dict):
        return ""
    if isinstance(found, bool):
        return "true" if found else "false"
    return str(found)


def fill(template: str, values: Mapping[str, object], limit: int = 300) -> str:
    """`{payload.labels.alertname} on {entity.service|entity.pod}` with the values; what is absent reads `?`."""
    filled = _PLACE.sub(lambda match: text_at(values, match[1]) or "?", template)
    line = " ".join(filled.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def check_path(path: str) -> str:
    """Raises ValueError when it is no path."""
    parse(path)
    return path


def check_template(template: str) -> str:
    """Raises ValueError when a placeholder holds no path, or a brace stands alone."""
    for match in _PLACE.finditer(template):
        if not match[1]:
            raise ValueError(f"{template!r} has an empty placeholder")
        parse(match[1])
    if re.search(r"[{}]", _PLACE.sub("", template)):
        raise ValueError(f"{template!r} has a brace without its partner")
    return template


@lru_cache(maxsize=4096)
def parse(path: str) -> tuple[tuple[str, ...], ...]:
    """The alternatives of a path, each as its segments. Raises ValueError."""
    return tuple(_segments(part.strip(), path) for part in path.split("|"))


def _segments(part: str, path: str) -> tuple[str, ...]:
    found, position = [], 0
    while position < len(part):
        match = _SEGMENT.match(part, position)
        if match is None:
            raise ValueError(f"{path!r} is not a path: it cannot be read from {part[position:]!r} on")
        found.append(next(group for group in match.groups() if group is not None))
        position = match.end()
    if not found and path:
        raise ValueError(f"{path!r} is not a path: an alternative is empty")
    return tuple(found)


def walk(value: object, segments: tuple[str, ...]) -> JSON:
    """What is at the end of `segments`; None when nothing is there."""
    current = value
    for segment in segments:
        if isinstance(current, Mapping):
            current = current.get(segment)
        elif isinstance(current, list) and segment.isdecimal() and int(segment) < len(current):
            current = current[int(segment)]
        else:
            return None
    return current  # type: ignore[return-value]  # a payload is JSON all the way down

"""Statements: which templates come from one line of a program, where the lines say from which.

One statement that writes lists, names or free text makes many templates. Loggers often add where a line was written
(`OrderService#<*>`, `orders.py:<*>`; the number changes with every release): templates that begin alike after the same
place, up to their first variable, are one row.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from rootward.events.log_counts import LogCounts, LogKey
from rootward.events.templates import HOLE

__all__ = ["head_of", "of_statements"]

_NEAR = 160
_PLACE = re.compile(
    r"(?:[\w.$\[\]/-]|<\*>)*(?:[\w$\]]|<\*>)"
    r"(?:\#|\.(?:java|kt|scala|groovy|py|rb|go|rs|tsx?|jsx?|mjs|php|cs|cpp|cc|swift|exs?):)<\*>(?!\w)"
)


def head_of(text: str) -> str:
    """A template up to its first variable after the place in the program that it names; '' when it names none, or
    says nothing more before that variable."""
    place = _PLACE.search(text[:_NEAR])
    if place is None:
        return ""
    said = text[place.end() :].partition(HOLE)[0]
    return text[: place.end()] + said if any(letter.isalpha() for letter in said) else ""


def of_statements(lines: LogCounts) -> LogCounts:
    """One row for all templates of one entity, severity and head; rows without a head stay as they are."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for number, key in enumerate(lines.keys):
        rows.setdefault((key.entity, key.severity, head_of(key.text) or f" {number}"), []).append(number)
    if len(rows) == len(lines.keys):
        return lines
    members = list(rows.values())
    return replace(
        lines,
        keys=tuple(_joined([lines.keys[one] for one in group], lines.counts[group].sum(axis=1)) for group in members),
        counts=np.array([lines.counts[group].sum(axis=0) for group in members], np.int64),
        first=np.array([lines.first[group].min() for group in members], np.int64),
        last=np.array([lines.last[group].max() for group in members], np.int64),
    )


def _joined(keys: list[LogKey], lines: np.ndarray[tuple[int], np.dtype[np.int64]]) -> LogKey:
    """Called by the template that was written most, of equals the first."""
    if len(keys) == 1:
        return keys[0]
    ids = tuple(sorted({identifier for key in keys for identifier in key.template_ids}))
    return replace(keys[int(np.argmax(lines))], template_ids=ids)

"""Detect, in words: what was noticed, as a title and as sentences that say what it was before."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.causality.detect import Sign
from rootward.causality.words import amount, named, percent, times

__all__ = ["said", "title"]

_SLOW = frozenset({"latency", "trace.latency"})
_FAILS = frozenset({"errors", "trace.errors", "availability"})


def title(entity: str, signs: Sequence[Sign]) -> str:
    """`checkout fails for 38 % of its requests`: the first symptom that users feel."""
    first = signs[0]
    name = named(entity)
    if first.kind in _FAILS and first.unit == "share":
        return f"{name} fails for {percent(first.after)} of its requests"
    if first.kind in _SLOW:
        return f"{name} answers {times(first.after / max(first.before, 1e-9))} slower than before"
    return f"{name}: {said(first)}"


def said(sign: Sign) -> str:
    """One symptom with what it was before and is now."""
    if sign.unit == "share":
        return f"failed {sign.name}: {percent(sign.after)} instead of {percent(sign.before)}"
    word = {"latency": "answers in", "trace.latency": "answers in"}.get(sign.kind, f"{sign.name} at")
    return f"{word} {amount(sign.after, sign.unit)} instead of {amount(sign.before, sign.unit)}"

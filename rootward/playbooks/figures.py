"""Figures: what a measuring tool's answer says about a symptom, as numbers that two times can be compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from rootward.kit.canonical import JSON

__all__ = ["MEASURES", "Figure", "figure", "is_over"]

_LEFT = 0.2
"""What is left of a symptom, as a share of what it was, when it is taken to be over."""

Value = Mapping[str, JSON]
Span = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """`usual` is the baseline, `seen` what was measured in the window, both in `unit`."""

    usual: float
    seen: float
    unit: str


def figure(tool: str, value: Value, *, after: Span, like: Value | None = None) -> Figure | None:
    """None where the answer holds no number for the window. `like` is the answer that showed the symptom: the same of
    its numbers is read that moved most then."""
    read = MEASURES.get(tool)
    return read(value, after, like or value) if read is not None and value else None


def is_over(then: Figure, now: Figure) -> bool:
    """Whether at most a fifth is left of how far it was from usual; further on the other side is no symptom."""
    was, is_ = then.seen - then.usual, now.seen - now.usual
    if was == 0:
        return is_ == 0
    return is_ / was <= _LEFT


def _series(value: Value, _after: Span, _like: Value) -> Figure | None:
    usual, seen = _number(value.get("before")), _number(value.get("after"))
    if seen is None:
        return None
    return Figure(usual=usual or 0.0, seen=seen, unit=str(value.get("unit") or ""))


def _lines(value: Value, after: Span, _like: Value) -> Figure | None:
    """Lines a second beyond what the traffic lets one expect."""
    seen, expected = _number(value.get("after")), _number(value.get("expected"))
    if seen is None:
        return None
    seconds = max((after[1] - after[0]) / 1e9, 1e-9)
    return Figure(usual=(expected or 0.0) / seconds, seen=seen / seconds, unit="lines/s")


def _spans(value: Value, _after: Span, like: Value) -> Figure | None:
    if "per_s" in value:
        rates = value["per_s"]
        assert isinstance(rates, list)
        return Figure(usual=_number(rates[0]) or 0.0, seen=_number(rates[1]) or 0.0, unit="/s")
    if "expected" in value:
        expected, seen = _number(value["expected"]), _number(value.get("after"))
        return None if not expected or seen is None else Figure(usual=1.0, seen=seen / expected, unit="x")
    which = max(("median_s", "p90_s"), key=lambda name: _moved(like, name))
    usual, seen = _inner(value, "before", which), _inner(value, "after", which)
    if usual is None or seen is None or not _inner(value, "after", "n"):
        return None
    return Figure(usual=usual, seen=seen, unit="s")


def _errors(value: Value, _after: Span, _like: Value) -> Figure | None:
    """The share of calls that fail."""
    calls = _number(value.get("calls_after"))
    if not calls:
        return None
    before = (_number(value.get("before")) or 0.0) / max(_number(value.get("calls_before")) or 0.0, 1.0)
    return Figure(usual=before, seen=(_number(value.get("after")) or 0.0) / calls, unit="of calls")


MEASURES: Mapping[str, Callable[[Value, Span, Value], Figure | None]] = {
    "metrics.shift": _series, "prometheus.shift": _series, "metrics.flow": _series, "prometheus.flow": _series,
    "logs.shift": _lines, "spans.shift": _spans, "spans.errors": _errors,
}  # fmt: skip
"""Tools whose answers compare a window with a baseline, and how each is read."""


def _moved(value: Value, name: str) -> float:
    before, after = _inner(value, "before", name), _inner(value, "after", name)
    return 0.0 if not before or after is None else after / before


def _inner(value: Value, part: str, name: str) -> float | None:
    found = value.get(part)
    return _number(found.get(name)) if isinstance(found, dict) else None


def _number(value: JSON) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

"""Diff limits: numbers that have another value under the same name: a limit, a time, a size."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from rootward.causality.diff_lines import Hunk
from rootward.causality.effect import Effect

__all__ = ["limits", "looks"]

_NUMBER = re.compile(
    r"""(?P<key>[A-Za-z_][\w.\-]*)["'\]]*\s*(?::\s*\w+\s*=|:=|=>|[:=])\s*["']?(?P<value>-?\d[\d_]*(?:\.\d+)?)"""
    r"""\s*(?:\*\s*)?(?P<unit>[A-Za-z%][\w.]*)?"""
)
_CALLED_WITH = re.compile(
    r"(?P<key>[A-Za-z_]\w*)\([^()]*?\b(?P<value>\d[\d_]*(?:\.\d+)?)\s*\*\s*(?P<unit>[A-Za-z][\w.]*)"
)
_UNITS = {
    "ns": 1e-9, "us": 1e-6, "ms": 1e-3, "millisecond": 1e-3, "milliseconds": 1e-3, "microsecond": 1e-6, "s": 1.0,
    "sec": 1.0, "second": 1.0, "seconds": 1.0, "m": 60.0, "min": 60.0, "minute": 60.0, "minutes": 60.0, "h": 3600.0,
    "hour": 3600.0, "hours": 3600.0, "d": 86400.0, "day": 86400.0, "days": 86400.0, "k": 1e3, "ki": 1024.0,
    "kb": 1e3, "kib": 1024.0, "mi": 2.0**20, "mb": 1e6, "mib": 2.0**20, "gi": 2.0**30, "gb": 1e9, "gib": 2.0**30,
}  # fmt: skip
_LIMITS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    (r"timeout|deadline|budget|wait", ("upstream.unavailable", "network.delay", "dependency.failure"), False),
    (r"retr|attempt|backoff|delay", ("upstream.unavailable", "upstream.rate_limited", "dependency.failure"), False),
    (r"pool|conn", ("config.pool_size",), False),
    (r"leeway|skew|expir|lifetime|max_?age|rotat", ("credential.expired",), False),
    (r"ttl|cache|entries|evict|capacity|keep|retain", ("memory.leak", "schema.slow_query", "cpu.saturation"), True),
    (r"mem|heap|xmx", ("memory.oom", "memory.leak"), True),
    (r"cpu|thread|worker|parallel|concurren|replica", ("cpu.saturation", "traffic.surge"), False),
    (r"rate|quota|burst|qps|rps", ("upstream.rate_limited",), False),
    (
        r"batch|chunk|page|limit|size|max|min|buffer|queue",
        ("schema.slow_query", "memory.leak", "upstream.rate_limited"),
        False,
    ),
)
_ASKED = re.compile(r"ttl|cache|retr|attempt|backoff|batch|page|chunk|rate|concurren|parallel|interval|poll|fan")
"""What decides how often another is asked."""
_LOOKS = re.compile(
    r"colou?r|padding|margin|border|radius|font|shadow|width|height|background|class(name)?\b|z-index|"
    r"#[0-9a-f]{3,8}\b|\d(px|rem|em)\b|^\s*[.#][\w-]+\s*\{|</?\w+[^>]*>",
    re.IGNORECASE,
)


def limits(hunk: Hunk) -> Iterable[Effect]:
    """Numbers that have another value under the same name: a limit, a time, a size."""
    old, new = _settings(hunk.removed), _settings(hunk.added)
    for key in old.keys() & new.keys():
        before, after = old[key], new[key]
        if before != after:
            size = _apart(before, after)
            topics, slow = _about(key)
            risk = min(0.9, 0.12 + 0.8 * size * (_HARMLESS if _more_room(key, before, after) else 1.0))
            yield Effect(
                kind="limit", what=f"{key} from {before:g} to {after:g}", risk=risk, topics=topics, slow=slow,
                burdens=bool(_ASKED.search(key.lower())),
            )  # fmt: skip
    for key in old.keys() - new.keys():
        topics, slow = _about(key)
        if topics:
            yield Effect(kind="limit_removed", what=key, risk=0.6, topics=topics, slow=slow)


_ROOM = re.compile(
    r"timeout|deadline|budget|retr|attempt|pool|conn|leeway|skew|mem|heap|cpu|replica|quota|worker|thread|backoff"
)
_HARMLESS = 0.4


def _more_room(key: str, before: float, after: float) -> bool:
    """More time, more tries, more of a resource: that rarely breaks what had less before."""
    return after > before and bool(_ROOM.search(key.lower()))


def _settings(lines: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for line in lines:
        if looks(line):
            continue
        for pattern in (_NUMBER, _CALLED_WITH):
            for match in pattern.finditer(line):
                unit = (match["unit"] or "").rsplit(".", 1)[-1].lower()
                key = match["key"].rsplit(".", 1)[-1]
                found.setdefault(key, float(match["value"].replace("_", "")) * _UNITS.get(unit, 1.0))
    return found


def _apart(before: float, after: float) -> float:
    """0 for the same, 1 for a factor of eight or more (or a sign that changed)."""
    if before <= 0 or after <= 0:
        return 1.0
    return min(1.0, abs(math.log(after / before)) / math.log(8.0))


def _about(key: str) -> tuple[tuple[str, ...], bool]:
    low = key.lower()
    return next(((topics, slow) for words, topics, slow in _LIMITS if re.search(words, low)), ((), False))


def looks(line: str) -> bool:
    return bool(_LOOKS.search(line))

"""Words: numbers and names as people read them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rootward.events.entity import kind_of, name_of

__all__ = ["amount", "duration", "named", "percent", "qualified", "times"]

_BINARY = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))
_LONG = 90.0
_EVERYWHERE = frozenset({"db.system", "db.system.name", "db.namespace", "network.protocol.name", "url.scheme"})
_OF_THE_SENDER = ("service.", "deployment.", "telemetry.", "host.", "os.", "process.", "container.", "cloud.", "k8s.")


def amount(value: float, unit: str) -> str:
    """`412 ms`, `151 MiB`, `12.5`: three significant digits and the unit when it is one that people use."""
    if not math.isfinite(value):
        return "nothing"
    if unit == "By":
        for size, word in _BINARY:
            if abs(value) >= size:
                return f"{value / size:.3g} {word}"
        return f"{value:.3g} B"
    if unit in ("s", "seconds"):
        return _seconds(value)
    if unit in ("ms", "milliseconds"):
        return _seconds(value / 1000)
    if unit == "%":
        return f"{value:.3g} %"
    plain = f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    return plain if unit in ("", "1") or unit.startswith("{") else f"{plain} {unit}"


def _seconds(value: float) -> str:
    if abs(value) < 0.0005:
        return f"{value * 1e6:.3g} us"
    if abs(value) < 0.9995:
        return f"{value * 1000:.3g} ms"
    return f"{value:.3g} s"


def duration(ns: int) -> str:
    """`42 s`, `3 min`: whole seconds up to a minute and a half, then whole minutes."""
    seconds = round(ns / 1e9)
    return f"{seconds} s" if seconds < _LONG else f"{round(seconds / 60)} min"


def named(entity: str) -> str:
    """`orders` for a service, `the database orders` for what is not one."""
    kind, name = kind_of(entity), name_of(entity)
    return name if kind == "service" else f"the {'third party' if kind == 'external' else kind} {name}"


def percent(share: float) -> str:
    return f"{share * 100:.2g} %" if share < 0.095 else f"{share * 100:.0f} %"


def times(ratio: float) -> str:
    return f"{ratio:.1f} times" if ratio < 10 else f"{ratio:.0f} times"


def qualified(name: str, attributes: Mapping[str, str], entity: str) -> str:
    """A series' name with what tells it from its neighbours: the attributes' values, in order of their keys; what is
    the same everywhere (the kind of database, the sender) or names the entity itself tells nothing."""
    told = dict.fromkeys(
        value
        for key, value in sorted(attributes.items())
        if key not in _EVERYWHERE and not key.startswith(_OF_THE_SENDER) and value != name_of(entity)
    )
    return f"{name} ({', '.join(told)})" if told else name

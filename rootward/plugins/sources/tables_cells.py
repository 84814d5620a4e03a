"""Cells: times, numbers, units and entities as tables write them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

import msgspec

from rootward.errors import BadInput
from rootward.events.entity import reference
from rootward.events.strict import INT64
from rootward.kit import clock
from rootward.plugins.sources.tables import TableMapping, plain

__all__ = ["entity_of", "labels_of", "number_of", "span_ns", "time_ns", "unit_of_name"]

_UNITS = {"s": 1_000_000_000, "ms": 1_000_000, "us": 1_000, "ns": 1}
_WHOLE = re.compile(r"[-+]?\d{1,19}")
_STATED = re.compile(r"^(?P<name>.*?)\s*[\[(](?P<unit>[^\])]{1,20})[\])]$")
_ENDINGS = (
    ("_seconds", "s"), ("_milliseconds", "ms"), ("_ms", "ms"), ("_us", "us"), ("_ns", "ns"), ("_bytes", "By"),
    ("_percent", "%"), ("_pct", "%"), ("_ratio", "1"),
)  # fmt: skip


def time_ns(text: str, unit: str, field: str) -> int:
    """A time in ns: a number in `unit` ('' told from its size), or a date; a date without a zone is UTC.

    Raises BadInput."""
    text = text.strip()
    found = _date(text, field) if not _is_number(text) else _epoch(text, unit, field)
    if found not in INT64 or found < 0:
        raise BadInput(f"{field} is {text!r}, which is outside the years 1970 to 2262", field=field, value=text[:100])
    return found


def span_ns(text: str, column: str, field: str) -> int:
    """A duration in ns; its unit is what the column's name ends with, else microseconds. Raises BadInput."""
    name = plain(column)
    unit = next((_UNITS[word] for word in ("ns", "us", "ms") if name.endswith(word)), None)
    if unit is None:
        unit = _UNITS["s"] if name.endswith(("_s", "seconds")) else _UNITS["ms"] if "milli" in name else _UNITS["us"]
    value = number_of(text, field)
    if value is None or value < 0:
        raise BadInput(f"{field} is {text!r}; it must be a duration from 0", field=field, value=text[:100])
    return round(value * unit)


def number_of(text: str, field: str) -> float | None:
    """None for an empty cell and for what says that it is no number. Raises BadInput for anything else."""
    text = text.strip()
    if text.lower() in ("", "nan", "null", "none", "na", "n/a", "-"):
        return None
    try:
        value = float(text)
    except ValueError as error:
        raise BadInput(f"{field} is {text[:100]!r}; it must be a number", field=field, value=text[:100]) from error
    return value if math.isfinite(value) else None


def unit_of_name(name: str) -> tuple[str, str]:
    """A metric's name without its unit, and the unit: `cpu [%]` and `latency (ms)` state it, `latency_ms` ends with it
    and keeps its name."""
    stated = _STATED.match(name.strip())
    if stated:
        return stated["name"], stated["unit"]
    lowered = plain(name)
    return name, next((unit for ending, unit in _ENDINGS if lowered.removesuffix("_total").endswith(ending)), "")


def entity_of(cells: Mapping[str, str], mapping: TableMapping) -> str:
    """The reference of whom a row speaks of, the service first. Raises BadInput when nothing says it."""
    namespace = cells.get("namespace", "")
    for kind, name in (
        ("service", cells.get("service") or mapping.service), ("pod", cells.get("pod", "")),
        ("node", cells.get("node", "")), ("service", cells.get("container", "")),
        ("namespace", namespace), ("cluster", cells.get("cluster", "")),
    ):  # fmt: skip
        if name:
            return reference(kind, name, namespace)
    raise BadInput("no cell says whom this row speaks of: say --service NAME or --column service=NAME", field="service")


def labels_of(text: str, field: str) -> dict[str, str]:
    """Labels as a JSON object, or `a=b,c="d"`, also in braces. Raises BadInput."""
    text = text.strip()
    if not text:
        return {}
    if text.startswith("{") and ('"' in text[:3] or text in ("{}", "{ }")):
        try:
            found = msgspec.json.decode(text, type=dict[str, object])
        except msgspec.MsgspecError as error:
            raise BadInput(f"{field} is {text[:100]!r}, which is no JSON object", field=field) from error
        return {
            name: value if isinstance(value, str) else msgspec.json.encode(value).decode()
            for name, value in found.items()
        }
    labels = {}
    for part in text.strip("{}").split(","):
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise BadInput(f"{field} is {text[:100]!r}; it must be a=b,c=d or a JSON object", field=field)
        labels[name.strip()] = value.strip().strip("\"'")
    return labels


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[-+]?\d+(\.\d*)?([eE][-+]?\d+)?", text))


def _epoch(text: str, unit: str, field: str) -> int:
    size = abs(float(text))
    chosen = unit or ("s" if size < 1e11 else "ms" if size < 1e14 else "us" if size < 1e17 else "ns")
    if _WHOLE.fullmatch(text):
        return int(text) * _UNITS[chosen]
    if not math.isfinite(size) or size * _UNITS[chosen] > 2**63:
        raise BadInput(f"{field} is {text!r}, which is outside the years 1970 to 2262", field=field, value=text[:100])
    whole, _, fraction = text.partition(".")
    if "e" in text.lower():
        return round(float(text) * _UNITS[chosen])
    return int(whole) * _UNITS[chosen] + int((fraction or "0")[:9].ljust(9, "0")) * _UNITS[chosen] // _UNITS["s"]


def _date(text: str, field: str) -> int:
    """RFC 3339, also with a space for the T, `+0000` and without a zone."""
    found = re.fullmatch(
        r"(\d{4})[-/](\d\d)[-/](\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9})\d*)?)?\s*(Z|UTC|[-+]\d\d:?\d\d)?",
        text,
    )
    if not found:
        raise BadInput(f"{field} is {text[:100]!r}, which is no time", field=field, value=text[:100])
    year, month, day, moment, fraction, zone = found.groups()
    moment = (moment or "00:00:00") + (":00" if moment and len(moment) == 5 else "")
    zone = "Z" if not zone or zone == "UTC" else zone if ":" in zone or zone == "Z" else f"{zone[:3]}:{zone[3:]}"
    try:
        return clock.parse_ns(f"{year}-{month}-{day}T{moment}{'.' + fraction if fraction else ''}{zone}")
    except ValueError as error:
        raise BadInput(f"{field} is {text[:100]!r}, which is no time", field=field, value=text[:100]) from error

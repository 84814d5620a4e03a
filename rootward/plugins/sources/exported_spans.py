"""Exported spans: what readers of other tools' exports share: names in several spellings, times in several forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from rootward.errors import BadInput
from rootward.events.model import SpanItem
from rootward.events.strict import shown
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.redact import redact_text, redact_value
from rootward.plugins.sources.otlp_resource import without_nul

__all__ = ["Exported", "given", "mapping", "moment", "records_in", "redacted", "span_of", "word"]

_SCALES = ((10**16, 1), (10**13, 1_000), (10**10, 1_000_000), (0, 1_000_000_000))
"""From which size on a number counts ns, µs, ms or s since 1970, and how many ns that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A span as an export tells it; `attributes` in the words of the table of names, times in ns (0: not told)."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    start: int
    end: int
    attributes: dict[str, JSON]
    failed: bool = False
    message: str = ""
    entity: str = ""


def span_of(told: Exported) -> SpanItem:
    """The span, redacted. Raises BadInput for a span without an id or a start."""
    for name, value in (("trace id", told.trace_id), ("id", told.span_id), ("start time", told.start)):
        if not value:
            raise BadInput(f"a span has no {name}", field=name)
    said: dict[str, Any] = {
        without_nul(name): value for name, value in told.attributes.items() if value not in (None, "", {}, [])
    }
    return redacted(
        SpanItem(
            ts=told.start, duration_ns=max(0, told.end - told.start), trace_id=told.trace_id, span_id=told.span_id,
            parent_id=told.parent_id, entity=told.entity, name=without_nul(told.name), kind="internal",
            status="error" if told.failed else "unset", message=without_nul(told.message), attributes=said,
        )
    )  # fmt: skip


def redacted(span: SpanItem) -> SpanItem:
    """Before anything is cut from it: half a secret would not be recognised."""
    attributes = cast(dict[str, Any], redact_value(cast(JSON, span.attributes)))
    return replace(
        span, name=redact_text(span.name), entity=redact_text(span.entity), message=redact_text(span.message),
        attributes=attributes,
    )  # fmt: skip


def records_in(value: JSON, *lists: str) -> Iterator[Mapping[str, JSON]]:
    """The objects of a document: itself, the members of its array, or of the list it wraps them in."""
    if isinstance(value, list):
        for item in value:
            yield from records_in(item, *lists)
    elif isinstance(value, dict):
        wrapped = next((value[name] for name in lists if isinstance(value.get(name), list)), None)
        if wrapped is None:
            yield value
        else:
            yield from records_in(wrapped, *lists)


def given(record: Mapping[str, JSON], *names: str) -> JSON:
    """The first of the names that the record has, whatever it holds."""
    return next((record[name] for name in names if record.get(name) is not None), None)


def word(record: Mapping[str, JSON], *names: str) -> str:
    """The same as text; '' for none. Raises BadInput for what is no text and no number."""
    found = given(record, *names)
    if isinstance(found, bool) or not isinstance(found, str | int | float | None):
        raise BadInput(f"{names[0]} is {shown(found)}; it must be text", field=names[0], value=shown(found))
    return "" if found is None else str(found)


def mapping(record: Mapping[str, JSON], *names: str) -> Mapping[str, JSON]:
    """The object under one of the names, an empty one for none."""
    found = given(record, *names)
    return found if isinstance(found, dict) else {}


def moment(record: Mapping[str, JSON], *names: str) -> int:
    """A time in ns, 0 for none: RFC 3339, also without a zone (UTC), or a number whose size tells its unit. Raises
    BadInput naming the field."""
    found = given(record, *names)
    if found is None or found == "":
        return 0
    ns = -1
    if isinstance(found, str) and not found.isdecimal():
        text = found.strip().replace(" ", "T", 1)
        zoned = text.endswith("Z") or "+" in text or "-" in text[11:]
        try:
            ns = clock.parse_ns(text if zoned else f"{text}Z")
        except (ValueError, OverflowError):
            ns = -1
    elif isinstance(found, str | int | float) and not isinstance(found, bool) and 0 <= float(found) < 2**63:
        factor = next(factor for size, factor in _SCALES if float(found) >= size)
        ns = int(found) if factor == 1 else int(float(found) * factor)
    if not 0 <= ns < 2**63:
        raise BadInput(f"{names[0]} is {shown(found)}, which is no time", field=names[0], value=shown(found))
    return ns

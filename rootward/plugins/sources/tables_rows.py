"""Rows of a table as what they say: points of series, log lines, spans or events."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import get_args

import msgspec

from rootward.errors import BadInput, RootwardError
from rootward.events.envelope import severity_of
from rootward.events.model import (
    Event,
    LogLine,
    MetricKind,
    Received,
    Reject,
    Series,
    SpanItem,
    SpanKind,
    Telemetry,
)
from rootward.events.source import SourceContext, make_event, reject_of
from rootward.kit.canonical import JSON
from rootward.plugins.sources.tables import TableMapping
from rootward.plugins.sources.tables_cells import (
    entity_of,
    labels_of,
    number_of,
    span_ns,
    time_ns,
    unit_of_name,
)

__all__ = ["Numbered", "read_rows"]

Numbered = tuple[int, Sequence[str], bytes]
"""A row with its line in the file, from 1, and what to keep of it when it cannot be read."""

_WHOSE = ("service", "pod", "container", "node", "namespace", "cluster")
_SPLITS = ("::", "|", "/", ":", ".", " ", "_")
_SEVERITIES = {"warn": "warning", "err": "error", "critical": "fatal", "crit": "fatal", "emerg": "fatal",
               "alert": "fatal", "notice": "info", "information": "info", "verbose": "debug"}  # fmt: skip
_LEVELS = frozenset({"trace", "debug", "info", "warning", "error", "fatal"})
_FAILED = frozenset({"error", "err", "true", "fail", "failed", "status_code_error", "failure"})
_KINDS = frozenset(get_args(SpanKind))


@dataclass(kw_only=True, slots=True)
class _Points:
    name: str
    unit: str
    kind: MetricKind
    entity: str
    attributes: dict[str, str]
    times: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class _Read:
    """What was read so far."""

    series: dict[tuple[object, ...], _Points] = field(default_factory=dict)
    logs: list[LogLine] = field(default_factory=list)
    spans: list[SpanItem] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)

    def point(self, key: _Points, time: int, value: float) -> None:
        what = (key.name, key.unit, key.kind, key.entity, tuple(sorted(key.attributes.items())))
        found = self.series.setdefault(what, key)
        found.times.append(time)
        found.values.append(value)


def read_rows(
    header: Sequence[str], rows: Iterable[Numbered], mapping: TableMapping, context: SourceContext
) -> Received:  # fmt: skip
    """Every row; one that is wrong is set aside with its line, and the others pass."""
    read, wide = _Read(), _wide_columns(header, mapping)
    for index, (line, cells, raw) in enumerate(rows):
        try:
            if len(cells) != len(header):
                raise BadInput(f"it has {len(cells)} cells, the header has {len(header)}", field="row")
            _row(dict(zip(header, cells, strict=True)), mapping, wide, context, read)
        except RootwardError as error:
            read.rejects.append(replace(reject_of(error, index, raw), reason=f"line {line}: {error.message}"))
    series = tuple(
        Series(name=one.name, unit=one.unit, kind=one.kind, entity=one.entity, attributes=one.attributes,
               times=tuple(one.times), values=tuple(one.values))
        for one in read.series.values()
    )  # fmt: skip
    telemetry = Telemetry(series=series, logs=tuple(read.logs), spans=tuple(read.spans))
    bodies = tuple(event.ingest_id.encode() for event in read.events)
    return Received(events=tuple(read.events), telemetry=telemetry, rejects=tuple(read.rejects), bodies=bodies)


def _row(
    cells: dict[str, str], mapping: TableMapping, wide: Mapping[str, _Points], context: SourceContext, read: _Read
) -> None:
    told = {role: cells[column].strip() for role, column in mapping.columns.items()}
    known = set(mapping.columns.values())
    rest = {name: value for name, value in cells.items() if name not in known and value.strip()}
    time = time_ns(told["time"], mapping.time_unit, mapping.columns["time"])
    if mapping.kind == "wide":
        values = [(key, number_of(cells[column], column)) for column, key in wide.items()]
        entity = entity_of(told, mapping) if _says_whose(mapping) else ""
        for key, value in values:
            if value is not None:
                read.point(replace(key, entity=entity, times=[], values=[]) if entity else key, time, value)
    elif mapping.kind == "metrics":
        _metric(told, rest, mapping, time, read)
    elif mapping.kind == "logs":
        read.logs.append(_log(told, rest, mapping, time))
    elif mapping.kind == "spans":
        read.spans.append(_span(told, rest, mapping, time))
    else:
        read.events.append(_event(told, rest, mapping, time, context))


def _wide_columns(header: Sequence[str], mapping: TableMapping) -> dict[str, _Points]:
    """The series of each column of a wide table. Raises BadInput for a column that does not say whose it is."""
    if mapping.kind != "wide":
        return {}
    found = {}
    for column in header:
        if column not in mapping.columns.values():
            service, metric, stated = _whose(column, mapping)
            found[column] = _Points(
                name=metric, unit=stated or mapping.unit, kind=_kind("", metric), entity=f"service:{service}",
                attributes={},
            )  # fmt: skip
    return found


def _whose(column: str, mapping: TableMapping) -> tuple[str, str, str]:
    """(service, metric, unit) of a wide column; a pattern is of the whole name, else its unit does not count."""
    if mapping.wide:
        service, metric = _parted(column, mapping)
        return (service, *unit_of_name(metric))
    name, stated = unit_of_name(column)
    service, metric = ("", name) if _says_whose(mapping) else _parted(name, mapping)
    return service, metric, stated


def _says_whose(mapping: TableMapping) -> bool:
    """Each row of this table says whom it speaks of, so the names of its columns need not."""
    return not mapping.wide and any(role in mapping.columns for role in _WHOSE)


def _parted(column: str, mapping: TableMapping) -> tuple[str, str]:
    """(service, metric) of a wide column's name."""
    if mapping.wide:
        pattern = (
            re.escape(mapping.wide).replace(r"\{service\}", "(?P<service>.+?)").replace(r"\{metric\}", "(?P<metric>.+)")
        )
        found = re.fullmatch(pattern, column)
        service = found.groupdict().get("service") or mapping.service if found else ""
        if not found or not service:
            raise BadInput(f"the column {column!r} does not fit {mapping.wide!r}", field="wide", value=column)
        return service, found["metric"]
    if mapping.service:
        return mapping.service, column
    for split in _SPLITS:
        service, between, metric = column.partition(split)
        if between and service and metric:
            return service, metric
    raise BadInput(f"the column {column!r} does not say whose it is: say --service NAME", field="service", value=column)


def _metric(told: Mapping[str, str], rest: dict[str, str], mapping: TableMapping, time: int, read: _Read) -> None:
    value = number_of(told["value"], mapping.columns["value"])
    if value is None:
        return
    if not told["name"]:
        raise BadInput(f"{mapping.columns['name']} is empty; a metric has a name", field=mapping.columns["name"])
    name, stated = unit_of_name(told["name"])
    labels = labels_of(told.get("labels", ""), mapping.columns.get("labels", "labels"))
    cells = {role: labels.get(role, "") for role in ("service", "pod", "node", "namespace")} | {
        role: text for role, text in told.items() if text
    }
    attributes = {key: text for key, text in {**rest, **labels}.items() if text}
    read.point(
        _Points(name=name, unit=told.get("unit") or stated or mapping.unit, kind=_kind(told.get("kind", ""), name),
                entity=entity_of(cells, mapping), attributes=attributes),
        time, value,
    )  # fmt: skip


def _kind(said: str, name: str) -> MetricKind:
    word = said.lower()
    if word in ("counter", "sum", "cumulative") or (not word and name.endswith("_total")):
        return "counter"
    return "delta" if word == "delta" else "gauge"


def _log(told: Mapping[str, str], rest: dict[str, str], mapping: TableMapping, time: int) -> LogLine:
    severity = told.get("severity", "").lower() or "info"
    severity = _SEVERITIES.get(severity, severity)
    attributes: dict[str, JSON] = {**rest, **labels_of(told.get("labels", ""), mapping.columns.get("labels", "labels"))}
    return LogLine(
        ts=time, entity=entity_of(told, mapping), severity=severity if severity in _LEVELS else "info",
        body=told["message"], attributes=attributes, trace_id=told.get("trace_id", ""),
        span_id=told.get("span_id", ""),
    )  # fmt: skip


def _span(told: Mapping[str, str], rest: dict[str, str], mapping: TableMapping, time: int) -> SpanItem:
    if told.get("duration"):
        duration = span_ns(told["duration"], mapping.columns["duration"], mapping.columns["duration"])
    elif told.get("end"):
        duration = time_ns(told["end"], mapping.time_unit, mapping.columns["end"]) - time
    else:
        raise BadInput("a span needs a duration or an end: say --column duration=NAME", field="duration")
    if duration < 0:
        raise BadInput(f"{mapping.columns['end']} lies before the start", field=mapping.columns["end"])
    kind = told.get("kind", "").lower().removeprefix("span_kind_")
    attributes: dict[str, JSON] = {**rest, **labels_of(told.get("labels", ""), mapping.columns.get("labels", "labels"))}
    status = told.get("status", "").lower()
    failed = status in _FAILED or (status.isdigit() and len(status) == 3 and int(status) >= 500) or status == "2"
    peer = told.get("peer", "")
    return SpanItem(
        ts=time, duration_ns=duration, trace_id=told["trace_id"], span_id=told["span_id"],
        parent_id=told.get("parent_id", ""), entity=entity_of(told, mapping), name=told.get("name") or "unnamed",
        kind=kind if kind in _KINDS else "client" if peer else "server",  # type: ignore[arg-type]
        peer=f"service:{peer}" if peer else "", status="error" if failed else "ok" if status else "unset",
        attributes=attributes,
    )  # fmt: skip


def _event(
    told: Mapping[str, str], rest: dict[str, str], mapping: TableMapping, time: int, context: SourceContext
) -> Event:
    entity = {name: told.get(name, "") for name in ("cluster", "namespace", "service", "pod", "container", "node")}
    if not any(entity.values()):
        entity["service"] = mapping.service
    payload: dict[str, JSON] = {**rest, **labels_of(told.get("labels", ""), mapping.columns.get("labels", "labels"))}
    if told.get("message"):
        payload["message"] = told["message"]
    content = hashlib.sha256(msgspec.json.encode([time, *sorted(told.items()), *sorted(rest.items())])).hexdigest()
    return make_event(
        context, source="csv", event_type=told["event_type"], ts=time, entity=entity,
        severity=severity_of(told.get("severity", "")) if told.get("severity") else "medium", payload=payload,
        ingest_id=told.get("ingest_id") or f"csv:{content[:40]}", correlation_ids={},
    )  # fmt: skip

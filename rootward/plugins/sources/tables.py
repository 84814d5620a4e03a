"""Tables: what the columns of a file mean, said by whoever brings it or told from well-known names.

A table holds metrics (long: one value a row with its name; wide: one column a series), logs, spans or events.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from rootward.errors import BadInput

__all__ = ["KINDS", "ROLES", "TableKind", "TableMapping", "mapping_of", "plain"]

TableKind = Literal["metrics", "wide", "logs", "spans", "events"]
KINDS: tuple[TableKind, ...] = ("metrics", "wide", "logs", "spans", "events")
TimeUnit = Literal["", "s", "ms", "us", "ns"]

ROLES: Mapping[str, tuple[str, ...]] = {
    "time": (
        "time", "timestamp", "ts", "_timestamp", "datetime", "date_time", "date", "timestamp_ns", "timestamp_ms",
        "timestamp_us", "timestamp_s", "time_unix_nano", "timeunixnano", "starttimeunixnano", "start_time_unix_nano",
        "observed_timestamp", "start_time", "starttime", "starttimemillis", "start", "event_time", "unix_timestamp",
    ),
    "name": (
        "metric_name", "metric", "kpi_name", "kpi", "span_name", "spanname", "operation_name", "operationname",
        "operation", "name", "url",
    ),
    "value": ("value", "val", "metric_value", "measurement"),
    "unit": ("unit", "units"),
    "kind": ("kind", "span_kind", "spankind", "metric_type", "instrument"),
    "labels": ("labels", "attributes", "tags", "dimensions"),
    "message": ("message", "msg", "body", "log", "log_message", "line", "text", "content"),
    "severity": ("severity", "severity_text", "level", "log_level", "loglevel", "severitytext"),
    "trace_id": ("trace_id", "traceid", "trace"),
    "span_id": ("span_id", "spanid"),
    "parent_id": ("parent_span_id", "parentspanid", "parent_id", "parentid", "parent"),
    "duration": (
        "duration", "duration_ns", "duration_us", "duration_ms", "duration_s", "elapsed", "elapsed_ms", "latency",
        "durationms", "durationns",
    ),
    "end": ("end_time", "endtime", "end", "end_time_unix_nano", "endtimeunixnano", "endtimemillis"),
    "status": ("status", "status_code", "statuscode", "error", "is_error", "http_status_code"),
    "peer": ("peer", "peer_service", "callee", "destination", "dst"),
    "event_type": ("event_type", "eventtype", "type", "reason", "event"),
    "ingest_id": ("ingest_id", "event_id", "id", "uid"),
    "service": ("service", "service_name", "servicename", "app", "application", "component", "cmdb_id"),
    "pod": ("pod", "pod_name", "podname", "k8s_pod_name"),
    "container": ("container", "container_name"),
    "node": ("node", "node_name", "nodename", "host", "hostname", "host_name", "k8s_node_name", "machine"),
    "namespace": ("namespace", "k8s_namespace_name"),
    "cluster": ("cluster", "k8s_cluster_name"),
}  # fmt: skip
"""What a column may be for, and the names by which that is known, the surest first."""

_NEEDS: Mapping[TableKind, tuple[str, ...]] = {
    "metrics": ("time", "name", "value"), "wide": ("time",), "logs": ("time", "message"),
    "spans": ("time", "trace_id", "span_id"), "events": ("time", "event_type"),
}  # fmt: skip
_USED: Mapping[TableKind, frozenset[str]] = {
    "metrics": frozenset({"name", "value", "unit", "kind", "labels"}),
    "wide": frozenset(),
    "logs": frozenset({"message", "severity", "trace_id", "span_id", "labels"}),
    "spans": frozenset({
        "name", "kind", "labels", "trace_id", "span_id", "parent_id", "duration", "end", "status", "peer",
    }),
    "events": frozenset({"message", "severity", "event_type", "ingest_id", "labels"}),
}  # fmt: skip
_EVERYWHERE = frozenset({"time", "service", "pod", "container", "node", "namespace", "cluster"})
_ORDER: tuple[TableKind, ...] = ("spans", "metrics", "events", "logs")
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*([eE][-+]?\d+)?|\.\d+|nan|inf)|", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class TableMapping:
    """`columns`: role (see ROLES) to column. `wide` is how a wide column's name is read, `{service}_{metric}` and the
    like; without it a name is split at its first separator. `service` is whose table it is, where no column says it;
    `time_unit` and `unit` are of times that are numbers and of values, where nothing else says them."""

    kind: TableKind
    columns: Mapping[str, str] = field(default_factory=dict)
    wide: str = ""
    service: str = ""
    unit: str = ""
    time_unit: TimeUnit = ""
    delimiter: str = ","


def mapping_of(
    header: Sequence[str], sample: Sequence[Sequence[str]], *, kind: str = "", columns: Mapping[str, str] | None = None,
    wide: str = "", service: str = "", unit: str = "", time_unit: str = "", delimiter: str = ",",
) -> TableMapping:  # fmt: skip
    """What a table with this header is: what was said about it, and the rest by its names and first rows.

    Raises BadInput naming the column or the role that is wrong or missing."""
    said = dict(columns or {})
    _check(header, said, kind, wide, time_unit)
    if len(set(header)) < len(header):
        twice = next(name for name in header if list(header).count(name) > 1)
        raise BadInput(f"the column {twice!r} is there twice", field="header", value=twice)
    found = _known(header, said)
    chosen = _kind(header, found, said, kind, wide, sample)
    missing = [role for role in _NEEDS[chosen] if role not in found]
    if missing:
        raise BadInput(
            f"no column for the {missing[0]} of {chosen} among {', '.join(header)[:300]}: "
            f"say --column {missing[0]}=NAME",
            field=missing[0],
        )  # fmt: skip
    used = {role: name for role, name in found.items() if role in _USED[chosen] | _EVERYWHERE}
    mapping = TableMapping(kind=chosen, columns=used, wide=wide, service=service, unit=unit, delimiter=delimiter)
    return replace(mapping, time_unit=time_unit)  # type: ignore[arg-type]


def plain(name: str) -> str:
    """A column's name as names are compared: `Span-ID` and `span_id` are the same."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).rstrip("_")


def _check(header: Sequence[str], said: Mapping[str, str], kind: str, wide: str, time_unit: str) -> None:
    for role, name in said.items():
        if role not in ROLES:
            raise BadInput(f"there is no role {role!r}; there are {', '.join(ROLES)}", field="columns", value=role)
        if name not in header:
            raise BadInput(f"there is no column {name!r} for {role} among {', '.join(header)[:300]}", field=role)
    if kind and kind not in KINDS:
        raise BadInput(f"there is no table of {kind!r}; there are {', '.join(KINDS)}", field="table", value=kind)
    if wide and ("{metric}" not in wide or wide.count("{") > 2):
        raise BadInput(f"{wide!r} says not where the {{metric}} is in a column's name", field="wide", value=wide)
    if time_unit and time_unit not in ("s", "ms", "us", "ns"):
        raise BadInput(f"time_unit is {time_unit!r}; it must be s, ms, us or ns", field="time_unit", value=time_unit)


def _known(header: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    """The column of each role; one that was said is nobody else's."""
    by_name = {plain(name): name for name in header if name not in said.values()}
    found = dict(said)
    for role, names in ROLES.items():
        name = next((by_name[known] for known in names if known in by_name), "")
        if role not in found and name:
            found[role] = name
    return found


def _kind(
    header: Sequence[str], found: Mapping[str, str], said: Mapping[str, str], kind: str, wide: str,
    sample: Sequence[Sequence[str]],
) -> TableKind:  # fmt: skip
    named = next((known for known in KINDS if known == kind), None)
    if named is not None:
        return named
    if wide:
        return "wide"
    for known in _ORDER:
        if all(role in found for role in _NEEDS[known]):
            return known
    others = [place for place, name in enumerate(header) if name not in found.values()]
    if "time" in found and others and all(_NUMBER.fullmatch(_cell(row, place)) for row in sample for place in others):
        return "wide"
    raise BadInput(
        f"what this table holds is not told by its columns {', '.join(header)[:300]}: "
        f"say --table {'|'.join(KINDS)} and --column ROLE=NAME",
        field="header",
    )


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""

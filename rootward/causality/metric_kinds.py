"""Metric kinds: what a metric means and which direction of it is bad, from its name, unit and attributes.

Knows OpenTelemetry's semantic conventions and the words that Prometheus exporters use; knows no system's names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rootward.causality.once import once
from rootward.events.series import SeriesSet

__all__ = ["MetricMeaning", "classify", "meanings", "status_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricMeaning:
    """`kind` as in evidence (`metric.<kind>`); `direction` that is bad: 1 up, -1 down, 0 either.

    `counts`: values count occurrences, so that no value before means zero; `peer` is the attribute value naming
    what was called, when the measurement was taken on the calling side."""

    kind: str
    direction: int
    counts: bool = False
    peer: str = ""


_RULES: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    # Kind, direction that is bad, patterns; the first rule with a pattern found in the name decides: specific first.
    ("pool_size", -1, (
        r"pool.*(max|size|limit|capacity)", r"connections?_(max|limit|maximum)\b", r"max_(open_)?connections",
        r"pool_?size",
    )),
    ("pool_wait", 1, (
        r"(connection|pool).*(pending|wait|timeout|use_time|create_time)", r"pending_requests",
    )),
    ("pool_usage", 1, (
        r"connection.*(count|usage|used|active|in_use|open|idle)", r"pool.*(used|active|usage)",
    )),
    ("restarts", 1, (
        r"restart", r"oom_?kill", r"crash",
    )),
    ("ignored", 0, (
        r"uptime", r"start_time", r"build_info", r"_created\b", r"target_info", r"scrape_",
    )),
    ("other", 0, (
        r"syscall", r"system_calls",
    )),
    ("availability", -1, (
        r"succe(ss|eded)", r"availab", r"apdex", r"healthy", r"ready_replicas", r"(^|_)up($|_)",
    )),
    ("errors", 1, (
        r"error", r"fail", r"exception", r"_5xx", r"5xx_", r"drop(ped|s)?\b", r"reject", r"refus", r"timeout",
        r"abort", r"fault", r"unavailable",
    )),
    ("cpu", 1, (
        r"cpu", r"processor", r"load_?(1|5|15|average)\b", r"throttl",
    )),
    ("memory", 1, (
        r"mem(ory)?(_|\b)", r"heap", r"rss", r"working_set", r"resident", r"swap", r"_mi\b",
    )),
    ("disk", 1, (
        r"disk", r"filesystem", r"(^|_)fs_", r"iops", r"io_?(wait|time)", r"inode", r"volume_",
    )),
    ("network", 0, (
        r"net(work)?_", r"bytes_(sent|received|in|out)", r"(rx|tx)(_|\b)", r"packets", r"request_(body_)?size",
        r"response_(body_)?size", r"socket",
    )),
    ("queue", 1, (
        r"queue", r"backlog", r"(^|_)lag(_|$)", r"pending", r"in_?flight", r"active_requests", r"waiting",
        r"inprogress",
    )),
    ("threads", 1, (
        r"thread", r"goroutine", r"file_descriptor", r"open_fds", r"handles",
    )),
    ("memory", 1, (
        r"gc_", r"garbage", r"gc\b.*(pause|duration)",
    )),
    ("connections", 1, (
        r"connection",
    )),
    ("latency", 1, (
        r"duration", r"latenc", r"response_?time", r"elapsed", r"_(ms|millis|seconds|s)\b", r"rtt",
        r"_p(50|75|90|95|99)(_|$)", r"delay", r"time_taken",
    )),
    ("traffic", 0, (
        r"request", r"(^|_)(r|q|t)ps(_|$)", r"ops(_|$)", r"throughput", r"calls", r"hits", r"invocations",
        r"messages", r"operations", r"workload", r"_count\b",
    )),
)  # fmt: skip
_COMPILED = tuple((re.compile("|".join(patterns)), kind, direction) for kind, direction, patterns in _RULES)
_TIME_UNITS = frozenset({"s", "ms", "us", "ns", "min", "seconds", "milliseconds", "microseconds", "nanoseconds"})
_OCCURRENCES = frozenset({"rate", "count", "sum", "delta", "increase"})
_CLIENT = re.compile(r"(^|_)(client|outbound|upstream|egress)(_|$)")
_DATABASE = re.compile(r"^(db|database|sql|redis|mongo|postgres|mysql)_")
_DURATION_KINDS = frozenset({"latency"})
_PEERS = ("server.address", "peer.service", "net.peer.name", "db.namespace", "db.name", "messaging.destination.name")
_FAILURES = ("error.type", "error", "exception.type")
_STATUSES = ("http.response.status_code", "http.status_code", "status_code", "code", "rpc.grpc.status_code")
_STATES = ("db.client.connection.state", "state")
_TOLD_BY = (*_PEERS, *_FAILURES, *_STATUSES, *_STATES)
"""The attributes that the meaning of a series depends on."""
_TOLD = frozenset(_TOLD_BY)
_NOTHING = (None,) * len(_TOLD_BY)


def classify(name: str, unit: str, attributes: Mapping[str, str], stat: str) -> MetricMeaning:
    """The meaning of one series; `stat` is the statistic taken of it (mean, p95, rate, …)."""
    told = _NOTHING if _TOLD.isdisjoint(attributes) else tuple(map(attributes.get, _TOLD_BY))
    return _classified(name, unit, told, stat)


@once
def meanings(series: SeriesSet) -> tuple[MetricMeaning, ...]:
    """Of each row."""
    return tuple([classify(key.name, key.unit, key.attributes, key.stat) for key in series.keys])


@lru_cache(maxsize=10_000)
def _classified(name: str, unit: str, told: tuple[str | None, ...], stat: str) -> MetricMeaning:
    """A hundred services measure the same: what is the same is told once. `told` are the values of _TOLD_BY."""
    attributes = {key: value for key, value in zip(_TOLD_BY, told, strict=True) if value is not None}
    plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    kind, direction = _named(plain, unit)
    client = bool(_CLIENT.search(plain)) or plain.startswith(("http_client", "rpc_client"))
    database = bool(_DATABASE.match(plain))
    peer = next((attributes[key] for key in _PEERS if attributes.get(key)), "") if client or database else ""
    counts = stat in _OCCURRENCES
    if kind == "pool_usage" and next((attributes[key] for key in _STATES if key in attributes), "") == "idle":
        return MetricMeaning(kind=kind, direction=-1)
    if kind == "pool_wait" and counts and unit in _TIME_UNITS:
        return MetricMeaning(kind="ignored", direction=0, counts=True)  # how often connections were asked for
    if kind in _DURATION_KINDS or kind == "traffic":
        kind, direction = _of_requests(kind, direction, counts, _failed(attributes))
        if kind == "errors" and 400 <= status_of(attributes) < 500 and not client:
            kind = "refusals"  # the server did as it should: the fault, if any, is its caller's
    if kind in ("latency", "errors") and (client or database):
        kind = f"db_{kind}" if database else f"client_{kind}"
    elif kind == "traffic" and (client or database):
        kind = "ignored"  # the caller's own traffic says the same
    return MetricMeaning(kind=kind, direction=direction, counts=counts, peer=peer)


def _named(plain: str, unit: str) -> tuple[str, int]:
    for pattern, kind, direction in _COMPILED:
        if pattern.search(plain):
            return kind, direction
    if unit in _TIME_UNITS:
        return "latency", 1
    return "other", 0


def _of_requests(kind: str, direction: int, counts: bool, failed: bool) -> tuple[str, int]:
    """A duration's count is traffic; traffic that failed is errors; how long failures took says little."""
    if counts or kind == "traffic":
        return ("errors", 1) if failed else ("traffic", 0)
    return ("ignored", 0) if failed else (kind, direction)


def _failed(attributes: Mapping[str, str]) -> bool:
    status = status_of(attributes)
    return status >= 400 or any(attributes.get(key) not in (None, "", "false", "0") for key in _FAILURES)


def status_of(attributes: Mapping[str, str]) -> int:
    """The HTTP status a series is about, 0 when it is about none."""
    found = next((attributes[key] for key in _STATUSES if attributes.get(key, "").isdigit()), "0")
    return int(found)

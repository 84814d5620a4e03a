"""What holds for every built-in source: it knows its own input and no other's, and nothing makes it fall over."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rootward.errors import BadInput, RootwardError
from rootward.events.model import SEVERITIES, Event
from rootward.events.source import Source, SourceContext, detect
from rootward.kit import clock
from rootward.packs.model import SourceMapping
from rootward.plugins.sources.alertmanager import AlertmanagerSource
from rootward.plugins.sources.envelope import EnvelopeSource
from rootward.plugins.sources.github import GitHubSource
from rootward.plugins.sources.kubernetes import KubernetesSource
from rootward.plugins.sources.mapped import MappedSource
from rootward.plugins.sources.otlp import OtlpSource

CONTEXT = SourceContext(tenant="acme", now_ns=clock.parse_ns("2026-11-20T12:05:00Z"))
MAPPED = MappedSource(
    SourceMapping.model_validate(
        {"name": "queue-watch", "items": "alarms", "event_type": "state", "ts": "at", "entity": {"service": "owner"},
         "severity": "state", "ingest_id": ("id",)}
    )
)  # fmt: skip
EVERY: tuple[Source, ...] = (
    EnvelopeSource(), AlertmanagerSource(), KubernetesSource(), GitHubSource(), OtlpSource("traces"),
    OtlpSource("metrics"), OtlpSource("logs"), MAPPED,
)  # fmt: skip
_REPOSITORY = {"full_name": "shop/checkout", "pushed_at": 1795176000}
_RESOURCE = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop"}}]}
_AT = "1795176000000000000"
EXAMPLES: dict[str, list[Any]] = {
    "envelope": [
        {"tenant_id": "acme", "source": "ci", "event_type": "E", "ts": "2026-11-20T12:00:00Z", "entity": {"pod": "p"},
         "severity": "info", "payload": {"a": [1]}, "ingest_id": "1", "schema_version": "v1"}
    ],
    "alertmanager": [
        {"version": "4", "groupKey": "g", "status": "firing", "receiver": "r", "notification_reason": "none",
         "alerts": [{"status": "firing", "labels": {"alertname": "A", "pod": "p"}, "startsAt": "2026-11-20T12:00:00Z",
                     "endsAt": "0001-01-01T00:00:00Z", "fingerprint": "f"}]},
        [{"labels": {"alertname": "A"}, "startsAt": "2026-11-20T12:00:00Z", "generatorURL": ""}],
    ],
    "kubernetes": [
        {"type": "ADDED", "object": {"apiVersion": "v1", "kind": "Event", "metadata": {"uid": "u", "namespace": "n"},
         "involvedObject": {"kind": "Pod", "name": "p"}, "reason": "BackOff", "type": "Warning", "count": 1,
         "lastTimestamp": "2026-11-20T12:00:00Z", "series": {"count": 2}}},
        {"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "p", "ownerReferences": [
            {"kind": "Job", "name": "j"}]}, "spec": {"nodeName": "n"}}]},
    ],
    "github": [
        {"ref": "refs/heads/main", "before": "a", "after": "b", "repository": _REPOSITORY, "head_commit": {}},
        {"action": "completed", "repository": _REPOSITORY,
         "workflow_run": {"conclusion": "failure", "id": 1, "updated_at": "2026-11-20T12:00:00Z"}},
        {"deployment": {"id": 1, "payload": {}, "sha": "b"}, "deployment_status": {"state": "success"},
         "repository": _REPOSITORY},
    ],
    "otlp.traces": [
        {"resourceSpans": [{"resource": _RESOURCE, "scopeSpans": [{"spans": [
            {"traceId": "1" * 32, "spanId": "2" * 16, "startTimeUnixNano": _AT, "kind": 3, "status": {"code": 2},
             "attributes": [{"key": "db.system", "value": {"stringValue": "redis"}}],
             "events": [{"name": "exception", "attributes": []}]}]}]}]}
    ],
    "otlp.metrics": [
        {"resourceMetrics": [{"resource": _RESOURCE, "scopeMetrics": [{"metrics": [
            {"name": "h", "histogram": {"aggregationTemporality": 1, "dataPoints": [
                {"timeUnixNano": _AT, "count": 3, "bucketCounts": [1, 2], "explicitBounds": [1.5]}]}},
            {"name": "e", "exponentialHistogram": {"aggregationTemporality": 2, "dataPoints": [
                {"timeUnixNano": _AT, "count": 3, "scale": 2, "positive": {"offset": 1, "bucketCounts": [3]}}]}},
            {"name": "s", "summary": {"dataPoints": [
                {"timeUnixNano": _AT, "count": 3, "sum": 4, "quantileValues": [{"quantile": 0.5, "value": 1}]}]}}]}]}]}
    ],
    "otlp.logs": [
        {"resourceLogs": [{"resource": _RESOURCE, "scopeLogs": [{"logRecords": [
            {"timeUnixNano": _AT, "severityNumber": 17, "body": {"kvlistValue": {"values": [
                {"key": "message", "value": {"stringValue": "x"}}]}}}]}]}]}
    ],
    "queue-watch": [{"alarms": [{"id": 1, "state": "error", "at": "2026-11-20T12:00:00Z", "owner": "orders"}]}],
}  # fmt: skip
PAIRS = [(name, value) for name, values in EXAMPLES.items() for value in values]
_ODD: tuple[Any, ...] = (
    [], {}, [[[{}]]], "x" * 3000, "\0", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
    -(2**63), 10**30,
)  # fmt: skip
odd: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5)
    | st.sampled_from(_ODD)
)  # fmt: skip


def named(name: str) -> Source:
    return next(source for source in EVERY if source.name == name)


@pytest.mark.parametrize(("name", "value"), PAIRS)
def test_a_body_is_recognised_by_its_source_and_read_whole(name: str, value: Any) -> None:
    body = json.dumps(value).encode()
    assert detect(body, {}, EVERY).name == name
    found = named(name).parse(body, {}, CONTEXT)
    assert found.rejects == ()
    telemetry = found.telemetry
    assert found.events or telemetry.spans or telemetry.logs or telemetry.series or telemetry.edges
    assert len(found.bodies) == len(found.events)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(PAIRS), st.data())
def test_whatever_is_changed_in_a_body_is_read_or_refused_in_words(pair: tuple[str, Any], data: st.DataObject) -> None:
    name, value = pair
    value = copy.deepcopy(value)
    for _ in range(data.draw(st.integers(1, 3))):
        _change(value, data)
    body = json.dumps(value).encode()
    for source in EVERY:
        source.recognises(body, {})
    with contextlib.suppress(RootwardError):
        found = named(name).parse(body, {}, CONTEXT)
        assert len(found.bodies) == len(found.events)
        for event in found.events:
            assert _is_sound(event)
        for reject in found.rejects:
            assert reject.reason and reject.raw


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60))
def test_arbitrary_bytes_are_read_or_refused_in_words(body: bytes) -> None:
    for source in EVERY:
        with contextlib.suppress(RootwardError):
            source.parse(body, {}, CONTEXT)
        with contextlib.suppress(RootwardError):
            source.parse(body, {"content-type": "application/json", "x-github-event": "push"}, CONTEXT)
        source.recognises(body, {})
    with contextlib.suppress(BadInput):
        detect(body, {}, EVERY)


def _change(value: Any, data: st.DataObject) -> None:
    """Put something odd in one place, or take it away."""
    places: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        keys = list(item) if isinstance(item, dict) else list(range(len(item)))
        places += [(item, key) for key in keys]
        waiting += [item[key] for key in keys if isinstance(item[key], dict | list)]
    if not places:
        return
    holder, key = data.draw(st.sampled_from(places))
    if data.draw(st.booleans()):
        holder[key] = copy.deepcopy(data.draw(odd))
    else:
        del holder[key]


def _is_sound(event: Event) -> bool:
    texts = [event.source, event.event_type, event.ingest_id, *event.entity.values(), *event.correlation_ids.values()]
    return (
        event.tenant == "acme"
        and 0 <= event.ts < 2**63
        and event.severity in SEVERITIES
        and all(isinstance(text, str) and "\0" not in text for text in texts)
        and isinstance(event.payload, dict)
    )

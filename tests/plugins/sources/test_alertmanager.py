"""Alertmanager's webhook and input format as events."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from rootward.errors import BadSyntax
from rootward.events.model import Event
from rootward.events.source import SourceContext
from rootward.kit import clock
from rootward.plugins.sources.alertmanager import AlertmanagerSource, fingerprint

SOURCE = AlertmanagerSource()
ALERT: dict[str, Any] = {
    "status": "firing",
    "labels": {"alertname": "HighErrorRate", "service": "checkout", "severity": "critical", "pod": "checkout-7d9",
               "namespace": "shop", "deployment": "checkout", "cluster": "prod", "job": "checkout-metrics"},
    "annotations": {"summary": "5xx > 5%"},
    "startsAt": "2026-11-20T12:00:00.123Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prom:9090/graph",
    "fingerprint": "c6eadffa33fcdf37",
}  # fmt: skip
BODY: dict[str, Any] = {
    "version": "4",
    "groupKey": '{}/{severity="critical"}:{alertname="HighErrorRate"}',
    "truncatedAlerts": 0,
    "status": "firing",
    "receiver": "rootward",
    "groupLabels": {"alertname": "HighErrorRate"},
    "commonLabels": {"alertname": "HighErrorRate", "service": "checkout", "severity": "critical"},
    "commonAnnotations": {"summary": "5xx > 5%"},
    "externalURL": "http://am:9093",
    "notification_reason": "first notification",
    "routeLabels": {},
    "alerts": [ALERT],
}


def body(**changes: Any) -> bytes:
    return json.dumps({**BODY, **changes}).encode()


def one(context: SourceContext, **alert: Any) -> Event:
    found = SOURCE.parse(body(alerts=[{**ALERT, **alert}]), {}, context)
    assert not found.rejects, found.rejects
    return found.events[0]


def test_a_firing_alert_becomes_an_event_with_its_group(context: SourceContext) -> None:
    event = one(context)
    assert (event.tenant, event.source, event.event_type) == ("acme", "alertmanager", "AlertFiring")
    assert event.ts == clock.parse_ns("2026-11-20T12:00:00.123Z")
    assert event.severity == "critical"
    assert event.entity == {
        "cluster": "prod", "namespace": "shop", "service": "checkout", "workload": "checkout", "pod": "checkout-7d9",
        "job": "checkout-metrics",
    }  # fmt: skip
    assert event.correlation_ids == {
        "group_key": BODY["groupKey"], "fingerprint": "c6eadffa33fcdf37", "alertname": "HighErrorRate"
    }  # fmt: skip
    assert event.payload["alert"] == ALERT
    for name in ("groupLabels", "commonLabels", "receiver", "notification_reason", "externalURL"):
        assert event.payload[name] == BODY[name]
    assert event.payload["repeat"] is False


def test_a_repeat_notification_is_the_same_event_and_says_that_it_is_one(context: SourceContext) -> None:
    first = SOURCE.parse(body(), {}, context)
    later = SourceContext(tenant="acme", now_ns=context.now_ns + 4 * 3600 * 10**9)
    words = {**ALERT, "annotations": {"summary": "5xx > 9%"}}
    again = SOURCE.parse(body(alerts=[words], notification_reason="repeat interval elapsed"), {}, later)
    assert first.events[0].ingest_id == again.events[0].ingest_id
    assert first.bodies == again.bodies
    assert again.events[0].payload["repeat"] is True


def test_resolving_and_firing_again_are_events_of_their_own(context: SourceContext) -> None:
    ends = "2026-11-20T12:03:00Z"
    resolved = one(context, status="resolved", endsAt=ends)
    assert (resolved.event_type, resolved.ts) == ("AlertResolved", clock.parse_ns(ends))
    again = one(context, startsAt="2026-11-20T12:04:00Z")
    other = one(context, fingerprint="0000000000000001")
    ids = {event.ingest_id for event in (one(context), resolved, again, other)}
    assert len(ids) == 4


def test_every_alert_of_a_group_is_an_event_of_that_group(context: SourceContext) -> None:
    alerts = [{**ALERT, "fingerprint": str(n)} for n in range(3)]
    found = SOURCE.parse(body(alerts=alerts), {}, context)
    assert len(found.events) == 3
    assert {event.correlation_ids["group_key"] for event in found.events} == {BODY["groupKey"]}


@pytest.mark.parametrize(
    ("labels", "severity"),
    [({"severity": "page"}, "critical"), ({"severity": "WARNING"}, "medium"), ({"severity": "none"}, "info"),
     ({"severity": "purple"}, "medium"), ({}, "medium"), ({"priority": "low"}, "low")],
)  # fmt: skip
def test_severity_comes_from_the_label_and_is_medium_otherwise(
    context: SourceContext, labels: dict[str, str], severity: str
) -> None:
    assert one(context, labels={"alertname": "A", **labels}).severity == severity


@pytest.mark.parametrize(
    ("labels", "entity"),
    [
        ({"job": "checkout", "instance": "10.0.0.1:80"}, {"job": "checkout", "service": "checkout"}),
        ({"job": "node-exporter", "node": "n1"}, {"job": "node-exporter", "node": "n1"}),
        ({"exported_pod": "p", "pod": "prober"}, {"pod": "p"}),
        ({"app_kubernetes_io_name": "web", "statefulset": "web"}, {"service": "web", "workload": "web"}),
        (
            {"job": "kube-state-metrics", "service": "ksm", "container": "ksm", "pod": "p", "namespace": "n"},
            {"pod": "p", "namespace": "n"},
        ),
        ({"datname": "orders", "hostname": "h"}, {"database": "orders", "host": "h"}),
    ],
)
def test_labels_name_the_patient(context: SourceContext, labels: dict[str, str], entity: dict[str, str]) -> None:
    found = {key: value for key, value in one(context, labels=labels).entity.items() if key != "instance"}
    assert found == entity


def test_pushed_alerts_are_read_as_alertmanager_would(context: SourceContext) -> None:
    labels = ALERT["labels"]
    firing = {
        "labels": labels,
        "startsAt": "2026-11-20T12:00:00Z",
        "endsAt": "2026-11-20T12:09:00Z",
        "generatorURL": "",
    }
    over = {**firing, "endsAt": "2026-11-20T12:04:00Z"}
    raw = json.dumps([firing, over]).encode()
    assert SOURCE.recognises(raw, {})
    found = SOURCE.parse(raw, {}, context)
    assert [event.event_type for event in found.events] == ["AlertFiring", "AlertResolved"]
    webhook = one(context, startsAt="2026-11-20T12:00:00Z", fingerprint=fingerprint(labels))
    assert found.events[0].ingest_id == webhook.ingest_id


def test_the_fingerprint_is_alertmanagers() -> None:
    """The values of prometheus/common model/signature_test.go."""
    assert fingerprint({}) == f"{14695981039346656037:016x}"
    assert fingerprint({"name": "garland, briggs", "fear": "love is not enough"}) == f"{5799056148416392346:016x}"


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"status": "sleeping"}, "status"), ({"labels": None}, "labels"), ({"labels": {"a": 1}}, "labels.a"),
     ({"startsAt": "yesterday"}, "startsAt"), ({"labels": {"service": "x" * 2000}}, "entity.service")],
)  # fmt: skip
def test_a_wrong_alert_is_set_aside_and_its_group_passes(
    context: SourceContext, changes: dict[str, Any], field: str
) -> None:
    found = SOURCE.parse(body(alerts=[ALERT, {**ALERT, **changes}]), {}, context)
    assert len(found.events) == 1
    (reject,) = found.rejects
    assert (reject.index, reject.field) == (1, field)
    replayed = json.loads(reject.raw)
    assert replayed["groupKey"] == BODY["groupKey"]
    assert len(replayed["alerts"]) == 1


@pytest.mark.parametrize("raw", [b'{"text": "an alert"}', b'"text"', b'{"version": "1", "alerts": [], "orgId": 1}'])
def test_another_payload_is_one_reject_with_the_reason(context: SourceContext, raw: bytes) -> None:
    found = SOURCE.parse(raw, {}, context)
    assert not found.events
    assert [(reject.raw, bool(reject.reason)) for reject in found.rejects] == [(raw, True)]
    assert not SOURCE.recognises(raw, {})


def test_bytes_that_are_no_json_are_refused(context: SourceContext) -> None:
    with pytest.raises(BadSyntax):
        SOURCE.parse(b"alert!", {}, context)


def test_a_long_group_key_keeps_groups_apart(context: SourceContext) -> None:
    keys = []
    for end in ("a", "b", "a"):
        found = SOURCE.parse(body(groupKey="x" * 3000 + end), {}, context)
        keys.append(found.events[0].correlation_ids["group_key"])
    assert keys[0] == keys[2] != keys[1]
    assert len(keys[0]) < 100


def test_parsing_changes_nothing_of_what_was_given(context: SourceContext) -> None:
    before = copy.deepcopy(BODY)
    assert SOURCE.recognises(body(), {})
    SOURCE.parse(body(), {}, context)
    assert before == BODY

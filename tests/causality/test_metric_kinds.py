"""What a metric means, from its name, unit and attributes."""

from __future__ import annotations

import pytest

from rootward.causality.metric_kinds import classify, status_of

KNOWN = [
    ("http.server.request.duration", "s", {}, "p95", "latency", 1),
    ("http.server.request.duration", "s", {}, "rate", "traffic", 0),
    ("http.server.request.duration", "s", {"http.response.status_code": "503"}, "rate", "errors", 1),
    ("http.server.request.duration", "s", {"http.response.status_code": "401"}, "rate", "refusals", 1),
    ("http.server.request.duration", "s", {"error.type": "503"}, "mean", "ignored", 0),
    ("http.client.request.duration", "s", {"server.address": "b"}, "mean", "client_latency", 1),
    ("http.client.request.duration", "s", {"server.address": "b", "error.type": "429"}, "rate", "client_errors", 1),
    ("db.client.operation.duration", "s", {"db.namespace": "shop"}, "p95", "db_latency", 1),
    ("db.client.connection.wait_time", "s", {}, "mean", "pool_wait", 1),
    ("db.client.connection.wait_time", "s", {}, "rate", "ignored", 0),
    ("db.client.connection.max", "{connection}", {}, "value", "pool_size", -1),
    ("db.client.connection.pending_requests", "{request}", {}, "value", "pool_wait", 1),
    ("db.client.connection.count", "{connection}", {"db.client.connection.state": "used"}, "value", "pool_usage", 1),
    ("db.client.connection.count", "{connection}", {"db.client.connection.state": "idle"}, "value", "pool_usage", -1),
    ("hikaricp_connections_max", "", {}, "value", "pool_size", -1),
    ("process.cpu.utilization", "1", {}, "value", "cpu", 1),
    ("container_cpu_usage_seconds_total", "", {}, "rate", "cpu", 1),
    ("process.memory.usage", "By", {}, "value", "memory", 1),
    ("jvm_memory_used_bytes", "", {}, "value", "memory", 1),
    ("node_filesystem_avail_bytes", "", {}, "value", "disk", 1),
    ("container_network_receive_bytes_total", "", {}, "rate", "network", 0),
    ("kube_pod_container_status_restarts_total", "", {}, "rate", "restarts", 1),
    ("kafka_consumer_lag", "", {}, "value", "queue", 1),
    ("process.thread.count", "{thread}", {}, "value", "threads", 1),
    ("probe_success", "", {}, "value", "availability", -1),
    ("request_error_rate_pct", "", {}, "value", "errors", 1),
    ("http_requests_total", "", {"code": "500"}, "rate", "errors", 1),
    ("http_requests_total", "", {"code": "200"}, "rate", "traffic", 0),
    ("checkout_latency_p99_ms", "", {}, "value", "latency", 1),
    ("process_start_time_seconds", "", {}, "value", "ignored", 0),
    ("zorbs", "", {}, "value", "other", 0),
]


@pytest.mark.parametrize(("name", "unit", "attributes", "stat", "kind", "direction"), KNOWN)
def test_a_metric_means_what_its_name_says(
    name: str, unit: str, attributes: dict[str, str], stat: str, kind: str, direction: int
) -> None:
    found = classify(name, unit, attributes, stat)
    assert (found.kind, found.direction) == (kind, direction)


def test_what_is_measured_by_the_caller_names_the_callee() -> None:
    found = classify("http.client.request.duration", "s", {"server.address": "stock"}, "p95")
    assert found.peer == "stock"
    assert classify("http.server.request.duration", "s", {"server.address": "me"}, "p95").peer == ""


def test_a_rate_counts_and_a_gauge_does_not() -> None:
    assert classify("http_requests_total", "", {}, "rate").counts
    assert not classify("process.memory.usage", "By", {}, "value").counts


def test_the_status_is_read_from_any_convention() -> None:
    assert status_of({"http.response.status_code": "503"}) == 503
    assert status_of({"status_code": "404"}) == 404
    assert status_of({"code": "OK"}) == 0

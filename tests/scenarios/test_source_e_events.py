"""The canonical event envelope as its source shows it: read, kept, written back, repeated, refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rootward.errors import BadInput, Denied
from rootward.events.entity import references, service_of
from rootward.events.envelope import Limits, decode_batch, decode_one, encode, envelope_json_schema, from_value
from rootward.kit import clock

NOW = clock.parse_ns("2025-10-30T07:45:00Z")
ENVELOPE: dict[str, Any] = {
    "tenant_id": "acme-01",
    "source": "k8s.events",
    "event_type": "PodOOMKilled",
    "ts": "2025-10-30T07:41:03Z",
    "correlation_ids": {"trace_id": "abc123", "commit": "def456", "workflow": "argo-deploy-789"},
    "entity": {
        "cluster": "prod-us-west", "namespace": "payments", "service": "nginx-api", "pod": "nginx-api-7d8f-xyz"
    },
    "severity": "error",
    "payload": {"reason": "OOMKilling", "involvedObject": {"kind": "Pod"}},
    "ingest_id": "uuid-for-deduplication",
    "schema_version": "v1",
}  # fmt: skip


def read(value: dict[str, Any], tenant: str = "acme-01") -> Any:
    return decode_one(json.dumps(value).encode(), tenant=tenant, now_ns=NOW, limits=Limits())


def test_the_example_is_read_field_by_field() -> None:
    event = read(ENVELOPE)
    assert event.tenant == "acme-01"
    assert (event.source, event.event_type, event.ingest_id) == ("k8s.events", "PodOOMKilled", "uuid-for-deduplication")
    assert clock.format_ns(event.ts) == "2025-10-30T07:41:03Z"
    assert event.correlation_ids == ENVELOPE["correlation_ids"]
    assert event.entity == ENVELOPE["entity"]
    assert event.payload == ENVELOPE["payload"]
    assert event.severity == "high"
    assert event.marks == ()
    assert references(event.entity) == [
        "pod:payments/nginx-api-7d8f-xyz", "service:nginx-api", "namespace:payments", "cluster:prod-us-west",
    ]  # fmt: skip
    assert service_of(event.entity) == "service:nginx-api"


def test_it_is_written_back_with_our_word_for_its_severity() -> None:
    written = encode(read(ENVELOPE))
    assert written == {**ENVELOPE, "severity": "high"}
    assert from_value(written, tenant="acme-01", now_ns=NOW, limits=Limits()) == read(ENVELOPE)


def test_it_may_come_one_by_one_in_an_array_or_one_a_line() -> None:
    others = [{**ENVELOPE, "ingest_id": str(number)} for number in range(3)]
    array = decode_batch(
        json.dumps(others).encode(), "application/json", tenant="acme-01", now_ns=NOW, limits=Limits()
    )  # fmt: skip
    lines = decode_batch(
        "\n".join(map(json.dumps, others)).encode(), "application/x-ndjson", tenant="acme-01", now_ns=NOW,
        limits=Limits(),
    )  # fmt: skip
    assert [event.ingest_id for event in array.events] == ["0", "1", "2"]
    assert array == lines


@pytest.mark.parametrize("name", list(ENVELOPE))
def test_only_correlation_ids_may_be_missing(name: str) -> None:
    rest = {key: value for key, value in ENVELOPE.items() if key != name}
    if name == "correlation_ids":
        assert read(rest).correlation_ids == {}
        return
    with pytest.raises(BadInput, match=f"{name} is missing"):
        read(rest)


def test_a_wrong_pod_is_named_by_its_path() -> None:
    with pytest.raises(BadInput) as caught:
        read({**ENVELOPE, "entity": {**ENVELOPE["entity"], "pod": 12}})
    assert caught.value.facts["field"] == "entity.pod"
    assert "12" in caught.value.message
    assert caught.value.status == 422


def test_an_event_of_another_tenant_is_forbidden() -> None:
    with pytest.raises(Denied) as caught:
        read(ENVELOPE, tenant="other")
    assert caught.value.status == 403


def test_the_published_schema_describes_the_example() -> None:
    schema: dict[str, Any] = envelope_json_schema()
    assert list(schema["properties"]) == list(ENVELOPE)
    assert "error" in schema["properties"]["severity"]["enum"]
    assert schema["properties"]["schema_version"] == {"const": "v1"}
    assert json.loads(json.dumps(schema)) == schema

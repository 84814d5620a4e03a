"""Topology over HTTP: edges with where they are known from and when they were last seen."""

from __future__ import annotations

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from rootward.kit import clock
from tests.api.conftest import Open
from tests.api.test_webhooks import PROTOBUF

NOW = clock.now_ns() - 10**9


def _call(caller: str, callee: str, number: int) -> bytes:
    """A client span of one service and the server span of another below it."""
    request = ExportTraceServiceRequest()
    for service, span_id, parent, kind in ((caller, 1, b"", 3), (callee, 2, b"\1" * 8, 2)):
        resource = request.resource_spans.add()
        resource.resource.attributes.add(key="service.name").value.string_value = service
        resource.scope_spans.add().spans.add(
            trace_id=bytes([number]) * 16, span_id=bytes([span_id]) * 8, parent_span_id=parent, name="GET /", kind=kind,
            start_time_unix_nano=NOW, end_time_unix_nano=NOW + 10**6,
        )  # fmt: skip
    return request.SerializeToString()


async def test_edges_learned_from_spans_are_shown_whole_or_around_one_entity(opened: Open) -> None:
    async with opened() as face:
        for number, (caller, callee) in enumerate((("web", "checkout"), ("checkout", "orders")), 1):
            await face.http.post("/v1/traces", content=_call(caller, callee, number), headers=PROTOBUF)
        whole = await face.get("/api/v1/topology")
        assert whole["nodes"] == ["service:checkout", "service:orders", "service:web"]
        edges = {(edge["src"], edge["relation"], edge["dst"], edge["origin"]) for edge in whole["edges"]}
        assert ("service:web", "calls", "service:checkout", "spans") in edges
        assert all(edge["last_seen"].endswith("Z") for edge in whole["edges"])
        around = await face.get("/api/v1/topology", params={"entity": "service:web"})
        assert [(edge["src"], edge["dst"]) for edge in around["edges"]] == [("service:web", "service:checkout")]
        assert (await face.get("/api/v1/topology", params={"entity": "service:none"}))["edges"] == []

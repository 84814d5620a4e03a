"""The graph agent."""

from __future__ import annotations

from rootward.plugins.agents.graph import GraphAgent


async def test_it_finds_who_is_slow_by_itself_where_errors_begin_and_who_calls_whom(desk) -> None:  # type: ignore[no-untyped-def]
    found = await GraphAgent().investigate(desk.task, desk)
    told = {(item.kind, item.entity) for item in found.evidence}
    assert ("trace.self_time", "service:pay") in told and ("trace.self_time", "service:web") not in told
    assert ("trace.error_origin", "service:pay") in told
    assert ("trace.errors", "service:web") in told
    assert ("topology.calls", "service:web") in told
    assert found.blind == ()
    tools = {item.kind: item.query.tool for item in found.evidence}
    assert tools["trace.self_time"] == "spans.shift" and tools["trace.errors"] == "spans.errors"


async def test_without_traces_it_is_blind_for_traces_and_topology(empty_desk) -> None:  # type: ignore[no-untyped-def]
    found = await GraphAgent().investigate(empty_desk.task, empty_desk)
    assert [item.what for item in found.blind] == ["traces", "topology"]

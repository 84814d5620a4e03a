"""The metrics agent."""

from __future__ import annotations

from rootward.events.presence import Presence
from rootward.plugins.agents.metrics import MetricsAgent


async def test_the_limit_that_fell_is_found_across_versions(desk) -> None:  # type: ignore[no-untyped-def]
    found = await MetricsAgent().investigate(desk.task, desk)
    told = {item.kind: item for item in found.evidence}
    assert set(told) == {"metric.pool_size", "metric.pool_wait", "metric.latency", "flow.time"}
    assert told["metric.pool_size"].direction == "down" and told["metric.pool_size"].magnitude < 0.2
    assert len(told["metric.pool_size"].query.arguments["series_ids"]) == 2
    assert found.findings[0].evidence_ids[0] in {item.evidence_id for item in found.evidence}
    assert found.blind == ()


async def test_time_without_telemetry_is_not_compared(desk) -> None:  # type: ignore[no-untyped-def]
    found = await MetricsAgent().investigate(desk.task, desk)
    before, after = (found.evidence[0].query.arguments[name] for name in ("before", "after"))
    assert before[0] > desk.task.baseline[0] and after[1] < desk.task.window[1]


async def test_without_metrics_it_says_so_and_what_to_send(empty_desk) -> None:  # type: ignore[no-untyped-def]
    found = await MetricsAgent().investigate(empty_desk.task, empty_desk)
    assert found.evidence == () and len(found.blind) == 1
    assert found.blind[0].presence == Presence.OUT_OF_WINDOW and "/v1/metrics" in found.blind[0].remedy

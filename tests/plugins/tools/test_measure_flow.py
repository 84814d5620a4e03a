"""What an entity adds itself, measured again."""

from __future__ import annotations

from rootward.events.presence import Presence
from rootward.evidence.recheck import recheck
from rootward.plugins.agents.metrics import MetricsAgent


async def test_every_flow_that_is_cited_holds_when_it_is_run_again(desk) -> None:  # type: ignore[no-untyped-def]
    found = await MetricsAgent().investigate(desk.task, desk)
    flows = [item for item in found.evidence if item.kind.startswith("flow.")]
    assert flows and all(item.query.tool == "metrics.flow" for item in flows)
    assert [(await recheck(item, desk.call)).verdict for item in flows] == ["holds"] * len(flows)


async def test_an_entity_without_traffic_adds_nothing_that_is_known(desk) -> None:  # type: ignore[no-untyped-def]
    found = await MetricsAgent().investigate(desk.task, desk)
    item = next(item for item in found.evidence if item.kind.startswith("flow."))
    nobody = dict(item.query.arguments) | {"entity": "service:nobody", "callees": []}
    again = await desk.call("metrics.flow", nobody)
    assert again.presence is Presence.ABSENT and again.value == {}

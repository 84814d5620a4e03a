"""An edge, looked up again."""

from __future__ import annotations

from rootward.events.presence import Presence
from rootward.evidence.recheck import recheck
from rootward.plugins.agents.graph import GraphAgent


async def test_every_citation_of_the_agent_holds_when_it_is_run_again(desk) -> None:  # type: ignore[no-untyped-def]
    found = await GraphAgent().investigate(desk.task, desk)
    assert found.evidence
    checks = [await recheck(item, desk.call) for item in found.evidence]
    assert [check.verdict for check in checks] == ["holds"] * len(checks), checks


async def test_a_relation_is_directed(desk) -> None:  # type: ignore[no-untyped-def]
    items = (await GraphAgent().investigate(desk.task, desk)).evidence
    edge = next(item for item in items if item.kind == "topology.calls")
    arguments = dict(edge.query.arguments)
    turned = arguments | {"src": arguments["dst"], "dst": arguments["src"]}
    assert (await desk.call("topology.path", arguments)).value == edge.value
    assert (await desk.call("topology.path", turned)).presence is Presence.ABSENT

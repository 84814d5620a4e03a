"""Synthesis: all that was seen, once, over the topology as it was known within the scope."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from rootward.agents.contract import Blindness
from rootward.errors import Unavailable
from rootward.events.topology import Topology
from rootward.investigations.synthesis import all_evidence, synthesize
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolResult
from tests.investigations.conftest import MINUTE, START, answer, plan, seen

_CART, _PAY = seen("service:cart", 1, score=20.0, direction="up", magnitude=3.0), seen("service:pay", 2)


@dataclass
class Box:
    """A toolbox that answers every call with `data` and notes it."""

    data: object = field(default_factory=lambda: Topology(edges=()))
    asked: list[tuple[str, dict[str, JSON]]] = field(default_factory=list)

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        self.asked.append((tool, arguments))
        return ToolResult(value={}, summary="", data=self.data)


def test_each_observation_counts_once_in_an_order_of_its_own() -> None:
    both, turned = [answer(_CART, _PAY), answer(_PAY)], [answer(_PAY, _CART)]
    assert all_evidence(both) == all_evidence(turned)
    assert sorted(item.entity for item in all_evidence(both)) == ["service:cart", "service:pay"]


async def test_the_topology_is_asked_for_within_the_scope_and_as_it_was_known() -> None:
    box = Box()
    await synthesize(plan(), [answer(_CART)], [], box)
    assert box.asked == [("topology.graph", {"start": START, "end": START + 60 * MINUTE, "as_of": 7})]


async def test_who_answered_first_does_not_matter() -> None:
    one, other = answer(_CART), replace(answer(_PAY), agent="logs")
    assert await synthesize(plan(), [one, other], [], Box()) == await synthesize(plan(), [other, one], [], Box())


async def test_without_evidence_nothing_is_named() -> None:
    found = await synthesize(plan(), [], [Blindness(what="the logs agent", presence="denied", remedy="ask")], Box())
    assert found.hypotheses == ()
    assert found.insufficient


async def test_an_answer_that_is_no_topology_is_refused() -> None:
    with pytest.raises(Unavailable, match="without a topology"):
        await synthesize(plan(), [answer(_CART)], [], Box(data=None))

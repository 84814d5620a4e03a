"""`topology.graph`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from rootward.events.topology import Topology
from rootward.tools.contract import ToolResult

HOUR = 3_600_000_000_000
T0 = 1_760_000_400_000_000_000
Read = Callable[..., Awaitable[ToolResult]]
Fill = Callable[..., Awaitable[None]]


async def test_the_graph_that_holds_in_a_window_is_handed_over(read: Read, fill: Fill) -> None:
    await fill()
    found = await read("topology.graph")
    assert isinstance(found.data, Topology)
    assert found.data.callees("service:a") == ("database:x",)
    told = {name: found.value[name] for name in ("nodes", "edges", "relations", "origins")}
    assert told == {
        "nodes": 4, "edges": 2, "relations": {"calls": 1, "owns": 1}, "origins": {"kubernetes": 1, "spans": 1},
    }  # fmt: skip
    later = await read("topology.graph", start=T0 + 20 * HOUR, end=T0 + 21 * HOUR)
    assert later.value["edges"] == 2
    assert (await read("topology.graph", start=T0 + 26 * HOUR, end=T0 + 27 * HOUR)).value["edges"] == 0

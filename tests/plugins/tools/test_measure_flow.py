"""What an entity adds itself, measured again."""

from __future__ import annotations

from rootward.events.model import Edge, Series, Telemetry
from rootward.events.presence import Presence
from rootward.events.store import write_telemetry
from rootward.evidence.recheck import recheck
from rootward.kit.db import Connection
from rootward.plugins.agents.metrics import MetricsAgent

S = 1_000_000_000
T0 = 1_760_000_400 * S
FAULT, END = T0 + 720 * S, T0 + 1200 * S


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


async def test_lost_calls_and_time_between_hold_when_they_are_run_again(desk, database) -> None:  # type: ignore[no-untyped-def]
    await database.run(_write_peers, tenant="t")
    found = await MetricsAgent().investigate(desk.task, desk)
    peers = {item.kind: item for item in found.evidence if item.kind in ("flow.stopped", "flow.gap")}
    assert {kind: item.entity for kind, item in peers.items()} == {
        "flow.stopped": "service:web", "flow.gap": "service:stock",
    }  # fmt: skip
    assert [(await recheck(item, desk.call)).verdict for item in peers.values()] == ["holds", "holds"]
    gone = dict(peers["flow.gap"].query.arguments) | {"callees": ["service:nobody"]}
    assert (await desk.call("metrics.flow", gone)).presence is Presence.ABSENT


def _write_peers(connection: Connection) -> None:
    """`web` no longer calls `mail`, and waits for `stock` much longer than that works."""
    times = tuple(range(T0, END, 10 * S))

    def gauge(entity: str, name: str, unit: str, before: float, after: float, **attributes: str) -> Series:
        values = tuple((before if ts < FAULT else after) * (1 + 0.02 * (n % 3)) for n, ts in enumerate(times))
        told = {key.replace("_", "."): value for key, value in attributes.items()}
        return Series(name=name, unit=unit, kind="gauge", entity=entity, attributes=told, times=times, values=values)

    series = (
        gauge("service:web", "http.server.request.rate", "{request}/s", 4, 4),
        gauge("service:mail", "http.server.request.rate", "{request}/s", 2, 0),
        gauge("service:web", "http.client.request.duration", "s", 0.11, 0.6, server_address="stock"),
        gauge("service:stock", "http.server.request.duration", "s", 0.1, 0.1, client_address="web"),
    )
    edges = tuple(
        Edge(src="service:web", dst=f"service:{name}", relation="calls", origin="pack", ts=T0)
        for name in ("mail", "stock")
    )
    write_telemetry(connection, "t", [Telemetry(series=series, edges=edges)], 1)

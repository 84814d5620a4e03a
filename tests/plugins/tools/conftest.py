"""What the tests of the bulk readers share: a store with one of everything, read through the gateway."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from rootward.events import logs, metrics, spans, topology
from rootward.events.model import Edge, Event, LogLine, Series, SpanItem
from rootward.events.prepare import COLUMNS, row_of
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database, bulk_insert
from rootward.plugins.tools import events as event_tools
from rootward.plugins.tools import logs as log_tools
from rootward.plugins.tools import metrics as metric_tools
from rootward.plugins.tools import spans as span_tools
from rootward.plugins.tools import topology as topology_tools
from rootward.schema import events as event_rows
from rootward.tools.contract import ToolResult
from rootward.tools.gateway import Gateway

S = 1_000_000_000
T0 = 1_760_000_400 * S
HOUR = 3600 * S
READERS = (
    *metric_tools.TOOLS, *log_tools.TOOLS, *span_tools.TOOLS, *topology_tools.TOOLS, *event_tools.TOOLS,
)  # fmt: skip

Call = Callable[..., Awaitable[ToolResult]]


@pytest.fixture
def read(database: Database) -> Call:
    """`await read(name, **arguments)` calls a reader for the hour that `fill` puts things into."""
    gateway = Gateway(database, READERS)

    async def call(name: str, *, tenant: str = "t", **arguments: JSON) -> ToolResult:
        window: dict[str, JSON] = {"start": T0, "end": T0 + HOUR, "as_of": 100, **arguments}
        return (await gateway.call(name, window, tenant=tenant))[0]

    return call


@pytest.fixture
def fill(database: Database) -> Callable[..., Awaitable[None]]:
    """`await fill(seq, after)` writes one of everything, `after` ns into the hour."""

    async def write(seq: int = 1, after: int = 0) -> None:
        await database.run(lambda connection: _fill(connection, seq, T0 + after), tenant="t")

    return write


def _fill(connection: Connection, seq: int, ts: int) -> None:
    series = Series(
        name="cpu",
        unit="1",
        kind="gauge",
        entity="service:a",
        attributes={},
        times=(ts, ts + 15 * S),
        values=(1.0, 2.0),
    )
    metrics.write(connection, "t", [series], seq=seq)
    lines = [LogLine(ts=ts + n, entity="service:a", severity="error", body=f"lost {n}" + "!" * 400) for n in range(3)]
    logs.write(connection, "t", lines, seq=seq)
    one = SpanItem(
        ts=ts, duration_ns=5, trace_id="1" * 32, span_id=f"{seq:016x}", parent_id="", entity="service:a", name="GET",
        kind="client", peer="database:x", status="error",
    )  # fmt: skip
    spans.write(connection, "t", [one], seq=seq)
    stated = Edge(src="workload:w", dst="pod:p", relation="owns", origin="kubernetes", ts=ts)
    topology.observe(connection, "t", [one], [stated], seq=seq)
    event = Event(
        tenant="t", source="ci", event_type="deploy.finished", ts=ts, entity={"service": "a"}, severity="info",
        payload={}, ingest_id=f"i{seq}", id=f"evt_{seq}", received_at=ts, seq=seq,
    )  # fmt: skip
    bulk_insert(connection, event_rows, COLUMNS, [(*row_of(event, event.id, 0), seq)])

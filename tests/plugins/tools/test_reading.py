"""The bulk readers through the gateway: what they answer, and which absence nothing is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rootward.errors import BadInput
from rootward.events import logs, metrics, spans, topology
from rootward.events.log_counts import LogCounts
from rootward.events.model import Edge, Event, LogLine, Series, SpanItem
from rootward.events.presence import Presence
from rootward.events.series import SeriesSet
from rootward.events.span_stats import SpanStats
from rootward.events.store import write_events
from rootward.events.topology import Topology
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database
from rootward.plugins.tools import events as event_tools
from rootward.plugins.tools import logs as log_tools
from rootward.plugins.tools import metrics as metric_tools
from rootward.plugins.tools import spans as span_tools
from rootward.plugins.tools import topology as topology_tools
from rootward.tools.contract import ToolResult
from rootward.tools.gateway import Gateway

S = 1_000_000_000
T0 = 1_760_000_400 * S
HOUR = 3600 * S
TOOLS = (
    *metric_tools.TOOLS, *log_tools.TOOLS, *span_tools.TOOLS, *topology_tools.TOOLS, *event_tools.TOOLS,
)  # fmt: skip
NAMES = [tool.spec.name for tool in TOOLS]


def _fill(connection: Connection, seq: int = 1, ts: int = T0) -> None:
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
    write_events(connection, "t", [(event, b"")], seq)


async def _stored(database: Database, *units: Callable[[Connection], None]) -> Callable[..., Any]:
    for unit in units:
        await database.run(unit, tenant="t")
    gateway = Gateway(database, TOOLS)

    async def call(name: str, *, tenant: str = "t", **arguments: JSON) -> ToolResult:
        window: dict[str, JSON] = {"start": T0, "end": T0 + HOUR, "as_of": 100, **arguments}
        return (await gateway.call(name, window, tenant=tenant))[0]

    return call


async def test_each_reader_hands_over_its_typed_bulk(database: Database) -> None:
    call = await _stored(database, _fill)
    series = await call("metrics.series")
    assert isinstance(series.data, SeriesSet)
    assert (series.value["series"], series.value["names"], series.value["step_ns"]) == (1, {"cpu": 1}, 15 * S)
    listed = await call("metrics.list")
    assert [key.name for key in listed.data] == ["cpu"]
    counted = await call("logs.counts", step_ns=60 * S)
    assert isinstance(counted.data, LogCounts)
    assert counted.value["lines"] == 3
    assert counted.value["largest"][0]["text"].startswith("lost <*>")
    found = await call("logs.search", contains="lost 1")
    assert [line.body[:6] for line in found.data] == ["lost 1"]
    assert len(found.value["shown"][0]["body"]) == 300
    columns = await call("spans.stats")
    assert isinstance(columns.data, SpanStats)
    assert (columns.value["spans"], columns.value["errors"], columns.value["share"]) == (1, 1, 1.0)
    assert [span.peer for span in (await call("spans.search", errors_only=True)).data] == ["database:x"]
    graph = await call("topology.graph")
    assert isinstance(graph.data, Topology)
    assert graph.value["relations"] == {"calls": 1, "owns": 1}
    events = await call("events.search")
    assert [event.id for event in events.data] == ["evt_1"]


@pytest.mark.parametrize("name", NAMES)
async def test_found_absent_and_out_of_window_are_told_apart(database: Database, name: str) -> None:
    call = await _stored(database, _fill)
    assert (await call(name)).presence is Presence.FOUND
    before = await call(name, start=T0 - 40 * HOUR, end=T0 - 39 * HOUR)
    # Of edges it is known that there are some, but none that held then.
    assert before.presence is (Presence.ABSENT if name == "topology.graph" else Presence.OUT_OF_WINDOW)
    assert (await call(name, as_of=0)).presence is Presence.OUT_OF_WINDOW
    assert (await call(name, tenant="u")).presence is Presence.OUT_OF_WINDOW


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("metrics.series", {"names": ["other"]}), ("metrics.series", {"entities": []}),
        ("metrics.list", {"entities": ["service:b"]}), ("logs.counts", {"entities": ["service:b"]}),
        ("logs.search", {"contains": "won"}), ("spans.search", {"min_duration_ns": 6}),
        ("events.search", {"event_types": ["flag.*"]}), ("events.search", {"entities": ["service:b"]}),
    ],
)  # fmt: skip
async def test_what_was_looked_for_among_data_and_not_found_is_absent(
    database: Database, name: str, choice: dict[str, JSON]
) -> None:
    call = await _stored(database, _fill)
    assert (await call(name, **choice)).presence is Presence.ABSENT


async def test_no_event_in_a_window_after_the_first_is_an_absence(database: Database) -> None:
    call = await _stored(database, _fill)
    assert (await call("events.search", start=T0 + HOUR, end=T0 + 2 * HOUR)).presence is Presence.ABSENT


async def test_events_are_chosen_by_type_source_and_entity(database: Database) -> None:
    call = await _stored(database, _fill, lambda connection: _fill(connection, 2, T0 + S))
    chosen = [{"event_types": ["deploy.*"]}, {"event_types": ["deploy.finished"]}, {"sources": ["ci"]},
              {"entities": ["service:a"]}]  # fmt: skip
    for choice in chosen:
        assert (await call("events.search", **choice)).value["events"] == 2
    limited = await call("events.search", limit=1)
    assert (limited.value["events"], limited.value["truncated"]) == (1, True)
    assert (await call("events.search", event_types=["deploy"])).value["events"] == 0


@pytest.mark.parametrize("name", NAMES)
async def test_what_is_recorded_of_a_read_stays_the_same_as_of_its_moment(database: Database, name: str) -> None:
    call = await _stored(database, _fill)
    first, newest = await call(name, as_of=1), await call(name)
    assert first == newest
    await database.run(lambda connection: _fill(connection, 2, T0 + 30 * S), tenant="t")
    again = await call(name, as_of=1)
    assert (again.value, again.summary, again.presence) == (first.value, first.summary, first.presence)
    if name not in ("metrics.list", "topology.graph"):  # there the second write says nothing new
        assert (await call(name)).value["digest"] != first.value["digest"]


@pytest.mark.parametrize("name", NAMES)
async def test_arguments_that_are_not_in_the_schema_are_refused(database: Database, name: str) -> None:
    call = await _stored(database)
    with pytest.raises(BadInput):
        await call(name, tenant_id="u")
    with pytest.raises(BadInput):
        await call(name, start=T0, end=T0 - 1)

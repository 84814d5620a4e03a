"""Spans: kept, found again, and read as columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rootward.events import spans, topology
from rootward.events.chunks import HOUR
from rootward.events.model import SpanItem
from rootward.events.spans import KINDS, SpanStats
from rootward.kit.db import Connection
from rootward.schema import metric_chunks
from rootward.schema import spans as table

Undone = Callable[[], AbstractContextManager[Connection]]
S = 1_000_000_000
MS = 1_000_000
T0 = 1_760_000_400 * S
LATEST = 10**9


def span(number: int, parent: int = 0, *, at: int = 0, lasts: int = 10, trace: int = 1, **changes: object) -> SpanItem:
    """A span of service:a; times in ms after T0."""
    one = SpanItem(
        ts=T0 + at * MS, duration_ns=lasts * MS, trace_id=f"{trace:032x}", span_id=f"{number:016x}",
        parent_id=f"{parent:016x}" if parent else "", entity="service:a", name="GET /", kind="internal",
    )  # fmt: skip
    return replace(one, **changes)  # type: ignore[arg-type]


def stats(connection: Connection, *, as_of: int = LATEST, tenant: str = "t", **options: object) -> SpanStats:
    window: dict[str, object] = {"start": T0, "end": T0 + HOUR, **options}
    return spans.stats(connection, tenant, as_of=as_of, **window)  # type: ignore[arg-type]


def search(connection: Connection, *, as_of: int = LATEST, tenant: str = "t", **options: object) -> list[SpanItem]:
    window: dict[str, object] = {"start": T0, "end": T0 + HOUR, **options}
    return spans.search(connection, tenant, as_of=as_of, **window)  # type: ignore[arg-type]


def same(one: SpanStats, other: SpanStats) -> bool:
    arrays = ("entity", "name", "peer", "kind", "start", "duration", "self_time", "error", "parent", "trace",
              "http_status", "bin", "times", "span_numbers", "trace_numbers")  # fmt: skip
    equal = all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in arrays)
    return equal and (one.entities, one.names, one.peers, one.odd) == (
        other.entities, other.names, other.peers, other.odd,
    )  # fmt: skip


def test_spans_become_columns(connection: Connection) -> None:
    status = {"http.response.status_code": 503}
    batch = [
        span(2, 1, at=3, name="GET /b", kind="server", entity="service:b", status="error", attributes=status),
        span(1, at=1, kind="client", peer="database:x", attributes={"http.status_code": "200"}),
    ]
    assert spans.write(connection, "t", batch, seq=1) == 2
    found = stats(connection)
    assert len(found) == 2
    assert [found.entities[place] for place in found.entity] == ["service:a", "service:b"]
    assert [found.names[place] for place in found.name] == ["GET /", "GET /b"]
    assert [KINDS[place] for place in found.kind] == ["client", "server"]
    assert found.start.tolist() == [T0 + MS, T0 + 3 * MS]
    assert found.duration.tolist() == [10 * MS, 10 * MS]
    assert found.error.tolist() == [False, True]
    assert found.http_status.tolist() == [200, 503]
    assert found.parent.tolist() == [-1, 0]
    assert found.trace.tolist() == [0, 0]
    assert found.trace_id(0) == batch[0].trace_id
    assert [found.span_id(place) for place in (0, 1)] == [batch[1].span_id, batch[0].span_id]


def test_steps_are_counted_from_a_grid_that_covers_the_window(connection: Connection) -> None:
    spans.write(connection, "t", [span(1, at=100), span(2, at=29_900), span(3, at=30_000)], seq=1)
    found = stats(connection, start=T0 + 50 * MS, end=T0 + 60 * S, step=10 * S)
    assert found.bin.tolist() == [0, 2, 3]
    assert found.times.tolist() == [T0 + 10 * S * n for n in range(6)]


def test_self_time_is_the_duration_without_the_time_children_ran(connection: Connection) -> None:
    batch = [
        span(1, at=0, lasts=100),
        span(2, 1, at=10, lasts=20), span(3, 1, at=20, lasts=20), span(4, 1, at=90, lasts=50),  # the last outlives it
        span(5, 2, at=12, lasts=5), span(6, 1, at=25, lasts=2), span(7, 1, at=-30, lasts=35),
        span(9, 1, trace=2, at=40, lasts=10),  # its parent has this id in another trace
    ]  # fmt: skip
    spans.write(connection, "t", batch, seq=1)
    found = stats(connection, start=T0 - S)
    own = {found.span_id(place)[-1] + str(found.trace[place]): time // MS for place, time in enumerate(found.self_time)}
    trace = {int(found.trace_id(number), 16): number for number in (0, 1)}
    assert own[f"1{trace[1]}"] == 100 - 30 - 10 - 5
    assert own[f"2{trace[1]}"] == 15
    assert own[f"9{trace[2]}"] == 10


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-5, 30), st.integers(0, 20), st.integers(1, 2)), max_size=14))
def test_self_time_is_what_counting_milliseconds_gives(undone: Undone, drawn: list[tuple[int, int, int, int]]) -> None:
    batch = [span(n, parent, at=at, lasts=lasts, trace=trace) for n, (parent, at, lasts, trace) in enumerate(drawn, 1)]
    with undone() as connection:
        spans.write(connection, "t", batch, seq=1)
        found = stats(connection, start=T0 - S)
    assert len(found) == len(batch)
    for place in range(len(found)):
        one = next(item for item in batch if item.span_id == found.span_id(place))
        children = [
            item for item in batch
            if item.parent_id == one.span_id and item.trace_id == one.trace_id and item is not one
        ]  # fmt: skip
        ran = {moment for child in children for moment in range(child.ts // MS, (child.ts + child.duration_ns) // MS)}
        own = [moment for moment in range(one.ts // MS, (one.ts + one.duration_ns) // MS) if moment not in ran]
        assert found.self_time[place] == len(own) * MS


def _call(number: int, caller: str, callee: str, *, peer: str, trace: int) -> list[SpanItem]:
    client = span(number, at=number, lasts=5, trace=trace, kind="client", entity=caller, peer=peer)
    if not callee:
        return [client]
    server = span(number + 1, number, at=number + 1, lasts=3, trace=trace, kind="server", entity=callee)
    return [client, server]


def _peers(found: SpanStats) -> list[str]:
    return [found.peers[place] if place >= 0 else "" for place in found.peer]


def test_an_address_stands_for_the_service_that_answers_there(connection: Connection) -> None:
    batch = [
        *_call(10, "service:a", "service:pay", peer="external:pay:80", trace=1),
        *_call(20, "service:c", "", peer="external:pay:80", trace=2),  # nobody answered
        *_call(30, "service:c", "", peer="external:bank:443", trace=3),
        *_call(40, "service:c", "service:db", peer="", trace=4),
        *_call(50, "service:c", "", peer="database:orders", trace=5),
    ]
    spans.write(connection, "t", batch, seq=1)
    assert _peers(stats(connection)) == [
        "service:pay", "", "service:pay", "external:bank:443", "service:db", "", "database:orders",
    ]  # fmt: skip


def test_an_address_where_several_services_answer_stands_for_none(connection: Connection) -> None:
    batch = [
        *_call(10, "service:a", "service:x", peer="external:lb:80", trace=1),
        *_call(20, "service:a", "service:y", peer="external:lb:80", trace=2),
        *_call(30, "service:a", "", peer="external:lb:80", trace=3),
    ]
    spans.write(connection, "t", batch, seq=1)
    assert _peers(stats(connection)) == ["service:x", "", "service:y", "", "external:lb:80"]


def test_what_answered_at_an_address_before_the_window_is_remembered(connection: Connection) -> None:
    before = _call(10, "service:a", "service:pay", peer="external:pay:80", trace=1)
    now = [replace(one, ts=one.ts + 10 * S) for one in _call(20, "service:c", "", peer="external:pay:80", trace=2)]
    spans.write(connection, "t", [*before, *now], seq=1)
    topology.observe(connection, "t", [*before, *now], seq=1)
    assert _peers(stats(connection, start=T0 + 5 * S)) == ["service:pay"]
    assert _peers(stats(connection, start=T0 + 5 * S, as_of=0)) == []


def test_a_span_written_twice_is_there_once_as_it_first_was(connection: Connection) -> None:
    spans.write(connection, "t", [span(1), span(2, 1)], seq=1)
    spans.write(connection, "t", [span(2, 1), span(1, lasts=99, name="other"), span(3)], seq=2)
    found = stats(connection)
    assert [found.span_id(place)[-1] for place in range(len(found))] == ["1", "2", "3"]
    assert found.duration.tolist() == [10 * MS] * 3
    assert [one.name for one in search(connection)] == ["GET /"] * 3


def test_what_is_read_as_of_a_moment_never_changes(connection: Connection) -> None:
    for seq in range(1, 6):
        batch = _call(seq * 10, "service:a", f"service:{seq}", peer=f"external:s{seq}:80", trace=seq)
        spans.write(connection, "t", [*batch, *batch[:1], span(seq, at=1, trace=9)], seq=seq)
    before = {seq: (stats(connection, as_of=seq), search(connection, as_of=seq)) for seq in range(6)}
    spans.write(connection, "t", [span(n, 1, at=n, trace=9, entity="service:new") for n in range(1, 80)], seq=6)
    newest = stats(connection)
    assert spans.compact(connection, "t", before=T0 + HOUR) == 6
    assert connection.execute(sa.select(sa.func.count()).select_from(metric_chunks)).scalar() == 1
    assert spans.compact(connection, "t", before=T0 + HOUR) == 0
    for seq, (columns, rows) in before.items():
        assert same(stats(connection, as_of=seq), columns)
        assert search(connection, as_of=seq) == rows
    assert same(stats(connection), newest)
    assert [len(before[seq][0]) for seq in range(6)] == [0, 3, 6, 9, 12, 15]


@pytest.mark.parametrize("odd", ["t-1", "ABCDEF", "é" * 32, " " * 32, "x"])
def test_ids_that_are_not_hexadecimal_work_too(connection: Connection, odd: str) -> None:
    batch = [span(1, trace_id=odd, span_id="root"), span(2, trace_id=odd, parent_id="root", at=1)]
    spans.write(connection, "t", batch, seq=1)
    found = stats(connection)
    assert found.parent.tolist() == [-1, 0]
    assert found.trace_id(found.trace[0]) == odd
    assert found.span_id(0) == "root"


def test_ids_in_the_names_of_operations_are_masked_where_there_are_many(connection: Connection) -> None:
    few = [span(n, name=f"GET /user/{n}", entity="service:b") for n in range(1, 4)]
    spans.write(connection, "t", [span(n, name=f"GET /order/{n}", trace=2) for n in range(1, 150)] + few, seq=1)
    assert stats(connection).names == ("GET /order/<*>", "GET /user/1", "GET /user/2", "GET /user/3")


def test_names_are_masked_by_what_could_be_seen_at_the_time_only(connection: Connection) -> None:
    spans.write(connection, "t", [span(n, name=f"GET /order/{n}") for n in range(1, 60)], seq=1)
    before = stats(connection, as_of=1)
    spans.write(connection, "t", [span(n, name=f"GET /order/{n}", trace=2) for n in range(60, 150)], seq=2)
    spans.write(connection, "t", [span(n, name=f"GET /order/{n}", at=2 * 60_000) for n in range(150, 300)], seq=1)
    while spans.compact(connection, "t", before=T0 + HOUR):
        pass
    assert len(before.names) == 59
    assert same(stats(connection, as_of=1, end=T0 + 60 * S), replace(before, times=before.times[:4]))


def test_beyond_the_limit_whole_traces_are_left_out(connection: Connection) -> None:
    batch = [
        span(n, n - 1 if n > 1 else 0, at=n, trace_id=f"{trace * 0x9E3779B97F4A7C15F39CC0605CEDC834 % 2**128:032x}")
        for trace in range(1, 401) for n in range(1, 4)
    ]  # fmt: skip
    spans.write(connection, "t", batch, seq=1)
    found = stats(connection, limit=300)
    assert found.share == 0.25
    assert 150 < len(found) < 450
    assert (found.parent >= 0).sum() * 3 == len(found) * 2
    assert same(stats(connection, limit=300), found)


def test_search_chooses_by_what_spans_are(connection: Connection) -> None:
    batch: Sequence[SpanItem] = [
        span(1, attributes={"a": [1, "x"]}), span(2, at=1, entity="service:b", status="error", message="no"),
        span(3, at=2, trace=2, name="q", kind="server", lasts=500),
    ]  # fmt: skip
    spans.write(connection, "t", batch, seq=1)
    assert search(connection) == batch
    assert search(connection, entities=["service:b"]) == batch[1:2]
    assert search(connection, errors_only=True) == batch[1:2]
    assert search(connection, trace_ids=[batch[2].trace_id]) == batch[2:]
    assert search(connection, names=["q"], kinds=["server"]) == batch[2:]
    assert search(connection, min_duration_ns=20 * MS) == batch[2:]
    assert search(connection, limit=1) == batch[:1]
    assert search(connection, start=T0 + MS, end=T0 + 2 * MS) == batch[1:2]


def test_another_tenant_sees_nothing(connection: Connection) -> None:
    spans.write(connection, "t", [span(1)], seq=1)
    assert len(stats(connection, tenant="u")) == 0
    assert search(connection, tenant="u") == []
    assert spans.has_any(connection, "t", start=T0, end=T0 + S, as_of=LATEST)
    assert not spans.has_any(connection, "u", start=T0, end=T0 + S, as_of=LATEST)
    assert connection.execute(sa.select(table.c.tenant).distinct()).scalars().all() == ["t"]

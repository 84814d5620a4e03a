"""Retention: what is too old goes, what is not stays, a piece at a time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from rootward.errors import BadInput
from rootward.events import logs, metrics, spans, topology
from rootward.events.model import Edge, LogLine, Series, SpanItem
from rootward.events.retention import CLASSES, expire
from rootward.kit.db import Connection, insert_new
from rootward.schema import (
    agent_runs,
    audit_entries,
    changes,
    dead_letters,
    events,
    evidence_items,
    ingest_keys,
    log_records,
    log_templates,
    metric_chunks,
    metric_series,
    tenants,
    topology_edges,
)
from rootward.schema import spans as span_rows
from rootward.tenancy.tenants import RETENTION_DAYS

Enter = Callable[[Connection, str], None]
DAY = 86_400_000_000_000
NOW = 20_000 * DAY + DAY // 2


def _fill(connection: Connection, tenant: str, day: int, seq: int) -> None:
    """One of everything, so many days ago."""
    ts, key = NOW - day * DAY - 1, f"{tenant}{day}"
    series = Series(name="m", unit="", kind="gauge", entity=f"service:{day}", attributes={}, times=(ts,), values=(1.0,))
    metrics.write(connection, tenant, [series], seq=seq)
    logs.write(connection, tenant, [LogLine(ts=ts, entity="service:a", severity="info", body="x")], seq=seq)
    one = SpanItem(
        ts=ts, duration_ns=1, trace_id=key, span_id=key, parent_id="", entity="service:a", name="n", kind="client",
        peer="database:x",
    )  # fmt: skip
    spans.write(connection, tenant, [one], seq=seq)
    topology.observe(connection, tenant, [one], seq=seq)
    rows = {
        events: {
            "ts": ts, "id": key, "source": "s", "event_type": "e", "severity": "low", "entity": {}, "payload": {},
            "correlation_ids": {}, "ingest_id": key, "schema_version": "v1", "received_at": ts, "marks": [], "seq": seq,
        },
        ingest_keys: {"ingest_id": key, "digest": b"d", "ref": key, "seq": seq},
        changes: {"seq": seq, "at": ts, "kind": "ingest", "ref": "", "body": {}},
        dead_letters: {
            "id": key, "kind": "ingest", "source": "s", "reason": "r", "raw": b"", "headers": {}, "received_at": ts,
            "attempts": 1, "state": "open",
        },
        evidence_items: {
            "evidence_id": key, "kind": "k", "entity": "e", "presence": "found", "query": {}, "window_start": 0,
            "window_end": 1, "value": {}, "direction": "none", "magnitude": 0.0, "score": 0.0, "text": "",
            "created_at": ts, "provenance": "structured",
        },
        audit_entries: {"seq": seq, "at": ts, "action": "a", "entry": b"", "leaf": b""},
    }  # fmt: skip
    for table, row in rows.items():
        insert_new(connection, table, [{"tenant": tenant, **row}])
    for revision in (1, 2):  # the second took the place of the first
        run = {"run_id": key, "revision": revision, "origin": "sent", "kind": "agent", "agent_name": "a",
               "agent_version": "", "model": "", "environment": "", "status": "failure", "input": {}, "cost": {},
               "correlation_ids": [], "created_at": ts, "lease_token": 0, "attempts": 0}  # fmt: skip
        insert_new(connection, agent_runs, [{"tenant": tenant, **run}])


def _count(connection: Connection, table: sa.Table, tenant: str = "t") -> int:
    query = sa.select(sa.func.count()).select_from(table).where(table.c.tenant == tenant)
    return int(connection.execute(query).scalar_one())


CLOCKED = (events, log_records, span_rows, evidence_items, dead_letters, changes, topology_edges, ingest_keys)


def _tenant(connection: Connection, name: str) -> None:
    row = {"tenant": name, "name": name, "status": "active", "created_at": 0, "settings": {}, "change_seq": 0,
           "case_number": 0}  # fmt: skip
    insert_new(connection, tenants, [row])


def test_every_class_has_days_that_a_tenant_can_set_and_that_go_together(connection: Connection) -> None:
    assert set(RETENTION_DAYS) == set(CLASSES)
    _tenant(connection, "t")
    for seq, day in enumerate((400, 1), 1):
        _fill(connection, "t", day, seq)
    assert expire(connection, "t", now=NOW, days=RETENTION_DAYS) == dict.fromkeys(CLASSES, 1)


def test_every_class_loses_what_is_older_than_its_days_and_nothing_else(connection: Connection, enter: Enter) -> None:
    for tenant in ("u", "t"):
        enter(connection, tenant)
        _tenant(connection, tenant)
        for seq, day in enumerate((40, 31, 20, 1), 1):
            _fill(connection, tenant, day, seq)
    assert expire(connection, "t", now=NOW, days=dict.fromkeys(CLASSES, 30)) == dict.fromkeys(CLASSES, 2)
    for table in CLOCKED:
        assert _count(connection, table) == 2, table.name
    assert _count(connection, metric_chunks) == 2 * 3  # metrics, logs and spans
    assert _count(connection, audit_entries) == 4
    assert expire(connection, "t", now=NOW, days={"metrics": 30}) == {"metrics": 2}  # the series that have no points
    kept = sa.select(metric_series.c.entity).where(metric_series.c.tenant == "t")
    assert set(connection.execute(kept).scalars()) == {"service:1", "service:20"}
    assert sum(expire(connection, "t", now=NOW, days=dict.fromkeys(CLASSES, 30)).values()) == 0
    enter(connection, "u")
    assert [_count(connection, table, "u") for table in CLOCKED] == [4] * len(CLOCKED)


def test_a_class_without_days_is_kept(connection: Connection) -> None:
    _tenant(connection, "t")
    _fill(connection, "t", 400, 1)
    assert expire(connection, "t", now=NOW, days={"logs": 7}) == {"logs": 1}
    assert [_count(connection, table) for table in CLOCKED] == [1, 0, 1, 1, 1, 1, 1, 1]


def test_a_call_deletes_a_bounded_piece_the_oldest_first(connection: Connection) -> None:
    _tenant(connection, "t")
    for seq in range(1, 11):
        _fill(connection, "t", 50 - seq, seq)
    left = []
    while expire(connection, "t", now=NOW, days={"events": 1}, limit=4)["events"]:
        left.append(_count(connection, events))
    assert left == [6, 2, 0]
    assert expire(connection, "t", now=NOW, days={"metrics": 1}, limit=3) == {"metrics": 3}
    oldest = sa.select(sa.func.min(metric_chunks.c.start_ts)).where(metric_chunks.c.series_id == "")
    assert connection.execute(oldest).scalar() == NOW - 46 * DAY - 1


def test_what_rolling_back_and_reading_the_data_go_by_is_never_too_old(connection: Connection) -> None:
    _tenant(connection, "t")
    for seq, kind in enumerate(("ingest", "pack", "ingest", "case"), 1):
        row = {"tenant": "t", "seq": seq, "at": NOW - 900 * DAY, "kind": kind, "ref": "", "body": {}}
        connection.execute(changes.insert(), row)
    assert expire(connection, "t", now=NOW, days={"changes": 30}) == {"changes": 2}
    assert connection.execute(sa.select(changes.c.seq).order_by(changes.c.seq)).scalars().all() == [2, 3]
    assert expire(connection, "t", now=NOW, days={"changes": 30}) == {"changes": 0}


def test_the_template_of_no_line_goes_and_is_known_again_with_the_next(connection: Connection) -> None:
    _tenant(connection, "t")

    def say(day: int, seq: int, *bodies: str) -> None:
        said = [LogLine(ts=NOW - day * DAY, entity="service:a", severity="info", body=body) for body in bodies]
        logs.write(connection, "t", said, seq=seq)
        row = {"tenant": "t", "seq": seq, "at": NOW - day * DAY, "kind": "ingest", "ref": "", "body": {}}
        connection.execute(changes.insert(), row)

    def known() -> set[str]:
        return set(connection.execute(sa.select(log_templates.c.text)).scalars())

    say(40, 1, "old words", "words that stay")
    say(1, 2, "words that stay", "new words")
    assert expire(connection, "t", now=NOW, days={"logs": 30}) == {"logs": 2}
    assert expire(connection, "t", now=NOW, days={"logs": 30}) == {"logs": 1}
    assert expire(connection, "t", now=NOW, days={"logs": 30}) == {"logs": 0}
    assert known() == {"words that stay", "new words"}
    say(0, 3, "old words")
    found = logs.search(connection, "t", start=NOW - 50 * DAY, end=NOW + 1, as_of=3)
    assert sorted(line.body for line in found) == ["new words", "old words", "words that stay"]


def test_declared_topology_has_no_age(connection: Connection) -> None:
    declared = Edge(src="service:a", dst="service:b", relation="calls", origin="pack", ts=1)
    seen = Edge(src="service:a", dst="service:c", relation="calls", origin="spans", ts=NOW - 9 * DAY)
    topology.observe(connection, "t", [], [declared, seen], seq=1)
    assert expire(connection, "t", now=NOW, days={"topology": 1}) == {"topology": 1}
    assert connection.execute(sa.select(topology_edges.c.origin)).scalars().all() == ["pack"]


def test_series_that_still_have_points_are_kept_wherever_these_are(connection: Connection) -> None:
    _tenant(connection, "t")
    _fill(connection, "t", 1, 1)
    _fill(connection, "t", 2, 2)
    metrics.compact(connection, "t", before=NOW - DAY - 10**9)  # one in a chunk of its own, one in a block
    assert expire(connection, "t", now=NOW, days={"metrics": 30}) == {"metrics": 0}
    assert _count(connection, metric_series) == 2


def test_what_happened_long_ago_but_came_lately_is_kept(connection: Connection) -> None:
    """A recorded incident that is read in today, and a late sender."""
    _tenant(connection, "t")
    _fill(connection, "t", 400, 7)
    came = changes.update().where(changes.c.tenant == "t", changes.c.seq == 7).values(at=NOW - 29 * DAY)
    connection.execute(came)
    happened = {"events": 30, "logs": 30, "spans": 30, "metrics": 30, "topology": 30, "ingest_keys": 30}
    assert set(expire(connection, "t", now=NOW, days=happened).values()) == {0}
    later = expire(connection, "t", now=NOW + 2 * DAY, days=happened)
    assert later == dict.fromkeys(happened, 1)


@pytest.mark.parametrize("kept", [1, 2, 4, 6, 7])
@pytest.mark.parametrize("numbers", [(1, 2, 3, 4, 5, 6), (1, 5, 6, 20, 21, 400), (400,)])
def test_the_border_is_found_whichever_numbers_are_there(
    connection: Connection, numbers: tuple[int, ...], kept: int
) -> None:
    _tenant(connection, "t")
    days = dict(zip(numbers, range(len(numbers), 0, -1), strict=True))
    for seq, day in days.items():
        _fill(connection, "t", day, seq)
    expire(connection, "t", now=NOW, days={"events": kept})
    left = connection.execute(sa.select(events.c.seq).where(events.c.tenant == "t").order_by(events.c.seq))
    assert left.scalars().all() == [seq for seq, day in days.items() if day < kept]


@pytest.mark.parametrize("days", [{"audit": 1}, {"events": 0}, {"changes": 3, "ingest_keys": 4}])
def test_days_that_make_no_sense_are_refused(connection: Connection, days: dict[str, int]) -> None:
    with pytest.raises(BadInput) as refused:
        expire(connection, "t", now=NOW, days=days)
    assert refused.value.facts["field"] in days

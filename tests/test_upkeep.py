"""Upkeep: every tenant is looked after by its own settings, and what fails is tried again and stops nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from rootward import upkeep
from rootward.audit.sequencer import sequence_waiting
from rootward.cases import silence
from rootward.errors import Misconfigured
from rootward.events import logs, metrics, spans
from rootward.events.model import LogLine, Series, SpanItem
from rootward.events.prepare import COLUMNS
from rootward.events.store import find_events
from rootward.governance import approvals, budgets, kill_switch
from rootward.governance.budget_limits import Limit, Limits
from rootward.governance.decision import Quorum
from rootward.kit import clock
from rootward.kit.bus_sql import SqlBus
from rootward.kit.db import DISPATCHER, Connection, Database, bulk_insert, insert_new
from rootward.packs import store as packs
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.schema import audit_entries, budget_balances, dead_letters, events, messages, metric_chunks
from rootward.tenancy import tenants
from rootward.tenancy.principal import LOCAL
from tests.governance.approving import a_hold, an_action, insert_action

DAY = 86_400 * 10**9
HOUR = 3600 * 10**9
NOW = 1_800_000_000 * 10**9
PACK = load_body({
    "name": "t", "version": "1", "cases": {"silence": {"minimum": "1m", "factor": 2, "observed": "1m"}}
})  # fmt: skip


async def _tenant(database: Database, name: str, days: Mapping[str, int] | None = None) -> None:
    def unit(connection: Connection) -> None:
        tenants.create(connection, name, name=name, by=LOCAL)
        tenants.configure(connection, name, {"retention_days": days or {}}, by=LOCAL)

    await database.run(unit, tenant=name)


def _fill(connection: Connection, tenant: str, *, days: int, seq: int) -> None:
    """One of every kind, so many days and an hour ago."""
    ts, key = NOW - days * DAY - HOUR, f"{tenant}{days}"
    series = Series(name="m", unit="", kind="gauge", entity="service:a", attributes={}, times=(ts,), values=(1.0,))
    metrics.write(connection, tenant, [series], seq=seq)
    logs.write(connection, tenant, [LogLine(ts=ts, entity="service:a", severity="info", body="x")], seq=seq)
    one = SpanItem(
        ts=ts, duration_ns=1, trace_id=key, span_id=key, parent_id="", entity="service:a", name="n", kind="server"
    )
    spans.write(connection, tenant, [one], seq=seq)
    row = {
        "tenant": tenant, "ts": ts, "id": key, "source": "s", "event_type": "e", "severity": "low", "entity": b"{}",
        "payload": b"{}", "correlation_ids": b"{}", "ingest_id": key, "schema_version": "v1", "received_at": ts,
        "marks": b"[]",
    }  # fmt: skip
    bulk_insert(connection, events, COLUMNS, [tuple((row | {"seq": seq})[name] for name in COLUMNS)], new_only=True)
    letter = {
        "tenant": tenant, "id": key, "kind": "ingest", "source": "s", "reason": "r", "field": None, "raw": b"",
        "headers": {}, "received_at": ts, "attempts": 1, "state": "open",
    }  # fmt: skip
    insert_new(connection, dead_letters, [letter])


def _left(connection: Connection, tenant: str, days: int) -> set[str]:
    """The kinds of which there is something so many days old."""
    end = NOW - days * DAY
    window = {"start": end - DAY, "end": end}
    letters = sa.select(dead_letters.c.id).where(dead_letters.c.tenant == tenant, dead_letters.c.received_at < end)
    there = {
        "events": bool(find_events(connection, tenant, **window)),
        "logs": logs.has_any(connection, tenant, as_of=10**9, **window),
        "spans": spans.has_any(connection, tenant, as_of=10**9, **window),
        "metrics": bool(metrics.read(connection, tenant, as_of=10**9, **window).keys),
        "dead_letters": bool(connection.execute(letters.where(dead_letters.c.received_at >= end - DAY)).first()),
    }
    return {kind for kind, is_there in there.items() if is_there}


async def _kept(database: Database, tenant: str) -> dict[int, set[str]]:
    return {
        days: await database.read(partial(_left, tenant=tenant, days=days), tenant=tenant) for days in (0, 10, 40, 100)
    }


def _bus(database: Database) -> SqlBus:
    return SqlBus(database, messages, bury=lambda *_: None, lease_s=15, poll_s=1, max_attempts=3)


EVERYTHING = {"events", "logs", "spans", "metrics", "dead_letters"}


async def test_what_is_older_than_its_tenant_keeps_it_is_deleted_class_by_class(database: Database) -> None:
    wanted = {
        "short": {"events": 30, "logs": 5, "spans": 30, "metrics": 90, "dead_letters": 1},
        "default": {},
        "forever": dict.fromkeys(EVERYTHING, 0),
    }
    for name, days in wanted.items():
        await _tenant(database, name, days)
        for seq, age in enumerate((100, 40, 10, 0), 1):
            await database.run(partial(_fill, tenant=name, days=age, seq=seq), tenant=name)
    with clock.fixed(NOW):
        await upkeep.expire_all(database)
    assert await _kept(database, "forever") == dict.fromkeys((0, 10, 40, 100), EVERYTHING)
    assert await _kept(database, "default") == {0: EVERYTHING, 10: EVERYTHING, 40: {"events"}, 100: set()}
    assert await _kept(database, "short") == {
        0: EVERYTHING, 10: {"events", "spans", "metrics"}, 40: {"metrics"}, 100: set()
    }  # fmt: skip


async def test_more_than_fits_one_unit_goes_too_and_is_told(database: Database) -> None:
    await _tenant(database, "t", {"logs": 1})
    lines = [LogLine(ts=NOW - 9 * DAY + n, entity="service:a", severity="info", body="x") for n in range(30_000)]
    await database.run(lambda c: logs.write(c, "t", lines, seq=1), tenant="t")
    with clock.fixed(NOW), capture_logs() as logged:
        await upkeep.expire_all(database)
    assert await _kept(database, "t") == {0: set(), 10: set(), 40: set(), 100: set()}
    told = [line for line in logged if line["event"] == "retention.expired"]
    assert sum(line["logs"] for line in told) == 30_000 + 1  # and the one template that they had
    assert len(told) > 1
    assert {line["tenant"] for line in told} == {"t"}


async def test_a_source_that_fell_silent_is_noticed_and_the_next_round_is_quiet(database: Database) -> None:
    await _tenant(database, "acme")
    for minute in range(10):
        at = NOW - HOUR + minute * 60 * 10**9
        heard = partial(silence.seen, tenant="acme", source="k8s", ts=at, items=1, now=at)
        await database.run(heard, tenant="acme")
    with clock.fixed(NOW), capture_logs() as logged:
        for _ in range(2):
            await upkeep.watch_all(database, _always(PACK))
    assert [(line["event"], line["source"], line["tenant"]) for line in logged] == [("source.silent", "k8s", "acme")]
    (one,) = await database.read(partial(silence.list_seen, tenant="acme"), tenant="acme")
    assert one.silent_since is not None


async def test_a_tenant_whose_pack_is_broken_keeps_no_other_waiting(database: Database) -> None:
    for name in ("a", "broken", "c"):
        await _tenant(database, name)
    seen = []

    async def pack_of(tenant: str) -> Pack:
        seen.append(tenant)
        if tenant == "broken":
            raise Misconfigured("its packs do not fit together")
        return builtin()

    with capture_logs() as logged:
        await upkeep.watch_all(database, pack_of)
    assert seen == ["a", "broken", "c"]
    (line,) = logged
    assert (line["event"], line["tenant"], line["log_level"]) == ("upkeep.failed", "broken", "error")
    assert line["reason"] == "its packs do not fit together"


@pytest.mark.parametrize("failure", [Misconfigured("away"), KeyError("a bug")])
async def test_a_round_that_fails_is_logged_and_tried_again(database: Database, failure: Exception) -> None:
    await _tenant(database, "t")
    again = asyncio.Event()
    failures = [failure]

    async def pack_of(_tenant: str) -> Pack:
        if failures:
            raise failures.pop()
        again.set()
        return builtin()

    with capture_logs() as logged:
        task = asyncio.create_task(upkeep.run(database, pack_of, _bus(database), minute_s=0.01))
        await asyncio.wait_for(again.wait(), 100)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert [line["event"] for line in logged] == ["upkeep.failed"]


async def test_after_an_upgrade_the_shipped_pack_is_the_new_one_also_beside_a_tenant_that_it_does_not_fit(
    database: Database,
) -> None:
    opens = [*builtin().body["cases"]["opens"], {"name": "gone-now", "events": ["X"], "title": "x"}]
    old = load_body({**builtin().body, "version": "0.9", "cases": {**builtin().body["cases"], "opens": opens}})
    over = load_body({"name": "over", "version": "1", "requires": ["sre"], "remove": ["cases.opens.gone-now"]})

    def shipped_before(connection: Connection, tenant: str, *more: Pack) -> None:
        for pack in (old, *more):
            packs.save(connection, tenant, pack, actor=packs.PRODUCT)
            packs.activate(connection, tenant, pack.name, pack.digest, actor=packs.PRODUCT)

    for name in "ab":
        await _tenant(database, name)
    await database.run(lambda c: shipped_before(c, "a", over), tenant="a")
    await database.run(lambda c: shipped_before(c, "b"), tenant="b")
    with capture_logs() as logged:
        for _ in range(2):
            await upkeep.follow_product(database)
    active = {
        name: (await database.read(partial(packs.activations, tenant=name), tenant=name))[0].digest for name in "ab"
    }
    assert active == {"a": old.digest, "b": builtin().digest}
    if not database.is_sqlite:
        await sequence_waiting(database)
    noted = sa.select(audit_entries.c.tenant, audit_entries.c.action).where(audit_entries.c.action == "pack.changed")
    assert await database.read(lambda c: [tuple(row) for row in c.execute(noted)], tenant="b") == [
        ("b", "pack.changed")
    ]
    assert [(line["event"], line["tenant"]) for line in logged] == [
        ("upkeep.failed", "a"), ("pack.upgraded", "b"), ("upkeep.failed", "a")
    ]  # fmt: skip


async def test_a_database_that_is_away_ends_no_round(database: Database) -> None:
    await database.close()
    with capture_logs() as logged:
        task = asyncio.create_task(upkeep.run(database, _always(builtin()), _bus(database), minute_s=0.001))
        async with asyncio.timeout(100):
            while len(logged) < 9:  # noqa: ASYNC110 (what is waited for is in the log)
                await asyncio.sleep(0)
        assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert {line["event"] for line in logged} == {"upkeep.failed"}


async def test_small_chunks_that_nobody_adds_to_are_merged(database: Database) -> None:
    await _tenant(database, "t")
    for seq in range(1, 6):
        await database.run(partial(_fill, tenant="t", days=1, seq=seq), tenant="t")
    count = sa.select(sa.func.count()).select_from(metric_chunks).where(metric_chunks.c.tenant == "t")
    before = await database.read(lambda c: c.execute(count).scalar_one(), tenant="t")
    with clock.fixed(NOW), capture_logs() as logged:
        await upkeep.compact_all(database)
    after = await database.read(lambda c: c.execute(count).scalar_one(), tenant="t")
    assert after < before
    assert logged[0]["event"] == "telemetry.compacted"


async def test_the_events_of_the_months_ahead_have_a_place(database: Database) -> None:
    with clock.fixed(NOW):
        await upkeep.partition(database)
    if database.is_sqlite:
        return
    tables = await database.read(lambda c: set(sa.inspect(c).get_table_names()), tenant="t")
    months = {f"events_{clock.at(NOW + days * DAY):%Y_%m}" for days in (0, 31, 61)}
    assert months <= tables


def _always(pack: Pack) -> upkeep.PackOf:
    async def of(_tenant: str) -> Pack:
        return pack

    return of


async def test_approvals_that_are_late_are_told_once_and_those_that_are_over_end(database: Database) -> None:
    def ask(connection: Connection, tenant: str) -> str:
        action = an_action(tenant=tenant)
        insert_action(connection, action=action, state="held", dry_run=None)
        hold = a_hold(Quorum(due_s=60, expires_s=600))
        return approvals.open_request(connection, tenant, action, hold, dry_run_sha256=None, now=NOW)

    asked = {}
    for name in "ab":
        await _tenant(database, name)
        asked[name] = await database.run(partial(ask, tenant=name), tenant=name)
    with capture_logs() as logged:
        for seconds in (59, 60, 61, 600, 601):
            with clock.fixed(NOW + seconds * 10**9):
                await upkeep.chase_all(database, _bus(database))
    told = [(line["event"], line["tenant"], line["approval"]) for line in logged]
    assert told == [
        (event, name, asked[name]) for event in ("approval.due", "approval.expired") for name in "ab"
    ]  # fmt: skip
    for name in "ab":
        ended = await database.read(partial(approvals.read, tenant=name, approval_id=asked[name]), tenant=name)
        assert ended.state == "expired"


async def test_what_a_dead_one_reserved_comes_back_and_who_holds_on_keeps_it(database: Database) -> None:
    allowed = Limits({("tenant", "calls"): Limit(scope="tenant", unit="calls", amount=5, origin="pack")})
    for name in ("a", "b"):
        await _tenant(database, name)
        for until in (NOW - 1, NOW + HOUR):
            unit = partial(
                budgets.hold, tenant=name, wanted=[("tenant", "calls", 1.0)], limits=allowed, holder="run",
                until=until, now=NOW - HOUR,
            )  # fmt: skip
            await database.run(unit, tenant=name)
    with clock.fixed(NOW), capture_logs() as logged:
        for _ in range(2):
            await upkeep.release_all(database)
    assert [(line["event"], line["tenant"], line["reservations"]) for line in logged] == [
        ("budget.abandoned", "a", 1), ("budget.abandoned", "b", 1)
    ]  # fmt: skip
    room = partial(budgets.room, tenant="a", scopes=["tenant"], limits=allowed, now=NOW - HOUR)
    assert [one.reserved for one in await database.read(room, tenant="a")] == [1]


async def test_a_tenant_that_the_global_kill_switch_has_not_reached_is_stopped(database: Database) -> None:
    await _tenant(database, "default")
    engage = partial(kill_switch.engage, scope="global", by=LOCAL, reason="it runs wild", now=NOW)
    await database.run(engage, tenant=DISPATCHER)
    await _tenant(database, "late")
    await upkeep.release_all(database)
    stops = partial(kill_switch.check, tenant="late", agent="", tool="")
    assert await database.read(stops, tenant="late") is not None


async def test_balances_of_long_ago_are_forgotten(database: Database) -> None:
    await _tenant(database, "t")
    allowed = Limits({("tenant", "calls"): Limit(scope="tenant", unit="calls", amount=5, origin="pack")})
    for at in (NOW - 40 * DAY, NOW):
        spent: list[budgets.Wanted] = [("tenant", "calls", 1.0)]
        unit = partial(budgets.hold, tenant="t", wanted=[], spent=spent, limits=allowed, holder="run", until=at, now=at)
        await database.run(unit, tenant="t")
    with clock.fixed(NOW):
        await upkeep.expire_all(database)
    kept = await database.read(lambda c: c.execute(sa.select(budget_balances.c.period)).scalars().all(), tenant="t")
    assert kept == [clock.format_ns(NOW)[:10]]

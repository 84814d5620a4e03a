"""Detection as the pipeline runs it: telemetry in, one case, before and beside an alert."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from rootward.app import App, open_app
from rootward.cases import detect, lifecycle, settle
from rootward.cases.model import Case
from rootward.cases.read import find
from rootward.causality.detect import Active, Sign, Track, Turn, Watch, blank
from rootward.causality.detect_parameters import DETECT
from rootward.causality.detect_track import TRACK
from rootward.events.model import Event, Received, SpanItem, Telemetry
from rootward.kit import clock
from rootward.kit.bus_sql import SqlBus
from rootward.kit.db import Connection, Database
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.packs.store import activate, save
from rootward.schema import messages
from rootward.settings import Settings
from rootward.tenancy import tenants

SECOND = 10**9
START = 1_700_000_000 * SECOND
FAILING = (120, 180)


def spans(second: int, service: str = "web") -> tuple[SpanItem, ...]:
    """Ten requests in this second; most of them fail for a minute."""
    rng = random.Random(second)
    made = []
    for number in range(10):
        fails = FAILING[0] <= second < FAILING[1] and rng.random() < 0.6
        made.append(SpanItem(
            ts=START + second * SECOND + number * 90_000_000, duration_ns=int(rng.lognormvariate(17, 0.1)),
            trace_id=f"{second:016x}{number:016x}", span_id=f"{second * 100 + number:016x}", parent_id="",
            entity=f"service:{service}", name="GET /", kind="server", status="error" if fails else "ok",
        ))  # fmt: skip
    return tuple(made)


def alert(second: int, event_type: str = "AlertFiring", service: str = "web") -> Event:
    return Event(
        tenant="default", source="alertmanager", event_type=event_type, ts=START + second * SECOND,
        entity={"service": service}, severity="high", ingest_id=f"{event_type}{second}",
        payload={"alert": {"fingerprint": "x", "labels": {"alertname": "Errors"},
                           "startsAt": clock.format_ns(START + second * SECOND)}},
    )  # fmt: skip


async def _told(app: App, upto: int, alerts: dict[int, Event], begin: int = 0) -> None:
    for second in range(begin, upto, 5):
        telemetry = Telemetry(spans=tuple(span for one in range(second, second + 5) for span in spans(one)))
        received = Received(telemetry=telemetry)
        await app.ingestor.accept("default", received, source="otlp.traces", body=str(second).encode())
        for at, event in alerts.items():
            if second <= at < second + 5:
                await app.ingestor.accept("default", Received(events=(event,)), source="alertmanager")
        await _handled(app)


async def _handled(app: App) -> None:
    """Everything has gone through intake and detection; what asks for an investigation waits."""
    async with asyncio.timeout(30):
        while True:
            depth = await app.bus.depth()
            if not depth.get("intake", 0) and not depth.get("detect", 0):
                return
            await asyncio.sleep(0.005)


def watched(
    folder: Path, upto: int, *, alerts: dict[int, Event] | None = None, sensitivity: str = "normal",
    max_age: str = "36500d", breaks: tuple[int, ...] = (), then: Callable[[App], None] | None = None,
) -> list[Case]:  # fmt: skip
    """The cases after so many seconds; at `breaks` the process ends and another one goes on."""

    async def go() -> list[Case]:
        begin = 0
        for end in (*breaks, upto):
            async with open_app(Settings(data_dir=folder)) as app:
                if begin == 0:
                    await app.db.run(partial(_prepare, sensitivity=sensitivity, max_age=max_age), tenant="default")
                stages = asyncio.create_task(app.run_stages(["intake", "detect"]))
                await _told(app, end, alerts or {}, begin)
                stages.cancel()
                page = await app.db.read(partial(find, tenant="default", limit=100), tenant="default")
                begin = end
        return list(page.items)

    return asyncio.run(go())


def _prepare(connection: Connection, sensitivity: str, max_age: str) -> None:
    body = {"name": "t", "version": "1", "requires": ["sre"],
            "cases": {"detection": {"sensitivity": sensitivity, "max_age": max_age}}}  # fmt: skip
    save(connection, "default", load_body(body), actor="t")
    activate(connection, "default", "t", "1", actor="t")


def _diagnosed(connection: Connection, case_id: str) -> None:
    lifecycle.move(connection, "default", case_id, "diagnosed", actor="t", reason="t")


def test_a_case_is_opened_before_anybody_alerts(tmp_path: Path) -> None:
    [case] = watched(tmp_path, 160)
    assert case.title.startswith("web fails for ")
    assert case.entity == "service:web"
    assert START + 125 * SECOND < case.first_event_ts <= START + 135 * SECOND


def test_a_restart_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    whole = watched(tmp_path / "a", 160)
    parted = watched(tmp_path / "b", 160, breaks=(60, 125))
    assert [(case.title, case.first_event_ts) for case in parted] == [
        (case.title, case.first_event_ts) for case in whole
    ]


def test_an_alert_that_follows_joins_the_case(tmp_path: Path) -> None:
    [case] = watched(tmp_path, 170, alerts={150: alert(150)})
    assert case.event_count == 2


def test_no_second_case_where_an_alert_has_one(tmp_path: Path) -> None:
    [case] = watched(tmp_path, 170, alerts={10: alert(10)})
    assert case.title.startswith("Errors")
    assert case.event_count == 2


def test_history_that_is_read_in_is_no_news(tmp_path: Path) -> None:
    assert watched(tmp_path, 160, max_age="30m") == []


def test_it_can_be_switched_off(tmp_path: Path) -> None:
    assert watched(tmp_path, 160, sensitivity="off") == []


def test_what_was_only_noticed_resolves_itself_when_all_is_well(tmp_path: Path) -> None:
    [case] = watched(tmp_path, 280)
    assert case.state != "resolved"

    async def settled() -> list[str]:
        async with open_app(Settings(data_dir=tmp_path)) as app:
            pack = await app.pack_of("default")
            told = partial(
                lifecycle.move, tenant="default", case_id=case.case_id, to="diagnosed", actor="t", reason="t"
            )
            await app.db.run(told, tenant="default")
            unit = partial(settle.settle, tenant="default", pack=pack, now=START + 1300 * SECOND)
            return await app.db.run(unit, tenant="default")

    assert asyncio.run(settled()) == [case.case_id]


def test_a_case_with_somebody_elses_alert_is_left_to_people(tmp_path: Path) -> None:
    over = alert(200, "AlertResolved")
    [case] = watched(tmp_path, 280, alerts={150: alert(150), 200: over})
    assert case.event_count >= 3

    async def settled() -> list[str]:
        async with open_app(Settings(data_dir=tmp_path)) as app:
            pack = await app.pack_of("default")
            told = partial(
                lifecycle.move, tenant="default", case_id=case.case_id, to="diagnosed", actor="t", reason="t"
            )
            await app.db.run(told, tenant="default")
            unit = partial(settle.settle, tenant="default", pack=pack, now=START + 9000 * SECOND)
            return await app.db.run(unit, tenant="default")

    assert asyncio.run(settled()) == []


@pytest.mark.parametrize(("late", "evaluations"), [(0, None), (1, 1)])
def test_a_look_is_taken_of_complete_evaluations_only(tmp_path: Path, late: int, evaluations: int | None) -> None:
    async def go() -> int | None:
        async with open_app(Settings(data_dir=tmp_path)) as app:
            received = Received(telemetry=Telemetry(spans=spans(0) + spans(6 + late)))
            await app.ingestor.accept("default", received, source="otlp.traces", body=b"x")
            pack, now = Pack(name="t", version="1"), START + 60 * SECOND
            found = await app.db.read(partial(detect.look, tenant="default", pack=pack, now=now), tenant="default")
            return None if found is None else len(found.measured.ends)

    assert DETECT.bucket_ns == 5 * SECOND
    assert asyncio.run(go()) == evaluations


def test_what_is_known_of_each_series_is_kept_on_both_databases_and_an_event_is_told_once(database: Database) -> None:
    track = Track(entity="service:web", kind="errors", name="n", mode="share", direction=1, unit="share")
    rows = np.zeros(1, TRACK)
    rows["total"], rows["since"] = 17.5, START
    active = {"service:web": Active(since=START, found=START + 1, told=START + 2, seen=START + 3)}
    watch = Watch(until=START + 9, tracks=(track,), rows=rows, active=active)
    sign = Sign(kind="errors", name="n", unit="share", before=0.01, after=0.4, since=START, nats=19.0)
    turn = Turn(entity="service:web", verb="found", at=START + 9, since=START, found=START + 9, signs=(sign,))
    judged = detect.Judged(watch=watch, turns=(turn,))
    bus = SqlBus(database, messages, bury=lambda *_: None, lease_s=5, poll_s=1, max_attempts=3)

    async def go() -> tuple[list[int], Watch | None]:
        await database.run(tenants.ensure_default, tenant="default")
        unit = partial(detect.write, tenant="default", judged=judged, bus=bus)
        told = [await database.run(unit, tenant="default") for _ in range(2)]
        return told, await database.read(partial(detect.load_watch, tenant="default"), tenant="default")

    told, kept = asyncio.run(go())
    assert told == [1, 0]
    assert kept is not None
    assert (kept.until, kept.tracks, kept.active) == (watch.until, watch.tracks, watch.active)
    assert kept.rows.tobytes() == rows.tobytes()


def test_news_is_what_is_recent_and_wanted_and_the_next_evaluation_has_its_time() -> None:
    normal = load_body({"name": "t", "version": "1"})
    off = load_body({"name": "t", "version": "1", "cases": {"detection": {"sensitivity": "off"}}})
    assert detect.is_news(normal, START, START + 1800 * SECOND)
    assert not detect.is_news(normal, START, START + 1801 * SECOND)
    assert not detect.is_news(normal, 0, START)
    assert not detect.is_news(off, START, START)
    assert detect.due_after(detect.Judged(watch=blank(START), turns=())) == START + 7 * SECOND

"""The pipeline: an alert becomes a case, the case a report; what cannot be done ends where people see it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import partial

import pytest
import sqlalchemy as sa
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from rootward import pipeline
from rootward.app import App, open_app
from rootward.cases.model import Case
from rootward.cases.read import find
from rootward.cases.silence import list_seen
from rootward.cases.timeline import read as read_timeline
from rootward.events import dead_letters
from rootward.governance.action import PLAYBOOK
from rootward.investigations.read import list_investigations, read_report
from rootward.investigations.request import request
from rootward.kit import clock, metrics, tracing
from rootward.kit.bus import message
from rootward.kit.db import Connection
from rootward.packs.builtin import builtin
from rootward.packs.load import load_body
from rootward.packs.model import Pack
from rootward.packs.store import activate, save
from rootward.pipeline import STAGES
from rootward.playbooks import store
from rootward.playbooks.control import start
from rootward.playbooks.propose import recalculate
from rootward.runs.calls import steps_of
from rootward.schema import agent_runs, investigations
from rootward.settings import Settings
from rootward.tenancy.principal import DEFAULT, LOCAL

AGENTS = builtin().routes[0].agents


@asynccontextmanager
async def _running(app: App, *names: str) -> AsyncIterator[None]:
    """Stages at work; at the end everything sent to them has had its effect."""
    chosen = names or tuple(stage.name for stage in STAGES)
    task = asyncio.create_task(pipeline.run(app.stages, chosen, concurrency=2))
    try:
        yield
        topics = {stage.topic for stage in STAGES if stage.name in chosen}
        async with asyncio.timeout(60):
            while any(number for topic, number in (await app.bus.depth()).items() if topic in topics):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _alert(name: str = "HighErrorRate") -> bytes:
    labels = {"alertname": name, "service": "checkout", "severity": "critical"}
    one = {
        "status": "firing", "labels": labels, "annotations": {},
        "startsAt": clock.format_ns(clock.now_ns() - 60 * 10**9),
        "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://p", "fingerprint": name,
    }  # fmt: skip
    whole = {
        "version": "4", "groupKey": name, "status": "firing", "receiver": "r", "groupLabels": {},
        "commonLabels": labels,
        "commonAnnotations": {}, "truncatedAlerts": 0, "externalURL": "http://am", "alerts": [one],
    }  # fmt: skip
    return json.dumps(whole).encode()


def _event(event_type: str, ingest_id: str = "i1") -> bytes:
    return json.dumps({
        "tenant_id": DEFAULT, "source": "test", "event_type": event_type, "ts": clock.format_ns(clock.now_ns()),
        "entity": {"service": "checkout"}, "severity": "low", "payload": {}, "ingest_id": ingest_id,
        "schema_version": "v1",
    }).encode()  # fmt: skip


async def _cases(app: App) -> list[Case]:
    found = await app.db.read(partial(find, tenant=DEFAULT), tenant=DEFAULT)
    return list(found.items)


async def _investigations(app: App) -> list[sa.RowMapping]:
    return await app.db.read(partial(list_investigations, tenant=DEFAULT), tenant=DEFAULT)


async def _run(app: App, run_id: str) -> sa.RowMapping:
    query = sa.select(agent_runs).where(agent_runs.c.tenant == DEFAULT, agent_runs.c.run_id == run_id)
    return await app.db.read(lambda c: c.execute(query).mappings().one(), tenant=DEFAULT)


def test_what_a_stage_sends_another_one_takes() -> None:
    topics = {stage.topic for stage in STAGES}
    assert {topic for stage in STAGES for topic in stage.sends} <= topics
    assert len({stage.name for stage in STAGES}) == len(STAGES)


async def test_an_alert_becomes_a_case_that_is_investigated(deployed: Settings) -> None:
    async with open_app(deployed) as app:
        async with _running(app):
            (result,) = await app.receive(DEFAULT, "alertmanager", _alert(), {})
        (case,) = await _cases(app)
        (done,) = await _investigations(app)
        report = await app.db.read(partial(read_report, tenant=DEFAULT, report_id=case.report_id), tenant=DEFAULT)
        run = await _run(app, done["run_id"])
        steps = await app.db.read(partial(steps_of, tenant=DEFAULT, run_id=done["run_id"]), tenant=DEFAULT)
    assert result.status == "accepted"
    assert (case.state, case.entity, case.severity) == ("diagnosed", "service:checkout", "critical")
    assert (done["status"], done["case_id"], done["pct"], done["requested_by"]) == (
        "done",
        case.case_id,
        100,
        "pipeline",
    )
    assert (report.investigation_id, report.case_id) == (done["investigation_id"], case.case_id)
    assert report.content["verdict"]
    assert (run["status"], run["attempts"], run["lease_until"]) == ("success", 1, None)
    names = [step["name"] for step in steps]
    *first, last = [f"agent.{name}" for name in AGENTS]  # the last one looks at what the others have made likely
    assert names == ["plan", "onset", *first, "recall", "synthesize", last]
    assert {step["status"] for step in steps} == {"success"}


async def test_a_repeated_notification_investigates_nothing_again(deployed: Settings) -> None:
    body = _alert()
    async with open_app(deployed) as app:
        for _ in range(2):
            async with _running(app):
                await app.receive(DEFAULT, "alertmanager", body, {})
        assert len(await _cases(app)) == len(await _investigations(app)) == 1


async def test_events_that_mean_nothing_are_counted_and_not_read_again(deployed: Settings) -> None:
    async with open_app(deployed) as app:
        with _statements(app) as statements:
            async with _running(app):
                await app.receive(DEFAULT, "envelope", _event("NobodyAsked"), {})
        assert not [text for text in statements if "FROM events" in text]
        with _statements(app) as statements:
            async with _running(app):
                await app.receive(DEFAULT, "alertmanager", _alert(), {})
        assert [text for text in statements if "FROM events" in text], "those that mean something are"
        seen = await app.db.read(partial(list_seen, tenant=DEFAULT), tenant=DEFAULT)
    assert {one.source: one.items for one in seen} == {"test": 1, "alertmanager": 1}


@contextmanager
def _statements(app: App) -> Iterator[list[str]]:
    """Every statement that stages send while they settle."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    sa.event.listen(app.db.write_engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(app.db.write_engine, "before_cursor_execute", note)


async def _poisoned(app: App) -> sa.RowMapping:
    """An investigation that waits and whose stored scope nobody can read."""
    async with _running(app, "intake"):
        await app.receive(DEFAULT, "alertmanager", _alert(), {})
    (waiting,) = await _investigations(app)

    def spoil(connection: Connection) -> None:
        mine = investigations.c.investigation_id == waiting["investigation_id"]
        spoiled = {"scope": {"token": "x"}, "pins": waiting["pins"] | {"scope": "asked"}}
        connection.execute(investigations.update().where(investigations.c.tenant == DEFAULT, mine).values(**spoiled))

    await app.db.run(spoil, tenant=DEFAULT)
    return waiting


async def test_an_investigation_that_cannot_be_done_ends_as_an_error_people_see(deployed: Settings) -> None:
    async with open_app(replace(deployed, max_attempts=2)) as app:
        waiting = await _poisoned(app)
        async with _running(app, "investigate"):
            pass
        (failed,) = await _investigations(app)
        (case,) = await _cases(app)
        run = await _run(app, waiting["run_id"])
        (letter,) = await app.db.read(partial(dead_letters.find, tenant=DEFAULT), tenant=DEFAULT)
        story = await app.db.read(partial(read_timeline, tenant=DEFAULT, case_id=case.case_id), tenant=DEFAULT)
    assert (failed["status"], failed["report_id"], failed["pct"]) == ("error", None, 100)
    assert failed["ended_at"] is not None
    assert "`tenant`" in failed["error_message"]
    assert (run["status"], run["attempts"], run["lease_until"]) == ("failure", 2, None)
    assert run["error_message"] == failed["error_message"]
    assert case.state == "open", "it waits for a person or another attempt"
    assert any("the investigation failed" in entry.text for entry in story)
    assert (letter.kind, letter.source, letter.attempts) == ("message", "investigate", 2)
    assert json.loads(letter.raw)["investigation_id"] == failed["investigation_id"]


async def test_after_a_failure_the_case_can_be_investigated_again(deployed: Settings) -> None:
    async with open_app(replace(deployed, max_attempts=1)) as app:
        failed = await _poisoned(app)
        async with _running(app):
            pass
        pins = app.pins_of(await app.pack_of(DEFAULT))
        ask = partial(request, tenant=DEFAULT, case_id=failed["case_id"], by="mara", pins=pins, bus=app.bus)
        async with _running(app):
            again = await app.db.run(ask, tenant=DEFAULT)
        found = {row["investigation_id"]: row["status"] for row in await _investigations(app)}
        (case,) = await _cases(app)
    assert found == {failed["investigation_id"]: "error", again: "done"}
    assert case.state == "diagnosed"


async def test_a_case_with_a_report_keeps_it_when_a_later_attempt_fails(deployed: Settings) -> None:
    async with open_app(replace(deployed, max_attempts=1)) as app:
        async with _running(app):
            await app.receive(DEFAULT, "alertmanager", _alert(), {})
        (before,) = await _cases(app)
        pins = app.pins_of(await app.pack_of(DEFAULT))
        ask = partial(request, tenant=DEFAULT, case_id=before.case_id, by="mara", pins=pins, bus=app.bus)
        again = await app.db.run(ask, tenant=DEFAULT)
        mine = investigations.c.investigation_id == again
        spoil = investigations.update().where(investigations.c.tenant == DEFAULT, mine).values(pins={})
        await app.db.run(lambda c: c.execute(spoil) and None, tenant=DEFAULT)
        async with _running(app):
            pass
        (after,) = await _cases(app)
    assert (after.state, after.report_id) == ("diagnosed", before.report_id)


async def test_the_pipeline_counts_what_it_does(deployed: Settings) -> None:
    def count(name: str, **labels: str) -> float:
        return metrics.REGISTRY.get_sample_value(f"rootward_{name}", {"tenant": DEFAULT, **labels}) or 0.0

    def counts() -> list[float]:
        return [
            count("cases_opened_total", kind="incident"), count("investigations_total", status="done"),
            *(count("agent_executions_total", agent=name, status="success") for name in AGENTS),
            count("agent_latency_seconds_count", agent="graph"), count("investigation_confidence_count"),
        ]  # fmt: skip

    before, calls = counts(), count("tool_calls_total", tool="events.search", status="succeeded")
    async with open_app(deployed) as app, _running(app):
        await app.receive(DEFAULT, "alertmanager", _alert(), {})
    assert [now - then for now, then in zip(counts(), before, strict=True)] == [1.0] * len(before)
    assert count("tool_calls_total", tool="events.search", status="succeeded") > calls
    assert count("tool_cost_usd", tool="events.search") == 0.0


@pytest.fixture
def traced() -> Iterator[Callable[[], tuple[ReadableSpan, ...]]]:
    """Every span that has ended, once the application is closed."""
    memory = InMemorySpanExporter()
    stop = tracing.send_to(memory, version="1")

    def ended() -> tuple[ReadableSpan, ...]:
        stop()
        return memory.get_finished_spans()

    yield ended
    stop()


async def test_an_investigation_is_a_trace_of_its_agents_and_their_tool_calls(
    deployed: Settings, traced: Callable[[], tuple[ReadableSpan, ...]]
) -> None:
    async with open_app(deployed) as app, _running(app):
        await app.receive(DEFAULT, "alertmanager", _alert(), {})
    found = {span.context.span_id: span for span in traced()}
    (root,) = [span for span in found.values() if span.name == "investigation"]
    assert root.parent is None
    assert {span.context.trace_id for span in found.values()} == {root.context.trace_id}
    assert {span.attributes["rootward.tenant"] for span in found.values()} == {DEFAULT}
    agents = [span for span in found.values() if span.name.startswith("agent ")]
    assert sorted(span.name for span in agents) == sorted(f"agent {name}" for name in AGENTS)
    assert {span.parent.span_id for span in agents} == {root.context.span_id}
    tools = [span for span in found.values() if span.name.startswith("tool ")]
    assert len(tools) + len(agents) + 1 == len(found)
    callers = {found[span.parent.span_id].name for span in tools}
    assert callers == {"investigation", *(span.name for span in agents)}
    assert all(found[span.parent.span_id].start_time <= span.start_time <= span.end_time for span in tools)


async def test_arrivals_that_wait_are_taken_in_together(deployed: Settings) -> None:
    async with open_app(deployed) as app:
        for number in range(6):
            await app.receive(DEFAULT, "alertmanager", _alert(f"Alert{number % 3}"), {})
            await app.receive(DEFAULT, "envelope", _event("Normal", f"quiet-{number}"), {})
        assert (await app.bus.depth())["intake"] == 12
        async with _running(app, "intake"):
            pass
        (case,) = await _cases(app)
        seen = await app.db.read(partial(list_seen, tenant=DEFAULT), tenant=DEFAULT)
    assert (case.event_count, case.state) == (6, "investigating")
    assert {item.source: item.items for item in seen} == {"alertmanager": 6, "test": 6}


async def test_a_report_is_followed_by_a_proposal_and_what_nobody_can_carry_is_a_failure(deployed: Settings) -> None:
    """The stage runs beside the others; without a sure cause nothing is proposed, and a person may start one."""
    look = {"name": "look", "action": "manual", "params": {"text": "look"}}
    pack = load_body(
        {"name": "mine", "version": "1", "requires": ["sre"], "playbooks": [{"name": "p", "steps": [look]}]}
    )
    async with open_app(deployed) as app:
        async with _running(app):
            await app.db.run(partial(_activated, pack=pack), tenant=DEFAULT)
            await app.receive(DEFAULT, "alertmanager", _alert(), {})
        (case,) = await _cases(app)
        assert await app.db.read(partial(store.find, tenant=DEFAULT), tenant=DEFAULT) == []
        effective = await app.pack_of(DEFAULT)
        run, _ = await app.db.run(
            partial(recalculate, tenant=DEFAULT, case_id=case.case_id, pack=effective, by=LOCAL), tenant=DEFAULT
        )
        assert run is not None
        begin = partial(start, tenant=DEFAULT, playbook_run_id=run.playbook_run_id, pack=effective, by=LOCAL)
        await app.db.run(partial(begin, bus=app.bus, requests=app.requests), tenant=DEFAULT)
        async with _running(app, "playbook"):
            pass
        read = partial(store.read, tenant=DEFAULT, playbook_run_id=run.playbook_run_id)
        assert (await app.db.read(read, tenant=DEFAULT)).waits_for == "person"
        lost = message(PLAYBOOK, DEFAULT, run.run_id, {"playbook_run_id": run.playbook_run_id})
        buried = partial(pipeline.buried, message=lost, reason="it died", ports=app.ports, bus=app.bus)
        await app.db.run(buried, tenant=DEFAULT)
        assert (await app.db.read(read, tenant=DEFAULT)).state == "failed"


def _activated(connection: Connection, pack: Pack) -> None:
    digest = save(connection, DEFAULT, pack, actor="ann")
    activate(connection, DEFAULT, "mine", digest, actor="ann")

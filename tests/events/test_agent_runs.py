"""Agent runs as they come in: run and event are one unit, and a repetition is neither."""

from __future__ import annotations

import sqlalchemy as sa

from rootward.events.agent_runs import FAILED_RUN, event_of, take_runs
from rootward.kit.db import Connection
from rootward.packs.paths import fill
from rootward.runs.payload import parse_run
from rootward.schema import agent_runs, events
from tests.api.conftest import Open
from tests.api.conftest import embedded as embedded
from tests.runs.examples import INSUFFICIENT, SUFFICIENT, changed


def test_the_event_of_a_failed_run_names_agent_and_run() -> None:
    event = event_of("default", parse_run(SUFFICIENT))
    assert (event.event_type, event.entity) == (FAILED_RUN, {"agent": "customer-support-agent"})
    assert event.payload["run_id"] == event.correlation_ids["run_id"] == "run-001-sufficient"
    assert event.correlation_ids["trace_id"] == "trace-abc-123"
    assert event.ingest_id != event_of("default", parse_run(changed(SUFFICIENT, model="x"))).ingest_id


def test_an_error_without_a_type_leaves_the_title_to_the_status() -> None:
    event = event_of("default", parse_run(INSUFFICIENT))
    assert fill("{payload.error_type|payload.status}", {"payload": event.payload}) == "failure"


async def test_failed_runs_are_events_and_others_are_not(embedded: Open) -> None:
    async with embedded() as face:
        runs = [
            parse_run(run) for run in (SUFFICIENT, INSUFFICIENT, changed(INSUFFICIENT, run_id="ok", status="success"))
        ]
        assert [one.is_new for one in await take_runs(face.app.ingestor, "default", runs)] == [True, True, True]
        assert [one.is_new for one in await take_runs(face.app.ingestor, "default", runs)] == [False, False, False]

        def found(connection: Connection) -> tuple[list[str], set[int]]:
            query = sa.select(events.c.event_type, events.c.seq).where(events.c.tenant == "default")
            rows = connection.execute(query).all()
            runs = sa.select(agent_runs.c.seq).where(agent_runs.c.tenant == "default")
            return [row[0] for row in rows], {row[1] for row in rows} ^ set(connection.execute(runs).scalars())

        assert await face.app.db.read(found, tenant="default") == ([FAILED_RUN, FAILED_RUN], set())

"""An agent instrumented with OpenTelemetry: its spans come in over HTTP and become a run, its failure a case."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bench.servers import start
from rootward.events import agent_traces
from rootward.events.agent_spans import ASSEMBLE
from rootward.kit import clock
from rootward.kit.bus import Message
from rootward.runs.model import AgentRun
from rootward.runs.spans.run import run_of
from rootward.runs.stored import read_run
from rootward.schema import messages
from tests.api.conftest import Face, Open
from tests.runs.spans.recorded import EVERY, TRACE, genai, otlp, span


async def stored(face: Face, trace: str = TRACE) -> AgentRun:
    return await face.app.db.read(partial(read_run, tenant="default", run_id=trace), tenant="default")


async def waiting(face: Face) -> list[dict[str, Any]]:
    query = sa.select(messages).where(messages.c.tenant == "default", messages.c.topic == ASSEMBLE)
    rows = await face.app.db.read(lambda c: c.execute(query).mappings().all(), tenant="default")
    return [dict(row) for row in rows]


async def carry(face: Face) -> int:
    """What waits is carried out once, in its order, whenever it is meant for; returns how much that was."""
    rows = sorted(await waiting(face), key=lambda row: str(row["message_id"]))
    for row in rows:
        fields = {name: row[name] for name in ("tenant", "topic", "key", "body", "created_at")}
        settlement = await face.app.stages.subscriber("assemble")(Message(id=row["message_id"], **fields))
        gone = messages.delete().where(messages.c.tenant == "default", messages.c.message_id == row["message_id"])

        def unit(connection: sa.Connection, settle: Any = settlement, delete: sa.Delete = gone) -> None:
            connection.execute(delete)
            settle(connection)

        await face.app.db.run(unit, tenant="default")
    return len(rows)


@pytest.mark.parametrize("vocabulary", sorted(EVERY))
async def test_spans_of_every_vocabulary_become_a_run(opened: Open, vocabulary: str) -> None:
    spans = EVERY[vocabulary]()
    async with opened(stages=True) as face:
        await face.post("/v1/traces", otlp(spans))
        await face.app.settle()
        expected = run_of(spans)
        assert expected is not None
        found = await stored(face)
        assert (found.agent_name, found.status, found.cost) == (expected.agent_name, expected.status, expected.cost)
        assert found.tool_calls == expected.tool_calls
        assert [(step.step_id, step.status, step.error_message) for step in found.steps] == [
            (step.step_id, step.status, step.error_message) for step in expected.steps
        ]
        cases = (await face.get("/api/v1/cases"))["items"]
        failed = [case for case in cases if case["kind"] == "agent_run"]
        assert len(failed) == (1 if expected.status == "failure" else 0)


async def test_a_run_comes_in_batches_in_any_order_and_is_written_when_nothing_is_missing(opened: Open) -> None:
    root, chat, tool, http = genai()
    async with opened() as face:
        for batch in ([chat], [http, root]):  # the span over `http` is missing
            await face.post("/v1/traces", otlp(batch))
            await carry(face)
            assert (await face.http.get(f"/agent-runs/{TRACE}")).status_code == 404
        await face.post("/v1/traces", otlp([tool]))
        await carry(face)
        full = await stored(face)
        assert full == run_of([root, chat, tool, http])


async def test_a_late_span_makes_a_new_revision_and_the_same_span_again_none(opened: Open) -> None:
    *early, late = genai()
    async with opened() as face:
        await face.post("/v1/traces", otlp(early))
        await carry(face)
        assert (await stored(face)).tool_calls[0].status_code is None
        late_chat = span(9, 1, "chat gpt-4o", 860, 5, attributes={"gen_ai.operation.name": "chat"})
        await face.post("/v1/traces", otlp([late, late_chat]))
        await carry(face)
        after = await stored(face)
        assert (after.tool_calls[0].status_code, len(after.steps)) == (400, 4)
        await face.post("/v1/traces", otlp([*early, late, late_chat]))
        await carry(face)
        assert await stored(face) == after


async def test_a_trace_whose_root_never_comes_is_over_when_nothing_new_has_come(opened: Open) -> None:
    _, chat, tool, _ = genai()
    now = clock.now_ns()
    async with opened() as face:
        with clock.fixed(now):
            await face.post("/v1/traces", otlp([chat]))
            await carry(face)
            (later,) = await waiting(face)
            assert later["available_at"] == now + agent_traces.QUIET_NS
            await face.post("/v1/traces", otlp([tool]))
            rows = await waiting(face)
            assert len(rows) == 2
            await carry(face)  # the trace takes its turn, and the batch finds that it waits
            await carry(face)
            assert (await stored(face)).status == "running"
            await carry(face)
            await carry(face)
            found = await stored(face)
            assert (found.status, len(found.steps)) == ("failure", 2)
            assert await waiting(face) == []


async def test_a_trace_without_spans_of_agents_makes_no_run_and_its_spans_stay(opened: Open) -> None:
    async with opened() as face:
        await face.post("/v1/traces", otlp([span(1, 0, "GET /", attributes={"session.id": "s"})]))
        assert await waiting(face) == []
        assert (await face.http.get(f"/agent-runs/{TRACE}")).status_code == 404


async def test_what_is_secret_in_a_span_is_in_no_run(opened: Open) -> None:
    secret = "sk-proj-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY"
    said = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "t",
            "gen_ai.tool.call.arguments": json.dumps({"api_key": secret, "q": f"use {secret}"})}  # fmt: skip
    async with opened() as face:
        await face.post("/v1/traces", otlp([span(1, 0, "execute_tool t", error=f"bad key {secret}", attributes=said)]))
        await carry(face)
        found = await stored(face)
        assert found.tool_calls[0].args is not None
        assert secret not in repr(found)


def test_a_killed_server_makes_runs_of_all_spans_that_it_acknowledged(tmp_path: Path) -> None:
    traces = [f"{number:032x}" for number in range(1, 41)]
    sent: list[str] = []
    served = start(tmp_path, lease_s="2")
    with httpx.Client(base_url=served.url, timeout=60) as http:
        for trace in traces:
            body = otlp([replace(one, trace_id=trace) for one in genai()])
            assert http.post("/v1/traces", json=body).status_code == 200
            sent.append(trace)
    served.kill()
    served = start(tmp_path, lease_s="2")
    try:
        with httpx.Client(base_url=served.url, timeout=60) as http:
            while not http.get("/api/v1/pipeline").json()["idle"]:
                pass
            found = [http.get(f"/agent-runs/{trace}").json() for trace in sent]
            assert {(run["status"], run["step_count"], run["tool_call_count"]) for run in found} == {("failure", 3, 1)}
    finally:
        served.stop()

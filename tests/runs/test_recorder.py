"""The recorder: a step runs once and is remembered; a lost lease writes nothing."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from rootward import schema
from rootward.audit.search import Search, search
from rootward.errors import Conflict, Fenced, NotFound
from rootward.kit.canonical import JSON
from rootward.kit.db import Database
from rootward.runs import recorder
from rootward.runs.calls import CallRecord, calls_of, steps_of
from rootward.runs.recorder import OpenRun, StepLog


async def _run(database: Database) -> OpenRun:
    await database.run(
        lambda c: recorder.create(c, "t", "run_1", kind="investigation", agent="a", version="1", given={}), tenant="t"
    )
    return await _open(database)


async def _open(database: Database) -> OpenRun:
    return await recorder.open_run(database, "t", "run_1", owner="w", lease_s=5)


def _work(ran: list[str], name: str, output: JSON = None):  # type: ignore[no-untyped-def]
    async def work(_notes: StepLog) -> JSON:
        ran.append(name)
        return output

    return work


async def test_a_recorded_step_is_not_run_again_by_the_next_worker(database: Database) -> None:
    ran: list[str] = []
    first = await _run(database)
    assert await first.step("a", _work(ran, "a", {"x": [1, 2.5, None]})) == {"x": [1, 2.5, None]}
    second = await _open(database)
    assert await second.step("a", _work(ran, "a")) == {"x": [1, 2.5, None]}
    assert await second.step("b", _work(ran, "b", 2)) == 2
    assert ran == ["a", "b"]


async def test_a_worker_whose_run_was_taken_over_records_nothing(database: Database) -> None:
    first = await _run(database)
    await _open(database)
    with pytest.raises(Fenced):
        await first.step("a", _work([], "a", 1))
    assert await database.read(lambda c: steps_of(c, "t", "run_1"), tenant="t") == []


async def test_a_step_that_only_reads_begins_at_once_and_is_on_record_when_it_ends(database: Database) -> None:
    run = await _run(database)
    reading = await recorder.open_run(database, "t", run.run_id, owner="w", lease_s=5, reads_only=True)
    ran: list[str] = []
    step = reading.step("a", _work(ran, "a", 1))
    await asyncio.sleep(0)
    assert ran == ["a"]
    assert await step == 1
    steps = await database.read(lambda c: steps_of(c, "t", "run_1"), tenant="t")
    assert [(one["name"], one["status"]) for one in steps] == [("a", "success")]


async def test_a_step_that_only_reads_is_fenced_as_well(database: Database) -> None:
    await _run(database)
    first = await recorder.open_run(database, "t", "run_1", owner="w", lease_s=5, reads_only=True)
    await _open(database)
    with pytest.raises(Fenced):
        await first.step("a", _work([], "a", 1))
    assert await database.read(lambda c: steps_of(c, "t", "run_1"), tenant="t") == []


async def test_a_step_that_only_reads_and_takes_a_while_is_seen_to_run(database: Database) -> None:
    await _run(database)
    run = await recorder.open_run(database, "t", "run_1", owner="w", lease_s=5, reads_only=True)
    seen: list[str] = []

    async def until_seen(_notes: StepLog) -> JSON:
        while not seen:
            steps = await database.read(lambda c: steps_of(c, "t", "run_1"), tenant="t")
            seen.extend(str(one["status"]) for one in steps)
        return None

    async with asyncio.timeout(60):
        await run.step("a", until_seen)
    assert seen == ["running"]
    steps = await database.read(lambda c: steps_of(c, "t", "run_1"), tenant="t")
    assert [one["status"] for one in steps] == ["success"]


async def test_parallel_steps_keep_the_numbers_of_the_program(database: Database) -> None:
    ran: list[str] = []
    run = await _run(database)
    assert await asyncio.gather(*(run.step(f"s{n}", _work(ran, f"s{n}", n)) for n in range(5))) == [0, 1, 2, 3, 4]
    steps = await database.read(lambda c: steps_of(c, "t", "run_1"), tenant="t")
    assert [(step["seq"], step["name"]) for step in steps] == [(n + 1, f"s{n}") for n in range(5)]


async def test_a_failed_step_is_recorded_and_tried_again_by_the_next_worker(database: Database) -> None:
    async def broken(_notes: StepLog) -> JSON:
        raise ValueError("not today")

    run = await _run(database)
    with pytest.raises(ValueError, match="not today"):
        await run.step("a", broken)
    steps = await database.read(lambda c: steps_of(c, "t", "run_1"), tenant="t")
    assert (steps[0]["status"], steps[0]["error_message"]) == ("failure", "not today")
    assert await (await _open(database)).step("a", _work([], "a", "fine")) == "fine"


async def test_what_belongs_to_a_step_is_written_with_it_or_not_at_all(database: Database) -> None:
    run = await _run(database)

    def also(connection: sa.Connection, output: JSON) -> None:
        raise RuntimeError("undone")

    with pytest.raises(RuntimeError):
        await run.step("a", _work([], "a", 1), also=also)
    steps = await database.read(lambda c: steps_of(c, "t", "run_1"), tenant="t")
    assert steps[0]["status"] == "running"


async def test_a_changed_program_is_told_from_the_recorded_one(database: Database) -> None:
    run = await _run(database)
    await run.step("a", _work([], "a", 1))
    with pytest.raises(Conflict, match="'a', the program asks for 'b'"):
        await (await _open(database)).step("b", _work([], "b", 1))


async def test_an_ended_run_is_not_opened_and_never_changes(database: Database) -> None:
    run = await _run(database)
    await database.run(lambda c: run.finish(c, status="success"), tenant="t")
    with pytest.raises(Conflict, match="has ended"):
        await _open(database)
    await database.run(lambda c: recorder.finish(c, "t", "run_1", status="failure"), tenant="t")
    row = await database.read(lambda c: c.execute(sa.select(schema.agent_runs.c.status)).scalar_one(), tenant="t")
    assert row == "success"


async def test_another_tenants_run_is_not_found(database: Database) -> None:
    await _run(database)
    with pytest.raises(NotFound):
        await recorder.open_run(database, "other", "run_1", owner="w", lease_s=5)


async def test_the_tool_calls_of_a_step_are_kept_and_on_the_audit_log(database: Database) -> None:
    async def work(notes: StepLog) -> JSON:
        notes.calls.append(
            CallRecord(
                call_id="call_1", tool_name="echo", tool_version="1", schema_hash="s", effect="read",
                status="succeeded", args_json={"a": 1}, args_hash="h", result_summary="r", result_hash="x",
                started_at=1, ended_at=2, latency_ms=0,
            )
        )  # fmt: skip
        return None

    run = await _run(database)
    await run.step("agent.metrics", work)
    calls = await database.read(lambda c: calls_of(c, "t", "run_1"), tenant="t")
    assert [(call["tool_name"], call["args_json"]) for call in calls] == [("echo", {"a": 1})]
    if database.is_sqlite:
        logged = await database.read(lambda c: search(c, "t", Search(action="tool.call")), tenant="t")
        assert [(entry.actor.id, entry.tool, entry.args_sha256) for entry in logged] == [("agent.metrics", "echo", "h")]


async def test_a_fenced_run_is_nobodys_until_it_is_opened_again(database: Database) -> None:
    ran: list[str] = []
    held = await _run(database)
    await database.run(lambda c: recorder.fence(c, "t", "run_1"), tenant="t")
    with pytest.raises(Fenced):
        await held.step("a", _work(ran, "a"))
    assert await (await _open(database)).step("a", _work(ran, "a", 1)) == 1

"""The readers of agent runs: the run as it was known, a part of it again, and the others of its agent."""

from __future__ import annotations

from functools import partial

from rootward.events.presence import Presence
from rootward.kit.canonical import JSON
from rootward.kit.db import Database
from rootward.runs.payload import parse_run
from rootward.runs.sent import write_run
from tests.plugins.conftest import Desk
from tests.runs.examples import SUFFICIENT, changed

ASKED: dict[str, JSON] = {"run_id": "run-001-sufficient", "as_of": 5}


async def test_a_run_is_read_as_it_was_known(empty_desk: Desk, database: Database) -> None:
    for seq, run in ((1, SUFFICIENT), (9, changed(SUFFICIENT, tool_calls=[], guardrail_events=[]))):
        await database.run(partial(write_run, tenant="t", run=parse_run(run), seq=seq), tenant="t")
    read = await empty_desk.call("agent_runs.read", ASKED)
    assert (read.data, read.value["tool_calls"]) == (parse_run(SUFFICIENT), 3)
    assert (await empty_desk.call("agent_runs.read", ASKED | {"as_of": 9})).value["tool_calls"] == 0
    part = ASKED | {"part": "tool_call", "ref_id": "call-001"}
    assert (await empty_desk.call("agent_runs.part", part)).value["status_code"] == 400
    assert (await empty_desk.call("agent_runs.part", part | {"as_of": 9})).presence is Presence.ABSENT
    assert (await empty_desk.call("agent_runs.read", ASKED | {"run_id": "other"})).presence is Presence.ABSENT


async def test_the_history_is_of_the_same_agent_without_the_run_itself(empty_desk: Desk, database: Database) -> None:
    others = [changed(SUFFICIENT, run_id="r2", status="success"), changed(SUFFICIENT, run_id="r3", agent_name="x")]
    for run in (SUFFICIENT, *others, changed(SUFFICIENT, run_id="r4", status="running")):
        await database.run(partial(write_run, tenant="t", run=parse_run(run), seq=1), tenant="t")
    found = await empty_desk.call("agent_runs.history", ASKED)
    assert [one.run_id for one in found.data.runs] == ["r2"]  # type: ignore[attr-defined]
    assert found.value["version"] == {"2.1.0": [0, 1]}

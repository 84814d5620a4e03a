"""Only what a limit or a rule asks about is looked up, and no further back."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.governance.action import Action
from rootward.governance.surroundings import Past, Traffic
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.packs.guardrail_model import Guardrails
from rootward.runs import recorder
from rootward.schema import actions, tool_calls
from rootward.tenancy.principal import DEFAULT
from rootward.tools.contract import ToolSpec
from rootward.tools.history import beside
from tests.tools.conftest import Gate, Ledger, Make


def recent(connection: Connection, action: Action, rails: Guardrails, now: int) -> tuple[Past, ...]:
    return beside(connection, action, None, rails, None, now)[0]


def traffic(connection: Connection, action: Action, rails: Guardrails, spec: ToolSpec, now: int) -> Traffic:
    return beside(connection, action, None, rails, spec, now)[1]


def _rails(**given: Any) -> Guardrails:
    rule = {"name": "r", "after": {}, "then": {}, "within": "10m", "message": "m", **given}
    return Guardrails.model_validate({"sequences": (rule,)}, strict=False)


async def test_what_was_done_before_is_seen_as_far_back_as_the_rule_reaches(gate: Make) -> None:
    g: Gate = await gate()
    old = await g.ask(key="1")
    await g.carry(old)
    mine = (actions.c.tenant == DEFAULT, actions.c.action_id == old)
    ago = clock.now_ns() - 11 * 60 * 10**9
    await g.run(lambda c: c.execute(actions.update().where(*mine).values(started_at=ago)) and None)
    await g.done({"name": "b"}, key="2", case_id="case_1")
    await g.ask({"name": "c"}, key="3")
    now = clock.now_ns()
    found = await g.run(lambda c: recent(c, g.action(key="4", case_id="case_1"), _rails(), now))
    assert [(past.tool, past.targets, past.same_case) for past in found] == [("ledger.write", ("entry:b",), True)]
    other = await g.run(lambda c: recent(c, g.action(key="4", case_id="case_2"), _rails(), now))
    assert [past.same_case for past in other] == [False]


@pytest.mark.parametrize(
    ("tools", "found"), [(["ledger.*"], 1), (["ledger.write", "x"], 1), (["vault.*"], 0), (["*"], 1)]
)
async def test_tools_that_no_rule_means_are_not_read(gate: Make, tools: list[str], found: int) -> None:
    g: Gate = await gate()
    await g.done(key="1")
    rails = _rails(after={"tools": tools})
    assert len(await g.run(lambda c: recent(c, g.action(key="2"), rails, clock.now_ns()))) == found


async def test_an_action_that_no_rule_is_for_needs_no_history(gate: Make) -> None:
    g: Gate = await gate()
    await g.done(key="1")
    rails = _rails(then={"tools": ["other.*"]})
    assert await g.run(lambda c: recent(c, g.action(key="2"), rails, clock.now_ns())) == ()


def _reading(run_id: str, tool: str) -> dict[str, Any]:
    return {
        "tenant": DEFAULT, "run_id": run_id, "revision": 1, "call_id": f"call_{tool}", "step_id": f"{run_id}.1",
        "tool_name": tool, "tool_version": "1", "schema_hash": "h", "effect": "read", "status": "succeeded",
        "args_json": {}, "args_hash": "a", "result_summary": "", "result_hash": "", "started_at": clock.now_ns(),
        "retries": 0, "cost_usd": 0.0,
    }  # fmt: skip


async def _has_read(g: Gate, run_id: str, tool: str, *, case_id: str | None = None) -> None:
    made: dict[str, Any] = {"kind": "investigation", "agent": "a", "version": "1", "given": {}, "case_id": case_id}
    await g.run(lambda c: recorder.create(c, DEFAULT, run_id, **made))
    await g.run(lambda c: c.execute(tool_calls.insert(), _reading(run_id, tool)) and None)


async def test_what_an_agent_read_in_the_same_run_counts_too(gate: Make) -> None:
    g: Gate = await gate()
    await _has_read(g, "run_1", "vault.read", case_id="case_1")
    for given, tools in (({"run_id": "run_1"}, ["vault.read"]), ({"case_id": "case_1"}, ["vault.read"]), ({}, [])):
        action = g.action(key="2", **given)
        past = await g.run(lambda c, action=action: recent(c, action, _rails(), clock.now_ns()))
        assert [item.tool for item in past] == tools


async def test_a_run_without_a_case_answers_for_what_it_read_itself(gate: Make) -> None:
    g: Gate = await gate()
    await _has_read(g, "run_1", "vault.read")
    await _has_read(g, "run_2", "ledger.read")
    past = await g.run(lambda c: recent(c, g.action(key="2", run_id="run_2"), _rails(), clock.now_ns()))
    assert [item.tool for item in past] == ["ledger.read"]


async def test_readings_are_found_also_where_the_database_sorts_by_a_language(gate: Make) -> None:
    g: Gate = await gate()
    if not g.db.is_sqlite:
        by_language = 'ALTER TABLE tool_calls ALTER COLUMN tool_name TYPE text COLLATE "en-x-icu"'
        await g.run(lambda c: c.exec_driver_sql(by_language) and None)
    await _has_read(g, "run_1", "quiz.read")
    rails = _rails(after={"tools": ["quiz*"]})
    past = await g.run(lambda c: recent(c, g.action(key="2", run_id="run_1"), rails, clock.now_ns()))
    assert [item.tool for item in past] == ["quiz.read"]


async def test_only_what_is_limited_is_counted(gate: Make) -> None:
    tool = Ledger()
    g: Gate = await gate(tool)
    for n in range(3):
        await g.done(key=str(n), run_id="run_1")
    now, rails = clock.now_ns(), Guardrails()
    plain = await g.run(lambda c: traffic(c, g.action(key="x"), rails, tool.spec, now))
    assert (plain.last_minute, plain.in_run) == (0, 0)
    tool.more = {"rate_per_minute": 9, "concurrency": 2}
    per_target = Guardrails.model_validate({"limits": {"per_target_per_minute": 5}})
    counted = await g.run(lambda c: traffic(c, g.action(key="x", run_id="run_1"), per_target, tool.spec, now))
    assert (counted.last_minute, counted.running, counted.in_run, counted.repeats) == (3, 0, 3, 3)
    assert counted.target_last_minute == 3
    later = now + 61 * 10**9
    assert (await g.run(lambda c: traffic(c, g.action(key="x"), per_target, tool.spec, later))).last_minute == 0

"""One action from its message to its end, on both databases: at most one effect a key, an intent before each, and an
outcome to each intent, whenever the worker dies."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from rootward.errors import Conflict, Denied, TimedOut, Unavailable
from rootward.governance.action import PLAYBOOK
from rootward.kit import clock
from rootward.kit.canonical import sha256_hex
from rootward.schema import actions, playbook_runs, tokens
from rootward.tenancy.principal import DEFAULT
from tests.tools.conftest import ALLOW, HOLD, OPERATOR, Gate, Ledger, Make, Trying, engage, moment_later


async def test_what_is_allowed_is_done_once_with_its_key_and_on_the_record(gate: Make) -> None:
    g: Gate = await gate()
    kept = await g.done(case_id="case_1")
    assert (kept.state, kept.row["result"], kept.row["result_summary"]) == ("succeeded", {"ok": True}, "written")
    assert g.tool.calls == [("act_k", kept.action.args_sha256)]
    intent, outcome = await g.audited()
    assert (intent.action, outcome.action) == ("tool.call.intent", "tool.call.outcome")
    assert (outcome.intent, outcome.outcome) == (intent.entry_id, "succeeded")
    assert intent.args_sha256 == kept.action.args_sha256 and intent.decision == "allow"
    assert outcome.result_sha256 == sha256_hex({"ok": True})
    assert g.told == [("case_1", "ledger.write succeeded: written")]
    assert (await g.carry(kept.action.action_id)).state == "succeeded"
    assert len(g.tool.calls) == 1


async def test_the_intent_is_durable_when_the_call_arrives(gate: Make) -> None:
    g: Gate = await gate()
    seen: list[Any] = []

    async def look() -> None:
        seen.extend((record.action, record.args_sha256) for record in await g.audited())

    g.tool.during = look
    kept = await g.done()
    assert seen == [("tool.call.intent", kept.action.args_sha256)]


async def test_what_is_denied_never_reaches_the_tool_and_is_on_the_record(gate: Make) -> None:
    g: Gate = await gate(None, {"id": "no", "effect": "deny", "message": "never on fridays"})
    kept = await g.done(case_id="case_1")
    assert (kept.state, g.tool.calls) == ("denied", [])
    (entry,) = await g.audited()
    assert (entry.action, entry.decision, entry.reason) == ("tool.call", "deny", "never on fridays")
    assert entry.rule_ids == ("no",) and entry.policy_sha256 == kept.row["policy_sha256"]
    assert kept.row["decision"]["words"][0]["guard"] == "policy"
    assert "never on fridays" in g.told[0][1]


@pytest.mark.parametrize("body", ["nothing", "no policies", "not a pack"])
async def test_no_policy_that_can_be_read_denies_everything(gate: Make, body: str) -> None:
    g: Gate = await gate(Ledger(effect="read"))
    if body == "not a pack":
        statement = sa.text("UPDATE pack_versions SET body = :b WHERE tenant = :t AND name = 'p'")
        await g.run(lambda c: c.execute(statement, {"b": b'{"name": 1}', "t": DEFAULT}) and None)
        digest = sa.text("UPDATE pack_versions SET digest = 'broken' WHERE tenant = :t AND name = 'p'")
        active = sa.text("UPDATE pack_activations SET digest = 'broken' WHERE tenant = :t")
        for one in (digest, active):
            await g.run(lambda c, one=one: c.execute(one, {"t": DEFAULT}) and None)
    else:
        await g.policy(
            *([] if body == "nothing" else [{"id": "x", "effect": "allow", "when": "false", "message": "m"}])
        )
    kept = await g.done()
    assert (kept.state, kept.row["decision"]["guard"], g.tool.calls) == ("denied", "policy", [])


async def test_a_held_action_waits_and_goes_on_when_people_agree(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    held = await g.carry(action_id)
    assert (held.state, g.tool.calls) == ("held", [])
    assert (await g.carry(action_id)).row["approval_id"] == held.row["approval_id"]
    await g.vote(action_id)
    assert (await g.carry(action_id)).state == "succeeded"
    assert len(g.tool.calls) == 1
    asked, intent, _ = await g.audited()
    assert asked.action == "tool.call.held" and asked.decision == "hold"
    assert intent.approval_ids == (held.row["approval_id"],)
    assert (await g.approval(action_id))["state"] == "consumed"


async def test_a_no_is_the_end(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    await g.vote(action_id, "deny")
    kept = await g.carry(action_id)
    assert kept.state == "denied" and "said no" in kept.row["decision"]["reason"]
    assert g.tool.calls == []


async def test_nobody_agreeing_ends_it_even_when_nobody_has_noticed(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    with clock.fixed(moment_later(86_500)):
        kept = await g.carry(action_id)
        assert kept.state == "denied" and "in time" in kept.row["decision"]["reason"]


async def test_a_yes_that_came_too_late_is_asked_for_again(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    before = await g.carry(action_id)
    await g.vote(action_id)
    with clock.fixed(moment_later(86_500)):
        kept = await g.carry(action_id)
    assert (kept.state, g.tool.calls) == ("held", [])
    assert kept.row["approval_id"] != before.row["approval_id"]


async def test_a_policy_that_became_stricter_voids_the_yes(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    before = await g.carry(action_id)
    await g.vote(action_id)
    await g.policy(HOLD, {"id": "more", "effect": "hold", "message": "two", "approval": {"people": 2}})
    kept = await g.carry(action_id)
    assert (kept.state, g.tool.calls) == ("held", [])
    assert kept.row["approval_id"] != before.row["approval_id"]
    await g.vote(action_id)
    assert (await g.carry(action_id)).state == "held", "one of two"
    await g.vote(action_id, by="cy")
    await g.policy({"id": "no", "effect": "deny", "message": "no"})
    assert (await g.carry(action_id)).state == "denied"
    assert (await g.approval(action_id))["state"] == "void"


@pytest.mark.parametrize(
    "column", ["arguments", "targets", "tool_version", "schema_hash", "idempotency_key", "requester", "provenance"]
)
async def test_what_was_changed_after_the_yes_is_not_done(gate: Make, column: str) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    await g.vote(action_id)
    changed: dict[str, Any] = {
        "arguments": {"name": "b"}, "targets": ["entry:b"], "schema_hash": "0" * 64, "tool_version": "2",
        "idempotency_key": "act_other", "provenance": {"/name": ["model"]},
        "requester": {**OPERATOR_ROW, "permissions": ["cases.read"]},
    }  # fmt: skip
    mine = (actions.c.tenant == DEFAULT, actions.c.action_id == action_id)
    await g.run(lambda c: c.execute(actions.update().where(*mine).values({column: changed[column]})) and None)
    kept = await g.carry(action_id)
    assert kept.state in ("held", "denied") and g.tool.calls == []


OPERATOR_ROW = {
    "id": "ana", "name": "Ana", "kind": "human", "role": "sre_operator", "auth": "loopback", "agent": None,
    "on_behalf_of": None,
}  # fmt: skip


async def test_a_tool_that_changed_between_the_yes_and_the_call_is_not_called(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    await g.vote(action_id)
    g.tool.more = {"hosts": ("evil.example",)}
    kept = await g.carry(action_id)
    assert (kept.state, kept.row["decision"]["guard"], g.tool.calls) == ("denied", "enabled", [])


async def test_a_kill_switch_stops_what_was_agreed_to(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    await g.vote(action_id)
    await engage(g, "tool:ledger.write")
    kept = await g.carry(action_id)
    assert (kept.state, kept.row["decision"]["guard"], g.tool.calls) == ("denied", "kill_switch", [])


async def test_a_token_that_was_revoked_takes_back_what_it_asked_for(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    row = {"tenant": DEFAULT, "token_id": "tok_1", "principal_id": "ana", "role": "sre_operator", "digest": "d"}
    await g.run(lambda c: c.execute(tokens.insert(), row | {"created_at": 1, "expires_at": 2}) and None)
    action_id = await g.ask(requester=replace(OPERATOR, auth="token:tok_1"))
    assert (await g.carry(action_id)).state == "held", "an expired token does not take it back"
    await g.vote(action_id)
    mine = (tokens.c.tenant == DEFAULT, tokens.c.token_id == "tok_1")
    await g.run(lambda c: c.execute(tokens.update().where(*mine).values(revoked_at=3)) and None)
    assert (await g.carry(action_id)).row["decision"]["guard"] == "rights"


async def test_what_can_be_tried_is_tried_before_people_are_asked_and_again_before_it_is_done(gate: Make) -> None:
    tool = Trying()
    g: Gate = await gate(tool, HOLD)
    action_id = await g.ask()
    held = await g.carry(action_id)
    assert (held.row["dry_run"]["summary"], tool.tries, tool.calls) == ("one entry", 1, [])
    await g.carry(action_id)
    assert tool.tries == 1, "while people are asked nothing is tried"
    await g.vote(action_id)
    assert (await g.carry(action_id)).state == "succeeded"
    assert tool.tries == 2


async def test_drift_between_the_yes_and_the_call_asks_again(gate: Make) -> None:
    tool = Trying()
    g: Gate = await gate(tool, HOLD)
    action_id = await g.ask()
    before = await g.carry(action_id)
    await g.vote(action_id)
    tool.would = "a thousand entries"
    kept = await g.carry(action_id)
    assert (kept.state, tool.calls) == ("held", [])
    assert kept.row["approval_id"] != before.row["approval_id"]
    assert kept.row["dry_run"]["summary"] == "a thousand entries"
    assert "dry_run" in {word["guard"] for word in kept.row["decision"]["words"]}
    await g.vote(action_id)
    assert (await g.carry(action_id)).state == "succeeded"


async def test_what_would_be_denied_is_not_even_tried(gate: Make) -> None:
    tool = Trying()
    g: Gate = await gate(tool, {"id": "no", "effect": "deny", "message": "no"})
    assert ((await g.done()).state, tool.tries) == ("denied", 0)


async def test_a_dry_run_that_fails_denies(gate: Make) -> None:
    tool = Trying(refuses=Unavailable("down", who="x"))
    g: Gate = await gate(tool)
    kept = await g.done()
    assert (kept.state, kept.row["decision"]["guard"], tool.calls) == ("denied", "dry_run", [])


@pytest.mark.parametrize(
    ("effect", "error", "state"),
    [
        ("non_idempotent", Unavailable("reset", who="x"), "unknown"),
        ("non_idempotent", Unavailable("no route", who="x", reached=False), "failed"),
        ("non_idempotent", TimedOut("slow", who="x"), "unknown"),
        ("non_idempotent", Denied("403"), "failed"),
        ("non_idempotent", Conflict("409"), "failed"),
        ("non_idempotent", RuntimeError("a bug with ghp_" + "a1B2" * 9), "unknown"),
        ("idempotent", TimedOut("slow", who="x"), "unknown"),
        ("read", TimedOut("slow", who="x"), "failed"),
    ],
)
async def test_what_was_not_heard_of_is_unknown_and_what_was_refused_has_failed(
    gate: Make, effect: Any, error: Exception, state: str
) -> None:
    g: Gate = await gate(Ledger(effect=effect, fails=[error]))
    kept = await g.done(case_id="case_1")
    assert (kept.state, len(g.tool.calls)) == (state, 1)
    assert [record.outcome for record in await g.audited()] == [None, state]
    assert "ghp_" not in str(kept.row) + str(g.told)


@pytest.mark.parametrize(
    ("effect", "reached", "calls"),
    [("non_idempotent", None, 1), ("non_idempotent", False, 3), ("idempotent", None, 3), ("read", None, 3)],
)
async def test_a_call_is_repeated_only_where_that_is_harmless(
    gate: Make, effect: Any, reached: bool | None, calls: int
) -> None:
    facts = {} if reached is None else {"reached": reached}
    errors: list[Exception] = [Unavailable("down", who="x", **facts) for _ in range(2)]
    g: Gate = await gate(Ledger(effect=effect, fails=errors, more={"retries": 2}))
    kept = await g.done()
    assert (len(g.tool.calls), kept.state) == (calls, "unknown" if calls == 1 else "succeeded")


async def test_a_tool_that_keeps_failing_rests(gate: Make) -> None:
    g: Gate = await gate(Ledger(effect="read", fails=[Unavailable("down", who="x") for _ in range(9)]))
    executor = g.executor()
    states = [(await g.carry(await g.ask(key=str(n)), executor)).row for n in range(6)]
    assert [row["state"] for row in states] == ["failed"] * 5 + ["denied"]
    assert states[-1]["decision"]["guard"] == "breaker"
    assert len(g.tool.calls) == 5


async def test_rates_and_loops_are_counted_from_what_was_done(gate: Make) -> None:
    tool = Ledger(more={"rate_per_minute": 2})
    g: Gate = await gate(tool)
    rows = [(await g.done(key=str(n))).row for n in range(3)]
    assert [row["state"] for row in rows] == ["succeeded", "succeeded", "denied"]
    assert rows[2]["decision"]["guard"] == "rate"
    tool.more = {}
    rows = [(await g.done(key=f"r{n}", run_id="run_1", step_id=str(n))).row for n in range(5)]
    assert [row["state"] for row in rows] == ["succeeded"] * 3 + ["denied"] * 2
    assert "planner_loop" in rows[3]["decision"]["reason"]


async def test_two_allowed_actions_may_be_forbidden_together(gate: Make) -> None:
    rule = {
        "name": "once", "after": {"targets": ["entry:a"]}, "then": {"targets": ["entry:b"]}, "message": "not after a"
    }  # fmt: skip
    g: Gate = await gate(None, ALLOW, sequences=[rule])
    assert (await g.done({"name": "b"}, key="1")).state == "succeeded"
    assert (await g.done({"name": "a"}, key="2")).state == "succeeded"
    assert (await g.done({"name": "b"}, key="3")).row["decision"]["reason"] == "not after a"


async def test_what_came_back_is_kept_without_its_secrets_and_not_without_end(gate: Make) -> None:
    secret = "ghp_" + "a1B2" * 9
    g: Gate = await gate(Ledger(answer={"token": secret}))
    assert secret not in str((await g.done(key="1")).row)
    g.tool.answer = {"text": "x" * 100_000}
    assert "omitted" in (await g.done(key="2")).row["result"]


async def test_the_playbook_run_that_waits_goes_on(gate: Make) -> None:
    g: Gate = await gate()
    row = {
        "tenant": DEFAULT, "playbook_run_id": "pbr_1", "case_id": "case_1", "run_id": "run_1", "playbook": "p",
        "playbook_digest": "d", "playbook_body": {}, "why": [], "signature": "", "state": "waiting", "step": 1,
        "steps": [], "requested_by": {}, "created_at": 1, "updated_at": 1, "seq": 1,
    }  # fmt: skip
    await g.run(lambda c: c.execute(playbook_runs.insert(), row) and None)
    await g.done(key="1", run_id="run_2")
    assert await g.waiting(PLAYBOOK) == 0
    await g.done(key="2", run_id="run_1")
    assert await g.waiting(PLAYBOOK) == 1


async def test_a_message_about_nothing_is_dropped(gate: Make) -> None:
    g: Gate = await gate()
    await g.begin("act_nothing")

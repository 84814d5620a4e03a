"""What guards look at is read as it stands now, and what cannot be read is no permission."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from rootward.governance.surroundings import DryRun, Surroundings
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import tenants, tool_states
from rootward.tenancy.principal import DEFAULT
from rootward.tools.facts import facts_of
from rootward.tools.surround import load
from tests.tools.conftest import HOLD, Gate, Make, Trying


async def _seen(g: Gate, action_id: str, **given: Any) -> Surroundings:
    kept, now = await g.kept(action_id), clock.now_ns()
    given = {"resting": None, "tried": None} | given

    def unit(connection: Connection) -> Surroundings:
        return load(connection, kept, facts_of(connection, kept, now), g.ports, now=now, **given).surroundings

    return await g.db.read(unit, tenant=DEFAULT)


async def test_what_stands_now_is_seen(gate: Make) -> None:
    g: Gate = await gate(Trying())
    action_id = await g.ask()
    seen = await _seen(g, action_id, resting="tired", tried=DryRun(sha256="a"))
    assert seen.tool is not None and seen.policy is not None and seen.guardrails is not None
    assert (seen.tool.previews, seen.tool.targeted, seen.tool.closed) == (True, True, None)
    assert (seen.tenant_active, seen.breaker, seen.dry_run) == (True, "tired", DryRun(sha256="a"))
    assert "actions.request" in seen.permissions
    assert (seen.switches, seen.recent, seen.approval, dict(seen.case)) == ({}, (), None, {})


async def test_a_suspended_tenant_and_a_closed_tool_are_seen(gate: Make) -> None:
    g: Gate = await gate()
    action_id = await g.ask()
    mine = tenants.c.tenant == DEFAULT
    await g.run(lambda c: c.execute(tenants.update().where(mine).values(status="suspended")) and None)
    row = {"tenant": DEFAULT, "tool": "ledger.write", "enabled": False, "changed_by": "x", "changed_at": 1}
    await g.run(lambda c: c.execute(tool_states.insert(), row) and None)
    seen = await _seen(g, action_id)
    assert not seen.tenant_active and seen.tool is not None and "disabled" in str(seen.tool.closed)


async def test_a_tool_that_is_gone_and_a_policy_that_is_broken_are_seen(gate: Make) -> None:
    g: Gate = await gate()
    action_id = await g.ask()
    statement = sa.text("UPDATE pack_activations SET digest = 'broken' WHERE tenant = :t")
    await g.run(lambda c: c.execute(statement, {"t": DEFAULT}) and None)
    seen = await _seen(g, action_id)
    assert seen.policy is None and seen.policy_fault


async def test_an_approval_is_seen_with_what_was_asked(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    seen = (await _seen(g, action_id)).approval
    assert seen is not None and "pending" in str(seen.unusable)
    assert seen.asked == {("policy", ("hold",))}
    await g.vote(action_id)
    seen = (await _seen(g, action_id)).approval
    assert seen is not None and seen.unusable is None

"""Facts are read as they stand now, all at one moment, and only a tenant's own."""

from __future__ import annotations

from dataclasses import replace

from rootward.governance.budget_limits import change
from rootward.kit import clock
from rootward.schema import tool_states
from rootward.tenancy.principal import DEFAULT, LOCAL
from rootward.tenancy.roles import ROLES
from rootward.tools.facts import Facts, case_of, facts_of
from rootward.tools.states import UNDECIDED
from tests.tools.conftest import HOLD, OPERATOR, Gate, Make, engage


async def _facts(g: Gate, action_id: str, *, later: int = 0) -> Facts:
    kept = await g.kept(action_id)
    return await g.db.read(lambda c: facts_of(c, kept, clock.now_ns() + later), tenant=DEFAULT)


async def test_where_nothing_was_decided_there_is_the_tenant_and_its_pack(gate: Make) -> None:
    g: Gate = await gate()
    facts = await _facts(g, await g.ask())
    assert facts.tenant is not None and facts.tenant.status == "active"
    assert [item.name for item in facts.active] == ["p"]
    assert (facts.state, facts.switches, facts.ceilings, facts.case, facts.asked) == (UNDECIDED, (), (), {}, None)
    assert facts.permissions == ROLES["sre_operator"]


async def test_what_a_tenant_decided_is_there(gate: Make) -> None:
    g: Gate = await gate()
    action_id = await g.ask()
    row = {"tenant": DEFAULT, "tool": "ledger.write", "enabled": False, "changed_by": "x", "changed_at": 1}
    await g.run(lambda c: c.execute(tool_states.insert(), row) and None)
    await g.run(lambda c: change(c, DEFAULT, [("tenant", "calls", 7), ("case", "usd", 0.5)], by=LOCAL))
    await engage(g, "tenant")
    facts = await _facts(g, action_id)
    assert facts.state.enabled is False
    assert [switch.scope for switch in facts.switches] == ["tenant"]
    assert sorted((row["scope"], row["unit"], row["ceiling"]) for row in facts.ceilings) == [
        ("case", "usd", 0.5), ("tenant", "calls", 7.0)
    ]  # fmt: skip


async def test_who_asks_with_a_token_that_is_not_there_may_nothing(gate: Make) -> None:
    g: Gate = await gate()
    for auth, behalf in (("token:tok_none", None), ("loopback", "nobody")):
        who = replace(OPERATOR, auth=auth, on_behalf_of=behalf)
        assert (await _facts(g, await g.ask(key=auth, requester=who))).permissions == frozenset()


async def test_what_people_were_asked_expires_by_itself(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    now, after = [(await _facts(g, action_id, later=later)).asked for later in (0, 10**15)]
    assert now is not None and after is not None
    assert (now.state, now.quorum, after.state) == ("pending", 1, "expired")
    assert now.approval_id == (await g.kept(action_id)).row["approval_id"] and now.digest


async def test_a_case_is_what_rules_may_know_of_it(gate: Make) -> None:
    g: Gate = await gate()
    assert await g.run(lambda c: case_of(c, DEFAULT, None)) == {}
    assert await g.run(lambda c: case_of(c, DEFAULT, "case_none")) == {}

"""Deciding and writing it down are one transaction: all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from rootward.audit.note import signer_of
from rootward.errors import Conflict, Denied
from rootward.governance import approvals
from rootward.governance.action import Action, Amounts
from rootward.governance.budget_limits import Limits
from rootward.governance.decision import Refused
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.schema import audit_checkpoints
from rootward.tenancy.principal import DEFAULT
from rootward.tools.admit import Admitted, Begun, Untried, admit, approval_state
from rootward.tools.ports import Everything
from tests.tools.conftest import HOLD, Gate, Make, Trying, engage


class Budget:
    """A budget of so many calls."""

    def __init__(self, calls: int) -> None:
        self.left, self.settled = calls, list[tuple[str | None, bool]]()

    def short(self, connection: Connection, action: Action, limits: Limits, *, now: int) -> str | None:
        return None

    def reserve(self, connection: Connection, action: Action, limits: Limits, *, until: int, now: int) -> str | None:
        if not self.left:
            raise Refused("0 of 2 calls are left")
        self.left -= 1
        return f"bud_{self.left}"

    def settle(
        self, connection: Connection, tenant: str, reservation_id: str | None, action: Action, used: Amounts, *,
        failed: bool, now: int,
    ) -> None:  # fmt: skip
        self.settled.append((reservation_id, failed))


def _admit(g: Gate, action_id: str) -> Any:
    unit = partial(
        admit,
        tenant=DEFAULT,
        action_id=action_id,
        ports=g.ports,
        bus=g.bus,
        now=clock.now_ns(),
        resting=lambda _tool: None,
    )
    return g.run(unit)


async def test_it_is_admitted_once(gate: Make) -> None:
    g: Gate = await gate()
    action_id = await g.ask()
    first = await _admit(g, action_id)
    assert isinstance(first, Admitted) and first.intent.action == "tool.call.intent"
    assert isinstance(await _admit(g, action_id), Begun)
    assert [record.action for record in await g.audited()] == ["tool.call.intent"]


@pytest.mark.parametrize(("risk", "signed"), [("medium", 0), ("high", 1), ("critical", 1)])
async def test_an_intent_of_high_risk_is_signed_in_its_own_transaction(gate: Make, risk: str, signed: int) -> None:
    g: Gate = await gate()
    g.tool.more = {"risk": risk}
    g.ports = Everything(tools=g.ports.tools, signer=lambda: signer_of(b"s" * 32))
    await _admit(g, await g.ask())
    count = sa.select(sa.func.count()).select_from(audit_checkpoints).where(audit_checkpoints.c.tenant == DEFAULT)
    assert await g.run(lambda c: c.execute(count).scalar_one()) == signed


async def test_what_is_reserved_is_settled_and_what_does_not_fit_is_denied(gate: Make) -> None:
    g: Gate = await gate()
    budget = Budget(2)
    g.ports = Everything(tools=g.ports.tools, tell=g.ports.tell, budgets=budget)
    rows = [(await g.done(key=str(n))).row for n in range(3)]
    assert [row["state"] for row in rows] == ["succeeded", "succeeded", "denied"]
    assert rows[2]["decision"]["guard"] == "budget" and "0 of 2" in rows[2]["decision"]["reason"]
    assert budget.settled == [("bud_1", False), ("bud_0", False)]
    assert len(g.tool.calls) == 2


async def test_a_yes_that_somebody_else_spent_undoes_everything(gate: Make) -> None:
    class Spent:
        """Somebody is faster between the look and the spending."""

        open_request, usable, void = map(staticmethod, (approvals.open_request, approvals.usable, approvals.void))

        def consume(
            self, connection: Connection, tenant: str, approval_id: str, *, digest: str, now: int
        ) -> Sequence[str]:
            raise Conflict("it has been used")

    g: Gate = await gate(None, HOLD)
    g.ports = Everything(tools=g.ports.tools, approvals=Spent())
    action_id = await g.ask()
    await g.carry(action_id)
    await g.vote(action_id)
    with pytest.raises(Conflict):
        await _admit(g, action_id)
    assert (await g.kept(action_id)).state == "held"
    assert [record.action for record in await g.audited()] == ["tool.call.held"]


async def test_a_tool_that_can_say_what_it_would_do_is_asked_unless_it_would_be_denied_anyway(gate: Make) -> None:
    g: Gate = await gate(Trying(), HOLD)
    action_id = await g.ask()
    assert isinstance(await _admit(g, action_id), Untried)
    assert (await g.kept(action_id)).state == "requested"
    await engage(g, "tenant")
    assert await _admit(g, action_id) is None
    assert (await g.kept(action_id)).state == "denied"


async def test_a_request_that_waited_too_long_has_expired(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    kept = await g.carry(action_id)
    soon, late = clock.now_ns(), clock.now_ns() + 90_000 * 10**9
    assert await g.run(lambda c: approval_state(c, kept, soon)) == "pending"
    assert await g.run(lambda c: approval_state(c, kept, late)) == "expired"


async def test_who_wrote_the_policy_is_not_asked(gate: Make) -> None:
    g: Gate = await gate(None, HOLD)
    action_id = await g.ask()
    await g.carry(action_id)
    assert (await g.approval(action_id))["excluded"] == ["ana", "x"]
    with pytest.raises(Denied, match="wrote or last changed"):
        await g.vote(action_id, by="x")
    await g.vote(action_id, by="bo")
    assert (await g.carry(action_id)).state == "succeeded"

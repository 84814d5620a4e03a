"""Actions within limits: so many effects as the budget has, whoever asks at once; none after a kill switch."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from rootward.errors import Unavailable
from rootward.governance import kill_switch, usage
from rootward.governance.action_budgets import ActionBudgets
from rootward.governance.budget_limits import change
from rootward.governance.kill_switch import Switch
from rootward.kit import clock
from rootward.kit.db import Connection
from rootward.tenancy.principal import DEFAULT, LOCAL
from tests.tools.conftest import Gate, Ledger, Make, engage


@dataclass
class Later:
    """Switches of which one is engaged after they were read so many times."""

    free: int
    reads: list[str] = field(default_factory=list)

    def engaged(self, connection: Connection, tenant: str) -> Sequence[Switch]:
        self.reads.append(tenant)
        one = Switch(scope="tool:ledger.write", engaged=True, reason="fire", engaged_by="x", engaged_at=1)
        return [one] if len(self.reads) > self.free else []


async def _limited(gate: Make, scope: str, amount: float, tool: Ledger | None = None) -> Gate:
    g: Gate = await gate(tool)
    g.ports = replace(g.ports, budgets=ActionBudgets())
    await g.run(lambda c: change(c, DEFAULT, [(scope, "calls", amount)], by=LOCAL))
    return g


async def _used(g: Gate) -> int:
    day = usage.day_of(clock.now_ns())
    return int((await g.run(lambda c: usage.total(c, DEFAULT, day=day, tool="ledger.write"))).calls)


@pytest.mark.parametrize("scope", ["tenant", "case", "tool:ledger.write"])
async def test_fifty_that_are_carried_at_once_have_as_many_effects_as_the_budget(gate: Make, scope: str) -> None:
    g = await _limited(gate, scope, 10)
    asked = [await g.ask({"name": f"n{n}"}, key=f"k{n}", case_id="case_1") for n in range(50)]
    ended = await asyncio.gather(*(g.carry(one) for one in asked))
    states = [kept.state for kept in ended]
    assert (len(g.tool.calls), states.count("succeeded"), states.count("denied")) == (10, 10, 40)
    denied = next(kept for kept in ended if kept.state == "denied")
    assert denied.row["decision"]["guard"] == "budget" and "0 left" in denied.row["decision"]["reason"]
    assert await _used(g) == 10


async def test_an_effect_of_which_nobody_knows_is_paid_for(gate: Make) -> None:
    g = await _limited(gate, "tenant", 1, Ledger(fails=[Unavailable("no answer", who="ledger")]))
    assert (await g.done()).state == "unknown"
    assert (await g.done(key="k2")).state == "denied"
    assert len(g.tool.calls) == 1


async def test_a_switch_that_is_engaged_after_the_decision_still_stops_the_call(gate: Make) -> None:
    g: Gate = await gate()
    later = Later(free=0)
    g.ports = replace(g.ports, switches=later)
    kept = await g.done()
    assert (kept.state, g.tool.calls, len(later.reads)) == ("failed", [], 1)
    assert "kill switch tool:ledger.write" in kept.row["error_message"]
    intent, outcome = await g.audited()
    assert (outcome.intent, outcome.outcome) == (intent.entry_id, "failed")


async def test_a_switch_that_is_engaged_between_two_attempts_stops_the_second(gate: Make) -> None:
    away: list[Exception] = [Unavailable("away", who="ledger"), Unavailable("away", who="ledger")]
    g: Gate = await gate(Ledger(effect="idempotent", fails=away, more={"retries": 2}))

    async def during() -> None:
        await engage(g, "tenant")

    g.tool.during = during
    kept = await g.done()
    assert (kept.state, len(g.tool.calls)) == ("unknown", 1)


async def test_the_kill_switch_itself_is_what_actions_ask(gate: Make) -> None:
    g: Gate = await gate()
    g.ports = replace(g.ports, switches=kill_switch)
    await engage(g, "global")
    kept: Any = await g.done()
    assert (kept.state, kept.row["decision"]["guard"], g.tool.calls) == ("denied", "kill_switch", [])

"""Frugal: a call is paid for before it is made, and what was not used goes back however the step ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

import pytest

from rootward.events.topology import Topology
from rootward.governance import budgets
from rootward.governance.budget_limits import Limit, Limits
from rootward.governance.budgets import OverBudget
from rootward.governance.purse import Purse
from rootward.investigations.frugal import Frugal, NoTopology
from rootward.kit.canonical import JSON
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec
from rootward.tools.gateway import Gateway
from tests.investigations.conftest import START, Desk

ALLOWED = Limits({("tenant", "usd"): Limit(scope="tenant", unit="usd", amount=0.5, origin="pack")})


@dataclass
class Costly:
    """A tool that says what it costs, and counts its calls."""

    spec: ToolSpec = field(
        default_factory=lambda: ToolSpec(
            name="costly", description="x", schema={"type": "object", "additionalProperties": False}, cost_usd=0.2
        )
    )
    calls: int = 0

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        self.calls += 1
        return ToolResult(value={}, summary="")


class Direct:
    """A toolbox without a gateway."""

    def __init__(self, tool: Costly) -> None:
        self.tool = tool

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult:
        self.tool.calls += 1
        return ToolResult(value={}, summary="")


async def test_a_call_that_is_not_paid_for_is_not_made_and_the_rest_goes_back(desk: Desk) -> None:
    tool = Costly()
    purse = Purse(desk.database, "acme", ALLOWED, case_id="c", step_id="s", run_id="r", agent="logs", patience_s=0)
    frugal = Frugal(Direct(tool), purse, Gateway(desk.database, [tool]))
    with pytest.raises(OverBudget):
        async with frugal as toolbox:
            toolbox.require_all()
            assert await toolbox.enter(30.0, 1) == 30.0
            for _ in range(3):
                await toolbox.call("costly", {})
    assert tool.calls == 2
    with pytest.raises(OverBudget):
        frugal.require_all()
    (found,) = await desk.run(partial(budgets.room, tenant="acme", scopes=["tenant"], limits=ALLOWED, now=START))
    assert (found.spent, found.reserved) == (0.4, 0)


async def test_without_a_topology_nobody_calls_anybody() -> None:
    assert (await NoTopology().call("topology.graph", {})).data == Topology(edges=())

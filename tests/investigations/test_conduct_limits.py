"""Conduct within limits: a budget that runs out, too many agents at once, or a kill switch make a partial report."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import pytest
import sqlalchemy as sa

from rootward.agents.contract import Agent, AgentResult, Task, Toolbox
from rootward.cases.read import by_id
from rootward.errors import RootwardError
from rootward.governance import budgets, kill_switch, usage
from rootward.governance.budget_limits import Limits, Unit, change, limits_now
from rootward.governance.switchboard import Switchboard
from rootward.governance.usage import Axis
from rootward.investigations.conduct import Investigator
from rootward.investigations.read import StoredReport, read_report
from rootward.kit.db import DISPATCHER
from rootward.packs.model import Pack, Route
from rootward.schema import budget_balances, budget_reservations
from rootward.tenancy.principal import LOCAL
from rootward.tools.gateway import Gateway
from tests.investigations.conftest import START, Desk, alert, answer, seen
from tests.investigations.test_conduct import Nowhere

ANN = replace(LOCAL, tenant="acme", id="prn_ann")


@dataclass
class Counting(Nowhere):
    """A topology that counts how often it is asked."""

    calls: int = 0

    async def call(self, arguments, context):  # type: ignore[no-untyped-def]
        self.calls += 1
        return await super().call(arguments, context)


@dataclass
class Reads:
    """An agent that asks `reads` times; `passes_over` lets refusals pass; `working` counts those at work."""

    name: str
    reads: int = 1
    passes_over: bool = False
    tools: tuple[str, ...] = ("topology.graph",)
    working: list[str] = field(default_factory=list)
    most: list[int] = field(default_factory=list)

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        self.working.append(self.name)
        self.most.append(len(self.working))
        for number in range(self.reads):
            await asyncio.sleep(0)
            try:
                await toolbox.call("topology.graph", {"start": number, "end": len(self.name)})
            except RootwardError:
                if not self.passes_over:
                    self.working.remove(self.name)
                    raise
        self.working.remove(self.name)
        return replace(answer(seen("service:cart", score=20.0, direction="up", magnitude=3.0)), agent=self.name)


async def _no_onset(_task: Task, toolbox: Toolbox) -> tuple[int, ...]:
    await toolbox.call("spans.stats", {"end": 1})
    return ()


async def _carried(desk: Desk, *agents: Reads, after: StoredReport | None = None) -> tuple[StoredReport, int]:
    """The report, and how many calls were really made; of the case that was reported on before, or of a new one."""
    every: Mapping[str, Agent] = {agent.name: agent for agent in agents}
    route, tool, spans = Route(name="all", agents=tuple(every), reason="everybody looks"), Counting(), Counting()
    spans.spec = replace(spans.spec, name="spans.stats")

    async def pack_of(_tenant: str) -> Pack:
        return Pack(name="test", version="1", routes=(route,))

    investigator = Investigator(
        desk.database, Gateway(desk.database, [tool, spans]), every, estimate_onset=_no_onset, pack_of=pack_of,
        switches=Switchboard(desk.database, max_age_s=0), owner="w", lease_s=5, agent_timeout_s=5,
    )  # fmt: skip
    if after is None:
        await desk.ingest(alert(1))
        case = await desk.case(alert(1))
    else:
        case = await desk.run(lambda c: by_id(c, "acme", after.case_id))
    asked = await desk.ask(case)
    await desk.run(await investigator.carry(desk.bus.messages[-1]))
    return await desk.run(lambda c: read_report(c, "acme", asked)), tool.calls + spans.calls


async def _limit(desk: Desk, *wanted: tuple[str, Unit, float | None]) -> Limits:
    await desk.run(lambda c: change(c, "acme", wanted, by=ANN))
    return await desk.run(lambda c: limits_now(c, "acme"))


async def _used(desk: Desk, by: Axis) -> dict[str, int]:
    unit = partial(usage.read, tenant="acme", first="2000-01-01", last="2100-01-01", by=by)
    return {one.name: one.calls for one in await desk.run(unit)}


def _unseen(report: StoredReport) -> dict[str, tuple[str, str]]:
    told = report.content["could_not_see"]
    assert isinstance(told, list)
    return {one["what"]: (one["presence"], one["remedy"]) for one in told}  # type: ignore[index,call-overload,misc]


async def test_without_a_limit_the_budgets_are_not_touched_and_every_call_is_counted(desk: Desk) -> None:
    report, calls = await _carried(desk, Reads("logs", reads=3), Reads("metrics"))
    assert (report.degraded, calls) == (False, 6)
    for table in (budget_balances, budget_reservations):
        assert await desk.run(lambda c, table=table: c.execute(sa.select(table)).all()) == []  # type: ignore[misc]
    assert await _used(desk, "agent") == {"logs": 3, "metrics": 1, "onset": 1, "synthesize": 1}
    assert await _used(desk, "tool") == {"topology.graph": 5, "spans.stats": 1}
    assert await _used(desk, "case") == {report.case_id: 6}


@pytest.mark.parametrize("scope", ["tenant", "case", "agent:logs", "tool:topology.graph", "step"])
@pytest.mark.parametrize("passes_over", [True, False])
async def test_a_budget_that_runs_out_gives_a_partial_report_that_says_so(
    desk: Desk, scope: str, passes_over: bool
) -> None:
    allowed = await _limit(desk, (scope, "calls", 4))
    report, calls = await _carried(desk, Reads("logs", reads=9, passes_over=passes_over))
    assert report.degraded
    presence, remedy = _unseen(report)["the logs agent"]
    assert presence == "denied" and "for tool calls" in remedy and "does not allow 1 more" in remedy
    beside = {"agent:logs": 2, "step": 2, "tool:topology.graph": 1}  # when it began, and what calls what
    assert calls == 4 + beside.get(scope, 0)
    kept = "case:" + report.case_id if scope == "case" else scope
    if scope != "step":
        (found,) = await desk.run(partial(budgets.room, tenant="acme", scopes=[kept], limits=allowed, now=START))
        assert (found.spent, found.reserved, found.left) == (4, 0, 0)


async def test_with_nothing_left_at_all_there_is_still_a_report(desk: Desk) -> None:
    await _limit(desk, ("tenant", "calls", 0))
    report, calls = await _carried(desk, Reads("logs"))
    assert (report.degraded, calls) == (True, 0)
    assert _unseen(report).keys() >= {"the logs agent", "when it began", "what calls what"}


async def test_far_from_the_limit_the_report_is_whole(desk: Desk) -> None:
    before, _ = await _carried(desk, Reads("logs", reads=9))
    allowed = await _limit(desk, ("tenant", "calls", 500), ("case", "seconds", 3600.0), ("tenant", "concurrency", 5))
    report, _ = await _carried(desk, Reads("logs", reads=9), after=before)
    assert (report.degraded, report.body) == (False, before.body)
    rooms = await desk.run(partial(budgets.room, tenant="acme", scopes=["tenant"], limits=allowed, now=START))
    assert {one.unit: (one.spent, one.reserved) for one in rooms} == {"calls": (22, 0), "concurrency": (0, 0)}


async def test_no_more_agents_work_at_once_than_may(desk: Desk) -> None:
    await _limit(desk, ("tenant", "concurrency", 1))
    working: list[str] = []
    agents = [Reads(name, reads=5, working=working) for name in ("logs", "metrics", "graph")]
    report, _ = await _carried(desk, *agents)
    assert (report.degraded, [max(agent.most) for agent in agents]) == (False, [1, 1, 1])


async def test_an_agent_for_which_there_is_no_place_is_named(desk: Desk) -> None:
    await _limit(desk, ("agent:logs", "concurrency", 0))
    report, _ = await _carried(desk, Reads("logs"), Reads("metrics"))
    assert report.degraded and "use at once" in _unseen(report)["the logs agent"][1]
    assert "the metrics agent" not in _unseen(report)


async def test_an_agent_that_was_stopped_is_not_asked_and_a_stopped_tenant_goes_on_reading(desk: Desk) -> None:
    def engage(scope: str) -> object:
        return desk.run(partial(kill_switch.engage, scope=scope, by=ANN, reason="it lies", now=START), DISPATCHER)

    await engage("agent:logs")  # type: ignore[misc]
    await engage("tenant")  # type: ignore[misc]
    stopped = Reads("logs")
    report, _ = await _carried(desk, stopped, Reads("metrics"))
    assert (report.degraded, stopped.most) == (True, [])
    assert _unseen(report) == {"the logs agent": ("denied", "the kill switch 'agent:logs' is engaged: it lies")}


async def test_what_one_investigation_used_of_its_case_the_next_does_not_have(desk: Desk) -> None:
    allowed = await _limit(desk, ("case", "calls", 3))
    report, _ = await _carried(desk, Reads("logs"))
    assert not report.degraded
    scope = f"case:{report.case_id}"
    (found,) = await desk.run(partial(budgets.room, tenant="acme", scopes=[scope], limits=allowed, now=START))
    assert (found.spent, found.left) == (3, 0)

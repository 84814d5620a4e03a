"""Conduct: a failing agent is said, a dead worker's steps are not run again, an ended run is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from rootward.agents.contract import AgentResult, Task, Toolbox
from rootward.cases.model import Case
from rootward.cases.read import by_id
from rootward.errors import Fenced, RootwardError, Unavailable
from rootward.events.topology import Topology
from rootward.evidence import store
from rootward.governance.switchboard import Switchboard
from rootward.investigations.conduct import Investigator
from rootward.investigations.outcome import fail
from rootward.investigations.read import StoredReport, read_investigation, read_report
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.packs.model import Pack, Route
from rootward.runs.calls import steps_of
from rootward.tools.contract import ToolContext, ToolResult, ToolSpec
from rootward.tools.gateway import Gateway, RecordedToolbox
from tests.investigations.conftest import MINUTE, Desk, alert, answer, seen

_CART = seen("service:cart", 1, score=20.0, direction="up", magnitude=3.0)


@dataclass
class Told:
    """An agent that answers what it was told to; `asked` counts how often it was asked."""

    name: str
    failure: Exception | None = None
    hangs: bool = False
    asked: int = 0
    tools: tuple[str, ...] = ()

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        self.asked += 1
        if self.hangs:
            await asyncio.Event().wait()
        if self.failure:
            raise self.failure
        return replace(answer(_CART), agent=self.name)


@dataclass
class Nowhere:
    """A topology in which nobody calls anybody."""

    spec: ToolSpec = field(
        default_factory=lambda: ToolSpec(
            name="topology.graph", description="x",
            schema={"type": "object", "properties": {n: {"type": "integer"} for n in ("start", "end", "as_of")},
                    "additionalProperties": False},
        )
    )  # fmt: skip
    failure: Exception | None = None

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult:
        if self.failure:
            raise self.failure
        return ToolResult(value={}, summary="", data=Topology(edges=()))


async def _no_onset(_task: Task, _toolbox: RecordedToolbox) -> tuple[int, ...]:
    return ()


def _investigator(desk: Desk, agents: Iterable[Told], topology: Nowhere | None = None) -> Investigator:
    every = {agent.name: agent for agent in agents}
    patience_s = 1.0 if any(agent.hangs for agent in every.values()) else 100.0
    route = Route(name="all", agents=tuple(every), reason="everybody looks")

    async def pack_of(_tenant: str) -> Pack:
        return Pack(name="test", version="1", routes=(route,))

    return Investigator(
        desk.database, Gateway(desk.database, [topology or Nowhere()]), every, estimate_onset=_no_onset,
        pack_of=pack_of, switches=Switchboard(desk.database), owner="w", lease_s=5, agent_timeout_s=patience_s,
    )  # fmt: skip


async def _asked(desk: Desk) -> str:
    await desk.ingest(alert(1))
    return await desk.ask(await desk.case(alert(1)))


async def _carried(desk: Desk, *agents: Told) -> tuple[StoredReport, dict[str, Any]]:
    asked = await _asked(desk)
    settle = await _investigator(desk, agents).carry(desk.bus.messages[0])
    await desk.run(settle)
    report = await desk.run(lambda c: read_report(c, "acme", asked))
    return report, report.content


async def test_every_agent_of_the_plan_is_asked_and_its_evidence_is_kept(desk: Desk) -> None:
    agents = [Told("metrics"), Told("logs")]
    report, body = await _carried(desk, *agents)
    assert [agent.asked for agent in agents] == [1, 1]
    assert [item["agent"] for item in body["agents"]] == ["metrics", "logs"]
    assert (report.degraded, body["could_not_see"]) == (False, [])
    kept = await desk.run(lambda c: store.read(c, "acme", _CART.evidence_id))
    assert kept == _CART
    row = await desk.run(lambda c: read_investigation(c, "acme", report.investigation_id))
    assert row["plan"] == {"agents": dict.fromkeys(("metrics", "logs"), "all: everybody looks")}
    assert (row["status"], row["pct"]) == ("done", 100)


@pytest.mark.parametrize(
    ("failing", "reason"),
    [
        (Told("logs", failure=Unavailable("the log store is away")), "the log store is away"),
        (Told("logs", failure=KeyError("a secret")), "agent logs failed: KeyError"),
        (Told("logs", hangs=True), "agent logs took longer than 1 s"),
    ],
)
async def test_an_agent_that_fails_or_takes_too_long_is_named_and_degrades_the_report(
    desk: Desk, failing: Told, reason: str
) -> None:
    failing.asked = 0
    report, body = await _carried(desk, Told("metrics"), failing)
    assert report.degraded
    assert body["could_not_see"] == [{"what": "the logs agent", "presence": "source_down", "remedy": reason}]
    assert [item["agent"] for item in body["agents"]] == ["metrics"]


async def test_the_same_data_give_the_same_report_at_another_time(desk: Desk) -> None:
    first, _ = await _carried(desk, Told("metrics"))
    again = await desk.ask(await _case_of(desk, first))
    with clock.fixed(clock.now_ns() + 90 * MINUTE):
        await desk.run(await _investigator(desk, [Told("metrics")]).carry(desk.bus.messages[-1]))
    second = await desk.run(lambda c: read_report(c, "acme", again))
    assert second.report_id != first.report_id
    assert (second.body, second.digest) == (first.body, first.digest)


async def _case_of(desk: Desk, report: StoredReport) -> Case:
    return await desk.run(lambda c: by_id(c, "acme", report.case_id))


async def test_who_takes_over_runs_no_recorded_step_again_and_the_former_worker_settles_nothing(desk: Desk) -> None:
    asked = await _asked(desk)
    agent, down = Told("metrics"), Nowhere(failure=Unavailable("topology is away"))
    with pytest.raises(RootwardError, match="topology is away"):
        await _investigator(desk, [agent], down).carry(desk.bus.messages[0])
    former = await _investigator(desk, [agent]).carry(desk.bus.messages[0])
    later = await _investigator(desk, [agent]).carry(desk.bus.messages[0])
    assert agent.asked == 1
    with pytest.raises(Fenced):
        await desk.run(former)
    await desk.run(later)
    row = await desk.run(lambda c: read_investigation(c, "acme", asked))
    steps = await desk.run(lambda c: steps_of(c, "acme", row["run_id"]))
    assert [step["name"] for step in steps] == ["plan", "onset", "agent.metrics", "recall", "synthesize"]
    assert row["status"] == "done"


async def test_an_investigation_that_has_ended_settles_as_nothing(desk: Desk) -> None:
    report, _ = await _carried(desk, Told("metrics"))
    agent = Told("metrics")
    await desk.run(await _investigator(desk, [agent]).carry(desk.bus.messages[0]))
    assert agent.asked == 0
    assert await desk.run(lambda c: read_report(c, "acme", report.investigation_id)) == report


async def test_one_that_was_given_up_is_not_carried_on(desk: Desk) -> None:
    asked = await _asked(desk)
    await desk.run(lambda c: fail(c, "acme", asked, reason="given up"))
    agent = Told("metrics")
    await desk.run(await _investigator(desk, [agent]).carry(desk.bus.messages[0]))
    assert agent.asked == 0
    assert (await desk.run(lambda c: read_investigation(c, "acme", asked)))["status"] == "error"

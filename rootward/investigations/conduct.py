"""Conduct: carry an investigation from plan to report, as recorded steps that survive the death of a worker."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial

import msgspec
import structlog

from rootward.agents.contract import Agent, AgentResult, Blindness, Task, Toolbox
from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry
from rootward.causality.model import Ranking
from rootward.errors import Conflict, Denied, Fenced, RootwardError, TimedOut, Unavailable
from rootward.evidence import store as evidence_store
from rootward.governance.budget_limits import NO_LIMITS, Limits, limits_of
from rootward.governance.budgets import OverBudget
from rootward.governance.purse import Purse
from rootward.governance.switchboard import Switchboard
from rootward.investigations import progress
from rootward.investigations.frugal import Frugal, NoTopology
from rootward.investigations.outcome import INVESTIGATOR, settle
from rootward.investigations.plan import Plan, intake_is_behind, make_plan, with_onsets
from rootward.investigations.read import read_investigation
from rootward.investigations.recall import RECALL_TOOLS, precedents_of, recall, words_for
from rootward.investigations.report import build_report
from rootward.investigations.review import review
from rootward.investigations.synthesis import synthesize
from rootward.kit import clock, metrics, tracing
from rootward.kit.bus import Message, Settlement
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection, Database
from rootward.knowledge.memory import Past
from rootward.packs.model import Pack
from rootward.runs.recorder import OpenRun, StepLog, open_run
from rootward.schema import investigations
from rootward.tools.gateway import Gateway, RecordedToolbox
from rootward.tools.readings import Readings

__all__ = ["Investigator", "OnsetEstimator"]

log = structlog.get_logger()
OnsetEstimator = Callable[[Task, Toolbox], Awaitable[tuple[int, ...]]]
_INTAKE_WAIT_S = 30.0
_INTAKE_LOOK_S = 0.5
ONSET_TOOLS = ("metrics.series", "prometheus.series", "spans.stats", "logs.counts")
SYNTHESIS_TOOLS = ("topology.graph",)


@dataclass(frozen=True, slots=True)
class _Work:
    """One investigation in this worker's hands."""

    tenant: str
    id: str
    case_id: str
    run: OpenRun
    readings: Readings = field(default_factory=Readings)
    limits: Limits = NO_LIMITS
    unread: list[Blindness] = field(default_factory=list)
    """What the budget did not let the investigation itself read."""


class Investigator:
    """Subscriber of the stage `investigate`. `pack_of` gives a tenant's effective pack."""

    def __init__(
        self, db: Database, gateway: Gateway, agents: Mapping[str, Agent], *, estimate_onset: OnsetEstimator,
        pack_of: Callable[[str], Awaitable[Pack]], switches: Switchboard, owner: str, lease_s: float,
        agent_timeout_s: float,
    ) -> None:  # fmt: skip
        self._db, self._gateway, self._agents, self._pack_of = db, gateway, agents, pack_of
        self._switches = switches
        self._estimate_onset = estimate_onset
        self._owner, self._lease_s, self._agent_timeout_s = owner, lease_s, agent_timeout_s

    async def carry(self, message: Message) -> Settlement:
        """Do every step that is not recorded yet; what is returned writes the report and ends the run."""
        tenant = message.tenant
        work_id, case_id = str(message.body["investigation_id"]), str(message.body["case_id"])
        run_id = await self._db.read(partial(_run_of, tenant=tenant, investigation_id=work_id), tenant=tenant)
        structlog.contextvars.bind_contextvars(tenant=tenant, case=case_id, investigation=work_id)
        try:
            run = await open_run(self._db, tenant, run_id, owner=self._owner, lease_s=self._lease_s, reads_only=True)
        except Conflict as error:
            log.info("investigation.ended_already", reason=error.message)
            return _nothing
        began = clock.monotonic()
        pack = await self._pack_of(tenant)
        limits = await self._db.read(partial(limits_of, tenant=tenant, pack=pack), tenant=tenant)
        work = _Work(tenant, work_id, case_id, run, limits=limits)
        with tracing.span("investigation", tenant=tenant, case=case_id, investigation=work_id):
            body, degraded = await self._steps(work, pack)
        metrics.INVESTIGATION_LATENCY.labels(tenant).observe(clock.monotonic() - began)
        return partial(
            settle, tenant=tenant, investigation_id=work_id, case_id=case_id, run=run, body=body, degraded=degraded
        )

    async def _steps(self, work: _Work, pack: Pack) -> tuple[dict[str, JSON], bool]:
        made = await work.run.step("plan", partial(self._plan, work, pack), also=partial(_planned, work))
        plan = msgspec.convert(made, Plan)
        found = await work.run.step("onset", partial(self._onset, work, plan.task), also=self._told(
            work, "onset", 10, "estimated when it began"))  # fmt: skip
        plan = replace(plan, task=with_onsets(plan.task, msgspec.convert(found, tuple[int, ...])))
        last = [name for name in plan.agents if getattr(self._agents[name], "follows", False)]
        first = [name for name in plan.agents if name not in last]
        answered, blind = await self._agents_in_parallel(work, plan, first)
        past = msgspec.convert(await work.run.step("recall", partial(self._recall, work, plan, answered)), list[Past])
        rank = partial(self._rank, work, plan, answered, blind, past)
        ranking = msgspec.convert(await work.run.step("synthesize", rank,
            also=self._told(work, "synthesize", 85, "ranked the causes")), Ranking)  # fmt: skip
        known = replace(plan, task=replace(plan.task, words=words_for(plan.task, ranking, plan.title)))
        more, unseen = await self._agents_in_parallel(work, known, last)
        answered, blind = [*answered, *more], (*blind, *unseen, *work.unread)
        checked = review(ranking, answered, blind)
        pins = await self._db.read(partial(_pins_of, tenant=work.tenant, investigation_id=work.id), tenant=work.tenant)
        return build_report(plan, answered, blind, checked, pins, past), bool(blind)

    async def _plan(self, work: _Work, pack: Pack, notes: StepLog) -> JSON:
        await self._until_taken_in(work)
        unit = partial(
            make_plan, tenant=work.tenant, investigation_id=work.id, pack=pack, known_agents=self._agents.keys()
        )
        return _plain(await self._db.read(unit, tenant=work.tenant))

    async def _until_taken_in(self, work: _Work) -> None:
        """Wait until every event up to `as_of` has found its case, so that the plan depends on the data alone."""
        deadline, pause_s = clock.monotonic() + _INTAKE_WAIT_S, 0.02
        unit = partial(intake_is_behind, tenant=work.tenant, investigation_id=work.id)
        while await self._db.read(unit, tenant=work.tenant):
            if clock.monotonic() > deadline:
                log.warning("investigation.intake_is_behind", waited_s=_INTAKE_WAIT_S)
                return
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _INTAKE_LOOK_S)  # each look reads what waits, which intake needs the time for

    async def _onset(self, work: _Work, task: Task, notes: StepLog) -> JSON:
        """When it began; nobody needs to ask for an agent run, which says itself what happened when."""
        if task.scope.run_id:
            return []
        async with self._frugal(work, notes, ONSET_TOOLS) as toolbox:
            try:
                return list(await self._estimate_onset(task, toolbox))
            except OverBudget as error:
                work.unread.append(_over_budget("when it began", error))
                return []

    async def _agents_in_parallel(
        self, work: _Work, plan: Plan, names: Sequence[str]
    ) -> tuple[list[AgentResult], tuple[Blindness, ...]]:
        """Every named agent's result, in the order of the names; one that failed or took too long is something not
        seen."""
        steps = [
            work.run.step(
                f"agent.{name}",
                partial(self._agent, work, name, plan.task, len(names)),
                also=self._agent_told(work, name, plan.agents.index(name) + 1, len(plan.agents)),
                given=plan.reasons[name],
            )
            for name in names
        ]
        outputs = await asyncio.gather(*steps, return_exceptions=True)
        results = [_result(name, output) for name, output in zip(names, outputs, strict=True)]
        answered = [result for result in results if isinstance(result, AgentResult)]
        return answered, tuple(item for item in results if isinstance(item, Blindness))

    async def _recall(self, work: _Work, plan: Plan, answered: list[AgentResult], notes: StepLog) -> JSON:
        async with self._frugal(work, notes, RECALL_TOOLS) as toolbox:
            try:
                return _plain(await recall(plan, answered, toolbox))
            except OverBudget as error:
                work.unread.append(_over_budget("past cases", error))
                return []

    async def _agent(self, work: _Work, name: str, task: Task, share: int, notes: StepLog) -> JSON:
        """One of `share` agents that begin together. Raises OverBudget also when the agent itself let that pass: what
        it says is not all that it would have said."""
        await self._switches.require_reading(work.tenant, agent=name)
        async with self._frugal(work, notes, self._agents[name].tools, name) as toolbox:
            patience_s = await toolbox.enter(self._agent_timeout_s, share)
            answer = await self._asked(work, name, task, toolbox, patience_s)
            toolbox.require_all()
            return answer

    def _frugal(self, work: _Work, notes: StepLog, tools: Iterable[str], agent: str | None = None) -> Frugal:
        toolbox = RecordedToolbox(self._gateway, work.tenant, tools, notes.calls, work.readings, agent=agent or "")
        purse = Purse(
            self._db, work.tenant, work.limits, case_id=work.case_id, step_id=notes.step_id, run_id=notes.run_id,
            agent=agent, patience_s=self._agent_timeout_s,
        )  # fmt: skip
        return Frugal(toolbox, purse, self._gateway)

    async def _asked(self, work: _Work, name: str, task: Task, toolbox: Toolbox, patience_s: float) -> JSON:
        agent, began = self._agents[name], clock.monotonic()
        status = "failure"
        with tracing.span(f"agent {name}", tenant=work.tenant):
            try:
                async with asyncio.timeout(patience_s):
                    result = await agent.investigate(task, toolbox)
                status = "success"
            except TimeoutError as error:
                status = "timeout"
                why = "" if patience_s >= self._agent_timeout_s else ", all that the budget of seconds left it"
                raise TimedOut(f"agent {name} took longer than {patience_s:g} s{why}", who=name) from error
            except RootwardError:
                raise
            except Exception as error:  # an agent may be anybody's: its mistake costs its own answer only
                log.exception("agent.failed", agent=name)
                raise Unavailable(f"agent {name} failed: {type(error).__name__}", who=name) from error
            finally:
                elapsed = clock.monotonic() - began
                metrics.AGENT_EXECUTIONS.labels(work.tenant, name, status).inc()
                metrics.AGENT_LATENCY.labels(work.tenant, name).observe(elapsed)
        return _plain(replace(result, latency_ms=int(elapsed * 1000)))

    async def _rank(
        self, work: _Work, plan: Plan, answered: list[AgentResult], blind: tuple[Blindness, ...], past: list[Past],
        notes: StepLog,
    ) -> JSON:  # fmt: skip
        async with self._frugal(work, notes, SYNTHESIS_TOOLS) as toolbox:
            try:
                return _plain(await synthesize(plan, answered, blind, toolbox, precedents_of(past)))
            except OverBudget as error:
                work.unread.append(_over_budget("what calls what", error))
                seen = (*blind, *work.unread)
                return _plain(await synthesize(plan, answered, seen, NoTopology(), precedents_of(past)))

    def _told(self, work: _Work, step: str, pct: int, text: str) -> Callable[[Connection, JSON], None]:
        def also(connection: Connection, _output: JSON) -> None:
            progress.tell(connection, work.tenant, work.id, status="running", step=step, pct=pct, text=text)

        return also

    def _agent_told(self, work: _Work, name: str, done: int, of: int) -> Callable[[Connection, JSON], None]:
        def also(connection: Connection, output: JSON) -> None:
            result = msgspec.convert(output, AgentResult)
            evidence_store.write(connection, work.tenant, result.evidence)
            text = f"{len(result.findings)} findings, {len(result.evidence)} observations"
            pct = progress.percent(done, of)
            progress.tell(connection, work.tenant, work.id, status="running", step=f"agent.{name}", pct=pct, text=text)

        return also


def _plain(value: object) -> JSON:
    plain: JSON = msgspec.to_builtins(value)
    return plain


def _planned(work: _Work, connection: Connection, output: JSON) -> None:
    """The plan and its scope are what people see of the investigation from now on."""
    plan = msgspec.convert(output, Plan)
    connection.execute(
        investigations.update()
        .where(investigations.c.tenant == work.tenant, investigations.c.investigation_id == work.id)
        .values(scope=asdict(plan.task.scope), plan={"agents": plan.reasons}, started_at=clock.now_ns())
    )
    audit.append(
        connection, work.tenant,
        AuditEntry(actor=INVESTIGATOR, action="plan.created", resource=f"case:{work.case_id}",
                   facts={"investigation": work.id, "agents": {**plan.reasons}}),
    )  # fmt: skip
    progress.tell(
        connection, work.tenant, work.id, status="running", step="plan", pct=5, text=f"asks {', '.join(plan.agents)}"
    )


def _result(name: str, output: JSON | BaseException) -> AgentResult | Blindness:
    if isinstance(output, RootwardError) and not isinstance(output, Fenced):
        presence = "denied" if isinstance(output, Denied) else "source_down"
        return Blindness(what=f"the {name} agent", presence=presence, remedy=output.message)
    if isinstance(output, BaseException):
        raise output
    return msgspec.convert(output, AgentResult)


def _over_budget(what: str, error: OverBudget) -> Blindness:
    return Blindness(what=what, presence="denied", remedy=error.message)


def _run_of(connection: Connection, tenant: str, investigation_id: str) -> str:
    return str(read_investigation(connection, tenant, investigation_id)["run_id"])


def _pins_of(connection: Connection, tenant: str, investigation_id: str) -> dict[str, JSON]:
    pins: dict[str, JSON] = read_investigation(connection, tenant, investigation_id)["pins"]
    return pins


def _nothing(_connection: Connection) -> None:
    """The settlement of a message whose work is done already."""

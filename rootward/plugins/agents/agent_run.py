"""The agent-run agent: why a run of somebody's agent failed, from its own steps and calls, and which step decided."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
import structlog

from rootward.agents.cite import absent
from rootward.agents.contract import INSUFFICIENT, AgentResult, Artifact, Blindness, Finding, Task, Toolbox
from rootward.causality.agent_runs.diagnose import diagnose
from rootward.causality.agent_runs.model import Cause, Cite, Diagnosis, History
from rootward.causality.agent_runs.order import Order
from rootward.causality.agent_runs.reorder import NamedJudge, reordered
from rootward.causality.agent_runs.signatures import RunSignature
from rootward.events.presence import Presence
from rootward.evidence.model import Evidence, Query
from rootward.kit.canonical import JSON
from rootward.runs.model import AgentRun
from rootward.runs.parts import value_of

__all__ = ["AgentRunAgent"]

log = structlog.get_logger()
_REMEDY = "send the run again: POST /agent-runs"


class AgentRunAgent:
    """Its findings are the causes, the decisive one first; what would tell more is something it could not see. With a
    `judge` they come in its order, where it gives reasons that hold."""

    name = "agent_run"
    tools = ("agent_runs.read", "agent_runs.history", "agent_runs.part")

    def __init__(self, judge: NamedJudge | None = None) -> None:
        self._judge = judge

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult:
        asked: dict[str, JSON] = {"run_id": task.scope.run_id, "as_of": task.as_of}
        read = await toolbox.call("agent_runs.read", asked) if task.scope.run_id else None
        if read is None or not isinstance(read.data, AgentRun):
            return AgentResult(agent=self.name, blind=(absent("the agent run", Presence.ABSENT, _REMEDY),))
        past = await toolbox.call("agent_runs.history", asked)
        history = past.data if isinstance(past.data, History) else History()
        found = await asyncio.to_thread(self._diagnosed, read.data, history, task.run_signatures)
        evidence = _Cited(read.data, asked, task, past.value)
        findings = tuple(_finding(cause, found, evidence) for cause in found.causes)
        cited = tuple({item.evidence_id: item for item in evidence.items}.values())
        return AgentResult(
            agent=self.name, findings=findings, evidence=cited, artifacts=_told(found), blind=_unseen(found)
        )

    def _diagnosed(self, run: AgentRun, history: History, signatures: Sequence[RunSignature]) -> Diagnosis:
        found = diagnose(run, history, signatures)
        if self._judge is None or found.insufficient is not None:
            return found
        try:
            return reordered(found, self._judge)
        except Exception:  # a judge may be anybody's: its mistake leaves the order as it was
            log.exception("judge.failed", judge=self._judge.name)
            return found


class _Cited:
    """Makes evidence of citations, and keeps what it made."""

    def __init__(self, run: AgentRun, asked: dict[str, JSON], task: Task, history: dict[str, JSON]) -> None:
        self._run, self._asked, self._task, self._history = run, asked, task, history
        self._order = Order(run=run)
        self.items: list[Evidence] = []

    def ids(self, cites: Sequence[Cite], score: float) -> tuple[str, ...]:
        made = [item for item in (self._made(cite, score) for cite in cites) if item is not None]
        self.items += made
        return tuple(dict.fromkeys(item.evidence_id for item in made))

    def _made(self, cite: Cite, score: float) -> Evidence | None:
        """None for what the run does not hold: a citation must be possible to look up."""
        if cite.kind == "history":
            query, value = Query(tool="agent_runs.history", arguments=self._asked), self._history
        else:
            arguments: dict[str, JSON] = {**self._asked, "part": cite.kind, "ref_id": cite.ref_id}
            query, found = (
                Query(tool="agent_runs.part", arguments=arguments),
                value_of(self._run, cite.kind, cite.ref_id),
            )
            if found is None:
                return None
            value = found
        window = (self._task.scope.start, self._task.scope.end)
        return Evidence(
            kind=f"agent_run.{cite.kind}", entity=f"agent:{self._agent(value)}", query=query, window=window,
            value=value, text=cite.why, onset=self._onset(value), direction="new", score=round(10 * score, 4),
            provenance="structured",
        )  # fmt: skip

    def _agent(self, value: dict[str, JSON]) -> str:
        step = value.get("ref_id") if value.get("part") == "step" else value.get("step_id")
        return self._order.agent(str(step) if step else None)

    def _onset(self, value: dict[str, JSON]) -> int | None:
        named = value.get("ref_id") if value.get("part") == "step" else value.get("step_id")
        step = self._order.step(str(named)) if named else None
        return step.started_at if step is not None else None


def _finding(cause: Cause, found: Diagnosis, evidence: _Cited) -> Finding:
    plain: dict[str, JSON] = msgspec.to_builtins(cause)
    del plain["evidence"]
    plain["responsible_agent"] = found.responsible_agent
    plain["decisive_step"], plain["decisive"] = found.decisive_step, cause is found.causes[0]
    return Finding(
        kind=f"agent_run.{cause.subcategory}", detail=plain, confidence=round(cause.score, 2),
        evidence_ids=evidence.ids(cause.evidence, cause.score),
    )  # fmt: skip


def _unseen(found: Diagnosis) -> tuple[Blindness, ...]:
    """Only where nothing can be said: what a report rests on is not weakened by what it did not need."""
    missing = found.missing if found.insufficient is not None else ()
    return tuple(absent("details of the run", Presence.ABSENT, remedy) for remedy in missing)


def _told(found: Diagnosis) -> tuple[Artifact, ...]:
    """Why nothing is claimed, where nothing is."""
    return () if found.insufficient is None else (Artifact(type=INSUFFICIENT, ref=found.insufficient),)

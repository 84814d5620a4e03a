"""The contract of an agent: a task in, one unified result out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from rootward.events.model import JSON
from rootward.evidence.model import Evidence
from rootward.tools.contract import ToolResult

__all__ = ["Agent", "AgentResult", "Artifact", "Blindness", "Finding", "Scope", "Task", "Toolbox"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What an investigation is about. Times in ns; `service` is a bare name or ''."""

    tenant: str
    start: int
    end: int
    service: str = ""
    pivot_event_id: str = ""
    correlation_ids: tuple[str, ...] = ()
    query: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What one agent is asked. `symptoms` are entity references that alerted; `detected_at` is when (ns).

    `onsets` are candidate times (ns) at which it began, the likeliest first; `baseline` and `window` are the
    (start, end) to compare; nothing after `as_of` may be read.
    """

    scope: Scope
    as_of: int
    detected_at: int
    baseline: tuple[int, int]
    window: tuple[int, int]
    onsets: tuple[int, ...] = ()
    symptoms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    kind: str
    detail: dict[str, JSON]
    confidence: float
    evidence_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifact:
    type: str
    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Blindness:
    """What could not be seen, why (a Presence), and what would make it visible."""

    what: str
    presence: str
    remedy: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentResult:
    agent: str
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    blind: tuple[Blindness, ...] = ()
    cost: dict[str, float] = field(default_factory=lambda: {"llm_usd": 0.0, "api_usd": 0.0})
    latency_ms: int = 0


class Toolbox(Protocol):
    """The only way an agent reaches anything: every call goes through the gateway and is recorded."""

    async def call(self, tool: str, arguments: dict[str, JSON]) -> ToolResult: ...


class Agent(Protocol):
    """`name` is the plain word (`metrics`); `tools` are the only tools its toolbox opens."""

    @property
    def name(self) -> str: ...

    @property
    def tools(self) -> tuple[str, ...]: ...

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult: ...

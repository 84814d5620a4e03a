"""The contract of an agent: a task in, one unified result out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from rootward.causality.complaint import Complaint
from rootward.events.model import JSON
from rootward.events.stretches import Line, Span
from rootward.evidence.model import Evidence
from rootward.tools.contract import ToolResult

__all__ = ["Agent", "AgentResult", "Artifact", "Blindness", "Finding", "Scope", "Task", "Toolbox"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What an investigation is about. Times in ns; `service` is a bare name or ''.

    `onset` is when it began and `detected` when it was noticed, where somebody knows; `baseline` are times of normal
    operation to compare with instead of what came before, `exclude` times of other incidents that are not normal."""

    tenant: str
    start: int
    end: int
    service: str = ""
    pivot_event_id: str = ""
    correlation_ids: tuple[str, ...] = ()
    query: str = ""
    onset: int | None = None
    detected: int | None = None
    baseline: tuple[Span, ...] = ()
    exclude: tuple[Span, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What one agent is asked. `symptoms` are entity references that alerted; `detected_at` is when (ns).

    `onsets` are candidate times (ns) at which it began, the likeliest first; nothing after `as_of` may be read.
    `stretches` are what is to be read of telemetry, laid end to end (events.stretches): `baseline` and `window` are the
    places on that line to compare. It is the scope as it is, unless a baseline was given or something is excluded.
    `complaint` is whether what was reported is slowness or failures, as far as its words tell.
    """

    scope: Scope
    as_of: int
    detected_at: int
    baseline: tuple[int, int]
    window: tuple[int, int]
    onsets: tuple[int, ...] = ()
    symptoms: tuple[str, ...] = ()
    stretches: tuple[Span, ...] = ()
    complaint: Complaint = ""

    @property
    def line(self) -> Line:
        return Line(self.stretches or ((self.baseline[0], self.window[1]),))

    @property
    def reading(self) -> dict[str, JSON]:
        """The arguments with which every tool reads this task's telemetry, and which every citation repeats."""
        parts = self.line.stretches
        whole: dict[str, JSON] = {
            "start": min(start for start, _ in parts), "end": max(end for _, end in parts), "as_of": self.as_of,
        }  # fmt: skip
        return whole if len(parts) == 1 else whole | {"stretches": [[start, end] for start, end in parts]}


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

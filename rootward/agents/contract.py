"""The contract of an agent: a task in, one unified result out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from rootward.causality.agent_runs.signatures import RunSignature
from rootward.causality.complaint import Complaint
from rootward.events.model import JSON
from rootward.events.stretches import Line, Span, silences
from rootward.evidence.model import Evidence
from rootward.tools.contract import ToolResult

__all__ = [
    "INSUFFICIENT", "Agent", "AgentResult", "Artifact", "Blindness", "Finding", "Scope", "Task", "Toolbox",
]  # fmt: skip

_NEAREST_NS = 10_000_000_000
"""As near to the onset as a baseline may come."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """What an investigation is about. Times in ns; `service` is a bare name or ''.

    `onset` is when it began and `detected` when it was noticed, where somebody knows; `baseline` are times of normal
    operation to compare with instead of what came before, `exclude` times of other incidents that are not normal.
    `run_id` is the agent run to explain, where it is one."""

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
    run_id: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """What one agent is asked. `symptoms` are entity references that alerted; `detected_at` is when (ns).

    `onsets` are candidate times (ns) at which it began, the likeliest first; nothing after `as_of` may be read.
    `stretches` are what is to be read of telemetry, laid end to end (events.stretches): `baseline` and `window` are the
    places on that line to compare. It is the scope as it is, unless a baseline was given or something is excluded.
    `complaint` is whether what was reported is slowness or failures, as far as its words tell. `memory` is the version
    of what the tenant remembers and wrote down; `words` are what to look up there, for an agent that `follows`.
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
    memory: int = 0
    words: tuple[str, ...] = ()
    run_signatures: tuple[RunSignature, ...] = ()

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

    def recorded(self, places: npt.NDArray[np.int64]) -> Task:
        """The task as it is for what was recorded at `places` (on its line, in order): without those parts of the
        baseline in which nothing was, and up to the onset when there is nothing else; itself when that is the same."""
        start, end = self.baseline
        if not np.any((places >= start) & (places < end)):
            near = self.window[0] - _NEAREST_NS
            found = end < near and bool(np.any((places >= end) & (places < near)))
            return replace(self, baseline=(start, near)) if found else self
        silent = silences(places, self.baseline)
        if not silent:
            return self
        line = self.line.without(silent)
        return replace(self, stretches=line.stretches, baseline=(line.start, self.baseline[1]))


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    kind: str
    detail: dict[str, JSON]
    confidence: float
    evidence_ids: tuple[str, ...]


INSUFFICIENT = "insufficient_reason"
"""The type of the artifact by which an agent says why it claims nothing."""


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
    """`name` is the plain word (`metrics`); `tools` are the only tools its toolbox opens.

    One with `follows = True` runs after the ranking, and what it finds changes no cause."""

    @property
    def name(self) -> str: ...

    @property
    def tools(self) -> tuple[str, ...]: ...

    async def investigate(self, task: Task, toolbox: Toolbox) -> AgentResult: ...

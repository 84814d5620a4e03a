"""Evidence: one observation that a claim can cite, with the query that makes it again.

Its id is the hash of what was observed (kind, entity, query, window, value), so the same observation always has the
same id and a changed one never keeps it. Absence is evidence too, and says which absence it is.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from rootward.events.presence import Presence
from rootward.kit.canonical import JSON, canonical

__all__ = ["Direction", "Evidence", "Presence", "Query"]

Direction = Literal["up", "down", "new", "gone", "none"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A tool call that gives the evidence's value again; `arguments` hold everything, `as_of` included."""

    tool: str
    arguments: dict[str, JSON]


class _Named:
    """A place beside the fields for the name that was made of them: it is asked for a dozen times a report."""

    __slots__ = ("_name",)
    _name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence(_Named):
    """`window` in ns; `onset` in ns or None; `score` >= 0 in comparable units of surprise (0 = nothing unusual);
    `magnitude` in the observation's own unit (a ratio, a count, seconds); `text` one sentence for people."""

    kind: str  # dotted: metric.latency, log.novel, trace.self_time, change.deploy, topology.calls, …
    entity: str
    query: Query
    window: tuple[int, int]
    value: dict[str, JSON]
    text: str
    presence: Presence = Presence.FOUND
    onset: int | None = None
    direction: Direction = "none"
    magnitude: float = 0.0
    score: float = 0.0
    provenance: str = "structured"  # structured, free_text, config, operator

    @property
    def evidence_id(self) -> str:
        """`ev_` + 20 hex digits of sha256 over the canonical observation."""
        try:
            return self._name
        except AttributeError:
            object.__setattr__(self, "_name", self._made_name())
            return self._name

    def _made_name(self) -> str:
        observed: dict[str, JSON] = {
            "kind": self.kind,
            "entity": self.entity,
            "presence": str(self.presence),
            "tool": self.query.tool,
            "arguments": self.query.arguments,
            "window": list(self.window),
            "value": self.value,
        }
        return "ev_" + hashlib.sha256(canonical(observed)).hexdigest()[:20]

"""The contract of a tool: what it declares, what it is given, what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from rootward.events.presence import Presence
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection
from rootward.tools.outside import Outside

__all__ = ["Effect", "Tool", "ToolContext", "ToolResult", "ToolSpec"]

Effect = Literal["read", "idempotent", "non_idempotent", "destructive"]
T = TypeVar("T")


class ReadStore(Protocol):
    """The tenant's own store, for reading; bound to one tenant so that a tool cannot name another."""

    async def __call__(self, unit: Callable[[Connection, str], T]) -> T:
        """Run `unit(connection, tenant)` on a read-only snapshot."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolSpec:
    """What a tool declares. `schema` is a closed JSON Schema object of its arguments."""

    name: str  # dotted: metrics.series
    description: str
    schema: dict[str, JSON]
    effect: Effect = "read"
    version: str = "1"
    timeout_s: float = 10.0
    cost_usd: float = 0.0

    @property
    def schema_hash(self) -> str:
        """sha256 over name, version, description, effect and schema: what an approval pins."""
        pinned: dict[str, JSON] = {
            "name": self.name,
            "version": self.version,
            "description": self.description,
            "effect": self.effect,
            "schema": self.schema,
        }
        return sha256_hex(pinned)


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolContext:
    """What a call may use: its tenant, the tenant's store, the way to the tenant's live sources.

    `kept` is what tools have put by for their next call within one investigation of one tenant; it saves work and
    never decides an answer, so its keys hold all that what is kept depends on, the watermark included.
    """

    tenant: str
    read: ReadStore
    outside: Outside
    kept: dict[object, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolResult:
    """`value` is small JSON that is recorded and hashed; `data` is the bulk for the caller in this process."""

    value: dict[str, JSON]
    summary: str
    presence: Presence = Presence.FOUND
    data: object = field(default=None, compare=False)


class Tool(Protocol):
    """One capability. `call` gets arguments that already fit `spec.schema`.

    Raises Unavailable or TimedOut when the outside failed; anything else is a bug.
    """

    @property
    def spec(self) -> ToolSpec: ...

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult: ...

"""The contract of a tool: what it declares, what it is given, what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from rootward.events.presence import Presence
from rootward.governance.action import Effect, Risk
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection
from rootward.tools.outside import Outside

__all__ = ["Effect", "Previewing", "Tool", "ToolContext", "ToolResult", "ToolSpec"]

T = TypeVar("T")


class ReadStore(Protocol):
    """The tenant's own store, for reading; bound to one tenant so that a tool cannot name another."""

    async def __call__(self, unit: Callable[[Connection, str], T]) -> T:
        """Run `unit(connection, tenant)` on a read-only snapshot."""
        ...


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolSpec:
    """What a tool declares. `schema` is a closed JSON Schema object of its arguments.

    `targets` are templates of what is acted on, filled from the arguments (`deployment:{namespace}/{name}`; a list
    gives one target an item). `sensitive` are JSON pointers of arguments that decide what is hit. `hosts` are those
    that it may reach (`host` or `host:port`; empty: none beside the tenant's own connections). `rollback` names the
    tool that takes it back; '' says that nothing does.
    """

    name: str  # dotted: metrics.series
    description: str
    schema: dict[str, JSON]
    effect: Effect = "read"
    risk: Risk = "low"
    version: str = "1"
    timeout_s: float = 10.0
    retries: int = 0  # of calls that did not reach the outside
    cost_usd: float = 0.0
    rate_per_minute: int = 0  # 0: no limit of its own
    concurrency: int = 0  # 0: no limit of its own
    targets: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    rollback: str = ""
    permission: str = "actions.request"
    origin: str = "builtin"  # builtin, plugin:NAME, pack:NAME, mcp:SERVER

    @property
    def schema_hash(self) -> str:
        """sha256 over everything that says what the tool does and may reach: what an approval pins."""
        pinned: dict[str, JSON] = {
            "name": self.name,
            "version": self.version,
            "description": self.description,
            "effect": self.effect,
            "schema": self.schema,
        }
        if self.effect != "read":
            pinned |= {
                "risk": self.risk, "targets": list(self.targets), "sensitive": list(self.sensitive),
                "hosts": list(self.hosts), "rollback": self.rollback,
            }  # fmt: skip
        return sha256_hex(pinned)


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolContext:
    """What a call may use: its tenant, the tenant's store, the way to the tenant's live sources.

    `idempotency_key` goes with every request that has an effect, the same on every attempt; '' for a read.
    `kept` is what tools have put by for their next call within one investigation of one tenant; it saves work and
    never decides an answer, so its keys hold all that what is kept depends on, the watermark included.
    """

    tenant: str
    read: ReadStore
    outside: Outside
    idempotency_key: str = ""
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

    Raises Unavailable or TimedOut when the outside failed: with the fact `reached` False it surely had nothing of the
    request, else nobody can tell whether it was done. Denied, NotFound, Conflict, BadInput, TooBusy and Misconfigured
    say that nothing was done. Anything else is a bug.
    """

    @property
    def spec(self) -> ToolSpec: ...

    async def call(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult: ...


class Previewing(Tool, Protocol):
    """A tool that can say what it would do without doing it; what it says is part of what is approved."""

    async def preview(self, arguments: dict[str, JSON], context: ToolContext) -> ToolResult: ...

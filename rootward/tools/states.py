"""States: what a tenant decided about a tool: enabled or not, which version of it was approved, what is in quarantine.

Enabling pins what the tool was at that moment. One that says something else later, in its description or its schema,
is quarantined until a person has approved what it says now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from rootward.audit import log as audit
from rootward.audit.entry import Actor, AuditEntry
from rootward.errors import Conflict
from rootward.kit import clock
from rootward.kit.db import Connection, upsert
from rootward.schema import tool_states
from rootward.tenancy import changes
from rootward.tools.contract import ToolSpec

__all__ = [
    "STATE", "UNDECIDED", "Standing", "ToolState", "approve", "forget", "pin", "quarantine", "set_enabled", "standing",
    "state_from", "state_of", "states_of",
]  # fmt: skip

STATE = sa.select(tool_states).where(
    tool_states.c.tenant == sa.bindparam("whose"), tool_states.c.tool == sa.bindparam("tool")
)
"""Made once: every action asks for it."""
MCP = "mcp:"
"""The origin of tools that somebody else's server describes; they wait until a person has enabled them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolState:
    """`enabled` None: as it was declared. `pinned` is the schema hash that was approved, `quarantined` says why."""

    enabled: bool | None = None
    pinned: str | None = None
    quarantined: str | None = None
    changed_by: str = ""
    changed_at: int = 0


UNDECIDED = ToolState()


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a tool can be called in a tenant, and why not."""

    word: Literal["enabled", "disabled", "quarantined"]
    reason: str = ""

    @property
    def is_open(self) -> bool:
        return self.word == "enabled"


def state_of(connection: Connection, tenant: str, tool: str) -> ToolState:
    return state_from(connection.execute(STATE, {"whose": tenant, "tool": tool}).mappings())


def state_from(rows: Iterable[Mapping[Any, Any]]) -> ToolState:
    """What `STATE` has found."""
    return next((_state(row) for row in rows), UNDECIDED)


def states_of(connection: Connection, tenant: str) -> dict[str, ToolState]:
    """Those of every tool about which something was decided."""
    rows = connection.execute(sa.select(tool_states).where(tool_states.c.tenant == tenant)).mappings()
    return {row["tool"]: _state(row) for row in rows}


def standing(spec: ToolSpec, state: ToolState) -> Standing:
    """Pure: what follows from what the tool says of itself and what the tenant decided."""
    if state.quarantined is not None:
        return Standing("quarantined", state.quarantined)
    if state.pinned is not None and state.pinned != spec.schema_hash:
        return Standing("quarantined", _changed(state.pinned, spec))
    if state.enabled is None and spec.origin.startswith(MCP):
        return Standing("disabled", "a tool of an MCP server is disabled until a person enables it")
    if state.enabled is False:
        return Standing("disabled", f"it was disabled by {state.changed_by}")
    return Standing("enabled")


def set_enabled(connection: Connection, tenant: str, spec: ToolSpec, enabled: bool, *, actor: Actor) -> ToolState:
    """Enabling pins what the tool is now. Raises Conflict for one in quarantine: that must be approved first."""
    state = state_of(connection, tenant, spec.name)
    found = standing(spec, state)
    if enabled and found.word == "quarantined":
        raise Conflict(f"{spec.name} is quarantined: {found.reason}; approve what it is now first", tool=spec.name)
    pinned = spec.schema_hash if enabled else state.pinned
    verb = "enabled" if enabled else "disabled"
    return _write(connection, tenant, spec.name, verb, actor, state, enabled=enabled, pinned=pinned)


def forget(connection: Connection, tenant: str, tool: str, *, actor: Actor) -> ToolState:
    """Back to how it was declared; the pin and a quarantine stay, for they are not about wanting it."""
    state = state_of(connection, tenant, tool)
    return _write(connection, tenant, tool, "undecided", actor, state, enabled=None)


def pin(connection: Connection, tenant: str, spec: ToolSpec, *, actor: Actor) -> ToolState:
    """Hold the tool to what it is now, whether it is enabled or not. Raises Conflict for one in quarantine."""
    state = state_of(connection, tenant, spec.name)
    found = standing(spec, state)
    if found.word == "quarantined":
        raise Conflict(f"{spec.name} is quarantined: {found.reason}; approve what it is now", tool=spec.name)
    return _write(connection, tenant, spec.name, "pinned", actor, state, pinned=spec.schema_hash)


def approve(connection: Connection, tenant: str, spec: ToolSpec, seen: str, *, actor: Actor) -> ToolState:
    """Take what the tool is now for good, and end its quarantine. `seen` is the schema hash that the person was shown,
    or the beginning of it. Raises Conflict when it has changed since."""
    if len(seen) < 8 or not spec.schema_hash.startswith(seen):
        raise Conflict(
            f"{spec.name} is {spec.schema_hash[:16]} now, not {seen[:64]!r}: look at it again", tool=spec.name
        )
    state = state_of(connection, tenant, spec.name)
    return _write(
        connection, tenant, spec.name, "approved", actor, state, pinned=spec.schema_hash, quarantined=None
    )  # fmt: skip


def quarantine(connection: Connection, tenant: str, tool: str, why: str, *, actor: Actor) -> ToolState:
    """Nobody calls it until somebody has approved what it is now."""
    state = state_of(connection, tenant, tool)
    return _write(connection, tenant, tool, "quarantined", actor, state, quarantined=why)


def _changed(pinned: str, spec: ToolSpec) -> str:
    return (
        f"its description, schema or what it may reach changed since it was approved: {pinned[:12]} became "
        f"{spec.schema_hash[:12]}"
    )


def _state(row: Mapping[Any, Any]) -> ToolState:
    return ToolState(**{name: row[name] for name in ToolState.__slots__})


def _write(
    connection: Connection, tenant: str, tool: str, verb: str, actor: Actor, before: ToolState, **decided: Any
) -> ToolState:
    """The decision, on the record and in the live stream, in the caller's transaction."""
    values = {name: getattr(before, name) for name in ("enabled", "pinned", "quarantined")} | decided
    values |= {"changed_by": actor.id, "changed_at": clock.now_ns()}
    columns = ("enabled", "pinned", "quarantined", "changed_by", "changed_at")
    upsert(connection, tool_states, [{"tenant": tenant, "tool": tool, **values}], update=columns)
    facts = {"verb": verb, "pinned": values["pinned"] or ""}
    entry = AuditEntry(
        actor=actor, action=f"tool.{verb}", resource=f"tool:{tool}", tool=tool, tool_schema=values["pinned"],
        reason=values["quarantined"], facts=facts,
    )  # fmt: skip
    audit.append(connection, tenant, entry)
    changes.append(connection, tenant, "tool", tool, facts)
    return ToolState(**values)

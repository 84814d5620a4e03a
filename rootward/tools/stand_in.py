"""Stand-in: the least that carrying out actions needs of other slices, over the same tables: for a process that is
given nothing better."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from rootward.errors import Conflict, NotFound
from rootward.governance.action import Action, Amounts
from rootward.governance.decision import Decision, Quorum
from rootward.kit import clock
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.schema import approvals, kill_switches, tool_states
from rootward.tools.contract import Tool, ToolSpec
from rootward.tools.ports import Approvals, Budgets, Switches, Tell, Tools

__all__ = ["Everything", "NoBudgets", "PlainApprovals", "PlainSwitches", "PlainTools"]

_ENGAGED = sa.select(kill_switches.c.scope, kill_switches.c.reason).where(
    kill_switches.c.tenant == sa.bindparam("whose"), kill_switches.c.engaged.is_(True)
)
_STATE = sa.select(tool_states).where(
    tool_states.c.tenant == sa.bindparam("whose"), tool_states.c.tool == sa.bindparam("which")
)


@dataclass(frozen=True, slots=True)
class _Switch:
    scope: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Standing:
    word: str
    reason: str

    @property
    def is_open(self) -> bool:
        return self.word == "enabled"


@dataclass(frozen=True, slots=True)
class _Found:
    tool: Tool
    standing: _Standing

    @property
    def spec(self) -> ToolSpec:
        return self.tool.spec


class PlainSwitches:
    def engaged(self, connection: Connection, tenant: str) -> Sequence[_Switch]:
        return [_Switch(row.scope, row.reason or "") for row in connection.execute(_ENGAGED, {"whose": tenant})]


class PlainTools:
    """The tools of the process, and what a tenant has decided about them."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = {tool.spec.name: tool for tool in tools}

    def find(self, connection: Connection, tenant: str, name: str) -> _Found:
        """Raises NotFound."""
        tool = self._tools.get(name)
        if tool is None:
            raise NotFound(f"there is no tool {name!r}", field="tool", value=name)
        row = connection.execute(_STATE, {"whose": tenant, "which": name}).mappings().first()
        return _Found(tool, _standing(tool.spec, row))


class PlainApprovals:
    """An approval for one digest, once."""

    def open_request(
        self, connection: Connection, tenant: str, action: Action, decision: Decision, *, dry_run_sha256: str | None,
        now: int,
    ) -> str:  # fmt: skip
        quorum, approval_id = decision.quorum or Quorum(), clock.new_id("apr")
        expires_at = now + int(quorum.expires_s * 1e9)
        bound = _bound(action, decision.policy_sha256, dry_run_sha256, expires_at)
        row: dict[str, Any] = {
            "tenant": tenant, "approval_id": approval_id, "action_id": action.action_id, "digest": sha256_hex(bound),
            "bound": bound, "shown": {"why": decision.reason}, "state": "pending", "quorum": quorum.people,
            "roles": list(quorum.roles), "excluded": [action.requester.id], "created_at": now,
            "due_at": now + int(quorum.due_s * 1e9), "expires_at": expires_at, "break_glass": False, "seq": 0,
        }  # fmt: skip
        connection.execute(approvals.insert(), row)
        return approval_id

    def usable(
        self, connection: Connection, tenant: str, approval_id: str, action: Action, *, policy_sha256: str,
        dry_run_sha256: str | None, now: int,
    ) -> str | None:  # fmt: skip
        row = _row(connection, tenant, approval_id)
        if row["state"] != "approved":
            return f"approval {approval_id} is {row['state']}"
        if row["expires_at"] <= now:
            return f"approval {approval_id} has expired"
        bound = _bound(action, policy_sha256, dry_run_sha256, row["expires_at"])
        return None if sha256_hex(bound) == row["digest"] else f"approval {approval_id} is for something else"

    def consume(self, connection: Connection, tenant: str, approval_id: str, *, digest: str, now: int) -> Sequence[str]:
        taken = connection.execute(
            approvals.update()
            .where(
                approvals.c.tenant == tenant, approvals.c.approval_id == approval_id, approvals.c.digest == digest,
                approvals.c.state == "approved", approvals.c.expires_at > now,
            )
            .values(state="consumed", consumed_at=now)
        )  # fmt: skip
        if taken.rowcount != 1:
            raise Conflict(f"approval {approval_id} was used, or has ended", approval_id=approval_id)
        return ()

    def void(self, connection: Connection, tenant: str, approval_id: str, *, why: str, now: int) -> None:
        connection.execute(
            approvals.update()
            .where(
                approvals.c.tenant == tenant, approvals.c.approval_id == approval_id,
                approvals.c.state.in_(("pending", "approved")),
            )
            .values(state="void", decided_at=now, ended_why=why)
        )  # fmt: skip


class NoBudgets:
    """Nothing is limited."""

    def short(self, connection: Connection, action: Action, pack: Pack, *, now: int) -> str | None:
        return None

    def reserve(self, connection: Connection, action: Action, pack: Pack, *, until: int, now: int) -> str | None:
        return None

    def settle(
        self, connection: Connection, tenant: str, reservation_id: str | None, action: Action, used: Amounts, *,
        failed: bool, now: int,
    ) -> None:  # fmt: skip
        return None


def _untold(
    connection: Connection, tenant: str, case_id: str, *, kind: str, actor: str, text: str, body: Mapping[str, JSON]
) -> int:
    return 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Everything:
    """All ports, each to be replaced by the real thing."""

    tools: Tools
    approvals: Approvals = field(default_factory=PlainApprovals)
    budgets: Budgets = field(default_factory=NoBudgets)
    switches: Switches = field(default_factory=PlainSwitches)
    tell: Tell = _untold


def _standing(spec: ToolSpec, row: sa.RowMapping | None) -> _Standing:
    if row is None:
        return _Standing("enabled", "")
    if row["quarantined"]:
        return _Standing("quarantined", row["quarantined"])
    if row["pinned"] and row["pinned"] != spec.schema_hash:
        return _Standing("quarantined", "it changed since it was approved")
    return _Standing("disabled", "switched off") if row["enabled"] is False else _Standing("enabled", "")


def _row(connection: Connection, tenant: str, approval_id: str) -> sa.RowMapping:
    query = sa.select(approvals).where(approvals.c.tenant == tenant, approvals.c.approval_id == approval_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound(f"there is no approval {approval_id!r}", field="approval_id", value=approval_id)
    return row


def _bound(action: Action, policy_sha256: str, dry_run: str | None, expires_at: int) -> dict[str, JSON]:
    return {
        "tenant": action.tenant, "action_id": action.action_id, "tool": action.tool, "version": action.tool_version,
        "schema_hash": action.schema_hash, "effect": action.effect, "risk": action.risk,
        "arguments": dict(action.arguments), "targets": list(action.targets), "key": action.idempotency_key,
        "provenance": {at: list[JSON](found) for at, found in action.provenance.items()},
        "requester": action.requester.id, "on_behalf_of": action.requester.on_behalf_of,
        "policy_sha256": policy_sha256, "dry_run_sha256": dry_run, "expires_at": expires_at,
    }  # fmt: skip

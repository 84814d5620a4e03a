"""Requests: how a playbook asks for an action, and learns how it ended. It has no other way to the outside."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

import sqlalchemy as sa

from rootward.errors import Denied
from rootward.governance.action import ENDED, Action, ActionState, Requester, idempotency_key
from rootward.governance.decision import Quorum
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.kit.provenance import Origin
from rootward.schema import actions
from rootward.tools import propose
from rootward.tools.contract import ToolSpec

__all__ = ["Closed", "Requests", "action_of", "ending", "state_of"]


class Requests(Protocol):
    """The door to governed action; each within the caller's transaction."""

    def spec(self, connection: Connection, tenant: str, tool: str) -> ToolSpec | None:
        """What the tenant has under this name; None for no tool."""
        ...

    def request(self, connection: Connection, tenant: str, action: Action) -> str:
        """Have the action decided and carried out; returns its id. Its end is told by PLAYBOOK {"playbook_run_id"}."""
        ...

    def ask(self, connection: Connection, tenant: str, action: Action, quorum: Quorum, reason: str) -> str:
        """Have people asked before the action is carried out, whatever the policy says; returns its id."""
        ...

    def withdraw(self, connection: Connection, tenant: str, action_id: str, *, why: str) -> None:
        """Give up an action that has not begun; one that has, or has ended, stays as it is."""
        ...


class Closed:
    """No door at all: what a process has that was given none. Nothing can be asked for."""

    def spec(self, connection: Connection, tenant: str, tool: str) -> ToolSpec | None:
        return None

    def request(self, connection: Connection, tenant: str, action: Action) -> str:
        raise Denied(f"this process can ask for no action: {action.tool}", tool=action.tool)

    def ask(self, connection: Connection, tenant: str, action: Action, quorum: Quorum, reason: str) -> str:
        raise Denied("this process can ask nobody", tool=action.tool)

    def withdraw(self, connection: Connection, tenant: str, action_id: str, *, why: str) -> None:
        raise Denied("this process can withdraw nothing", action_id=action_id)


def action_of(
    spec: ToolSpec, *, tenant: str, run_id: str, step: str, case_id: str, arguments: dict[str, JSON],
    provenance: dict[str, tuple[Origin, ...]], requester: Requester, reason: str, confidence: float | None,
    action_id: str = "",
) -> Action:  # fmt: skip
    """One exact call of a tool for one step of one run: the same again is recognised as the same."""
    key = idempotency_key(tenant, f"{run_id}/{step}", spec.name, arguments)
    made = propose.action_of(
        spec, arguments, tenant=tenant, requester=requester, reason=reason, key=key, provenance=provenance,
        case_id=case_id, run_id=run_id, step_id=step, confidence=confidence,
    )  # fmt: skip
    return replace(made, action_id=action_id) if action_id else made


def state_of(connection: Connection, tenant: str, action_id: str) -> sa.RowMapping | None:
    query = sa.select(actions).where(actions.c.tenant == tenant, actions.c.action_id == action_id)
    return connection.execute(query).mappings().first()


def ending(row: sa.RowMapping | None) -> ActionState | None:
    """How an action ended; None while it has not."""
    state: ActionState | None = None if row is None else row["state"]
    return state if state in ENDED else None

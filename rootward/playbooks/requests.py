"""Requests: how a playbook asks for an action, and learns how it ended. It has no other way to the outside."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from rootward.errors import Denied
from rootward.governance.action import ENDED, Action, ActionState, Amounts, Requester, idempotency_key
from rootward.governance.decision import Quorum
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.kit.provenance import Origin
from rootward.packs.paths import lookup
from rootward.schema import actions
from rootward.tools.contract import ToolSpec

__all__ = ["Closed", "Requests", "action_of", "ending", "state_of", "targets_of"]


class Requests(Protocol):
    """The door to governed action; each within the caller's transaction."""

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
    return Action(
        tenant=tenant, action_id=action_id or clock.new_id("act"), tool=spec.name, tool_version=spec.version,
        schema_hash=spec.schema_hash, effect=spec.effect, risk=spec.risk, arguments=arguments,
        targets=targets_of(spec, arguments), provenance=provenance, sensitive=spec.sensitive, requester=requester,
        reason=reason, idempotency_key=idempotency_key(tenant, f"{run_id}/{step}", spec.name, arguments),
        case_id=case_id, run_id=run_id, step_id=step, hosts=spec.hosts, rollback=spec.rollback,
        most=Amounts(usd=spec.cost_usd, calls=1, seconds=spec.timeout_s), confidence=confidence,
    )  # fmt: skip


def targets_of(spec: ToolSpec, arguments: dict[str, JSON]) -> tuple[str, ...]:
    """The tool's templates of what is acted on, filled from the arguments; a list gives one target an item."""
    return tuple(dict.fromkeys(one for template in spec.targets for one in _filled(template, arguments)))


def state_of(connection: Connection, tenant: str, action_id: str) -> sa.RowMapping | None:
    query = sa.select(actions).where(actions.c.tenant == tenant, actions.c.action_id == action_id)
    return connection.execute(query).mappings().first()


def ending(row: sa.RowMapping | None) -> ActionState | None:
    """How an action ended; None while it has not."""
    state: ActionState | None = None if row is None else row["state"]
    return state if state in ENDED else None


def _filled(template: str, arguments: dict[str, JSON]) -> list[str]:
    """Every combination of the values that the template names."""
    head, opened, rest = template.partition("{")
    if not opened:
        return [template]
    path, _, tail = rest.partition("}")
    found = lookup(arguments, path)
    values = found if isinstance(found, list) else [found]
    return [f"{head}{'' if value is None else value}{end}" for value in values for end in _filled(tail, arguments)]

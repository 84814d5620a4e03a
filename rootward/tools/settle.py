"""Settle: how an action ended, written once: outcome, budget, result, the case's timeline, and whoever waits for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import msgspec

from rootward.audit import log as audit
from rootward.audit.entry import AuditEntry, Outcome
from rootward.errors import Conflict, RootwardError
from rootward.governance.action import Amounts
from rootward.governance.decision import Word, combined
from rootward.kit import clock, metrics
from rootward.kit.bus import Bus
from rootward.kit.canonical import JSON, canonical, sha256_hex
from rootward.kit.db import Connection
from rootward.kit.redact import redact_text, redact_value
from rootward.tenancy.principal import Principal
from rootward.tools.actions import Kept, change, read, state_of
from rootward.tools.admit import VERB, approval_state, deny, tell_waiter
from rootward.tools.contract import ToolResult
from rootward.tools.ports import Ports
from rootward.tools.record import entry_of

__all__ = ["Ended", "failed", "give_up", "resolve", "settle", "succeeded", "unknown", "withdraw"]

_MAX_RESULT = 64 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How a call ended, ready to be written. `used` is what it really used."""

    outcome: Outcome
    used: Amounts
    summary: str = ""
    value: dict[str, JSON] | None = None
    result_sha256: str = ""
    error: RootwardError | None = None


def succeeded(result: ToolResult, used: Amounts) -> Ended:
    """What came back, without secrets; what is too large to keep is there as its hash."""
    value = cast("dict[str, JSON]", redact_value(result.value))
    if len(canonical(value)) > _MAX_RESULT:
        value = {"omitted": f"more than {_MAX_RESULT} bytes"}
    return Ended(
        outcome="succeeded", used=used, summary=redact_text(result.summary)[:2000], value=value,
        result_sha256=sha256_hex(result.value),
    )  # fmt: skip


def failed(error: RootwardError, used: Amounts) -> Ended:
    """It surely did not happen."""
    return Ended(outcome="failed", used=used, error=error, summary=redact_text(error.message)[:2000])


def unknown(error: RootwardError, used: Amounts) -> Ended:
    """Nobody can tell; a person has to look."""
    return Ended(outcome="unknown", used=used, error=error, summary=redact_text(error.message)[:2000])


def settle(connection: Connection, *, kept: Kept, ended: Ended, ports: Ports, bus: Bus) -> None:
    """Answer the intent of an action, `kept` as it was when it began. One that is not running any more has been
    answered, and stays as it is."""
    action, now = kept.action, clock.now_ns()
    tenant, action_id = action.tenant, action.action_id
    if state_of(connection, tenant, action_id) != "running":
        return
    stated = msgspec.convert(kept.row["intent"], AuditEntry)
    audit.outcome(
        connection, tenant, stated, ended.outcome, reason=ended.summary or None,
        result_sha256=ended.result_sha256 or None, facts={"attempts": kept.row["attempts"]},
    )  # fmt: skip
    ports.budgets.settle(
        connection, tenant, kept.row["reservation_id"], action, ended.used, failed=ended.outcome == "failed", now=now
    )
    error = ended.error
    change(
        connection, tenant, action_id, verb=ended.outcome, tool=action.tool, state=ended.outcome, result=ended.value,
        result_summary=ended.summary, result_sha256=ended.result_sha256, cost_usd=ended.used.usd,
        error_class=type(error).__name__ if error else None, error_message=ended.summary if error else None,
        status_code=error.status if error else None, ended_at=None if ended.outcome == "unknown" else now,
    )  # fmt: skip
    metrics.TOOL_CALLS.labels(tenant, action.tool, ended.outcome).inc()
    metrics.TOOL_COST.labels(tenant, action.tool).inc(ended.used.usd)
    _tell(connection, kept, ports, ended.outcome, action.requester.id, ended.summary)
    tell_waiter(connection, action, bus)


def resolve(
    connection: Connection, principal: Principal, action_id: str, outcome: Outcome, *, note: str, ports: Ports,
    bus: Bus,
) -> Kept:  # fmt: skip
    """A person says how an action of unknown outcome ended: on the record, once. Raises NotFound, Conflict."""
    tenant, now = principal.tenant, clock.now_ns()
    kept = read(connection, tenant, action_id, for_change=True)
    if kept.state != "unknown":
        raise Conflict(f"action {action_id} is {kept.state}; only one of unknown outcome is resolved", state=kept.state)
    stated = msgspec.convert(kept.row["intent"], AuditEntry)
    said = redact_text(note)[:2000]
    facts: dict[str, JSON] = {"said": outcome, "intent": stated.entry_id}
    entry = entry_of(kept.action, f"{VERB}.resolved", None, reason=said or None, facts=facts)
    audit.append(connection, tenant, replace(entry, actor=principal.actor, on_behalf_of=None))
    change(
        connection, tenant, action_id, verb="resolved", tool=kept.action.tool, state=outcome, resolved_by=principal.id,
        ended_at=now,
    )  # fmt: skip
    _tell(connection, kept, ports, f"resolved as {outcome}", principal.id, said)
    tell_waiter(connection, kept.action, bus)
    return read(connection, tenant, action_id)


def withdraw(connection: Connection, *, tenant: str, action_id: str, why: str, ports: Ports, bus: Bus) -> None:
    """Whoever asked wants it no more: denied, if it has not begun; one that has, or has ended, stays as it is. Raises
    NotFound."""
    kept = read(connection, tenant, action_id, for_change=True)
    if kept.state in ("requested", "held"):
        found = combined((Word(guard="withdrawn", answer="deny", reason=redact_text(why)[:500]),), "")
        deny(connection, kept, found, ports, bus, now=clock.now_ns())


def give_up(connection: Connection, *, tenant: str, action_id: str, reason: str, ports: Ports, bus: Bus) -> None:
    """The message that carried the action is set aside. What was begun is unknown; what was not has failed, unless
    people are still being asked: their answer sends another message."""
    kept = read(connection, tenant, action_id, for_change=True)
    error, now = RootwardError(reason), clock.now_ns()
    if kept.state == "running":
        ended = unknown(error, kept.action.most)
        settle(connection, kept=kept, ended=ended, ports=ports, bus=bus)
    elif kept.state == "requested" or (kept.state == "held" and approval_state(connection, kept, now) != "pending"):
        audit.append(connection, tenant, entry_of(kept.action, f"{VERB}.given_up", None, reason=reason[:500]))
        change(
            connection, tenant, action_id, verb="failed", tool=kept.action.tool, state="failed",
            error_message=reason[:2000], result_summary=reason[:2000], ended_at=now,
        )  # fmt: skip
        _tell(connection, kept, ports, "failed", kept.action.requester.id, reason[:500])
        tell_waiter(connection, kept.action, bus)


def _tell(connection: Connection, kept: Kept, ports: Ports, how: str, actor: str, text: str) -> None:
    action = kept.action
    if action.case_id:
        body: dict[str, JSON] = {"action_id": action.action_id, "tool": action.tool, "state": how}
        ports.tell(
            connection, action.tenant, action.case_id, kind="action", actor=actor,
            text=f"{action.tool} {how}" + (f": {text}" if text else ""), body=body,
        )  # fmt: skip

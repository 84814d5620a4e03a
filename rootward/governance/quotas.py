"""Quotas: whether one more investigation is let in, of those in an hour and those at once."""

from __future__ import annotations

from rootward.audit import log as audit
from rootward.audit.entry import Actor, AuditEntry
from rootward.governance import budgets
from rootward.governance.budget_limits import limits_now
from rootward.governance.budget_room import OverBudget
from rootward.kit.db import Connection

__all__ = ["admit", "refused"]

_LASTS_NS = 24 * 3600 * 1_000_000_000
"""Longer than any investigation waits and works: it gives its place back when it ends."""


def admit(connection: Connection, tenant: str, run_id: str, *, now: int) -> None:
    """Count an investigation into the hour, and among those at once until `run_id` ends. Nothing is written where
    nothing limits them. Raises OverBudget."""
    limits = limits_now(connection, tenant)
    if not limits.concern(["tenant"], ["investigations", "investigations_at_once"]):
        return
    budgets.hold(
        connection, tenant, [("tenant", "investigations_at_once", 1.0)], limits=limits, holder=run_id,
        until=now + _LASTS_NS, now=now, spent=[("tenant", "investigations", 1.0)],
    )  # fmt: skip


def refused(connection: Connection, tenant: str, error: OverBudget, *, case_id: str | None, by: Actor) -> None:
    """Put a refusal on the audit log, and count it."""
    error.count(tenant)
    entry = AuditEntry(
        actor=by, action="investigation.refused", resource=f"case:{case_id}" if case_id else f"tenant:{tenant}",
        decision="deny", reason=error.message, rule_ids=("budget",),
        budget_before={name: error.facts[name] for name in ("scope", "unit", "limit", "used", "reserved")},
    )  # fmt: skip
    audit.append(connection, tenant, entry)

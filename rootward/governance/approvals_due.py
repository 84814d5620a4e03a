"""Due: what happens to approvals that nobody answers. Reminded once when late, ended when their time is over.

A break-glass approval that nobody has looked at afterwards is told once, too; it stays open until somebody has.
"""

from __future__ import annotations

import sqlalchemy as sa

from rootward.audit import log
from rootward.governance.approvals_model import (
    BREAK_GLASS_NS,
    OURSELVES,
    Approval,
    entry_of,
    from_row,
    moment,
    write,
)
from rootward.governance.approvals_vote import resend
from rootward.kit.bus import Bus
from rootward.kit.clock import format_ns
from rootward.kit.db import Connection
from rootward.kit.visible import visible
from rootward.schema import approvals

__all__ = ["expire_due", "is_anything_due", "remind_due"]

_AT_ONCE = 200


def is_anything_due(connection: Connection, tenant: str, *, now: int) -> bool:
    """Whether the two below would find something: a read, so that a quiet tenant costs no write."""
    clauses = (_expired(now), _late(now), _unreviewed(now))
    query = sa.select(approvals.c.approval_id).where(approvals.c.tenant == tenant)
    return any(connection.execute(query.where(clause).limit(1)).first() is not None for clause in clauses)


def remind_due(connection: Connection, tenant: str, *, now: int) -> list[str]:
    """Tell once of each request that is answered too late (the approval SLA), and of each emergency that nobody has
    looked at; their ids."""
    now, told = moment(now), []
    for approval in _found(connection, tenant, _late(now)):
        text = f"{visible(approval.tool)} still waits for approval; it was due at {format_ns(approval.due_at)}"
        write(connection, approval, kind="approval.due", actor=OURSELVES.id, text=text, reminded_at=now)
        told.append(approval.approval_id)
    for approval in _found(connection, tenant, _unreviewed(now)):
        text = f"nobody has looked at the emergency approval of {visible(approval.tool)} yet"
        write(connection, approval, kind="approval.review_due", actor=OURSELVES.id, text=text, review_reminded_at=now)
        told.append(approval.approval_id)
    return told


def expire_due(connection: Connection, tenant: str, *, now: int, bus: Bus) -> list[str]:
    """End every approval whose time is over, for good, and have its action looked at again; their ids."""
    now, ended = moment(now), []
    for approval in _found(connection, tenant, _expired(now)):
        why = "nobody decided in time" if approval.state == "pending" else "it was not used in time"
        text = f"the approval of {visible(approval.tool)} expired: {why}"
        changed = write(
            connection, approval, kind="approval.expired", actor=OURSELVES.id, text=text, state="expired",
            ended_why=why, decided_at=approval.decided_at or now,
        )  # fmt: skip
        log.append(connection, tenant, entry_of(changed, OURSELVES, "approval.expired", reason=why))
        resend(connection, changed, bus)
        ended.append(approval.approval_id)
    return ended


def _found(connection: Connection, tenant: str, clause: sa.ColumnElement[bool]) -> list[Approval]:
    query = sa.select(approvals).where(approvals.c.tenant == tenant, clause)
    rows = connection.execute(query.order_by(approvals.c.expires_at).limit(_AT_ONCE).with_for_update())
    return [from_row(row) for row in rows.mappings()]


def _expired(now: int) -> sa.ColumnElement[bool]:
    table = approvals.c
    is_old_glass = sa.and_(table.break_glass.is_(True), table.decided_at <= now - BREAK_GLASS_NS)
    return sa.and_(
        table.state.in_(("pending", "approved")),
        sa.or_(table.expires_at <= now, sa.and_(table.state == "approved", is_old_glass)),
    )


def _late(now: int) -> sa.ColumnElement[bool]:
    table = approvals.c
    return sa.and_(
        table.state == "pending", table.due_at <= now, table.expires_at > now, table.reminded_at.is_(None)
    )  # fmt: skip


def _unreviewed(now: int) -> sa.ColumnElement[bool]:
    table = approvals.c
    return sa.and_(table.review_due_at <= now, table.reviewed_at.is_(None), table.review_reminded_at.is_(None))

"""Finding approvals: by state, those that a person may vote on, and emergencies nobody has looked at, page by page."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from rootward.errors import BadInput, Denied
from rootward.governance.approvals_model import STATES, Approval, from_row, moment, votes_of
from rootward.governance.approvals_rights import right_to_vote
from rootward.kit.db import Connection
from rootward.schema import approvals
from rootward.tenancy.principal import Principal

__all__ = ["Wanted", "Waiting", "find", "may_vote"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """An empty field does not filter. `mine`: only what the one who asks may vote on, now. `unreviewed`: only what was
    approved in an emergency and nobody else has looked at."""

    state: str = "pending"
    action_id: str = ""
    mine: bool = False
    unreviewed: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """`next_cursor` is '' on the last page."""

    items: tuple[Approval, ...]
    next_cursor: str


def find(
    connection: Connection, principal: Principal, wanted: Wanted, *, now: int, limit: int = 50, cursor: str = ""
) -> Waiting:
    """Pending ones by when they expire, the soonest first; anything else the newest first.

    Raises BadInput for a state or cursor that is none.
    """
    if wanted.state and wanted.state not in STATES:
        raise BadInput(f"there is no state {wanted.state!r}; there are {', '.join(STATES)}", field="state")
    now = moment(now)
    found: list[Approval] = []
    while True:
        page = _page(connection, principal.tenant, wanted, now, limit + 1, cursor)
        found += [one for one in page if not wanted.mine or may_vote(connection, principal, one, now=now) is None]
        if len(found) > limit or len(page) <= limit:
            break
        cursor = _cursor(page[-1], wanted)
    more = len(found) > limit
    return Waiting(items=tuple(found[:limit]), next_cursor=_cursor(found[limit - 1], wanted) if more else "")


def may_vote(connection: Connection, principal: Principal, approval: Approval, *, now: int) -> str | None:
    """None when `principal` could say yes to it now, else why not, as a sentence."""
    state = approval.state_at(moment(now))
    if state != "pending":
        return f"it is {state}"
    try:
        right_to_vote(connection, principal, approval, now=now)
    except Denied as refusal:
        return refusal.message
    votes = votes_of(connection, approval.tenant, approval.approval_id)
    return "you have voted" if any(vote.principal_id == principal.id for vote in votes) else None


def _page(
    connection: Connection, tenant: str, wanted: Wanted, now: int, limit: int, cursor: str
) -> list[Approval]:  # fmt: skip
    table = approvals.c
    query = sa.select(approvals).where(table.tenant == tenant, *_clauses(wanted, now))
    at, is_inbox = (table.expires_at, True) if wanted.state == "pending" else (table.created_at, False)
    if cursor:
        moment_, approval_id = _position(cursor)
        here, key = sa.tuple_(at, table.approval_id), sa.tuple_(sa.literal(moment_), sa.literal(approval_id))
        query = query.where(here > key if is_inbox else here < key)
    order = (at, table.approval_id) if is_inbox else (at.desc(), table.approval_id.desc())
    return [from_row(row) for row in connection.execute(query.order_by(*order).limit(limit)).mappings()]


def _clauses(wanted: Wanted, now: int) -> list[sa.ColumnElement[bool]]:
    table = approvals.c
    clauses: list[sa.ColumnElement[bool]] = []
    if wanted.state in ("pending", "approved"):
        clauses += [table.state == wanted.state, table.expires_at > now]
    elif wanted.state == "expired":
        is_over = sa.and_(table.state.in_(("pending", "approved")), table.expires_at <= now)
        clauses.append(sa.or_(table.state == "expired", is_over))
    elif wanted.state:
        clauses.append(table.state == wanted.state)
    if wanted.action_id:
        clauses.append(table.action_id == wanted.action_id)
    if wanted.unreviewed:
        clauses += [table.review_due_at.is_not(None), table.reviewed_at.is_(None)]
    return clauses


def _cursor(approval: Approval, wanted: Wanted) -> str:
    at = approval.expires_at if wanted.state == "pending" else approval.created_at
    return base64.urlsafe_b64encode(msgspec.json.encode([at, approval.approval_id])).decode().rstrip("=")


def _position(cursor: str) -> tuple[int, str]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(raw, type=tuple[int, str])
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise BadInput(f"{cursor[:80]!r} is not a cursor of this list", field="cursor", value=cursor[:80]) from error

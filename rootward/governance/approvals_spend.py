"""Spending: an approval is good for one effect, once, and only for what it was given for.

`usable` is asked by the gate before it lets an action go, `consume` in the transaction that records the intent to act.
Both look at the moment of effect: at the expiry by a clock that never goes back, at what would be done now, at the
people who agreed by what is known of their identities now.
"""

from __future__ import annotations

from collections.abc import Sequence

from rootward.audit import log
from rootward.errors import Conflict
from rootward.governance.action import Action
from rootward.governance.approvals_digest import bound, changes, digest_of_bound
from rootward.governance.approvals_model import (
    OURSELVES,
    Approval,
    Vote,
    entry_of,
    moment,
    read,
    votes_of,
    write,
)
from rootward.governance.approvals_rights import people_for
from rootward.kit.clock import format_ns
from rootward.kit.db import Connection
from rootward.kit.visible import visible
from rootward.schema import approvals

__all__ = ["consume", "end", "usable", "void"]


def usable(
    connection: Connection, tenant: str, approval_id: str, action: Action, *, policy_sha256: str,
    dry_run_sha256: str | None, now: int,
) -> str | None:  # fmt: skip
    """None when the approval covers exactly this action now, else the reason why not, as a sentence.

    Raises NotFound for an approval that there is not, also another tenant's.
    """
    approval = read(connection, tenant, approval_id)
    votes = votes_of(connection, tenant, approval_id)
    if reason := _unspendable(connection, approval, votes, moment(now)):
        return reason
    wanted = bound(action, policy_sha256=policy_sha256, dry_run_sha256=dry_run_sha256, expires_at=approval.expires_at)
    if digest_of_bound(wanted) == approval.digest == digest_of_bound(approval.bound):
        return None
    told = "; ".join(changes(approval.bound, wanted)) or "what it says is not what was agreed to"
    return f"approval {approval_id} is for something else: {told}"


def consume(connection: Connection, tenant: str, approval_id: str, *, digest: str, now: int) -> tuple[str, ...]:
    """Spend it, in the transaction of the intent; who agreed, in the order in which they did.

    However many try, one gets it. Raises Conflict when it was spent before, has ended, or is for another digest;
    NotFound when there is none.
    """
    now = moment(now)
    approval = read(connection, tenant, approval_id, for_change=True)
    if approval.digest != digest:
        raise Conflict(f"approval {approval_id} is for another digest", approval_id=approval_id)
    votes = votes_of(connection, tenant, approval_id)
    if reason := _unspendable(connection, approval, votes, now):
        raise Conflict(reason, approval_id=approval_id, state=approval.state_at(now))
    taken = connection.execute(
        approvals.update()
        .where(
            approvals.c.tenant == tenant, approvals.c.approval_id == approval_id, approvals.c.state == "approved",
            approvals.c.digest == digest,
        )
        .values(state="consumed", consumed_at=now)
    )  # fmt: skip
    if taken.rowcount != 1:
        raise Conflict(f"approval {approval_id} has been used", approval_id=approval_id, state="consumed")
    text = f"{visible(approval.tool)} goes ahead with what was approved"
    write(connection, approval, kind="approval.consumed", actor=OURSELVES.id, text=text, state="consumed")
    return tuple(vote.principal_id for vote in votes if vote.verdict == "approve")


def void(connection: Connection, tenant: str, approval_id: str, *, why: str, now: int) -> None:
    """End an approval because what it was given for is no longer what would be done; one that ended stays as it is.

    Raises NotFound.
    """
    approval = read(connection, tenant, approval_id, for_change=True)
    if approval.state in ("pending", "approved"):
        end(connection, approval, why=why, now=now)


def end(connection: Connection, approval: Approval, *, why: str, now: int) -> Approval:
    """As `void`, for one that is locked and has not ended."""
    text = f"the approval of {visible(approval.tool)} is void: {visible(why)}"
    ended = write(
        connection, approval, kind="approval.void", actor=OURSELVES.id, text=text, state="void", ended_why=why,
        decided_at=approval.decided_at or moment(now),
    )  # fmt: skip
    log.append(connection, approval.tenant, entry_of(approval, OURSELVES, "approval.voided", reason=why))
    return ended


def _unspendable(connection: Connection, approval: Approval, votes: Sequence[Vote], now: int) -> str | None:
    """Why it cannot be spent at `now`, whatever it is for."""
    name, state = f"approval {approval.approval_id}", approval.state_at(now)
    if state == "expired":
        return f"{name} expired at {format_ns(approval.good_until)}"
    if state == "consumed":
        return f"{name} has been used: it was for one time"
    if state != "approved":
        because = f": {approval.ended_why}" if approval.ended_why else ""
        return f"{name} is {state}{because}"
    people = people_for(connection, approval, votes)
    needed = 1 if approval.break_glass else approval.quorum
    if people < needed:
        return f"{name} needs {needed} people, and by what is known of them now only {people} agreed"
    return None

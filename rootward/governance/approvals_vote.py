"""Voting: a person says yes or no to exactly what was shown. Every door (HTTP, command line, link) comes through here.

Enough distinct people who say yes approve it, one no ends it, and what is decided stays decided. The action goes on by
itself: the message that carries it leaves in the same transaction.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import AuditEntry
from rootward.errors import BadInput, Conflict, RootwardError
from rootward.governance.action import ENDED, TOOL
from rootward.governance.approvals_digest import changes
from rootward.governance.approvals_model import (
    Approval,
    Verdict,
    Vote,
    entry_of,
    from_row,
    moment,
    read,
    votes_of,
    write,
)  # fmt: skip
from rootward.governance.approvals_rights import Right, people_for, right_to_vote
from rootward.kit.bus import Bus, message
from rootward.kit.canonical import JSON
from rootward.kit.clock import format_ns
from rootward.kit.db import Connection
from rootward.kit.visible import visible
from rootward.schema import actions, approval_votes, approvals
from rootward.tenancy.principal import Principal

__all__ = ["REVIEW_NS", "refused", "resend", "vote"]

REVIEW_NS = 24 * 3600 * 1_000_000_000
"""Until then somebody else should have looked at what was approved in an emergency."""

_OVER = ENDED | {"running", "unknown"}


def vote(
    connection: Connection, principal: Principal, approval_id: str, verdict: Verdict, *, digest: str, comment: str,
    bus: Bus, now: int, on_behalf_of: str | None = None, link: str | None = None,
) -> Approval:  # fmt: skip
    """Count a vote; the approval as it is then. `digest` is what was shown, `link` the single-use link it came by.

    Raises NotFound, also for another tenant's; Denied for who may not vote on it; Conflict for a vote that comes too
    late, twice, or for something that is not what is asked; BadInput where a reason is missing.
    """
    now = moment(now)
    approval = read(connection, principal.tenant, approval_id, for_change=True)
    right = right_to_vote(connection, principal, approval, now=now, on_behalf_of=on_behalf_of)
    _check_open(connection, approval, now)
    _check_shown(connection, approval, digest)
    _check_reason(right, verdict, comment)
    before = votes_of(connection, approval.tenant, approval_id)
    _check_first(connection, approval, right, principal, verdict, before, link)
    _insert(connection, approval, right, principal, verdict, comment, link, now)
    after = votes_of(connection, approval.tenant, approval_id)
    is_glass = right.break_glass and verdict == "approve"
    people = people_for(connection, approval, after)
    decided = _decided(approval, right, verdict, people, now, is_glass)
    text = _told(approval, principal, right, verdict, comment, people, is_glass)
    kind = "approval.break_glass" if is_glass else f"approval.{decided.get('state', 'vote')}"
    changed = write(connection, approval, kind=kind, actor=principal.id, text=text, **decided)
    _note(connection, changed, principal, right, verdict, comment, people, is_glass)
    if changed.state != "pending":
        resend(connection, changed, bus)
    return changed


def refused(connection: Connection, principal: Principal, approval_id: str, verdict: str, why: RootwardError) -> None:
    """Put a vote that was refused on the record: who tried to approve their own request is worth knowing."""
    entry = AuditEntry(
        actor=principal.actor, action="approval.vote_refused", resource=f"approval:{approval_id}", decision="deny",
        approval_ids=(approval_id,), reason=why.message, facts={"verdict": verdict, "role": principal.role},
    )  # fmt: skip
    log.append(connection, principal.tenant, entry)


def resend(connection: Connection, approval: Approval, bus: Bus) -> None:
    """Have the action looked at again, now that its approval is decided or over."""
    action_id = approval.action_id
    bus.send(connection, message(TOOL, approval.tenant, action_id, {"action_id": action_id}))


def _check_open(connection: Connection, approval: Approval, now: int) -> None:
    state = approval.state_at(now)
    facts = {"approval_id": approval.approval_id, "state": state}
    if state == "expired":
        raise Conflict(f"the request expired at {format_ns(approval.good_until)}: this vote comes too late", **facts)
    if state != "pending":
        because = f" ({approval.ended_why})" if approval.ended_why else ""
        raise Conflict(f"the request is {state}{because}: this vote comes too late", **facts)
    query = sa.select(actions.c.state).where(
        actions.c.tenant == approval.tenant, actions.c.action_id == approval.action_id
    )
    action = connection.execute(query).scalar()
    if action in _OVER:
        raise Conflict(f"the action is {action} already: this vote comes too late", **facts | {"state": str(action)})


def _check_shown(connection: Connection, approval: Approval, digest: str) -> None:
    """Raises Conflict with what differs between what was shown and what is asked, as far as it is known."""
    if digest == approval.digest:
        return
    query = sa.select(approvals).where(approvals.c.tenant == approval.tenant, approvals.c.digest == digest)
    shown = connection.execute(query).mappings().first()
    told = "; ".join(changes(from_row(shown).bound, approval.bound)) if shown else "no request has that digest"
    raise Conflict(
        f"what you were shown is not what is asked: {told}. Look at it again; it is {approval.digest[:12]} now",
        approval_id=approval.approval_id, field="digest", changed=told, digest=approval.digest,
    )  # fmt: skip


def _check_reason(right: Right, verdict: Verdict, comment: str) -> None:
    if comment.strip():
        return
    if verdict == "deny":
        raise BadInput("say why not: whoever asked has to know", field="comment")
    if right.break_glass:
        raise BadInput("approving alone in an emergency needs a reason", field="comment")


def _check_first(
    connection: Connection, approval: Approval, right: Right, principal: Principal, verdict: Verdict,
    before: tuple[Vote, ...], link: str | None,
) -> None:  # fmt: skip
    """One word a person, also through others; who agreed may still say no."""
    if link is not None:
        query = sa.select(approval_votes.c.at).where(
            approval_votes.c.tenant == approval.tenant, approval_votes.c.link == link
        )
        if connection.execute(query).first() is not None:
            raise Conflict("this link has been used: it was for one vote", approval_id=approval.approval_id)
    if verdict == "deny":
        return
    if any(earlier.principal_id == principal.id for earlier in before):
        raise Conflict("you have voted on this already", approval_id=approval.approval_id)
    mine = Vote(
        principal_id=principal.id, verdict=verdict, person=right.person, digest=approval.digest, role=right.role,
        on_behalf_of=right.on_behalf_of, comment="", auth=principal.auth, link=link, at=0,
    )  # fmt: skip
    adds = people_for(connection, approval, (*before, mine)) > people_for(connection, approval, before)
    if not adds and not right.break_glass:
        raise Conflict("your vote, or that of who you vote for, is counted already", approval_id=approval.approval_id)


def _insert(
    connection: Connection, approval: Approval, right: Right, principal: Principal, verdict: Verdict, comment: str,
    link: str | None, now: int,
) -> None:  # fmt: skip
    row = {
        "tenant": approval.tenant, "approval_id": approval.approval_id, "principal_id": principal.id,
        "verdict": verdict, "person": right.person, "digest": approval.digest, "role": right.role,
        "on_behalf_of": right.on_behalf_of, "comment": comment, "auth": principal.auth, "link": link, "at": now,
    }  # fmt: skip
    connection.execute(approval_votes.insert(), row)


def _decided(
    approval: Approval, right: Right, verdict: Verdict, people: int, now: int, is_glass: bool
) -> dict[str, Any]:  # fmt: skip
    if verdict == "deny":
        return {"state": "denied", "decided_at": now, "ended_why": f"denied by {right.person}"}
    if is_glass:
        return {"state": "approved", "decided_at": now, "break_glass": True, "review_due_at": now + REVIEW_NS}
    return {"state": "approved", "decided_at": now} if people >= approval.quorum else {}


def _told(
    approval: Approval, principal: Principal, right: Right, verdict: Verdict, comment: str, people: int, is_glass: bool
) -> str:
    who = visible(principal.name) + (f" on behalf of {right.on_behalf_of}" if right.on_behalf_of else "")
    why = f": {visible(comment)}" if comment else ""
    if is_glass:
        return f"ALARM: {who} approved {visible(approval.tool)} alone, in an emergency{why}"
    if verdict == "deny":
        return f"{who} denied {visible(approval.tool)}{why}"
    return f"{who} approved {visible(approval.tool)}, {people} of {approval.quorum}{why}"


def _note(
    connection: Connection, approval: Approval, principal: Principal, right: Right, verdict: Verdict, comment: str,
    people: int, is_glass: bool,
) -> None:  # fmt: skip
    facts: dict[str, JSON] = {
        "verdict": verdict, "role": right.role, "person": right.person, "people": people, "quorum": approval.quorum,
        "state": approval.state, "break_glass": is_glass,
    }  # fmt: skip
    if right.alone:
        facts["alone"] = True
    entry = entry_of(
        approval, principal.actor, "approval.break_glass" if is_glass else "approval.vote", reason=comment or None,
        approvers=(principal.id,) if verdict == "approve" else (), facts=facts, on_behalf_of=right.on_behalf_of,
        decision="allow" if verdict == "approve" else "deny",
    )  # fmt: skip
    log.append(connection, approval.tenant, entry)

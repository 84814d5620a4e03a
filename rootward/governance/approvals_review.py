"""Review: another person looks, afterwards, at what one person approved alone in an emergency."""

from __future__ import annotations

from rootward.audit import log
from rootward.errors import BadInput, Conflict, Denied
from rootward.governance import identities
from rootward.governance.approvals_model import Approval, entry_of, moment, read, votes_of, write
from rootward.kit.db import Connection
from rootward.kit.visible import visible
from rootward.tenancy import roles
from rootward.tenancy.principal import Principal, is_logged_in

__all__ = ["review"]


def review(connection: Connection, principal: Principal, approval_id: str, *, comment: str, now: int) -> Approval:
    """Acknowledge it, once; `comment` says what was found.

    Raises NotFound, also for another tenant's; Denied for who may not, or had a part in it; Conflict when there is
    nothing to review, or it has been; BadInput without a comment.
    """
    roles.require(principal, "approvals.review")
    approval = read(connection, principal.tenant, approval_id, for_change=True)
    if approval.review_due_at is None:
        raise Conflict(f"approval {approval_id} was not given in an emergency", approval_id=approval_id)
    if approval.reviewed_at is not None:
        raise Conflict(f"{approval.reviewed_by} has reviewed it already", approval_id=approval_id)
    if not comment.strip():
        raise BadInput("say what you found", field="comment")
    _check_other(connection, principal, approval)
    text = f"{visible(principal.name)} reviewed the emergency approval of {visible(approval.tool)}: {visible(comment)}"
    reviewed = write(
        connection, approval, kind="approval.reviewed", actor=principal.id, text=text, reviewed_by=principal.id,
        reviewed_at=moment(now), review_comment=comment,
    )  # fmt: skip
    log.append(
        connection, approval.tenant, entry_of(reviewed, principal.actor, "approval.reviewed", reason=comment)
    )  # fmt: skip
    return reviewed


def _check_other(connection: Connection, principal: Principal, approval: Approval) -> None:
    """Raises Denied for who asked, who approved, and who is not known to be anybody else."""
    if principal.kind != "human" or not is_logged_in(principal.auth):
        raise Denied("another person has to look at it: log in with your own token")
    votes = votes_of(connection, approval.tenant, approval.approval_id)
    taking_part = {*approval.excluded, *(vote.principal_id for vote in votes)}
    persons = identities.persons_of(connection, approval.tenant, (*taking_part, principal.id))
    if principal.id in taking_part or persons[principal.id] in {persons[one] for one in taking_part}:
        raise Denied("somebody who had no part in it has to look at it", approval_id=approval.approval_id)

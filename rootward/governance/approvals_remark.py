"""Remarks: who may vote says what would have to change before they agree; whoever asked can amend it, or let it be.

It decides nothing: the request waits as before, until somebody says yes or no, or its time is over.
"""

from __future__ import annotations

from typing import cast

from rootward.audit import log
from rootward.errors import BadInput, Conflict
from rootward.governance.approvals_model import Approval, entry_of, moment, read, write
from rootward.governance.approvals_rights import right_to_vote
from rootward.kit.canonical import JSON
from rootward.kit.clock import format_ns
from rootward.kit.db import Connection
from rootward.kit.visible import visible
from rootward.tenancy.principal import Principal

__all__ = ["ask_changes", "remarks_of"]

_MOST = 50


def ask_changes(
    connection: Connection, principal: Principal, approval_id: str, *, digest: str, comment: str, now: int
) -> Approval:
    """Keep what `principal` would have changed about exactly what was shown, whose hash is `digest`.

    Raises NotFound; Denied for who may not vote on it; Conflict when it is decided, is not what was shown, or has been
    remarked on too often; BadInput without a comment.
    """
    now = moment(now)
    approval = read(connection, principal.tenant, approval_id, for_change=True)
    right_to_vote(connection, principal, approval, now=now)
    state = approval.state_at(now)
    if state != "pending":
        raise Conflict(f"the request is {state}: nobody can change it any more", approval_id=approval_id, state=state)
    if digest != approval.digest:
        raise Conflict("what you were shown is not what is asked: look at it again", field="digest")
    if not comment.strip():
        raise BadInput("say what would have to change", field="comment")
    kept = remarks_of(approval)
    if len(kept) >= _MOST:
        raise Conflict(f"{_MOST} remarks are enough: say yes or no", approval_id=approval_id)
    remark: JSON = {"by": principal.id, "name": principal.name, "comment": comment, "at": format_ns(now)}
    text = f"{visible(principal.name)} asks for changes of {visible(approval.tool)}: {visible(comment)}"
    changed = write(
        connection, approval, kind="approval.changes_asked", actor=principal.id, text=text,
        shown={**approval.shown, "remarks": [*kept, remark]},
    )  # fmt: skip
    log.append(
        connection, approval.tenant, entry_of(approval, principal.actor, "approval.changes_asked", reason=comment)
    )  # fmt: skip
    return changed


def remarks_of(approval: Approval) -> list[JSON]:
    """The oldest first."""
    return [*cast("list[JSON]", approval.shown.get("remarks") or [])]

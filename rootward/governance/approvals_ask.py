"""Asking: an action that is held becomes a request to the people who may agree to it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa

from rootward.audit import log
from rootward.audit.entry import Actor
from rootward.errors import BadInput
from rootward.governance.action import Action
from rootward.governance.approvals_digest import Bound, bound, changes, digest_of_bound
from rootward.governance.approvals_model import Approval, entry_of, from_row, moment, read, write
from rootward.governance.approvals_spend import end
from rootward.governance.decision import Decision, Quorum
from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.kit.db import Connection
from rootward.kit.visible import visible
from rootward.schema import actions, approvals

__all__ = ["open_request"]

LONGEST_S = 30 * 86_400.0


def open_request(
    connection: Connection, tenant: str, action: Action, decision: Decision, *, dry_run_sha256: str | None, now: int,
    excluded: Sequence[str] = (),
) -> str:  # fmt: skip
    """Ask for agreement to `action`, which `decision` holds; the approval's id. The dry run with that hash must stand
    on the action already, so that it can be shown. `excluded` are principals who may not vote beside the requester:
    who wrote or last changed the playbook or policy behind it.

    Asked twice for the same, it is one request; asked for something else, the earlier one is void. Raises BadInput for
    a decision that holds nothing: what needs no person leaves no approval.
    """
    quorum, now = _quorum(tenant, action, decision), moment(now)
    for live in _live(connection, tenant, action.action_id):
        same = bound(
            action, policy_sha256=decision.policy_sha256, dry_run_sha256=dry_run_sha256, expires_at=live.expires_at
        )
        differs = changes(live.bound, same)
        is_wanted = (live.quorum, live.roles) == (quorum.people, quorum.roles)
        if live.state_at(now) == "pending" and not differs and is_wanted:
            return live.approval_id
        why = "; ".join(differs) or "what has to be agreed to, or by whom, is judged anew"
        end(connection, live, why=f"asked anew: {why}", now=now)
    expires_at = now + int(quorum.expires_s * 1e9)
    whole = bound(action, policy_sha256=decision.policy_sha256, dry_run_sha256=dry_run_sha256, expires_at=expires_at)
    shown = _shown(connection, action, decision, dry_run_sha256)
    return _insert(connection, whole, shown, quorum, _excluded(action, excluded), now)


def _quorum(tenant: str, action: Action, decision: Decision) -> Quorum:
    quorum = decision.quorum or Quorum()
    if action.tenant != tenant:
        raise BadInput(f"the action is not of tenant {tenant!r}", field="tenant", value=action.tenant)
    if decision.answer != "hold":
        raise BadInput(f"only what is held is asked for, and the decision is {decision.answer}", field="decision")
    if quorum.people < 1:
        raise BadInput("at least one person has to agree", field="quorum.people", value=quorum.people)
    for name, seconds in (("due_s", quorum.due_s), ("expires_s", quorum.expires_s)):
        if not (math.isfinite(seconds) and 0 < seconds <= LONGEST_S):
            raise BadInput(f"{name} must be up to 30 days, not {seconds!r} s", field=f"quorum.{name}", value=seconds)
    return quorum


def _live(connection: Connection, tenant: str, action_id: str) -> list[Approval]:
    query = sa.select(approvals).where(
        approvals.c.tenant == tenant, approvals.c.action_id == action_id, approvals.c.state.in_(("pending", "approved"))
    )
    return [from_row(row) for row in connection.execute(query.with_for_update()).mappings()]


def _excluded(action: Action, more: Sequence[str]) -> list[str]:
    asked = (action.requester.id, action.requester.on_behalf_of, *more)
    return list(dict.fromkeys(one for one in asked if one))


def _shown(connection: Connection, action: Action, decision: Decision, dry_run: str | None) -> dict[str, JSON]:
    """What an approver needs to see beside what the approval is bound to, as it was when it was asked for."""
    requester = action.requester
    words: list[JSON] = [
        {"guard": word.guard, "answer": word.answer, "reason": word.reason, "rule_ids": list(word.rule_ids)}
        for word in decision.words
    ]
    return {
        "why": decision.reason,
        "guard": decision.guard,
        "rule_ids": list(decision.rule_ids),
        "words": words,
        "sensitive": list(action.sensitive),
        "confidence": action.confidence,
        "most": {"usd": action.most.usd, "tokens": action.most.tokens, "calls": action.most.calls,
                 "seconds": action.most.seconds},
        "requester": {"id": requester.id, "name": requester.name, "kind": requester.kind, "role": requester.role,
                      "auth": requester.auth, "agent": requester.agent, "on_behalf_of": requester.on_behalf_of},
        "dry_run": _dry_run(connection, action, dry_run),
        "replaces": _replaced(connection, action),
    }  # fmt: skip


def _dry_run(connection: Connection, action: Action, sha256: str | None) -> JSON:
    """The dry run with that hash, as it is kept with the action; null when there is none."""
    query = sa.select(actions.c.dry_run).where(
        actions.c.tenant == action.tenant, actions.c.action_id == action.action_id
    )
    kept = connection.execute(query).scalar()
    return cast(JSON, kept) if kept and sha256 is not None and kept.get("sha256") == sha256 else None


def _replaced(connection: Connection, action: Action) -> JSON:
    """What was asked for before somebody amended it; null where nothing was."""
    if not action.replaces:
        return None
    query = sa.select(actions.c.arguments).where(
        actions.c.tenant == action.tenant, actions.c.action_id == action.replaces
    )  # fmt: skip
    return {"action_id": action.replaces, "arguments": cast(JSON, connection.execute(query).scalar())}


def _insert(
    connection: Connection, whole: Bound, shown: dict[str, JSON], quorum: Quorum, excluded: list[str], now: int
) -> str:
    tenant, approval_id, expires_at = str(whole["tenant"]), clock.new_id("apr"), cast(int, whole["expires_at"])
    row: dict[str, Any] = {
        "tenant": tenant, "approval_id": approval_id, "action_id": whole["action_id"],
        "digest": digest_of_bound(whole), "bound": whole, "shown": shown, "state": "pending",
        "quorum": quorum.people, "roles": list(quorum.roles), "excluded": excluded, "created_at": now,
        "due_at": min(now + int(quorum.due_s * 1e9), expires_at), "expires_at": expires_at, "break_glass": False,
        "seq": 0,
    }  # fmt: skip
    connection.execute(approvals.insert(), row)
    approval = read(connection, tenant, approval_id)
    who = " or ".join(quorum.roles) or "nobody"
    text = f"{visible(approval.tool)} waits for {quorum.people} of {who}: {visible(str(shown['why']))}"
    requester = cast("dict[str, str]", shown["requester"])
    write(connection, approval, kind="approval.requested", actor=requester["id"], text=text)
    _note(connection, approval, shown)
    return approval_id


def _note(connection: Connection, approval: Approval, shown: dict[str, JSON]) -> None:
    requester = cast(Any, shown["requester"])
    facts: dict[str, JSON] = {
        "quorum": approval.quorum, "roles": list(approval.roles), "expires_at": clock.format_ns(approval.expires_at),
        "guard": shown["guard"],
    }  # fmt: skip
    actor = Actor(id=requester["id"], kind=requester["kind"], auth=requester["auth"])
    entry = entry_of(
        approval, actor, "approval.requested", reason=str(shown["why"]), facts=facts, decision="hold",
        on_behalf_of=requester["on_behalf_of"], rule_ids=tuple(cast("list[str]", shown["rule_ids"])),
    )  # fmt: skip
    log.append(connection, approval.tenant, entry)

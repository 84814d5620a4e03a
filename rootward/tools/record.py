"""Record: what the audit log says of an action, before it, after it and where it did not happen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rootward.audit.entry import AuditEntry
from rootward.governance.action import Action
from rootward.governance.decision import Decision
from rootward.kit.canonical import JSON
from rootward.kit.tracing import trace_id

__all__ = ["entry_of"]


def entry_of(
    action: Action, verb: str, found: Decision | None, *, approval_ids: Sequence[str] = (),
    approvers: Sequence[str] = (), facts: Mapping[str, JSON] | None = None, reason: str | None = None,
) -> AuditEntry:  # fmt: skip
    """One entry about the action; its intent when `verb` becomes one. The arguments are there as their hash."""
    origins = sorted({origin for found_at in action.provenance.values() for origin in found_at})
    about: dict[str, JSON] = {"effect": action.effect, "targets": list[JSON](action.targets[:20])}
    about |= {name: item for name in ("case_id", "run_id", "step_id") if (item := getattr(action, name))}
    if action.requester.agent:
        about["agent"] = action.requester.agent
    if found is not None:
        about["guard"] = found.guard
    return AuditEntry(
        actor=action.requester.actor, on_behalf_of=action.requester.on_behalf_of, action=verb,
        resource=f"action:{action.action_id}", tool=action.tool, tool_schema=action.schema_hash,
        args_sha256=action.args_sha256, idempotency_key=action.idempotency_key, risk=action.risk,
        policy_sha256=(found.policy_sha256 or None) if found else None, rule_ids=found.rule_ids if found else (),
        decision=found.answer if found else None, reason=reason or (found.reason if found else None),
        approval_ids=tuple(approval_ids), approvers=tuple(approvers), provenance=tuple(origins), trace_id=trace_id(),
        facts=about | dict(facts or {}),
    )  # fmt: skip

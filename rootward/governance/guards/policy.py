"""Policy: what the rules of the tenant's packs say; without rules that can be read, no."""

from __future__ import annotations

from typing import cast

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.guards.provenance import doubts
from rootward.governance.policy import GUARD, judged
from rootward.governance.surroundings import Surroundings
from rootward.kit import clock
from rootward.kit.canonical import JSON

__all__ = ["policy", "values"]


def policy(action: Action, around: Surroundings) -> Word | None:
    if around.policy is None:
        reason = f"there is no policy that can be read: {around.policy_fault or 'none is active'}"
        return Word(guard=GUARD, answer="deny", reason=reason)
    return judged(around.policy, action.tool, action.effect, lambda: values(action, around))


def values(action: Action, around: Surroundings) -> dict[str, JSON]:
    """What a rule sees. `untrusted` are the origins of sensitive arguments that nobody vouches for."""
    asks = action.requester
    seen: dict[str, JSON] = {
        "tool": action.tool, "version": action.tool_version, "effect": action.effect, "risk": action.risk,
        "arguments": action.arguments, "targets": list(action.targets), "hosts": list(action.hosts),
        "reversible": bool(action.rollback), "reason": action.reason,
        "untrusted": list[JSON](sorted({source for _, source in doubts(action)})),
        "previewed": around.dry_run is not None and not around.dry_run.failed,
    }  # fmt: skip
    if action.confidence is not None:
        seen["confidence"] = float(action.confidence)
    if action.run_id:
        seen["run_id"] = action.run_id
    requester: dict[str, JSON] = {
        "id": asks.id, "name": asks.name, "kind": asks.kind, "role": asks.role, "permissions": list(asks.permissions),
    }  # fmt: skip
    requester |= {name: item for name in ("agent", "on_behalf_of") if (item := getattr(asks, name))}
    return {
        "action": seen, "case": dict(around.case), "requester": requester,
        "now": cast(JSON, clock.at(around.now)),
    }  # fmt: skip

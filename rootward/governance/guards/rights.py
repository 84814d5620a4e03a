"""Rights: whoever asks must be allowed to, now as when it was asked, and in person as well as through an agent."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings

__all__ = ["rights"]


def rights(action: Action, around: Surroundings) -> Word | None:
    if not around.tenant_active:
        return _no(f"the tenant {action.tenant!r} is suspended")
    needed = around.tool.permission if around.tool else ""
    who = f"{action.requester.name} ({action.requester.role})"
    if action.requester.on_behalf_of:
        who += f" on behalf of {action.requester.on_behalf_of}"
    if needed not in action.requester.permissions:
        return _no(f"{who} may not use {action.tool}: it needs the permission {needed!r}")
    if needed not in around.permissions:
        return _no(f"{who} no longer has the permission {needed!r}")
    return None


def _no(reason: str) -> Word:
    return Word(guard="rights", answer="deny", reason=reason)

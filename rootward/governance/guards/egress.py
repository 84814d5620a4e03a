"""Egress: a tool reaches the hosts that the tenant lists, and no others."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings
from rootward.packs.patterns import any_fits

__all__ = ["egress"]


def egress(action: Action, around: Surroundings) -> Word | None:
    """A host that is a pattern itself needs that very pattern on the list: what it may come to mean is not known."""
    listed = around.guardrails.hosts if around.guardrails else ()
    if not listed:
        return None
    for host in action.hosts:
        if not (host in listed if "*" in host else any_fits(listed, host.lower())):
            return Word(guard="egress", answer="deny", reason=f"{action.tool} would reach {host}, which is not listed")
    return None

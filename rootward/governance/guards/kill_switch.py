"""Kill switch: while one is engaged for everybody, the tenant, the agent or the tool, nothing has an effect."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings

__all__ = ["kill_switch"]


def kill_switch(action: Action, around: Surroundings) -> Word | None:
    scopes = ["global", "tenant", f"tool:{action.tool}"]
    if action.requester.agent:
        scopes.append(f"agent:{action.requester.agent}")
    for scope in scopes:
        if scope in around.switches:
            reason = f"the kill switch {scope} is engaged: {around.switches[scope] or 'no reason given'}"
            return Word(guard="kill_switch", answer="deny", reason=reason, rule_ids=(scope,))
    return None

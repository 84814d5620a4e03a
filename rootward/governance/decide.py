"""Decide: the one ordered list of guards that every effect passes, whatever door it came through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from rootward.governance.action import Action
from rootward.governance.decision import Decision, Word, combined
from rootward.governance.guards.approval import GUARD as APPROVAL
from rootward.governance.guards.approval import agreed, approval
from rootward.governance.guards.asked import asked
from rootward.governance.guards.breaker import breaker
from rootward.governance.guards.budget import budget
from rootward.governance.guards.dry_run import dry_run
from rootward.governance.guards.egress import egress
from rootward.governance.guards.enabled import enabled
from rootward.governance.guards.kill_switch import kill_switch
from rootward.governance.guards.policy import policy
from rootward.governance.guards.provenance import provenance
from rootward.governance.guards.rate import rate
from rootward.governance.guards.resources import resources
from rootward.governance.guards.rights import rights
from rootward.governance.guards.schema import schema
from rootward.governance.guards.secrets import secrets
from rootward.governance.guards.sequence import sequence
from rootward.governance.surroundings import Surroundings

__all__ = ["BEFORE_TRYING", "GUARDS", "Guard", "decide"]

log = structlog.get_logger()
Guard = Callable[[Action, Surroundings], Word | None]

GUARDS: tuple[Guard, ...] = (
    kill_switch, rights, enabled, schema, secrets, resources, provenance, sequence, egress, rate, breaker, budget,
    policy, asked, dry_run, approval,
)  # fmt: skip
"""None means nothing to say against it. Only the policy can say allow, and only an approval can answer a hold."""

BEFORE_TRYING: tuple[Guard, ...] = tuple(guard for guard in GUARDS if guard not in (dry_run, approval))
"""Those that must not deny before a tool may even be asked what it would do."""


def decide(action: Action, around: Surroundings, guards: tuple[Guard, ...] = GUARDS) -> Decision:
    """Every guard is asked; the strictest word decides. A guard that fails denies."""
    words = [word for guard in guards if (word := _asked(guard, action, around)) is not None]
    spoken = tuple(word for word in words if word.guard != APPROVAL)
    found = combined(spoken, around.policy.sha256 if around.policy else "")
    if not agreed(found, around):
        return found
    yes = next((word for word in words if word.guard == APPROVAL), None)
    if yes is None:
        return found
    return replace(
        found, answer="allow", guard=APPROVAL, reason=f"agreed to: {found.reason}", words=(*spoken, yes), quorum=None
    )


def _asked(guard: Guard, action: Action, around: Surroundings) -> Word | None:
    try:
        return guard(action, around)
    except Exception as error:  # whatever goes wrong in a guard, nothing may happen
        name = getattr(guard, "__name__", "guard")
        log.exception("gate.guard_failed", guard=name, action=action.action_id)
        return Word(guard=name, answer="deny", reason=f"the guard {name} failed: {type(error).__name__}")

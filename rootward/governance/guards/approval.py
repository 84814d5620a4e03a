"""Approval: people have agreed to exactly this, to everything that holds it now, and it still counts."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Decision, Word
from rootward.governance.surroundings import Surroundings

__all__ = ["GUARD", "agreed", "approval"]

GUARD = "approval"


def approval(action: Action, around: Surroundings) -> Word | None:
    """Says that there is a yes that counts. It takes no other guard's word away: see `agreed`."""
    if around.approval is None or around.approval.unusable is not None:
        return None
    return Word(guard=GUARD, answer="allow", reason="agreed to", rule_ids=(around.approval.approval_id,))


def agreed(found: Decision, around: Surroundings) -> bool:
    """Whether the yes answers everything that holds the action now: a new reason, or more people than were asked,
    needs another."""
    yes = around.approval
    if yes is None or yes.unusable is not None or found.answer != "hold" or found.quorum is None:
        return False
    holding = {(word.guard, word.rule_ids) for word in found.words if word.answer == "hold"}
    enough = found.quorum.people <= yes.quorum.people and set(yes.quorum.roles) <= set(found.quorum.roles)
    return enough and holding <= yes.asked

"""Asked: whoever wants the action wants people to agree to it first, whatever the policy allows."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings

__all__ = ["asked"]


def asked(action: Action, around: Surroundings) -> Word | None:
    if action.needs is None:
        return None
    return Word(guard="asked", answer="hold", reason=action.reason or "people are to agree", quorum=action.needs)

"""Breaker: a tool that keeps failing is left alone for a while."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings

__all__ = ["breaker"]


def breaker(action: Action, around: Surroundings) -> Word | None:
    if around.breaker is None:
        return None
    return Word(guard="breaker", answer="deny", reason=f"{action.tool} is resting: {around.breaker}")

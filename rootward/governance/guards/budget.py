"""Budget: what it may use at most is there."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings

__all__ = ["budget"]


def budget(action: Action, around: Surroundings) -> Word | None:
    return None if around.budget is None else Word(guard="budget", answer="deny", reason=around.budget)

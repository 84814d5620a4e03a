"""Enabled: the tool is there, switched on for the tenant, and still exactly what was asked for and approved."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Word
from rootward.governance.surroundings import Surroundings

__all__ = ["enabled"]


def enabled(action: Action, around: Surroundings) -> Word | None:
    tool = around.tool
    if tool is None:
        return _no(f"there is no tool {action.tool!r}")
    if tool.closed is not None:
        return _no(f"{action.tool} is {tool.closed}")
    if action.schema_hash != tool.schema_hash:
        return _no(f"{action.tool} has changed since this was asked for")
    return None


def _no(reason: str) -> Word:
    return Word(guard="enabled", answer="deny", reason=reason)

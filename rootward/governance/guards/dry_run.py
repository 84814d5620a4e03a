"""Dry run: what can be tried first is tried first, and must still come out as it did when people agreed."""

from __future__ import annotations

from rootward.governance.action import Action
from rootward.governance.decision import Quorum, Word
from rootward.governance.surroundings import Surroundings

__all__ = ["dry_run"]


def dry_run(action: Action, around: Surroundings) -> Word | None:
    if action.effect == "read" or around.tool is None or not around.tool.previews:
        return None
    tried = around.dry_run
    if tried is None or tried.failed:
        why = tried.failed if tried else "nobody has tried it"
        return Word(guard="dry_run", answer="deny", reason=f"it cannot be tried first: {why}")
    if action.dry_run_sha256 is not None and action.dry_run_sha256 != tried.sha256:
        reason = "what it would do has changed since it was first tried"
        return Word(guard="dry_run", answer="hold", reason=reason, rule_ids=("drift",), quorum=Quorum())
    return None

"""Sequence: what is harmless alone may be forbidden after something else."""

from __future__ import annotations

from collections.abc import Sequence

from rootward.governance.action import Action
from rootward.governance.decision import Quorum, Word
from rootward.governance.surroundings import Past, Surroundings
from rootward.packs.guardrail_model import Guardrails, Matching, SequenceRule
from rootward.packs.patterns import any_fits
from rootward.packs.values import nanoseconds

__all__ = ["concerning", "sequence"]


def sequence(action: Action, around: Surroundings) -> Word | None:
    """The strictest of the rules that speak; the first of those."""
    if around.guardrails is None:
        return None
    if not around.recent:
        return None
    broken = [
        rule for rule in concerning(around.guardrails, action)
        if any(_comes_before(rule, past, around.now) for past in around.recent)
    ]  # fmt: skip
    if not broken:
        return None
    rule = next((item for item in broken if item.effect == "deny"), broken[0])
    names = tuple(item.name for item in broken if item.effect == rule.effect)
    quorum = Quorum() if rule.effect == "hold" else None
    return Word(guard="sequence", answer=rule.effect, reason=rule.message, rule_ids=names, quorum=quorum)


def concerning(rails: Guardrails, action: Action) -> list[SequenceRule]:
    """The rules for which what was done before such an action counts."""
    return [rule for rule in rails.sequences if _matches(rule.then, action.tool, action.effect, action.targets)]


def _comes_before(rule: SequenceRule, past: Past, now: int) -> bool:
    if rule.among == "case" and not past.same_case:
        return False
    return past.at > now - nanoseconds(rule.within) and _matches(rule.after, past.tool, past.effect, past.targets)


def _matches(what: Matching, tool: str, effect: str, targets: Sequence[str]) -> bool:
    if not any_fits(what.tools, tool) or (what.effects and effect not in what.effects):
        return False
    return what.targets == ("**",) or any(any_fits(what.targets, target) for target in targets)

"""Provenance: an argument that decides what is hit, and comes from where anybody could write, is not acted on alone."""

from __future__ import annotations

from rootward.audit.entry import Decision as Answer
from rootward.governance.action import Action
from rootward.governance.decision import Quorum, Word
from rootward.governance.surroundings import Surroundings
from rootward.kit.provenance import TRUSTED, leaves, untrusted
from rootward.packs.guardrail_model import ProvenanceRule

__all__ = ["doubts", "provenance"]

_STRICTNESS: tuple[Answer, ...] = ("allow", "hold", "deny")
_SOURCES = {
    "telemetry": "a field of telemetry", "free_text": "text that anybody could have written",
    "retrieved": "a document that was searched", "model": "a model's answer",
}  # fmt: skip


def provenance(action: Action, around: Surroundings) -> Word | None:
    if action.effect == "read":
        return None
    rule = around.guardrails.provenance if around.guardrails else ProvenanceRule()
    doubtful = doubts(action)
    if not doubtful:
        return None
    found = [(pointer, source, _answer(rule, source)) for pointer, source in doubtful]
    worst: Answer = max((answer for *_, answer in found), key=_STRICTNESS.index, default="allow")
    if worst == "allow":
        return None
    said = [
        f"{pointer} comes from {_SOURCES.get(source, source)}" for pointer, source, answer in found if answer == worst
    ]
    sources = tuple(sorted({source for _, source, answer in found if answer == worst}))
    quorum = Quorum() if worst == "hold" else None
    return Word(guard="provenance", answer=worst, reason="; ".join(said)[:1000], rule_ids=sources, quorum=quorum)


def doubts(action: Action) -> list[tuple[str, str]]:
    """Pointer and origin of every sensitive argument that nobody of the tenant vouches for; an argument of which
    nothing is known counts as free text."""
    if not action.sensitive:
        return []
    found: list[tuple[str, str]] = []
    for pointer in leaves(action.arguments):
        origins = action.provenance.get(pointer, ())
        if origins and TRUSTED.issuperset(origins):
            continue
        if any(pointer == place or pointer.startswith(f"{place}/") for place in action.sensitive):
            found += [(pointer, source) for source in untrusted(origins)]
    return found


def _answer(rule: ProvenanceRule, source: str) -> Answer:
    answers: dict[str, Answer] = {
        "telemetry": rule.telemetry, "free_text": rule.free_text, "retrieved": rule.retrieved, "model": rule.model,
    }  # fmt: skip
    return answers.get(source, "deny")

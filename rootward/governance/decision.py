"""Decision: whether an action may happen: allow, hold (a person must agree first) or deny, and who said so and why."""

from __future__ import annotations

from dataclasses import dataclass

from rootward.audit.entry import Decision as Answer
from rootward.errors import Denied, RootwardError

__all__ = ["Answer", "Decision", "Held", "Quorum", "Refused", "Word", "combined"]

_STRICTNESS: tuple[Answer, ...] = ("allow", "hold", "deny")


@dataclass(frozen=True, kw_only=True, slots=True)
class Quorum:
    """How many distinct people of which roles must agree, by when they should (SLA), and until when it counts."""

    people: int = 1
    roles: tuple[str, ...] = ("approver", "admin")
    due_s: float = 3600.0
    expires_s: float = 86_400.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """What one guard says; `rule_ids` name the rules behind it, `quorum` whom a hold waits for."""

    guard: str
    answer: Answer
    reason: str
    rule_ids: tuple[str, ...] = ()
    quorum: Quorum | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    """`words` are those of every guard that was asked, in their order; the strictest decides."""

    answer: Answer
    guard: str
    reason: str
    words: tuple[Word, ...]
    rule_ids: tuple[str, ...] = ()
    policy_sha256: str = ""
    quorum: Quorum | None = None


class Held(RootwardError):
    """Waiting for a person is not a failure: the action goes on by itself when somebody has agreed."""

    status = 202
    code = "held"
    title = "Waits for approval"


class Refused(Denied):
    """A guard denied the action; `guard` names it."""

    code = "refused"
    title = "The action is not permitted"


def combined(words: tuple[Word, ...], policy_sha256: str) -> Decision:
    """Deny beats hold beats allow; the first of the strictest gives the reason. No word at all is a denial.

    A hold needs everybody's quorum: the most people, the roles that all of them accept, the shortest times."""
    if not words:
        return Decision(answer="deny", guard="gate", reason="no guard was asked", words=())
    strictest = max(words, key=lambda word: _STRICTNESS.index(word.answer))
    quorums = [word.quorum for word in words if word.answer == "hold" and word.quorum is not None]
    return Decision(
        answer=strictest.answer,
        guard=strictest.guard,
        reason=strictest.reason,
        words=words,
        rule_ids=tuple(dict.fromkeys(rule for word in words for rule in word.rule_ids)),
        policy_sha256=policy_sha256,
        quorum=_joined(quorums) if strictest.answer == "hold" else None,
    )


def _joined(quorums: list[Quorum]) -> Quorum:
    if not quorums:
        return Quorum()
    accepted = [role for role in quorums[0].roles if all(role in other.roles for other in quorums)]
    return Quorum(
        people=max(quorum.people for quorum in quorums),
        roles=tuple(accepted),
        due_s=min(quorum.due_s for quorum in quorums),
        expires_s=min(quorum.expires_s for quorum in quorums),
    )

"""Simulate: what another set of rules would have decided about the actions that were asked for, and where it differs.

What a pack decides is judged anew: policy, targets, provenance, sequences, hosts. What the guards of everything else
said (rights, kill switches, rates, budgets, dry runs) stays as it was recorded. A case is seen as it is today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from rootward.governance.decide import Guard, decide
from rootward.governance.decision import Answer, Decision, Quorum, Word, combined
from rootward.governance.guards.approval import GUARD as APPROVAL
from rootward.governance.guards.egress import egress
from rootward.governance.guards.policy import policy
from rootward.governance.guards.provenance import provenance
from rootward.governance.guards.resources import resources
from rootward.governance.guards.sequence import sequence
from rootward.governance.policy import compiled
from rootward.governance.surroundings import Past, Surroundings
from rootward.kit.db import Connection
from rootward.packs.model import Pack
from rootward.tools.actions import Kept, find
from rootward.tools.facts import case_of

__all__ = ["Differs", "Simulation", "simulate"]

_JUDGED: tuple[Guard, ...] = (resources, provenance, sequence, egress, policy)
_NAMES = frozenset(guard.__name__ for guard in _JUDGED)
_DONE = ("running", "succeeded", "unknown")


@dataclass(frozen=True, kw_only=True, slots=True)
class Differs:
    """One action that the rules would have decided otherwise."""

    action_id: str
    tool: str
    targets: tuple[str, ...]
    created_at: int
    before: Answer
    before_why: str
    after: Answer
    after_why: str
    rule_ids: tuple[str, ...]
    people: tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulation:
    """`counts` are actions by `before -> after`; `rules` how often each rule would have spoken; `more`: there were more
    actions than were looked at."""

    actions: int
    more: bool
    counts: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    differs: tuple[Differs, ...] = ()


def simulate(connection: Connection, tenant: str, pack: Pack, *, since: int, limit: int = 5000) -> Simulation:
    """`pack` is the whole effective pack, as it would be. Only actions that were decided about count."""
    found = find(connection, tenant, since=since, limit=limit + 1)
    decided = [kept for kept in found[:limit] if kept.row["decision"]]
    counts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    differs: list[Differs] = []
    for kept in decided:
        before, after = _as_it_was(kept), _as_it_would_be(connection, kept, decided, pack)
        counts[f"{before.answer} -> {after.answer}"] += 1
        rules.update(after.rule_ids)
        if (before.answer, _people(before)) != (after.answer, _people(after)):
            differs.append(_differs(kept, before, after))
    return Simulation(
        actions=len(decided), more=len(found) > limit, counts=dict(counts), rules=dict(rules.most_common()),
        differs=tuple(differs),
    )  # fmt: skip


def _as_it_was(kept: Kept) -> Decision:
    """Before anybody agreed or refused: an action that only people's answer ended had been held."""
    words = [word for word in _words(kept) if word.guard != APPROVAL]
    if not words:
        words = [Word(guard=APPROVAL, answer="hold", reason="people were asked", quorum=Quorum())]
    return combined(tuple(words), kept.row["policy_sha256"] or "")


def _as_it_would_be(connection: Connection, kept: Kept, all_of_them: Sequence[Kept], pack: Pack) -> Decision:
    around = Surroundings(
        now=kept.row["created_at"], policy=compiled(pack), guardrails=pack.guardrails, tool=None,
        case=case_of(connection, kept.action.tenant, kept.action.case_id), recent=_before(kept, all_of_them),
    )  # fmt: skip
    anew = decide(kept.action, around, _JUDGED)
    stay = tuple(word for word in _words(kept) if word.guard not in _NAMES and word.guard != APPROVAL)
    return combined((*stay, *anew.words), anew.policy_sha256)


def _before(kept: Kept, all_of_them: Sequence[Kept]) -> tuple[Past, ...]:
    mine = kept.action
    return tuple(
        Past(
            tool=other.action.tool, effect=other.action.effect, targets=other.action.targets,
            at=other.row["started_at"],
            same_case=mine.case_id is not None and mine.case_id == other.action.case_id,
        )
        for other in all_of_them
        if other.state in _DONE and other.row["started_at"] and other.row["started_at"] < kept.row["created_at"]
    )  # fmt: skip


def _words(kept: Kept) -> list[Word]:
    recorded: list[dict[str, Any]] = kept.row["decision"]["words"]
    return [msgspec.convert(word, Word) for word in recorded]


def _people(found: Decision) -> int:
    return found.quorum.people if found.quorum else 0


def _differs(kept: Kept, before: Decision, after: Decision) -> Differs:
    return Differs(
        action_id=kept.action.action_id, tool=kept.action.tool, targets=kept.action.targets,
        created_at=kept.row["created_at"], before=before.answer, before_why=before.reason, after=after.answer,
        after_why=after.reason, rule_ids=after.rule_ids, people=(_people(before), _people(after)),
    )  # fmt: skip

"""Match: which playbook fits a case, with the reason for every condition that holds and every one that does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

from rootward.kit import clock
from rootward.kit.canonical import JSON
from rootward.packs.conditions import repair_condition
from rootward.packs.playbook_model import Match, Playbook
from rootward.packs.sentence import sentence

__all__ = ["Judged", "Reason", "Situation", "judge", "ranked"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """What a case is, as conditions see it. `types` are the types of its events and the exception type it states,
    `fault` the kind of fault of its report's cause or ''; `facts` are what `when` is asked about."""

    tenant: str
    domains: tuple[str, ...]
    types: tuple[str, ...]
    fault: str
    severity: str
    sla_minutes_remaining: float | None
    policy_tags: tuple[str, ...]
    facts: Mapping[str, JSON]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """`expression` is the condition itself where `text` says one in words."""

    condition: str
    holds: bool
    text: str
    expression: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """`blocked` says why one that matches is not proposed all the same, '' when nothing speaks against it."""

    playbook: Playbook
    reasons: tuple[Reason, ...]
    blocked: str = ""

    @property
    def matches(self) -> bool:
        return all(reason.holds for reason in self.reasons)

    @property
    def summary(self) -> str:
        """What decided it: everything that held, or the first thing that did not."""
        against = [reason.text for reason in self.reasons if not reason.holds]
        return against[0] if against else "; ".join(reason.text for reason in self.reasons)


def judge(playbook: Playbook, situation: Situation) -> Judged:
    """Every condition that the playbook states is asked, also after one did not hold."""
    wanted = playbook.conditions.match
    reasons = [reason for check in _CHECKS if (reason := check(wanted, situation)) is not None]
    if playbook.tenant_id:
        mine = playbook.tenant_id == situation.tenant
        reasons.insert(0, _reason("tenant_id", mine, f"it is {playbook.tenant_id}'s own"))
    if not reasons:
        reasons.append(_reason("always", True, "it states no condition"))
    return Judged(playbook=playbook, reasons=tuple(reasons))


def ranked(playbooks: Sequence[Playbook], situation: Situation) -> tuple[Judged, ...]:
    """All of them, those that match first, the best of them first: higher priority, then newer (made later, higher
    version), then the one that the pack names first."""
    judged = [judge(playbook, situation) for playbook in playbooks]
    return tuple(sorted(judged, key=_standing, reverse=True))  # equals keep their order


def _standing(judged: Judged) -> tuple[bool, int, int, tuple[tuple[int, str], ...]]:
    playbook = judged.playbook
    made = clock.parse_ns(playbook.created_at) if playbook.created_at else 0
    return judged.matches, playbook.conditions.priority, made, _version(playbook.version)


def _version(version: int | str) -> tuple[tuple[int, str], ...]:
    """`1.10` is newer than `1.9`."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"[.+-]", str(version)))


def _domain(wanted: Match, situation: Situation) -> Reason | None:
    if not wanted.domain:
        return None
    holds = _plain(wanted.domain) in {_plain(domain) for domain in situation.domains}
    return _said("domain", holds, wanted.domain, situation.domains)


def _exception_type(wanted: Match, situation: Situation) -> Reason | None:
    if not wanted.exception_type:
        return None
    known = tuple(dict.fromkeys(word for word in (*situation.types, situation.fault) if word))
    holds = any(_pattern(wanted.exception_type).fullmatch(word) for word in known)
    return _said("exception_type", holds, wanted.exception_type, known)


def _fault(wanted: Match, situation: Situation) -> Reason | None:
    if not wanted.fault:
        return None
    holds = bool(situation.fault) and _pattern(wanted.fault).fullmatch(situation.fault) is not None
    return _said("fault", holds, wanted.fault, (situation.fault,) if situation.fault else ())


def _severity(wanted: Match, situation: Situation) -> Reason | None:
    if wanted.severity is None:
        return None
    return _said("severity", wanted.severity == situation.severity, wanted.severity, (situation.severity,))


def _severity_in(wanted: Match, situation: Situation) -> Reason | None:
    if not wanted.severity_in:
        return None
    holds = situation.severity in wanted.severity_in
    return _said("severity_in", holds, " or ".join(wanted.severity_in), (situation.severity,))


def _sla(wanted: Match, situation: Situation) -> Reason | None:
    limit, left = wanted.sla_minutes_remaining_lt, situation.sla_minutes_remaining
    if limit is None:
        return None
    if left is None:
        return _reason("sla_minutes_remaining_lt", False, f"no time limit is set for severity {situation.severity}")
    return _reason("sla_minutes_remaining_lt", left < limit, f"{left:.0f} minutes are left, asked for: under {limit:g}")


def _policy_tags(wanted: Match, situation: Situation) -> Reason | None:
    if not wanted.policy_tags:
        return None
    missing = [tag for tag in wanted.policy_tags if tag not in situation.policy_tags]
    return _said("policy_tags", not missing, ", ".join(wanted.policy_tags), situation.policy_tags)


def _when(wanted: Match, situation: Situation) -> Reason | None:
    if wanted.when == "true":
        return None
    holds = repair_condition(wanted.when).holds(situation.facts)
    said = sentence(wanted.when)
    if not said:
        return _reason("when", holds, f"{wanted.when} {'holds' if holds else 'does not hold'}", wanted.when)
    return _reason("when", holds, said if holds else f"it is not so that {said}", wanted.when)


_CHECKS: tuple[Callable[[Match, Situation], Reason | None], ...] = (
    _domain, _exception_type, _fault, _severity, _severity_in, _sla, _policy_tags, _when,
)  # fmt: skip


def _said(condition: str, holds: bool, wanted: str, found: Sequence[str]) -> Reason:
    named = condition.removesuffix("_in").replace("_", " ")
    is_ = f"is {', '.join(found)}" if found else "is not known"
    text = f"{named} {is_}" if holds else f"{named} {is_}, asked for: {wanted}"
    return _reason(condition, holds, text)


def _reason(condition: str, holds: bool, text: str, expression: str = "") -> Reason:
    return Reason(condition=condition, holds=holds, text=text, expression=expression)


@lru_cache(maxsize=4096)
def _pattern(text: str) -> Any:
    """`*` is any text, `?` one character, everything else itself; case does not matter."""
    parts = {"*": ".*", "?": "."}
    return re2.compile("(?is)" + "".join(parts.get(letter, re2.escape(letter)) for letter in text))


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())

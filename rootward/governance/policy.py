"""Policy: the rules of a tenant's packs, compiled once, and what they say about an action.

Deny beats hold beats allow. A rule that cannot be decided denies; where nothing speaks, the action is denied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rootward.errors import BadInput
from rootward.governance.decision import Quorum, Word, combined
from rootward.kit.canonical import JSON, sha256_hex
from rootward.kit.match import Bound, Condition, bind
from rootward.packs.conditions import POLICY_VARIABLES, policy_condition
from rootward.packs.model import Pack
from rootward.packs.patterns import any_fits, fits
from rootward.packs.policy_model import ApprovalNeed, PolicyEffect, PolicyRule, ToolPolicy
from rootward.packs.values import nanoseconds

__all__ = ["GUARD", "Policy", "Rule", "compiled", "judged"]

GUARD = "policy"
_SECOND = 1e9
_MOST_KEPT = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """`condition` None holds always."""

    id: str
    tools: tuple[str, ...]
    effects: frozenset[str] = frozenset()
    condition: Condition | None
    effect: PolicyEffect
    message: str
    quorum: Quorum | None = None
    fallback: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """`sha256` is of everything in the packs that decides: rules and guardrails; it is what an approval is bound to.
    `rates` are calls a minute by pattern of the tool's name."""

    sha256: str
    rules: tuple[Rule, ...]
    rates: Mapping[str, int] = field(default_factory=dict)
    _asked: dict[tuple[str, str], tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)

    def asked(self, tool: str, effect: str) -> tuple[Rule, ...]:
        """The rules that are for such a tool; found once for each."""
        found = self._asked.get((tool, effect))
        if found is None:
            if len(self._asked) >= _MOST_KEPT:
                self._asked.clear()
            found = self._asked[tool, effect] = tuple(
                rule for rule in self.rules
                if (not rule.effects or effect in rule.effects) and any_fits(rule.tools, tool)
            )  # fmt: skip
        return found

    def rate_of(self, tool: str) -> int:
        """The lowest that applies; 0 without one."""
        lowest = 0
        for pattern, rate in self.rates.items():
            if fits(pattern, tool) and (not lowest or rate < lowest):
                lowest = rate
        return lowest


@lru_cache(maxsize=256)
def compiled(pack: Pack) -> Policy:
    """Raises BadInput for a condition that is wrong, which loading the pack would have refused."""
    body: dict[str, JSON] = {name: pack.body.get(name, {}) for name in ("policies", "guardrails")}
    tools = pack.policies.tools
    rules = [_rule(rule) for rule in pack.policies.rules]
    for pattern, policy in tools.items():
        rules += _tool_rules(pattern, policy)
    rates = {name: item.rate_limit_per_minute for name, item in tools.items() if item.rate_limit_per_minute}
    return Policy(sha256=sha256_hex(body), rules=tuple(rules), rates=rates)


def judged(policy: Policy, tool: str, effect: str, values: Callable[[], Mapping[str, JSON]]) -> Word:
    """What all rules together say: the strictest, with the ids of those that say so. `values` gives `action`, `case`,
    `requester` and `now`, and is asked once, if a rule has a condition."""
    asked = policy.asked(tool, effect)
    given = bind(values(), POLICY_VARIABLES) if any(rule.condition for rule in asked) else None
    words = [word for rule in asked if not rule.fallback and (word := _said(rule, given))]
    words = words or [word for rule in asked if rule.fallback and (word := _said(rule, given))]
    if not words:
        return Word(guard=GUARD, answer="deny", reason=f"no rule of the policy speaks for {tool}")
    found = combined(tuple(words), policy.sha256)
    return Word(
        guard=GUARD, answer=found.answer, reason=found.reason, quorum=found.quorum,
        rule_ids=tuple(word.rule_ids[0] for word in words if word.answer == found.answer),
    )  # fmt: skip


def _said(rule: Rule, values: Bound | None) -> Word | None:
    try:
        holds = rule.condition is None or (values is not None and rule.condition.decide(values))
    except BadInput as error:
        reason = f"the rule {rule.id!r} cannot be decided, so it denies: {error.message}"
        return Word(guard=GUARD, answer="deny", reason=reason, rule_ids=(rule.id,))
    if not holds:
        return None
    return Word(guard=GUARD, answer=rule.effect, reason=rule.message, rule_ids=(rule.id,), quorum=rule.quorum)


def _rule(rule: PolicyRule) -> Rule:
    return Rule(
        id=rule.id, tools=rule.tools, effects=frozenset(rule.effects), effect=rule.effect, message=rule.message,
        fallback=rule.fallback,
        condition=None if rule.when == "true" else policy_condition(rule.when),
        quorum=_quorum(rule.approval) if rule.effect == "hold" else None,
    )  # fmt: skip


def _tool_rules(pattern: str, policy: ToolPolicy) -> Iterator[Rule]:
    """The same rules as somebody would write them in full."""
    name = f"tools.{pattern}"
    if policy.allowed_roles:
        listed = ", ".join(f"'{role}'" for role in policy.allowed_roles)
        yield Rule(
            id=f"{name}.allowed_roles", tools=(pattern,), effect="deny",
            condition=policy_condition(f"!(requester.role in [{listed}])"),
            message=f"only the roles {', '.join(policy.allowed_roles)} may use {pattern}",
        )  # fmt: skip
    if policy.require_approval is not None:
        yield Rule(
            id=f"{name}.require_approval", tools=(pattern,), condition=None,
            effect="hold" if policy.require_approval else "allow",
            message=f"{pattern} needs an approval" if policy.require_approval else f"{pattern} needs no approval",
            quorum=_quorum(ApprovalNeed()) if policy.require_approval else None,
        )  # fmt: skip


def _quorum(need: ApprovalNeed) -> Quorum:
    due, expires = nanoseconds(need.due) / _SECOND, nanoseconds(need.expires) / _SECOND
    return Quorum(people=need.people, roles=need.roles, due_s=due, expires_s=expires)

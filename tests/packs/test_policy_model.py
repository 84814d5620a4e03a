"""Policies and guardrails of a pack: what is refused, and how packs are laid over each other."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from rootward.errors import Misconfigured
from rootward.governance.action import Effect
from rootward.packs.builtin import builtin
from rootward.packs.load import load_text
from rootward.packs.model import Pack
from rootward.packs.overlay import overlay
from rootward.packs.policy_model import ToolEffect

_RULE = "policies: {rules: [{id: a, effect: allow, message: m}]}"


def _pack(text: str, **more: Any) -> Pack:
    return load_text(f"name: t\nversion: '1'\n{text}")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("policies: {rules: [{id: a, effect: maybe, message: m}]}", "allow"),
        ("policies: {rules: [{id: a, effect: allow}]}", "is missing"),
        ("policies: {rules: [{id: a, effect: allow, message: m, whem: x}]}", "not known"),
        ("policies: {rules: [{id: a, effect: allow, message: m, when: 'acton.tool == \"x\"'}]}", "acton"),
        ("policies: {rules: [{id: a, effect: allow, message: m, when: '1'}]}", "boolean"),
        ("policies: {rules: [{id: a, effect: deny, message: m, approval: {people: 2}}]}", "only a rule"),
        ("policies: {rules: [{id: a, effect: hold, message: m, approval: {roles: [boss]}}]}", "no role 'boss'"),
        ("policies: {rules: [{id: a, effect: hold, message: m, approval: {due: 2h, expires: 1h}}]}", "expired"),
        ("policies: {rules: [{id: a, effect: allow, message: m}, {id: a, effect: deny, message: m}]}", "twice"),
        ("policies: {tools: {x: {allowed_roles: [boss]}}}", "no role 'boss'"),
        ("policies: {tools: {x: {rate_limit_per_minute: -1}}}", "greater"),
        ("policies: {tools: {'a b': {}}}", "pattern"),
        ("guardrails: {allow: [{name: a, targets: []}]}", "at least 1"),
        ("guardrails: {sequences: [{name: a, after: {}, then: {}, effect: allow, message: m}]}", "hold"),
        ("guardrails: {provenance: {model: perhaps}}", "allow"),
    ],
)
def test_a_mistake_is_named(text: str, says: str) -> None:
    with pytest.raises(Misconfigured, match=says):
        _pack(text)


def test_a_tenant_changes_adds_and_removes_rules_by_their_ids() -> None:
    mine = load_text("""
        name: mine
        version: "1"
        requires: [sre]
        remove: [policies.rules.no-way-back]
        policies:
          rules:
            - {id: destructive, effects: [destructive], effect: deny, message: never}
            - {id: own, tools: [own.*], effect: allow, message: mine}
          tools:
            github.issue: {require_approval: true}
        guardrails:
          provenance: {model: deny}
        """)
    found = overlay([builtin(), mine])
    effects = {rule.id: rule.effect for rule in found.policies.rules}
    assert effects["destructive"] == "deny" and effects["own"] == "allow" and "no-way-back" not in effects
    assert found.policies.tools["github.issue"].require_approval
    assert (found.guardrails.provenance.model, found.guardrails.provenance.retrieved) == ("deny", "hold")


def test_the_effects_are_those_of_tools() -> None:
    assert get_args(ToolEffect) == get_args(Effect)


def test_every_shipped_rule_says_why() -> None:
    assert _pack(_RULE).policies.rules[0].message == "m"
    assert all(len(rule.message) > 10 for rule in builtin().policies.rules)

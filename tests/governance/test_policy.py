"""Policy: deny beats hold beats allow, what cannot be decided denies, and nothing means no."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.governance.action import Requester
from rootward.governance.decision import Quorum, Word
from rootward.governance.guards.policy import policy
from rootward.governance.policy import compiled
from rootward.packs.builtin import builtin
from tests.governance.conftest import ALLOW, MAY, act, around, pack


def _said(*rules: dict[str, Any], tools: dict[str, Any] | None = None, **changed: Any) -> Word:
    word = policy(act(**changed), around(pack(*rules, tools=tools)))
    assert word is not None
    return word


def _rule(id_: str, effect: str, when: str = "true", **more: Any) -> dict[str, Any]:
    return {"id": id_, "effect": effect, "when": when, "message": f"{id_} says so", **more}


def test_no_rule_at_all_denies() -> None:
    assert _said().answer == "deny"
    assert _said(_rule("other", "allow", 'action.tool == "x"')).answer == "deny"


def test_no_policy_denies_and_says_why() -> None:
    word = policy(act(), around(policy=None, policy_fault="the pack is broken"))
    assert word is not None and word.answer == "deny" and "broken" in word.reason


def test_deny_beats_hold_beats_allow_in_any_order() -> None:
    rules = [_rule("a", "allow"), _rule("h", "hold"), _rule("d", "deny")]
    for order in (rules, rules[::-1]):
        word = _said(*order)
        assert (word.answer, word.rule_ids) == ("deny", ("d",))
    assert _said(*rules[:2]).answer == "hold"


@pytest.mark.parametrize(
    "when",
    ["action.confidence > 0.5", "action.arguments.missing == 1", "case.owner == 'x'", "action.risk > 3",
     "action.arguments.name.matches('(')"],
)  # fmt: skip
def test_a_rule_that_cannot_be_decided_denies(when: str) -> None:
    word = _said(ALLOW, _rule("broken", "allow", when))
    assert (word.answer, word.rule_ids) == ("deny", ("broken",))
    assert "cannot be decided" in word.reason


def test_a_fallback_speaks_only_where_no_other_rule_does() -> None:
    rules = [_rule("rest", "hold", fallback=True), _rule("sure", "allow", "has(action.confidence)")]
    assert _said(*rules).answer == "hold"
    assert _said(*rules, confidence=0.99).answer == "allow"


def test_a_confident_repair_is_allowed_by_rule_alone() -> None:
    sure = _rule("sure", "allow", "has(action.confidence) && action.confidence >= 0.95 && case.severity == 'high'")
    rest = _rule("rest", "hold", fallback=True)
    assert _said(sure, rest, confidence=0.96).answer == "allow"
    assert _said(sure, rest, confidence=0.94).answer == "hold"


def test_a_hold_asks_for_the_people_of_every_rule_that_holds() -> None:
    two = _rule("two", "hold", approval={"people": 2, "roles": ["admin"], "due": "10m", "expires": "1h"})
    word = _said(two, _rule("one", "hold"))
    assert word.quorum == Quorum(people=2, roles=("admin",), due_s=600, expires_s=3600)
    assert word.rule_ids == ("two", "one")


def test_rules_see_who_asks_what_and_when() -> None:
    seen = (
        "requester.role == 'sre_operator' && action.targets.exists(t, t.startsWith('deployment:'))"
        " && now > timestamp('2020-01-01T00:00:00Z') && action.reversible && size(action.untrusted) == 0"
    )
    assert _said(_rule("a", "allow", seen)).answer == "allow"
    assert _said(_rule("a", "allow", seen), rollback="").answer == "deny"


def test_a_tools_rules_in_short() -> None:
    tools = {"kubernetes.*": {"allowed_roles": ["admin"], "rate_limit_per_minute": 6}}
    word = _said(ALLOW, tools=tools)
    assert word.answer == "deny" and "only the roles admin" in word.reason
    admin = Requester(id="a", name="A", kind="human", role="admin", auth="x", permissions=MAY)
    assert _said(ALLOW, tools=tools, requester=admin).answer == "allow"
    assert compiled(pack(tools=tools)).rate_of("kubernetes.restart") == 6
    assert compiled(pack(tools=tools)).rate_of("github.issue") == 0
    assert _said(ALLOW, tools={"kubernetes.restart": {"require_approval": True}}).answer == "hold"
    assert _said(tools={"kubernetes.restart": {"require_approval": False}}).answer == "allow"


def test_the_digest_follows_rules_and_guardrails() -> None:
    digests = {
        compiled(given).sha256
        for given in (pack(), pack(ALLOW), pack(ALLOW, block=["node:*"]), pack(tools={"x": {"require_approval": True}}))
    }
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("changed", "answer", "people"),
    [
        ({"effect": "read"}, "allow", 0),
        ({"tool": "slack.post_message", "risk": "low", "effect": "non_idempotent"}, "allow", 0),
        ({"tool": "webhook.send", "risk": "low", "effect": "non_idempotent"}, "allow", 0),
        ({"tool": "mail.send", "risk": "low", "effect": "non_idempotent"}, "allow", 0),
        ({"tool": "slack.post_message", "risk": "medium"}, "hold", 1),
        ({"tool": "slack.delete_message", "risk": "low"}, "hold", 1),
        ({"tool": "github.comment", "risk": "low", "effect": "non_idempotent"}, "allow", 0),
        ({"tool": "jira.create_issue", "risk": "low", "effect": "non_idempotent"}, "allow", 0),
        ({"tool": "github.revert", "risk": "medium"}, "hold", 1),
        ({"tool": "github.run_workflow", "risk": "high"}, "hold", 1),
        ({"tool": "jira.transition", "risk": "low"}, "hold", 1),
        ({}, "hold", 1),
        ({"effect": "non_idempotent"}, "hold", 1),
        ({"effect": "destructive"}, "hold", 2),
        ({"risk": "high", "rollback": ""}, "hold", 1),
    ],
)
def test_what_ships_allows_reading_and_telling_and_holds_the_rest(
    changed: dict[str, Any], answer: str, people: int
) -> None:
    word = policy(act(**changed), around(builtin()))
    assert word is not None
    assert (word.answer, word.quorum.people if word.quorum else 0) == (answer, people)

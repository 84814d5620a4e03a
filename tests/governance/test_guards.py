"""Every guard's cases: what each has nothing to say about, and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from rootward.governance.action import Action
from rootward.governance.decision import Quorum
from rootward.governance.guards.approval import approval
from rootward.governance.guards.asked import asked
from rootward.governance.guards.breaker import breaker
from rootward.governance.guards.budget import budget
from rootward.governance.guards.dry_run import dry_run
from rootward.governance.guards.egress import egress
from rootward.governance.guards.enabled import enabled
from rootward.governance.guards.kill_switch import kill_switch
from rootward.governance.guards.provenance import provenance
from rootward.governance.guards.rate import rate
from rootward.governance.guards.resources import resources
from rootward.governance.guards.rights import rights
from rootward.governance.guards.secrets import secret_places, secrets
from rootward.governance.guards.sequence import sequence
from rootward.governance.surroundings import Agreed, DryRun, Past, Traffic
from tests.governance.conftest import ALLOW, NOW, act, around, pack

AGENT = replace(act().requester, kind="agent", agent="planner", on_behalf_of="ana")
MINUTE = 60 * 10**9


@pytest.mark.parametrize("scope", ["global", "tenant", "tool:kubernetes.restart", "agent:planner"])
def test_a_kill_switch_stops_what_it_names(scope: str) -> None:
    word = kill_switch(act(requester=AGENT), around(switches={scope: "fire"}))
    assert word is not None and word.answer == "deny" and "fire" in word.reason


@pytest.mark.parametrize("scope", ["tool:other", "agent:other"])
def test_another_ones_kill_switch_does_not(scope: str) -> None:
    assert kill_switch(act(requester=AGENT), around(switches={scope: ""})) is None
    assert kill_switch(act(), around(switches={"agent:planner": ""})) is None


def test_who_asks_needs_the_right_then_and_now() -> None:
    assert rights(act(), around()) is None
    assert rights(act(), around(permissions=frozenset())) is not None
    without = replace(act().requester, permissions=("cases.read",))
    assert rights(act(requester=without), around()) is not None
    assert rights(act(), around(tenant_active=False)) is not None
    assert rights(act(), around(tool={"permission": "sql.execute"})) is not None


@pytest.mark.parametrize(
    ("tool", "says"),
    [
        ({"closed": "disabled: by ana"}, "disabled"),
        ({"closed": "quarantined: its description changed"}, "description"),
        ({"schema_hash": "new"}, "has changed"),
    ],
)
def test_a_tool_that_is_off_or_not_what_it_was_is_denied(tool: dict[str, Any], says: str) -> None:
    assert enabled(act(), around()) is None
    word = enabled(act(), around(tool=tool))
    assert word is not None and word.answer == "deny" and says in word.reason


def test_a_tool_that_is_not_there_is_denied() -> None:
    assert enabled(act(), replace(around(), tool=None)) is not None


@pytest.mark.parametrize(
    "value",
    [
        "ghp_" + "a1B2" * 9,
        "Bearer " + "q7Wd" * 9,
        "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_an_argument_that_holds_a_secret_is_refused_without_repeating_it(value: str) -> None:
    word = secrets(act({"deep": [{"note": f"use {value}"}]}), around())
    assert word is not None and word.answer == "deny"
    assert "/deep/0/note" in word.reason and value not in word.reason


def test_a_secret_under_its_name_is_refused_and_a_reference_is_not() -> None:
    assert [place for place, _ in secret_places({"password": "hunter2-Xq"})] == ["/password"]
    assert secrets(act({"password": "env:DB_PASSWORD", "token": "file:jira-token"}), around()) is None


def test_whom_to_tell_is_no_secret() -> None:
    assert secrets(act({"to": "ana@example.com", "text": "call +44 20 7946 0958"}), around()) is None


SHOP = {"name": "shop", "tools": ["kubernetes.*"], "targets": ["deployment:shop/*"]}


@pytest.mark.parametrize(
    "targets",
    [
        ("deployment:pay/checkout",), ("deployment:shop/checkout", "deployment:pay/x"), (), ("deployment:shop/a/b",),
        ("statefulset:shop/checkout",), ("deployment:shop/*",), ("deployment:shop/",), ("deployment:/checkout",),
        ("",), ("deployment:",), ("deployment:shop/..",), ("deployment:shop/a b",), ("deployment:shop/[a-z]",),
        ("deployment:shop//x",),
    ],
)  # fmt: skip
def test_what_is_not_on_the_list_or_no_single_thing_is_denied(targets: tuple[str, ...]) -> None:
    given = around(pack(ALLOW, allow=[SHOP]))
    assert resources(act(), given) is None
    word = resources(act(targets=targets), given)
    assert word is not None and word.answer == "deny"


def test_a_pattern_or_nothing_is_denied_without_any_list() -> None:
    assert resources(act(targets=("deployment:*",)), around()) is not None
    assert resources(act(targets=()), around()) is not None
    assert resources(act(targets=()), around(tool={"targeted": False})) is None


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("https://api.example.com/v1/items?id=3", True), ("http://127.0.0.1:8080", True),
        ("https://[::1]:8443/x/", True),
        ("https:///x", False), ("https://*.example.com/", False), ("https://a/../b", False), ("https://a/x/..", False),
        ("ftp://a/b", False), ("https://a/b c", False), ("", False), ("https://u:p@a/", False), ("https://a/*", False),
    ],
)  # fmt: skip
def test_an_address_is_one_thing(url: str, fine: bool) -> None:
    assert (resources(act(targets=(f"url:{url}",)), around()) is None) is fine


def test_a_thousand_targets_are_too_many() -> None:
    many = tuple(f"pod:shop/p{n}" for n in range(1000))
    word = resources(act(targets=many), around())
    assert word is not None and "more than 10" in word.reason
    wider = around(pack(ALLOW, allow=[{"name": "w", "targets": ["pod:shop/*"], "width": 1000}]))
    assert resources(act(targets=many), wider) is None


def test_a_list_is_for_its_agents_and_what_is_blocked_stays_blocked() -> None:
    mine = around(pack(ALLOW, allow=[SHOP | {"agents": ["planner"], "targets": ["deployment:pay/*"]}]))
    assert resources(act(), mine) is None
    assert resources(act(requester=AGENT), mine) is not None
    blocked = around(pack(ALLOW, allow=[SHOP], block=["deployment:shop/check*"]))
    assert resources(act(), blocked) is not None


def _from(*sources: str, **changed: Any) -> Action:
    return act(provenance={"/namespace": ("operator",), "/name": sources}, **changed)


@pytest.mark.parametrize(
    ("sources", "answer"),
    [(("operator",), None), (("config", "pack"), None), (("telemetry",), None), (("free_text",), "hold"),
     (("retrieved",), "hold"), (("model",), "hold"), (("operator", "model"), "hold"), ((), "hold"),
     (("made_up",), "deny")],
)  # fmt: skip
def test_what_decides_what_is_hit_must_come_from_somebody(sources: tuple[str, ...], answer: str | None) -> None:
    word = provenance(_from(*sources), around())
    assert (word.answer if word else None) == answer
    if word and answer == "hold":
        assert "/name comes from" in word.reason and word.quorum == Quorum()


def test_an_argument_that_hits_nothing_may_come_from_anywhere_and_a_tenant_may_be_stricter() -> None:
    assert provenance(_from("model", sensitive=("/namespace",)), around()) is None
    assert provenance(_from("model", effect="read"), around()) is None
    strict = around(pack(ALLOW, provenance={"model": "deny", "telemetry": "hold"}))
    word = provenance(_from("model", "telemetry"), strict)
    assert word is not None and (word.answer, word.rule_ids) == ("deny", ("model",))


def test_all_of_a_sensitive_list_is_sensitive() -> None:
    listed = act({"pods": ["a", "b"], "podsy": "c"}, sensitive=("/pods",))
    word = provenance(replace(listed, provenance={"/pods/0": ("operator",), "/pods/1": ("free_text",)}), around())
    assert word is not None and "/pods/1" in word.reason and "/podsy" not in word.reason


RULE = {
    "name": "read-then-send", "after": {"tools": ["vault.read"]}, "then": {"tools": ["notify.*"]}, "within": "10m",
    "message": "what was read must not leave",
}  # fmt: skip


def _past(minutes: float, tool: str = "vault.read", *, same_case: bool = True) -> Past:
    return Past(tool=tool, effect="read", targets=(), at=int(NOW - minutes * MINUTE), same_case=same_case)


def test_two_harmless_actions_may_be_forbidden_together() -> None:
    given = pack(ALLOW, sequences=[RULE])
    send = act(tool="notify.slack")
    assert sequence(send, around(given)) is None
    assert sequence(send, around(given, recent=(_past(11),))) is None
    assert sequence(send, around(given, recent=(_past(1, "vault.list"),))) is None
    assert sequence(act(), around(given, recent=(_past(1),))) is None
    word = sequence(send, around(given, recent=(_past(9),)))
    assert word is not None and (word.answer, word.rule_ids) == ("deny", ("read-then-send",))


def test_a_sequence_may_count_within_a_case_and_may_only_hold() -> None:
    given = pack(ALLOW, sequences=[RULE | {"among": "case", "effect": "hold"}])
    send = act(tool="notify.slack")
    assert sequence(send, around(given, recent=(_past(1, same_case=False),))) is None
    word = sequence(send, around(given, recent=(_past(1),)))
    assert word is not None and word.answer == "hold"


@pytest.mark.parametrize(
    ("listed", "hosts", "fine"),
    [
        ([], ("api.github.com",), True),
        (["api.github.com"], ("api.github.com",), True),
        (["api.github.com"], ("evil.example",), False),
        (["*.example.com"], ("a.example.com", "b.example.org"), False),
        (["*.example.com"], ("*.example.com",), True),
        (["**"], ("*.example.com",), False),
        (["api.github.com"], (), True),
    ],
)
def test_a_tool_reaches_listed_hosts_only(listed: list[str], hosts: tuple[str, ...], fine: bool) -> None:
    assert (egress(act(hosts=hosts), around(pack(ALLOW, hosts=listed))) is None) is fine


@pytest.mark.parametrize(
    ("traffic", "tool", "says"),
    [
        (Traffic(last_minute=6), {"rate_per_minute": 6}, "times a minute"),
        (Traffic(last_minute=2), {"rate_per_minute": 6}, "2 times a minute"),
        (Traffic(running=2), {"concurrency": 2}, "already"),
        (Traffic(target_last_minute=1), {}, "one target"),
        (Traffic(repeats=3), {}, "planner_loop"),
        (Traffic(in_run=100), {}, "planner_loop"),
    ],
)
def test_too_much_is_denied(traffic: Traffic, tool: dict[str, Any], says: str) -> None:
    limits = {"per_target_per_minute": 1}
    given = pack(ALLOW, tools={"kubernetes.restart": {"rate_limit_per_minute": 2}}, limits=limits)
    action = act(run_id="run_1")
    assert rate(action, around(given, tool=tool)) is None
    word = rate(action, around(given, tool=tool, traffic=traffic))
    assert word is not None and says in word.reason


def test_a_person_outside_of_any_run_makes_no_loop() -> None:
    assert rate(act(), around(traffic=Traffic(repeats=50, in_run=500))) is None


def test_a_resting_tool_and_an_empty_budget_deny() -> None:
    assert (breaker(act(), around()), budget(act(), around())) == (None, None)
    assert breaker(act(), around(breaker="5 failures")) is not None
    assert budget(act(), around(budget="0 of 10 calls are left")) is not None


def test_what_can_be_tried_is_tried_and_must_come_out_the_same() -> None:
    can = {"previews": True}
    assert dry_run(act(), around()) is None
    assert dry_run(act(effect="read"), around(tool=can)) is None
    assert dry_run(act(), around(tool=can, dry_run=DryRun(sha256="a"))) is None
    assert dry_run(act(dry_run_sha256="a"), around(tool=can, dry_run=DryRun(sha256="a"))) is None
    words = [
        dry_run(act(), around(tool=can)),
        dry_run(act(), around(tool=can, dry_run=DryRun(failed="down"))),
        dry_run(act(dry_run_sha256="a"), around(tool=can, dry_run=DryRun(sha256="b"))),
    ]
    assert [word.answer if word else None for word in words] == ["deny", "deny", "hold"]


def test_who_asks_may_want_people_to_agree() -> None:
    assert asked(act(), around()) is None
    word = asked(act(needs=Quorum(people=3)), around())
    assert word is not None and (word.answer, word.quorum) == ("hold", Quorum(people=3))


def test_only_a_yes_that_counts_is_a_word() -> None:
    assert approval(act(), around()) is None
    assert approval(act(), around(approval=Agreed(approval_id="a", unusable="expired"))) is None
    assert approval(act(), around(approval=Agreed(approval_id="a", unusable=None))) is not None

"""Budgets, usage and the kill switch on the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Rootward

WINDOW = ("--start", "2026-11-20T00:00:00Z", "--end", "2026-11-20T01:00:00Z")


def test_budgets_are_set_shown_and_taken_back(rootward: Rootward) -> None:
    assert "rootward budget set" in rootward("budget", "show").err
    done = rootward("budget", "set", "tenant.usd=50", "case.calls=200", "tool:jira.create.concurrency=2")
    assert [line.split()[:4] for line in done.out.splitlines()[1:]] == [
        ["tenant", "usd", "day", "50"], ["case", "calls", "all", "200"], ["tool:jira.create", "concurrency", "all", "2"]
    ]  # fmt: skip
    items = rootward("budget", "show", "--json").json["items"]
    assert [(one["scope"], one["left"]) for one in items] == [("tenant", 50), ("tool:jira.create", 2)]
    assert rootward("budget", "show", "case:x", "--json").json["items"][0]["left"] == 200
    assert rootward("budget", "set", "tenant.usd=pack", "--json").json["items"][0]["scope"] == "tool:jira.create"


@pytest.mark.parametrize("wrong", ["tenant.usd", "usd=5", "tenant.usd=much", ".usd=5", "tenant.euros=5", "house.usd=5"])
def test_what_is_no_limit_is_wrong_usage(rootward: Rootward, wrong: str) -> None:
    ended = rootward("budget", "set", wrong)
    assert (ended.code, ended.out) == (2, "")


def test_who_is_over_budget_is_told_at_once_and_a_script_sees_it(rootward: Rootward) -> None:
    rootward("budget", "set", "tenant.investigations=0")
    ended = rootward("investigate", "--query", "why?", *WINDOW)
    assert ended.code == 7
    assert "investigations an hour" in ended.err and "rootward budget show" in ended.err


def test_usage_is_empty_until_something_was_used(rootward: Rootward) -> None:
    assert "Nothing was used" in rootward("usage").err
    assert rootward("investigate", "--query", "why?", *WINDOW, "-q").code == 0
    lines = rootward("usage", "--by", "agent").out.splitlines()
    assert lines[0].split() == ["AGENT", "CALLS", "FAILED", "SECONDS", "TOKENS", "USD"]
    assert lines[-1].split()[0] == "total"
    total = rootward("usage", "--by", "total", "--json").json
    assert len(total["items"]) == 1 and total["items"][0]["calls"] == total["total"]["calls"] > 0
    assert rootward("usage", "--by", "mood").code == 2


def test_a_kill_switch_is_engaged_by_one_and_lifted_by_two(rootward: Rootward) -> None:
    assert "Nothing was ever stopped" in rootward("kill", "status").err
    engaged = rootward("kill", "engage", "tool:jira", "--reason", "it runs wild")
    assert (engaged.code, "rootward kill lift tool:jira" in engaged.err) == (0, True)
    assert rootward("kill", "confirm", "tool:jira").code == 10
    assert "rootward kill confirm tool:jira" in rootward("kill", "lift", "tool:jira", "--reason", "mended").err
    alone = rootward("kill", "confirm", "tool:jira")
    assert (alone.code, "--kind human" in alone.err) == (4, True)
    assert "lift asked by local" in rootward("kill", "status").out
    made = rootward("keys", "create", "ana", "--role", "governance_officer", "--kind", "human", "--json").json
    assert rootward("--token", made["secret"], "kill", "confirm", "tool:jira").code == 0
    (item,) = rootward("kill", "status", "--json").json["items"]
    assert (item["engaged"], item["lifted_by"]) == (False, made["principal_id"])
    assert rootward("kill", "lift", "tool:jira").code == 3
    assert rootward("kill", "engage", "everything", "--reason", "x").code == 2

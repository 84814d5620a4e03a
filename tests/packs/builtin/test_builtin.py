from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import re2

from rootward.kit import registry
from rootward.packs.builtin import builtin, shipped_text, with_shipped
from rootward.packs.load import load, load_body
from rootward.playbooks.match import Situation, ranked
from rootward.plugins.builtin import register
from rootward.tools.contract import Tool


def test_the_shipped_pack_passes_the_checks_that_a_start_leaves_out() -> None:
    assert load(Path(str(files("rootward.packs.builtin") / "sre"))) == builtin()


def test_what_belongs_to_the_shipped_pack_lies_over_it_unless_it_is_there() -> None:
    sre, agentops = builtin(), builtin("agentops")
    mine = load_body({"name": "mine", "version": "1"})
    assert with_shipped([sre, mine]) == [sre, agentops, mine]
    assert with_shipped([sre, mine, agentops]) == [sre, mine, agentops]
    assert with_shipped([mine]) == [mine]
    assert shipped_text("sre", "playbooks").startswith("#")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("no connection to orders.db within 2 s: pool size 2, 2 in use", "config.pool_size"),
        ("QueuePool limit of size 5 overflow 10 reached, connection timed out", "config.pool_size"),
        ("FATAL: sorry, too many clients already", "config.pool_size"),
        ("Memory cgroup out of memory: Killed process 123", "memory.oom"),
        ("Container was OOMKilled", "memory.oom"),
        ("service token of orders expired at 12:00", "credential.expired"),
        ("x509: certificate has expired or is not yet valid", "credential.expired"),
        ("cardnet answered 429: request quota of this merchant is used up", "upstream.rate_limited"),
        ("Rate limit exceeded, retry in 3 s", "upstream.rate_limited"),
        ("reservation failed: OperationalError: database is locked", "lock.contention"),
        ("dial tcp 10.0.0.1:5432: connect: connection refused", "upstream.unavailable"),
        ("lookup payments on 10.0.0.10:53: no such host", "network.delay"),
        ("write /data/x: no space left on device", "disk.saturation"),
        ('ERROR: column "tax" does not exist', "schema.slow_query"),
    ],
)
def test_signatures_know_the_words_of_their_fault(text: str, fault: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "order 429 placed",
        "GET /health 200 in 3 ms",
        "user logged in",
        "connection pool opened with 10 connections",
        "cache refreshed, 401 entries",
        "took 503 ms",
        "session started",
    ],
)
def test_ordinary_words_are_no_fault(text: str) -> None:
    assert faults(text) == set()


def faults(text: str) -> set[str]:
    options = re2.Options()
    options.case_sensitive = False
    return {
        one.fault
        for one in builtin().signatures
        if any(re2.compile(pattern, options).search(text) for pattern in one.patterns)
    }


def _proposed(fault: str, *, change: str = "", kind: str = "incident") -> str:
    cause = {"entity": "service:orders", "entity_kind": "service", "name": "orders", "kind": fault}
    report: dict[str, Any] = {"cause": cause} | ({"change": {"ref": "c1", "event_type": change}} if change else {})
    facts: dict[str, Any] = {"case": {"kind": kind}, "report": report, "exception": {}, "steps": {}, "input": {}}
    situation = Situation(
        tenant="acme", domains=("sre",), types=("AlertFiring",), fault=fault, severity="high",
        sla_minutes_remaining=None, policy_tags=(), facts=facts,
    )  # fmt: skip
    best = ranked(builtin().playbooks, situation)[0]
    return best.playbook.name if best.matches else ""


@pytest.mark.parametrize(
    ("fault", "name"),
    [
        ("config.pool_size", "raise the limit of a pool"),
        ("credential.expired", "rotate an expired credential"),
        ("memory.leak", "restart a leaking process"),
        ("memory.oom", "restart a leaking process"),
        ("upstream.rate_limited", "throttle calls to an upstream that limits them"),
        ("lock.contention", "look into it by hand"),
        ("", "look into it by hand"),
    ],
)
def test_each_fault_has_a_playbook_and_what_has_none_is_looked_into_by_hand(fault: str, name: str) -> None:
    assert _proposed(fault) == name


@pytest.mark.parametrize("change", ["DeployFinished", "release.published", "ConfigChanged", "sync_succeeded"])
def test_a_blamed_release_is_rolled_back_whatever_it_broke(change: str) -> None:
    assert _proposed("config.pool_size", change=change) == "roll back a bad release"


def test_a_blamed_migration_is_not_rolled_back_like_a_release() -> None:
    assert _proposed("schema.slow_query", change="MigrationApplied") == "look into it by hand"


def test_what_is_no_incident_is_left_to_the_packs_of_its_domain() -> None:
    assert _proposed("", kind="exception") == ""


def test_no_shipped_playbook_starts_by_itself_or_comes_before_a_tenants_own() -> None:
    assert {playbook.start for playbook in builtin().playbooks} == {"person"}
    assert all(playbook.conditions.priority < 0 for playbook in builtin().playbooks)


def test_every_tool_that_a_shipped_rule_names_is_there() -> None:
    plugins = registry.load([register])
    names = {tool.spec.name for tool in plugins.all("tool", Tool)}  # type: ignore[type-abstract]
    rules = [pattern for rule in builtin().policies.rules for pattern in rule.tools if "*" not in pattern]
    assert {*rules, *builtin().policies.tools} <= names

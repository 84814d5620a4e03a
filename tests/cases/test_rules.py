from __future__ import annotations

import pytest

from rootward.cases.rules import Rules, Said, rules_of
from rootward.kit import clock
from rootward.packs.builtin import builtin, standard
from rootward.packs.load import load_body
from tests.cases.conftest import MINUTE, START, event, firing


def rules(**cases: object) -> Rules:
    return rules_of(load_body({"name": "t", "version": "1", "cases": cases}))


@pytest.mark.parametrize(
    ("event_type", "payload", "name"),
    [
        ("AlertFiring", {}, "alert-firing"),
        ("OOMKilling", {}, "memory-limit"),
        ("ProcessKilled", {}, "process-ended"),
        ("BackOff", {"message": "Back-off restarting failed container"}, "crash-loop"),
        ("BackOff", {"message": 'Back-off pulling image "x"'}, "image-unavailable"),
        ("BackOff", {"note": 'Back-off pulling image "x"'}, "image-unavailable"),
        ("CrashLoopBackOff", {}, "crash-loop"),
        ("FailedScheduling", {}, "unschedulable"),
        ("Failed", {}, "container-failed"),
        ("Unhealthy", {}, "unhealthy"),
        ("NodeNotReady", {}, "node-down"),
        ("Evicted", {}, "evicted"),
        ("AgentRunFailed", {}, "agent-run-failed"),
        ("OperatorRequest", {}, "request"),
    ],
)
def test_the_built_in_pack_knows_its_symptoms(event_type: str, payload: dict[str, str], name: str) -> None:
    made = event(event_type, START, {"pod": "x"}, payload={**payload}, source="k8s.events", severity="medium")
    opening = rules_of(standard()).opening(Said(made))
    assert opening is not None and opening.name == name


@pytest.mark.parametrize("event_type", ["DeployFinished", "Pulled", "Scheduled", "push", "AlertResolved"])
def test_the_built_in_pack_leaves_the_rest_alone(event_type: str) -> None:
    said = Said(event(event_type, START, {"pod": "x"}, source="k8s.events"))
    assert rules_of(builtin()).opening(said) is None


def test_failed_means_something_else_outside_of_kubernetes() -> None:
    assert rules_of(builtin()).opening(Said(event("Failed", START, {}, source="ci"))) is None


def test_a_path_that_is_absent_is_no_match() -> None:
    found = rules(opens=[{"name": "a", "when": "payload.alert.labels.team == 'x'", "title": "t"}])
    assert found.opening(Said(event("X", START, {}))) is None
    team = event("X", START, {}, payload={"alert": {"labels": {"team": "x"}}})
    assert found.opening(Said(team)) is not None


def test_the_first_opening_that_matches_decides() -> None:
    found = rules(opens=[{"name": "a", "when": "false", "title": "t"}, {"name": "b", "title": "t"}])
    opening = found.opening(Said(event("X", START, {})))
    assert opening is not None and opening.name == "b"


def test_severity_is_the_rules_then_the_openings_then_the_events() -> None:
    made = Said(firing("A", "web", START, severity="low"))
    for cases, word in (
        ({"opens": [{"name": "a", "title": "t"}]}, "low"),
        ({"opens": [{"name": "a", "title": "t", "severity": "high"}]}, "high"),
        (
            {
                "opens": [{"name": "a", "title": "t", "severity": "high"}],
                "severity": [{"name": "s", "when": "source == 'alertmanager'", "severity": "critical"}],
            },
            "critical",
        ),
    ):
        found = rules(**cases)
        opening = found.opening(made)
        assert opening is not None and found.severity(made, opening) == word


def test_a_weekly_window_holds_over_midnight() -> None:
    weekly = {"days": ["sat"], "at": "22:00", "lasts": "4h"}
    found = rules(maintenance=[{"name": "w", "when": "true", "reason": "r", "weekly": weekly}])
    for moment, holds in (
        ("2026-11-21T21:59:59Z", False),
        ("2026-11-21T22:00:00Z", True),
        ("2026-11-22T01:59:59Z", True),
        ("2026-11-22T02:00:00Z", False),
        ("2026-11-20T23:00:00Z", False),
    ):
        assert (found.maintenance(event("X", clock.parse_ns(moment), {})) is not None) == holds, moment


def test_a_single_window_holds_from_its_start_to_before_its_end() -> None:
    window = {"starts": clock.format_ns(START), "ends": clock.format_ns(START + MINUTE)}
    found = rules(maintenance=[{"name": "w", "when": "entity.service == 'web'", "reason": "r", **window}])
    for ts, service, holds in (
        (START, "web", True),
        (START + MINUTE, "web", False),
        (START - 1, "web", False),
        (START, "x", False),
    ):
        assert (found.maintenance(event("X", ts, {"service": service})) is not None) == holds


def test_a_sender_may_say_itself_that_nothing_changed() -> None:
    found = rules_of(builtin())
    assert found.is_repeat_notice(Said(firing("A", "web", START, repeat=True)))
    assert not found.is_repeat_notice(Said(firing("A", "web", START)))

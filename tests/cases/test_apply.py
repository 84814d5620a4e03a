from __future__ import annotations

from rootward.cases.apply import apply
from rootward.cases.correlate import decide
from rootward.cases.rules import Rules, rules_of
from rootward.cases.standing import Standing
from rootward.cases.symptom import read_symptom
from rootward.events.model import Event
from rootward.packs.builtin import builtin
from tests.cases.conftest import MINUTE, START, firing, resolved

RULES = rules_of(builtin())


def feed(standing: Standing, made: Event, rules: Rules = RULES) -> None:
    found = read_symptom(made, rules)
    assert found is not None
    count = len(standing.cases) + 1
    apply(found, decide(found, standing, rules, {}), standing, rules, lambda kind: (f"case_{count}", f"INC-{count}"))


def test_a_repetition_counts_and_keeps_the_keys_warm_but_adds_no_link() -> None:
    standing = Standing()
    feed(standing, firing("A", "web", START))
    feed(standing, firing("A", "web", START + MINUTE, started=START))
    [case] = standing.cases.values()
    assert case.events == 2 and len(standing.links) == 1
    assert standing.keys["entity:service:web"] == {case.case_id: START + MINUTE}


def test_an_older_event_does_not_turn_a_key_back() -> None:
    standing = Standing()
    feed(standing, firing("A", "web", START))
    feed(standing, firing("B", "web", START - MINUTE))
    assert standing.keys["entity:service:web"] == {"case_1": START}
    assert standing.cases["case_1"].first_ts == START - MINUTE


def test_severity_rises_and_never_falls() -> None:
    standing = Standing()
    for severity in ("medium", "critical", "low"):
        feed(standing, firing(severity, "web", START, severity=severity))
    case = standing.cases["case_1"]
    assert (case.severity_before, case.severity) == ("medium", "critical")


def test_changes_of_an_alert_are_remembered_but_not_without_end() -> None:
    standing = Standing()
    for step in range(40):
        feed(standing, firing("A", "web", START + step * 2))
        feed(standing, resolved("A", "web", START + step * 2 + 1, started=START + step * 2))
    state = standing.alerts["alertmanager:A/web"]
    assert state.status == "resolved" and len(state.transitions) == 20 and state.transitions[-1] == START + 79

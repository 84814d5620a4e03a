from __future__ import annotations

from rootward.cases.rules import rules_of
from rootward.cases.symptom import Resolution, Symptom, read_symptom
from rootward.events.model import Event
from rootward.kit import clock
from rootward.packs.builtin import builtin
from tests.cases.conftest import SECOND, START, event, firing, resolved

RULES = rules_of(builtin())


def symptom(made: Event) -> Symptom:
    found = read_symptom(made, RULES)
    assert isinstance(found, Symptom)
    return found


def test_repetitions_of_an_alert_share_its_fingerprint_and_other_alerts_do_not() -> None:
    one, again = symptom(firing("A", "web", START)), symptom(firing("A", "web", START + SECOND))
    other = symptom(firing("B", "web", START))
    assert one.fingerprint == again.fingerprint == "alertmanager:A/web" != other.fingerprint


def test_an_alert_without_a_fingerprint_is_known_by_its_labels() -> None:
    def alert(name: str) -> Event:
        return event("AlertFiring", START, {"service": "web"}, payload={"alert": {"labels": {"alertname": name}}})

    assert symptom(alert("A")).fingerprint == symptom(alert("A")).fingerprint != symptom(alert("B")).fingerprint


def test_a_resolution_finds_the_alert_it_ends() -> None:
    found = read_symptom(resolved("A", "web", START, started=START), RULES)
    assert isinstance(found, Resolution) and found.fingerprint == symptom(firing("A", "web", START)).fingerprint


def test_what_has_no_service_is_about_the_most_specific_thing() -> None:
    found = symptom(event("BackOff", START, {"namespace": "a", "pod": "x", "node": "n1", "cluster": "c"}))
    assert found.about == "pod:a/x"
    assert [key.text for key in found.entities] == ["pod:a/x"]
    assert [key.text for key in found.hosts] == ["node:n1"]


def test_a_node_or_namespace_by_itself_is_what_it_is_about() -> None:
    assert [key.text for key in symptom(event("NodeNotReady", START, {"node": "n1"})).entities] == ["node:n1"]
    alert = event("AlertFiring", START, {"namespace": "a", "cluster": "c"})
    assert [key.text for key in symptom(alert).entities] == ["namespace:a"]


def test_a_process_name_joins_nothing_where_the_service_is_known() -> None:
    found = symptom(event("ProcessKilled", START, {"service": "web", "process": "python"}))
    assert [key.text for key in found.entities] == ["service:web"]


def test_the_start_of_an_alert_is_read_or_else_its_own_time() -> None:
    assert symptom(firing("A", "web", START + SECOND, started=START)).started == START
    odd = event("AlertFiring", START, {}, payload={"alert": {"startsAt": "yesterday"}})
    assert symptom(odd).started == START
    precise = event("AlertFiring", START, {}, payload={"alert": {"startsAt": clock.format_ns(START + 5)}})
    assert symptom(precise).started == START + 5


def test_without_any_entity_it_still_has_a_title() -> None:
    found = symptom(event("AlertFiring", START, {}, source="grafana", payload={"title": "Odd"}))
    assert found.title == "Odd on grafana" and found.about == "" and list(found.own_keys) == []


def test_a_deploy_is_no_symptom() -> None:
    assert read_symptom(event("DeployFinished", START, {"service": "web"}), RULES) is None

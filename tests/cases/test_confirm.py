from __future__ import annotations

from dataclasses import replace

from rootward.cases.confirm import confirmed
from rootward.events.model import Event
from rootward.events.own import OWN
from tests.cases.conftest import MINUTE, START, Desk, event, firing


def confirms(desk: Desk, *events: Event) -> list[str]:
    outcomes = desk.take(*events)
    return desk.run(lambda connection: confirmed(connection, "acme", outcomes, events, desk.pack))


def test_the_first_alert_in_a_case_that_was_only_noticed_confirms_it_and_no_later_one(desk: Desk) -> None:
    noticed = replace(
        event("anomaly.detected", START, {"service": "web"}, payload={"title": "web is slow", "fingerprint": "web"}),
        source=OWN,
    )
    assert confirms(desk, noticed) == []
    [case] = desk.cases()
    assert confirms(desk, firing("A", "web", START + MINUTE)) == [case.case_id]
    assert confirms(desk, firing("B", "web", START + 2 * MINUTE)) == []


def test_a_case_that_an_alert_opened_needs_no_confirmation(desk: Desk) -> None:
    desk.take(firing("A", "web", START))
    assert confirms(desk, firing("B", "web", START + MINUTE)) == []


def test_somebody_elses_event_of_that_name_opens_nothing(desk: Desk) -> None:
    [outcome] = desk.take(event("anomaly.detected", START, {"service": "web"}, payload={"title": "x"}))
    assert outcome.verb == "ignore"

"""Only what was measured, or a person, resolves a case."""

from __future__ import annotations

from rootward.playbooks import control
from tests.playbooks.conftest import ANN, MINUTE, Desk, playbook, roll_back, step

RESOLVED = step("done", "set_status", status="resolved")


def test_what_cannot_be_measured_is_for_a_person_to_say(desk: Desk) -> None:
    desk.declare(playbook(roll_back(), RESOLVED))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end()
    desk.carry()
    assert (desk.of(case).state, desk.now(run).waits_for) == ("verifying", "person")
    desk.run(control.complete, playbook_run_id=run.playbook_run_id, order=2, by=ANN, bus=desk.bus, notes="looks well")
    desk.carry()
    assert (desk.of(case).state, desk.now(run).state) == ("resolved", "succeeded")


def test_a_status_is_not_resolved_while_an_alert_fires(desk: Desk) -> None:
    desk.declare(playbook(roll_back(), RESOLVED, verification={"after": "1m", "every": "1m", "within": "3m"}))
    case = desk.case()
    desk.fires(case)
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end()
    for _ in range(5):
        desk.later(MINUTE)
        desk.carry()
    assert (desk.now(run).state, desk.now(run).outcome, desk.of(case).state) == ("failed", "not_held", "diagnosed")
    assert desk.told(case).count("PlaybookVerified") == 3


def test_a_status_is_resolved_when_the_alert_has_ended(desk: Desk) -> None:
    desk.declare(playbook(roll_back(), RESOLVED, step("say", "notify", message="done")))
    case = desk.case()
    desk.fires(case)
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end()
    desk.fires(case, status="resolved")
    desk.later(3 * MINUTE)
    desk.carry()
    assert (desk.now(run).outcome, desk.of(case).state) == ("held", "resolved")
    assert "notified" in desk.told(case)


def test_a_step_says_when_to_look(desk: Desk) -> None:
    desk.declare(playbook(roll_back(), step("look", "verify", after="30s", within="40s")))
    case = desk.case()
    desk.fires(case)
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end()
    desk.carry()
    desk.later(30 * 10**9)
    desk.carry()
    assert desk.told(case).count("PlaybookVerified") == 1
    desk.later(MINUTE)
    desk.carry()
    assert desk.now(run).outcome == "not_held"

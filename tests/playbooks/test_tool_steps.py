"""Everything that reaches outside is asked of the gate, in the transaction that records that it was asked."""

from __future__ import annotations

from rootward.cases import lifecycle
from rootward.playbooks.control import wake
from rootward.playbooks.tool_steps import AGREE
from rootward.plugins.tools.people import PeopleAgree
from tests.playbooks.conftest import Deed, Desk, playbook, roll_back, step


def with_tools(desk: Desk, *names: str) -> None:
    desk.has(desk.deed, PeopleAgree(), *(Deed(name=name, effect="idempotent") for name in names))


def test_an_approval_is_an_action_that_people_are_asked_for(desk: Desk) -> None:
    with_tools(desk)
    desk.declare(playbook(step("ask", "approval", text="Go on?", people=2), roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    (asked,) = desk.asked()
    assert (asked["tool"], asked["state"], asked["arguments"]["text"]) == (AGREE, "held", "Go on?")
    assert desk.of(case).state == "awaiting_approval"
    desk.end()
    desk.carry()
    assert desk.asked()[-1]["tool"] == "release.rollback"
    assert desk.now(run).steps[0]["state"] == "succeeded"


def test_people_who_refuse_end_the_playbook(desk: Desk) -> None:
    with_tools(desk)
    desk.declare(playbook(step("ask", "approval", text="Go on?"), roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end("denied", error_message="somebody said no")
    desk.carry()
    assert (desk.now(run).state, len(desk.asked()), desk.of(case).state) == ("failed", 1, "diagnosed")


TEXT = "{notice.subject}: {notice.message} ({notice.group}, {case.number})"
CHANNELS = {
    "slack": {"tool_id": "slack.post_message", "payload": {"channel": "#ops", "text": TEXT}},
    "slack:Night": {"tool_id": "slack.post_message", "payload": {"channel": "#night", "text": [TEXT, 1]}},
}


def test_a_notification_beyond_the_timeline_is_an_action(desk: Desk) -> None:
    with_tools(desk, "slack.post_message")
    tell = step("tell", "notify", channel="slack", subject="Look", message="{case.title}")
    night = step("tell the others", "notify", channel="slack", subject="Look", message="please", group="Night")
    desk.declare(playbook(tell, night), channels=CHANNELS)
    case = desk.case()
    desk.report(case)
    desk.started(case)
    desk.carry()
    desk.end()
    desk.carry()
    first, second = desk.asked()
    assert first["arguments"] == {"channel": "#ops", "text": f"Look: Orders are slow (DefaultOps, {case.number})"}
    assert first["provenance"] == {"/channel": ["pack"], "/text": ["pack", "free_text", "config"]}
    assert second["arguments"] == {"channel": "#night", "text": [f"Look: please (Night, {case.number})", 1]}


def test_a_channel_that_the_pack_does_not_know_fails_the_notification_alone(desk: Desk) -> None:
    desk.declare(playbook(step("tell", "notify", channel="sms", message="hello")))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    assert (desk.now(run).state, desk.now(run).steps[0]["state"]) == ("succeeded", "failed")
    assert "no tool for the channel 'sms'" in desk.now(run).steps[0]["detail"]


def test_nothing_is_repaired_for_a_case_that_somebody_has_ended(desk: Desk) -> None:
    desk.declare(playbook(step("rest", "wait", duration="1m"), roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.run(lifecycle.move, case_id=case.case_id, to="resolved", actor="ann", reason="it was nothing")
    desk.later(60 * 10**9)
    desk.carry()
    assert (desk.now(run).state, desk.asked()) == ("failed", [])
    assert "nothing is left to repair" in desk.now(run).steps[1]["detail"]
    assert desk.of(case).state == "resolved"


def test_the_gates_reason_is_the_steps(desk: Desk) -> None:
    desk.declare(playbook(roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end("denied", result=None, decision={"reason": "nobody may on Fridays"})
    desk.carry()
    assert desk.now(run).steps[0]["detail"] == "nobody may on Fridays"


def test_asked_twice_it_is_one_action(desk: Desk) -> None:
    desk.declare(playbook(roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.run(lambda connection, tenant: None)
    desk.run(wake, playbook_run_id=run.playbook_run_id, bus=desk.bus)
    desk.carry()
    assert len(desk.asked()) == 1

"""Everything that reaches outside is asked of the gate, in the transaction that records that it was asked."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.cases import lifecycle
from rootward.playbooks import control
from rootward.playbooks.control import wake
from rootward.playbooks.tool_steps import AGREE
from rootward.plugins.tools.people import PeopleAgree
from tests.playbooks.conftest import ANN, Deed, Desk, playbook, roll_back, step


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


BY_HAND = "Roll {report.cause.entity} back"
WANTED = {"capability": "release.roll_back", "payload": {"name": "{report.cause.name}"}, "manual": BY_HAND}
BOUND = {"release.roll_back": {"tool_id": "release.rollback", "payload": {"service": "{wanted.name}", "why": "pack"}}}


def test_a_capability_is_the_tool_that_the_pack_binds_it_to(desk: Desk) -> None:
    desk.declare(playbook(step("roll back", "call_tool", **WANTED)), capabilities=BOUND)
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    (asked,) = desk.asked()
    assert (asked["tool"], asked["arguments"]) == ("release.rollback", {"service": "orders", "why": "pack"})
    assert asked["provenance"] == {"/service": ["telemetry"], "/why": ["pack"]}
    desk.end()
    desk.carry()
    assert desk.now(run).steps[0]["state"] == "succeeded"


@pytest.mark.parametrize(
    ("bound", "why"),
    [
        ({}, "no tool is bound to release.roll_back"),
        ({"release.roll_back": {"tool_id": "no.such"}}, "bound to no.such, which there is not"),
        ({"release.roll_back": {"tool_id": "release.rollback", "payload": {"service": "{wanted.who}"}}},
         "the binding of release.roll_back does not fit ({wanted.who} is not given"),
    ],
)  # fmt: skip
def test_without_a_tool_that_fits_a_person_does_it(desk: Desk, bound: dict[str, Any], why: str) -> None:
    desk.declare(playbook(step("roll back", "call_tool", **WANTED)), capabilities=bound)
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    waiting = desk.now(run)
    assert (waiting.waits_for, desk.asked()) == ("person", [])
    assert waiting.steps[0]["text"].startswith("Roll service:orders back (")
    assert why in waiting.steps[0]["text"]
    desk.run(control.complete, playbook_run_id=run.playbook_run_id, order=1, by=ANN, bus=desk.bus, notes="rolled back")
    desk.carry()
    assert desk.now(run).steps[0]["state"] == "succeeded"
    assert (desk.now(run).state, desk.now(run).outcome) == ("succeeded", "cannot_tell")  # it was an effect: measured


def test_a_binding_that_comes_later_does_not_change_a_step_that_has_begun(desk: Desk) -> None:
    declared = playbook(step("roll back", "call_tool", **WANTED))
    desk.declare(declared)
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.declare(declared, capabilities=BOUND)
    desk.run(control.complete, playbook_run_id=run.playbook_run_id, order=1, by=ANN, bus=desk.bus)
    desk.runner = desk.new_runner()
    desk.carry()
    assert (desk.now(run).steps[0]["state"], desk.asked()) == ("succeeded", [])


def test_what_a_person_did_is_taken_back_by_a_person_who_says_so_anew(desk: Desk) -> None:
    undo = {"action": "call_tool", "params": WANTED | {"manual": "Release it again"}}
    fails = step("then", "call_tool", tool_id="release.rollback", payload={})
    desk.declare(playbook(step("by hand", "call_tool", **WANTED) | {"rollback": undo}, fails, on_failure="roll_back"))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.run(control.complete, playbook_run_id=run.playbook_run_id, order=1, by=ANN, bus=desk.bus, notes="done")
    desk.carry()
    desk.end("failed", error_message="no")
    desk.carry()
    assert (desk.now(run).waits_for, desk.now(run).steps[0]["text"][:16]) == ("person", "Release it again")
    desk.run(control.complete, playbook_run_id=run.playbook_run_id, order=1, by=ANN, bus=desk.bus, notes="undone")
    desk.carry()
    assert (desk.now(run).state, desk.now(run).steps[0]["state"]) == ("failed", "rolled_back")

"""A playbook run is carried a recorded step at a time; nothing of it is done twice, whenever its worker dies."""

from __future__ import annotations

import asyncio

import pytest

from rootward.errors import BadInput
from rootward.governance.action import PLAYBOOK
from rootward.kit.bus import message
from tests.playbooks.conftest import MINUTE, SECOND, Desk, playbook, roll_back, step

COMMENT = step("say so", "add_comment", text="We roll {report.cause.entity} back for {case.number}")


def test_a_repair_that_held_resolves_the_case(desk: Desk) -> None:
    desk.declare(playbook(COMMENT, roll_back()))
    case = desk.case()
    desk.fires(case)
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    assert (desk.now(run).state, desk.now(run).step) == ("waiting", 2)
    (asked,) = desk.asked()
    assert asked["arguments"] == {"service": "orders"}
    assert asked["provenance"] == {"/service": ["telemetry"]}
    assert asked["targets"] == ["service:orders"]
    desk.end()
    desk.carry()
    assert desk.of(case).state == "verifying"
    desk.fires(case, status="resolved")
    desk.later(3 * MINUTE)
    desk.carry()
    ended = desk.now(run)
    assert (ended.state, ended.outcome) == ("succeeded", "held")
    assert desk.of(case).state == "resolved"
    assert [one["state"] for one in ended.steps] == ["succeeded", "succeeded", "succeeded"]
    kinds = [kind for kind in desk.told(case) if kind.startswith("Playbook")]
    assert kinds == [
        "PlaybookAssigned", "PlaybookStarted", "PlaybookStepCompleted", "PlaybookStepCompleted", "PlaybookVerified",
        "PlaybookStepCompleted", "PlaybookCompleted",
    ]  # fmt: skip


def test_a_repair_that_did_not_hold_leaves_the_case_to_people(desk: Desk) -> None:
    desk.declare(playbook(roll_back()))
    case = desk.case()
    desk.fires(case)
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end()
    for _ in range(20):
        desk.later(MINUTE)
        desk.carry()
    ended = desk.now(run)
    assert (ended.state, ended.outcome, desk.of(case).state) == ("failed", "not_held", "diagnosed")
    assert "alerts still fires" in str(ended.outcome_body)


def test_a_held_action_shows_on_the_case_and_the_repair_goes_on_when_it_has_ended(desk: Desk) -> None:
    desk.declare(playbook(roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end("held", ended_at=None)
    desk.later(SECOND)
    desk.carry()
    assert desk.of(case).state == "awaiting_approval"
    assert desk.now(run).steps[0]["detail"] == "release.rollback waits for approval"
    desk.later(MINUTE)
    assert desk.carry() == 0  # nobody asks again and again
    desk.end()
    desk.carry()
    assert desk.now(run).outcome == "cannot_tell"
    assert desk.of(case).state == "diagnosed"


def test_an_action_of_unknown_outcome_waits_for_a_person(desk: Desk) -> None:
    desk.declare(playbook(roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end("unknown", ended_at=None)
    desk.carry()
    assert desk.now(run).state == "waiting"
    assert "is not known" in desk.now(run).steps[0]["detail"]
    assert desk.of(case).state == "repairing"
    desk.end("failed", error_message="it was not done")
    desk.carry()
    assert (desk.now(run).state, desk.of(case).state) == ("failed", "diagnosed")


def test_a_worker_may_die_before_any_message_is_settled(desk: Desk) -> None:
    """Every message is handled by a worker that dies just before the end, and then by another one."""
    desk.declare(playbook(COMMENT, roll_back(), step("then wait", "wait", duration="5m"), roll_back("again")))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    for _ in range(40):
        for found in [one for one in desk.waiting() if one.not_before <= desk.time][:1]:
            asyncio.run(desk.runner.carry(found))  # what it decided is lost with it
            desk.runner = desk.new_runner()
            desk.handle(found)
        for number, action in enumerate(desk.asked()):
            if action["state"] == "requested":
                desk.end(number=number)
        desk.later(MINUTE)
    assert desk.now(run).state == "succeeded"
    assert len(desk.asked()) == 2
    assert desk.told(case).count("comment") == 1
    assert desk.told(case).count("PlaybookStepCompleted") == 5


def test_a_wait_is_over_when_its_time_is(desk: Desk) -> None:
    desk.declare(playbook(step("rest", "wait", duration="10m"), COMMENT))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.later(9 * MINUTE)
    desk.carry()
    assert (desk.now(run).state, desk.now(run).waits_for) == ("waiting", "time")
    desk.later(MINUTE)
    desk.carry()
    assert (desk.now(run).state, desk.now(run).outcome) == ("succeeded", None)
    assert desk.of(case).state == "diagnosed"  # nothing was repaired


def test_a_branch_leads_forward_and_what_does_not_hold_is_passed_over(desk: Desk) -> None:
    desk.declare(
        playbook(
            step("look", "call_tool", tool_id="release.show", payload={}),
            step("choose", "branch", when="steps['look'].result.id == 'r1'", then="note"),
            roll_back("never"),
            step("note", "add_comment", text="it was {steps.look.result.id}"),
            COMMENT | {"when": "case.severity == 'low'"},
        )
    )
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end()
    desk.carry()
    ended = desk.now(run)
    states = [one["state"] for one in ended.steps]
    assert states == ["succeeded", "succeeded", "pending", "succeeded", "skipped", "skipped"]
    assert ended.state == "succeeded"
    assert len(desk.asked()) == 1


def test_what_was_done_is_taken_back_when_a_step_fails(desk: Desk) -> None:
    back = {"action": "call_tool", "params": {"tool_id": "release.rollback", "payload": {"service": "forward"}}}
    desk.declare(playbook(roll_back(rollback=back), COMMENT, roll_back("second"), on_failure="roll_back"))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end()
    desk.carry()
    desk.end("denied", error_message="not now")
    desk.carry()
    assert desk.asked()[-1]["arguments"] == {"service": "forward"}
    desk.end()
    desk.carry()
    ended = desk.now(run)
    assert ended.state == "failed"
    assert [one["state"] for one in ended.steps] == ["rolled_back", "succeeded", "failed", "pending"]
    assert desk.of(case).state == "diagnosed"
    assert "PlaybookStepRolledBack" in desk.told(case)


def test_a_notification_that_fails_stops_nothing(desk: Desk) -> None:
    desk.declare(playbook(step("tell", "notify", channel="slack", message="hello"), COMMENT))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    ended = desk.now(run)
    assert [one["state"] for one in ended.steps] == ["failed", "succeeded"]
    assert ended.state == "succeeded"


def test_a_playbook_that_may_starts_by_itself(desk: Desk) -> None:
    desk.declare(playbook(COMMENT, start="automatic"), automatic="report.confidence > 0.8")
    case = desk.case()
    desk.report(case)
    desk.run(lambda connection, tenant: desk.bus.send(
        connection, message(PLAYBOOK, tenant, case.case_id, {"case_id": case.case_id})))  # fmt: skip
    desk.carry()
    assert "comment" in desk.told(case)


def test_what_is_not_known_is_said_before_anything_runs(desk: Desk) -> None:
    desk.declare(playbook(COMMENT, step("late", "add_comment", text="{report.change.payload.version}")))
    case = desk.case()
    desk.report(case)
    with pytest.raises(BadInput, match=r"report\.change\.payload\.version"):
        desk.started(case)
    assert "comment" not in desk.told(case)

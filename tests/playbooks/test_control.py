"""A person starts, pauses, resumes and stops a playbook, and says that a step is done."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from rootward.cases import lifecycle
from rootward.errors import BadInput, Conflict
from rootward.playbooks import control
from rootward.playbooks.store import PlaybookRun
from tests.playbooks.conftest import ANN, MINUTE, Desk, playbook, roll_back, step

CALL = step("call", "manual", text="Call the owner of {report.cause.name}")
NOTE = step("note", "add_comment", text="hello")


def started(desk: Desk, *steps: dict[str, Any], **more: Any) -> tuple[Any, PlaybookRun]:
    desk.declare(playbook(*steps, **more))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    return case, run


def test_a_step_for_a_person_waits_until_somebody_says_that_it_is_done(desk: Desk) -> None:
    case, run = started(desk, CALL, NOTE)
    assert (desk.now(run).state, desk.now(run).waits_for) == ("waiting", "person")
    assert desk.now(run).steps[0]["text"] == "Call the owner of orders"
    desk.run(
        control.complete, playbook_run_id=run.playbook_run_id, order=1, by=ANN, bus=desk.bus, notes="they were asleep"
    )
    desk.carry()
    ended = desk.now(run)
    assert ended.steps[0]["result"]["by"] == "ann"
    assert "comment" in desk.told(case)
    assert ended.outcome == "cannot_tell"  # a person did something, and nothing shows the symptoms


def test_a_person_may_say_that_it_cannot_be_done(desk: Desk) -> None:
    case, run = started(desk, CALL, NOTE)
    desk.run(control.complete, playbook_run_id=run.playbook_run_id, order=1, by=ANN, bus=desk.bus, failed=True)
    desk.carry()
    assert desk.now(run).state == "failed"
    assert "comment" not in desk.told(case)


def test_only_the_step_that_waits_can_be_completed(desk: Desk) -> None:
    _, run = started(desk, CALL, step("call again", "manual", text="again"))
    complete = partial(control.complete, playbook_run_id=run.playbook_run_id, by=ANN, bus=desk.bus)
    with pytest.raises(Conflict, match="step 2"):
        desk.run(complete, order=2)
    with pytest.raises(BadInput, match="no step 9"):
        desk.run(complete, order=9)
    assert desk.run(complete, order=1).steps[0]["done"]["by"] == "ann"
    assert desk.run(complete, order=1).steps[0]["done"]["by"] == "ann"  # said twice is said once


def test_a_paused_run_begins_no_step_and_goes_on_where_it_was(desk: Desk) -> None:
    case, run = started(desk, roll_back(), NOTE)
    desk.run(control.pause, playbook_run_id=run.playbook_run_id, by=ANN)
    desk.end()
    desk.later(MINUTE)
    desk.carry()
    assert (desk.now(run).state, "comment" in desk.told(case)) == ("paused", False)
    desk.run(control.resume, playbook_run_id=run.playbook_run_id, by=ANN, bus=desk.bus)
    desk.carry()
    assert "comment" in desk.told(case)
    assert len(desk.asked()) == 1


def test_stopping_gives_up_what_has_not_begun(desk: Desk) -> None:
    case, run = started(desk, roll_back(), NOTE)
    desk.run(control.stop, playbook_run_id=run.playbook_run_id, by=ANN, reason="wrong service", requests=desk.rows)
    (asked,) = desk.asked()
    assert (asked["state"], asked["error_message"]) == ("denied", "the playbook was stopped: wrong service")
    desk.later(MINUTE)
    desk.carry()
    assert (desk.now(run).state, "comment" in desk.told(case)) == ("stopped", False)
    with pytest.raises(Conflict, match="this run is stopped"):
        desk.run(control.resume, playbook_run_id=run.playbook_run_id, by=ANN, bus=desk.bus)


def test_only_one_playbook_works_on_a_case(desk: Desk) -> None:
    _, run = started(desk, roll_back())
    with pytest.raises(Conflict, match="is at work"):
        desk.start(run)


def test_a_case_that_is_over_needs_no_repair(desk: Desk) -> None:
    desk.declare(playbook(NOTE))
    case = desk.case()
    desk.report(case)
    run = desk.proposed(case)
    assert run is not None
    desk.run(lifecycle.move, case_id=case.case_id, to="closed", actor="ann", reason="no")
    with pytest.raises(Conflict, match="nothing to repair"):
        desk.start(run)


def test_inputs_are_asked_for_and_are_an_operators_word(desk: Desk) -> None:
    payload = {"service": "{input.target}", "why": "{input.why}"}
    asking = step("do", "call_tool", tool_id="release.rollback", payload=payload)
    desk.declare(playbook(asking, inputs={"target": {}, "why": {"default": "it broke"}}))
    case = desk.case()
    desk.report(case)
    run = desk.proposed(case)
    assert run is not None
    with pytest.raises(BadInput, match=r"\{input\.target\}"):
        desk.start(run)
    with pytest.raises(BadInput, match="no input 'nonsense'"):
        desk.start(run, target="orders", nonsense=1)
    desk.start(run, target="orders")
    desk.carry()
    (asked,) = desk.asked()
    assert asked["arguments"] == {"service": "orders", "why": "it broke"}
    assert asked["provenance"] == {"/service": ["operator"], "/why": ["operator"]}


def test_a_tool_that_there_is_not_is_said_before_anything_runs(desk: Desk) -> None:
    desk.declare(playbook(NOTE, step("do", "call_tool", tool_id="no.such", payload={})))
    case = desk.case()
    desk.report(case)
    with pytest.raises(BadInput, match=r"no tool 'no\.such'"):
        desk.started(case)

"""What happens to a playbook stands on the case's timeline and, where it was decided, on the audit log."""

from __future__ import annotations

from functools import partial

from rootward.audit import log as audit
from rootward.audit.search import Search, search
from rootward.cases import lifecycle
from rootward.playbooks import events
from tests.playbooks.conftest import Desk, playbook, step


def test_decisions_are_on_the_record_and_every_step_on_the_timeline(desk: Desk) -> None:
    desk.declare(playbook(step("note", "add_comment", text="hello")))
    case = desk.case()
    desk.report(case)
    desk.started(case)
    desk.carry()
    desk.run(partial(audit.sequence))
    found = desk.run(search, wanted=Search(limit=100))
    actions = [record.action for record in reversed(found) if record.action.startswith("playbook.")]
    assert actions == ["playbook.proposed", "playbook.started", "playbook.completed"]
    assert [record.actor.id for record in found if record.action == "playbook.started"] == ["ann"]
    assert desk.told(case)[-2:] == ["PlaybookStepCompleted", "PlaybookCompleted"]


def test_a_case_that_somebody_moved_is_left_where_it_is(desk: Desk) -> None:
    desk.declare(playbook(step("note", "add_comment", text="hello")))
    case = desk.case()
    desk.report(case)
    run = desk.proposed(case)
    assert run is not None
    desk.run(lifecycle.move, case_id=case.case_id, to="closed", actor="ann", reason="no")
    desk.run(events.case_moves, run=run, to="repairing", reason="r")
    desk.run(events.case_goes_back, run=run, reason="r")
    assert desk.of(case).state == "closed"

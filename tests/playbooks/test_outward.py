"""Runs as JSON, in our words and in those of exception platforms."""

from __future__ import annotations

import msgspec

from rootward.playbooks.outward import platform_answer, platform_status, shown_playbook, shown_run
from tests.playbooks.conftest import Desk, playbook, roll_back, step


def test_a_run_in_both_words(desk: Desk) -> None:
    desk.declare(playbook(step("note", "add_comment", text="hello"), roll_back(), version=3))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    ours = shown_run(desk.now(run), case)
    assert (ours["state"], ours["version"], ours["case"]) == ("waiting", 3, case.number)
    assert msgspec.json.encode(ours)
    theirs = platform_status("EXC-1", desk.now(run))
    assert theirs["steps"] == [
        {"stepOrder": 1, "name": "note", "actionType": "add_comment", "status": "completed"},
        {"stepOrder": 2, "name": "roll back", "actionType": "call_tool", "status": "pending"},
    ]  # the verification is ours
    assert (theirs["currentStep"], theirs["playbookVersion"], theirs["exceptionId"]) == (2, 3, "EXC-1")
    answer = platform_answer("EXC-1", desk.now(run), "because")
    assert answer["currentPlaybookId"] == theirs["playbookId"]
    assert platform_answer("EXC-1", None, "none")["playbookName"] is None
    declared = shown_playbook(desk.pack.playbooks[0])
    assert declared["conditions"]["priority"] == 0
    assert declared["fits"] == "the fault is like code.*"
    assert [one["fits"] for one in declared["steps"]] == ["", ""]

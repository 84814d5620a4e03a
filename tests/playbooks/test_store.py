"""Playbook runs are rows that only this slice writes; everybody who follows is told."""

from __future__ import annotations

import pytest

from rootward.errors import NotFound
from rootward.playbooks import store
from rootward.tenancy import changes
from tests.playbooks.conftest import Desk, playbook, step


def test_a_run_is_kept_found_and_marked(desk: Desk) -> None:
    desk.declare(playbook(step("note", "add_comment", text="hello")))
    case = desk.case()
    desk.report(case)
    run = desk.proposed(case)
    assert run is not None
    assert run.declared.name == "undo the release"
    assert desk.run(store.find, case_id=case.case_id, states=("proposed",)) == [run]
    assert desk.run(store.find, after=run.playbook_run_id) == []
    assert desk.run(store.active_of_case, case_id=case.case_id) is None
    assert desk.run(store.newest_of_case, case_id=case.case_id) == run
    marked = desk.run(store.mark_step, playbook_run_id=run.playbook_run_id, order=1, state="running")
    assert marked.steps[0]["state"] == "running"
    assert marked.seq > run.seq
    told = desk.run(changes.since, after=0, kinds=("playbook_run",))
    assert [one.body["state"] for one in told] == ["proposed", "changed"]
    assert desk.run(store.update, playbook_run_id=run.playbook_run_id, state="running").is_active
    with pytest.raises(NotFound):
        desk.run(store.read, tenant="other", playbook_run_id=run.playbook_run_id)
    assert desk.run(store.failures, playbook=run.playbook, signature=run.signature) == 0
    assert [one.playbook for one in desk.run(store.find, playbook=run.playbook)] == [run.playbook]
    assert desk.run(store.find, playbook="another") == []
    assert desk.run(store.tally, playbook=run.playbook) == {("running", None): 1}
    of_cases = desk.run(store.of_cases, playbook=run.playbook, case_ids=[case.case_id, "case_none"])
    assert [one.playbook_run_id for one in of_cases.values()] == [run.playbook_run_id]
    assert desk.run(store.given_up, playbook=run.playbook, times=1, limit=9) == []

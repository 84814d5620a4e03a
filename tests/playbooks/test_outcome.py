"""However a run ends, people see it, and its case is left where somebody looks after it."""

from __future__ import annotations

from rootward.playbooks import outcome
from tests.playbooks.conftest import Desk, playbook, roll_back


def test_a_run_that_nobody_can_carry_is_a_failure_that_people_see(desk: Desk) -> None:
    desk.declare(playbook(roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end("running", ended_at=None)
    desk.carry()
    assert desk.of(case).state == "repairing"
    desk.run(outcome.give_up, playbook_run_id=run.playbook_run_id, reason="three workers failed at it")
    assert (desk.now(run).state, desk.of(case).state) == ("failed", "diagnosed")
    assert desk.told(case)[-2:] == ["PlaybookCompleted", "state"]
    desk.run(outcome.give_up, playbook_run_id=run.playbook_run_id, reason="again")
    assert desk.told(case).count("PlaybookCompleted") == 1
    desk.end()
    desk.carry()
    assert desk.now(run).state == "failed"

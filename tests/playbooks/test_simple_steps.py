"""Notes, owners, statuses and lines change the case in the transaction that records the step."""

from __future__ import annotations

from rootward.cases import lifecycle, timeline
from rootward.playbooks.propose import recalculate
from tests.playbooks.conftest import ANN, Desk, event, playbook, step


def test_each_does_what_it_says(desk: Desk) -> None:
    desk.declare(
        playbook(
            step("owner", "assign_owner", queue="{exception.normalized_context.desk}"),
            step("status", "set_status", status="ESCALATED"),
            step("comment", "add_comment", text_template="{case.number} is {report.cause.kind}"),
            step("tell", "notify", subject="Look", message="at {case.number}", group="Night"),
            {"name": "odd", "action": "add_comment", "params": {"text": "never"}, "when": "case.absent == 1"},
        )
    )
    case = desk.case(event(desk="payments"))
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    assert desk.of(case).assigned_to == "payments"
    told = {entry.kind: entry.text for entry in desk.run(timeline.read, case_id=case.case_id, with_events=False)}
    assert told["comment"] == f"{case.number} is code.regression"
    assert told["notified"] == f"Look: at {case.number}"
    assert told["status"] == "Status: escalated"
    assert [one["state"] for one in desk.now(run).steps] == ["succeeded"] * 4 + ["skipped"]
    kept = desk.now(run).steps[0]["result"]
    assert kept["origins"] == {"/queue": ["telemetry"]}


def test_a_case_that_nobody_repairs_goes_where_its_status_says(desk: Desk) -> None:
    desk.declare(
        {"exceptionType": "AlertFiring", "steps": [{"action": "set_status", "parameters": {"status": "analyzing"}}]}
    )
    case = desk.case(event())
    run, _ = desk.run(recalculate, case_id=case.case_id, pack=desk.pack, by=ANN)
    assert run is not None
    desk.start(run)
    desk.carry()
    assert desk.of(case).state == "investigating"


def test_what_an_earlier_step_did_not_give_fails_the_step(desk: Desk) -> None:
    look = step("look", "call_tool", tool_id="release.show", payload={})
    desk.declare(playbook(look, step("say", "add_comment", text="{steps.look.result.missing}")))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.end()
    desk.carry()
    assert (desk.now(run).state, desk.now(run).steps[1]["state"]) == ("failed", "failed")
    assert "steps.look.result.missing" in desk.now(run).steps[1]["detail"]


def test_a_case_that_was_closed_meanwhile_is_not_changed(desk: Desk) -> None:
    desk.declare(playbook(step("rest", "wait", duration="1m"), step("comment", "add_comment", text="late")))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.run(lifecycle.move, case_id=case.case_id, to="closed", actor="ann", reason="no")
    desk.later(60 * 10**9)
    desk.carry()
    assert desk.now(run).state == "failed"
    assert "comment" not in desk.told(case)

"""After a report the playbook that fits best is proposed, with the reasons; a person may choose anew."""

from __future__ import annotations

from typing import Any

from rootward.playbooks import propose, store
from rootward.playbooks.propose import candidates, recalculate, starts_itself, take
from rootward.schema import playbook_runs
from tests.playbooks.conftest import ANN, Desk, event, playbook, roll_back, step

NOTE = step("note", "add_comment", text="hello")


def test_the_best_is_proposed_with_its_reasons_and_those_of_the_others(desk: Desk) -> None:
    other = playbook(NOTE, name="other") | {"conditions": {"match": {"severity": "low"}}}
    desk.declare(other, playbook(roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.proposed(case)
    assert run is not None
    assert (run.state, run.playbook, run.signature) == (
        "proposed",
        "undo the release",
        "code.regression service:orders",
    )
    assert run.why["summary"] == "fault is code.regression"
    (against,) = run.why["others"]  # type: ignore[misc]
    assert against["summary"] == "severity is high, asked for: low"  # type: ignore[index,call-overload]
    assert [one["name"] for one in run.steps] == ["roll back", "verification"]
    assert desk.of(case).state == "diagnosed"


def test_nothing_is_proposed_for_a_cause_that_is_not_sure_enough(desk: Desk) -> None:
    desk.declare(playbook(NOTE), confidence=0.8)
    case = desk.case()
    assert desk.proposed(case) is None  # no report at all
    desk.report(case, confidence=0.79)
    assert desk.proposed(case) is None
    desk.report(case, confidence=0.8)
    assert desk.proposed(case) is not None


def test_the_same_is_not_proposed_twice_and_another_takes_its_place(desk: Desk) -> None:
    desk.declare(playbook(NOTE))
    case = desk.case()
    desk.report(case)
    first = desk.proposed(case)
    assert first is not None
    assert desk.proposed(case) is None
    desk.declare(playbook(NOTE), playbook(NOTE, name="better", conditions={"match": {}, "priority": 9}))
    second = desk.proposed(case)
    assert second is not None
    assert (second.playbook, desk.now(first).state) == ("better", "stopped")
    assert [kind for kind in desk.told(case) if kind.startswith("Playbook")] == [
        "PlaybookAssigned", "PlaybookRecalculated",
    ]  # fmt: skip


def _failed(desk: Desk, case: Any, times: int) -> None:
    """As many runs for this fault that did not hold."""
    run = desk.proposed(case)
    assert run is not None
    for number in range(times):
        values = {name: getattr(run, name) for name in store.PlaybookRun.__slots__}
        row = values | {"tenant": "acme", "playbook_run_id": f"pbr_0{number}", "run_id": f"pbr_0{number}",
                        "state": "failed", "outcome": "not_held", "case_id": "case_before"}  # fmt: skip
        desk.run(lambda connection, tenant, row=row: connection.execute(playbook_runs.insert(), row))
    desk.run(store.update, playbook_run_id=run.playbook_run_id, state="stopped")


def test_what_did_not_hold_twice_for_this_fault_is_left_to_people(desk: Desk) -> None:
    desk.declare(
        playbook(NOTE), playbook(step("x", "manual", text="look"), name="look") | {"conditions": {"priority": -1}}
    )
    case = desk.case()
    desk.report(case)
    _failed(desk, case, 2)
    found = desk.run(candidates, case_id=case.case_id, pack=desk.pack)
    assert found.judged[0].blocked.startswith("it did not hold 2 times for code.regression service:orders")
    run = desk.proposed(case)
    assert run is not None and run.playbook == "look"
    chosen = desk.run(take, case_id=case.case_id, playbook=desk.pack.playbooks[0], pack=desk.pack, by=ANN)
    assert (chosen.playbook, chosen.why["chosen_by"]) == ("undo the release", "ann")


def test_another_fault_is_another_matter(desk: Desk) -> None:
    desk.declare(playbook(NOTE))
    case = desk.case()
    desk.report(case)
    _failed(desk, case, 2)
    desk.report(case, entity="service:cart")
    run = desk.proposed(case)
    assert run is not None and run.signature == "code.regression service:cart"


def test_a_person_may_choose_anew_without_a_report(desk: Desk) -> None:
    desk.declare({"exceptionType": "SETTLEMENT_FAIL", "steps": [{"action": "Call the bank"}]})
    case = desk.case(event(event_type="ExceptionRaised", exceptionType="SETTLEMENT_FAIL"), kind="exception")
    run, found = desk.run(recalculate, case_id=case.case_id, pack=desk.pack, by=ANN)
    assert run is not None and run.playbook == "SETTLEMENT_FAIL"
    again, _ = desk.run(recalculate, case_id=case.case_id, pack=desk.pack, by=ANN)
    assert again is not None and again.playbook_run_id == run.playbook_run_id
    desk.declare()
    none, found = desk.run(recalculate, case_id=case.case_id, pack=desk.pack, by=ANN)
    assert (none, found.best, desk.now(run).state) == (None, None, "stopped")


def test_what_is_at_work_is_not_replaced(desk: Desk) -> None:
    desk.declare(playbook(roll_back()))
    case = desk.case()
    desk.report(case)
    run = desk.started(case)
    desk.carry()
    desk.declare(playbook(NOTE, name="better", conditions={"match": {}, "priority": 9}))
    assert desk.proposed(case) is None
    same, _ = desk.run(recalculate, case_id=case.case_id, pack=desk.pack, by=ANN)
    assert same is not None and same.playbook_run_id == run.playbook_run_id


def test_it_starts_itself_only_when_playbook_and_pack_say_so_and_nothing_is_missing(desk: Desk) -> None:
    asks = playbook(NOTE, name="asks", start="automatic", inputs={"why": {}})
    for declared, automatic, starts in (
        (playbook(NOTE), "true", False), (playbook(NOTE, start="automatic"), "true", True),
        (playbook(NOTE, start="automatic"), "case.severity == 'low'", False), (asks, "true", False),
    ):  # fmt: skip
        desk.declare(declared, automatic=automatic)
        case = desk.case()
        desk.report(case)
        run = desk.proposed(case)
        assert run is not None
        known = desk.run(candidates, case_id=case.case_id, pack=desk.pack).known
        assert starts_itself(run, known, desk.pack) is starts


def test_what_nothing_is_known_for_is_said_with_the_proposal(desk: Desk) -> None:
    desk.declare(playbook(step("note", "add_comment", text="{report.change.payload.version}")))
    case = desk.case()
    desk.report(case)
    assert desk.proposed(case) is not None
    found = desk.run(candidates, case_id=case.case_id, pack=desk.pack)
    assert propose.missing(desk.pack.playbooks[0], found.known.values) == ["report.change.payload.version"]

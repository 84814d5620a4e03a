"""What each step would do for a case as things stand; nothing is recorded and nothing asked for."""

from __future__ import annotations

from typing import Any

import pytest

from rootward.cases.model import Case
from rootward.errors import BadInput
from rootward.kit.db import Connection
from rootward.packs.playbook_model import Playbook
from rootward.playbooks import store
from rootward.playbooks.rehearse import Planned, plan
from rootward.playbooks.rights import on_behalf_of
from tests.playbooks.conftest import ANN, Desk, playbook, roll_back, step


def planned(desk: Desk, case: Case, **inputs: Any) -> tuple[Planned, ...]:
    declared: Playbook = desk.pack.playbooks[0]

    def unit(connection: Connection, tenant: str) -> tuple[Planned, ...]:
        return plan(
            connection, tenant, case.case_id, declared, desk.pack, inputs=inputs, requester=on_behalf_of(ANN),
            spec_of=lambda tool: desk.rows.spec(connection, tenant, tool),
        )  # fmt: skip

    return desk.run(unit)


def reported(desk: Desk) -> Case:
    case = desk.case()
    desk.report(case)
    return case


def test_a_call_is_the_action_that_the_gate_would_be_asked_for(desk: Desk) -> None:
    desk.declare(playbook(roll_back()))
    call, verification = planned(desk, reported(desk))
    assert (call.outlook, call.says) == ("call", "it asks for release.rollback")
    assert call.action is not None
    assert (call.action.arguments, call.action.targets, call.action.confidence) == (
        {"service": "orders"}, ("service:orders",), 0.9,
    )  # fmt: skip
    assert call.action.requester.on_behalf_of == "ann"
    assert (verification.name, verification.outlook) == ("verification", "here")
    assert (desk.asked(), desk.run(store.find)) == ([], [])


@pytest.mark.parametrize(
    ("given", "outlook", "says"),
    [
        (step("s", "manual", text="Look at {case.entity}"), "person", "Look at service:orders"),
        (step("s", "approval", text="Go on?", people=2), "person", "2 people have to agree: Go on?"),
        (step("s", "add_comment", text="{report.cause.name} broke"), "here", "a comment: orders broke"),
        (step("s", "notify", subject="{case.number}", message="look"), "here", "the timeline says: INC-1: look"),
        (step("s", "assign_owner", user_id="ann"), "here", "the case goes to ann"),
        (step("s", "set_status", status="analyzing"), "here", "the status becomes analyzing"),
        (step("s", "wait", duration="5m"), "here", "it waits for 5m"),
        (step("s", "branch", when="case.events > 9", **{"else": "end"}), "here",
         "it is not so that events is more than 9: on with end"),
        (step("s", "manual", text="x") | {"when": "case.severity == 'low'"}, "passed_over",
         "it is not so that severity is low"),
        (step("s", "manual", text="{report.change.payload.version}"), "impossible",
         "nothing is known for {report.change.payload.version}"),
        (step("s", "call_tool", tool_id="no.such", payload={}), "impossible", "there is no tool 'no.such'"),
        (step("s", "call_tool", capability="process.restart", payload={}, manual="Restart it"), "person",
         "Restart it (no tool is bound to process.restart, so a person does it)"),
        (step("s", "notify", channel="pager", message="x", group="Night"), "impossible",
         "nothing reaches Night on the channel pager"),
    ],
)  # fmt: skip
def test_every_kind_of_step_says_what_it_would_do(desk: Desk, given: dict[str, Any], outlook: str, says: str) -> None:
    desk.declare(playbook(given))
    first = planned(desk, reported(desk))[0]
    assert (first.outlook, first.says, first.action) == (outlook, says, None)


def test_what_an_earlier_step_gives_is_not_known_yet(desk: Desk) -> None:
    later = roll_back("b") | {"params": {"tool_id": "release.rollback", "payload": {"service": "{steps.a.result.id}"}}}
    seen = step("c", "manual", text="x") | {"when": "steps.a.state == 'succeeded'"}
    desk.declare(playbook(roll_back("a"), later, seen))
    _, second, third, _ = planned(desk, reported(desk))
    assert (second.outlook, second.says) == ("unknown", "an earlier step has to give {steps.a.result.id} first")
    assert (third.outlook, third.says) == (
        "unknown",
        "an earlier step decides whether the state of step a is succeeded",
    )


def test_a_capability_and_a_channel_go_to_what_the_pack_binds(desk: Desk) -> None:
    bound = {"tool_id": "release.rollback", "payload": {"service": "{wanted.name}"}}
    told = {"tool_id": "release.rollback", "payload": {"service": "{case.entity_name}", "why": "{notice.subject}"}}
    undo = step(
        "undo", "call_tool", capability="release.roll_back", payload={"name": "{report.cause.name}"}, manual="x"
    )
    tell = step("tell", "notify", channel="slack", subject="Look")
    desk.declare(playbook(undo, tell), capabilities={"release.roll_back": bound}, channels={"slack": told})
    first, second, _ = planned(desk, reported(desk))
    assert first.action is not None and first.action.arguments == {"service": "orders"}
    assert second.action is not None and second.action.arguments == {"service": "orders", "why": "Look"}


def test_an_input_that_is_not_asked_for_is_refused(desk: Desk) -> None:
    desk.declare(playbook(step("say", "add_comment", text="{input.who}"), inputs={"who": {"default": "anybody"}}))
    case = reported(desk)
    assert [one.says for one in planned(desk, case)] == ["a comment: anybody"]
    assert [one.says for one in planned(desk, case, who="Ann")] == ["a comment: Ann"]
    with pytest.raises(BadInput):
        planned(desk, case, other="x")

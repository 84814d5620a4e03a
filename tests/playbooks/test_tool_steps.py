"""Everything that reaches outside is asked of the gate, in the transaction that records that it was asked."""

from __future__ import annotations

import pytest

from rootward.playbooks.control import wake
from rootward.playbooks.tool_steps import AGREE, CHANNELS
from rootward.plugins.tools.people import PeopleAgree
from rootward.tools.gateway import Gateway
from tests.playbooks.conftest import Deed, Desk, playbook, roll_back, step


def with_tools(desk: Desk, *names: str) -> None:
    tools = [Deed(name=name, effect="idempotent") for name in names]
    desk.gateway = Gateway(desk.database, (desk.deed, PeopleAgree(), *tools))
    desk.runner = desk.new_runner()


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


@pytest.mark.parametrize(("channel", "tool"), CHANNELS.items())
def test_a_notification_beyond_the_timeline_is_an_action(desk: Desk, channel: str, tool: str) -> None:
    with_tools(desk, tool)
    desk.declare(playbook(step("tell", "notify", channel=channel, message="{case.title}", group="Night")))
    case = desk.case()
    desk.report(case)
    desk.started(case)
    desk.carry()
    (asked,) = desk.asked()
    assert (asked["tool"], asked["arguments"]) == (tool, {"message": "Orders are slow", "group": "Night"})
    assert asked["provenance"] == {"/message": ["free_text"], "/group": ["pack"]}


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
